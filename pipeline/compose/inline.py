"""CSS into style attributes: the one call of premailer, its known traps closed (issue numbers are its own)."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from pipeline.errors import TemplateError
from pipeline.limits import END


def inline(html: str) -> str:
    """*html* with its plain <style> moved into style attributes, as pure ASCII. <style data-premailer="ignore"> stays
    as it is; call this once, since a second run would inline that block too."""
    with _without_client():
        from premailer import Premailer

    if END not in html:
        raise TemplateError(f"templates/email/email.html:1: the line {END} is missing", hint="put it before </body>")
    try:
        inlined = Premailer(
            html,
            strip_important=False,  # else inlined styles beat media queries (#115 #164 #165)
            disable_validation=True,  # keeps mso-… properties
            keep_style_tags=False,
            remove_classes=False,  # the other stylesheet needs them
            align_floating_images=False,
            allow_network=False,
            cssutils_logging_level=logging.CRITICAL,
            disable_basic_attributes=["width", "height", "align", "valign", "bgcolor"],  # templates write these (#170)
        ).transform(pretty_print=False, encoding="us-ascii")
    except Exception as e:  # premailer raises whatever its parsers raise
        raise TemplateError(
            f"templates/email/inline.css:1: this cannot be inlined: {e}",
            hint="keep to .class, element, element.class, .a .b and .a > b; the rest belongs in head.css",
        ) from e
    result = f"{inlined}\n"
    if END not in result:  # premailer drops what is nested too deep or too long without a word
        raise TemplateError(
            "templates/email/email.html:1: the end of the email is lost: it is nested too deeply, or too long",
            hint="nest fewer elements",
        )
    return result


@contextmanager
def _without_client() -> Iterator[None]:
    """An empty module stands in for premailer's HTTP client: nothing is fetched here, and its import takes longest."""
    if "requests" in sys.modules:
        yield
        return
    sys.modules["requests"] = ModuleType("requests")
    try:
        yield
    finally:
        del sys.modules["requests"]
