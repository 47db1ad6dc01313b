"""CSS into style attributes: the one call of premailer, its known traps closed (issue numbers are its own)."""

import logging
import sys
from functools import lru_cache
from types import ModuleType
from typing import TYPE_CHECKING

from pipeline.errors import TemplateError
from pipeline.limits import END

if TYPE_CHECKING:
    from premailer import Premailer


def inline(html: str) -> str:
    """*html* with its plain <style> moved into style attributes, as pure ASCII. <style data-premailer="ignore"> stays
    as it is; call this once, since a second run would inline that block too."""
    if END not in html:
        raise TemplateError(f"templates/email/email.html:1: the line {END} is missing", hint="put it before </body>")
    try:
        inliner = _premailer(html)
        inliner._parse_style_rules = _rules
        inlined = inliner.transform(pretty_print=False, encoding="us-ascii")
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


def _premailer(html: str) -> "Premailer":
    """Premailer as we set it, without its HTTP client: nothing is fetched here, and that import takes longest."""
    client = sys.modules.setdefault("requests", ModuleType("requests"))
    try:
        from premailer import Premailer
    finally:
        if not hasattr(client, "get"):
            del sys.modules["requests"]
    return Premailer(
        html,
        strip_important=False,  # else inlined styles beat media queries (#115 #164 #165)
        disable_validation=True,  # keeps mso-… properties
        keep_style_tags=False,
        remove_classes=False,  # the other stylesheet needs them
        align_floating_images=False,
        allow_network=False,
        cssutils_logging_level=logging.CRITICAL,
        disable_basic_attributes=["width", "height", "align", "valign", "bgcolor"],  # templates write these (#170)
    )


@lru_cache(maxsize=2)
def _rules(css: str, number: int) -> tuple[list[object], list[object]]:
    """What premailer reads in a stylesheet: most of its work, and the same for every email."""
    return _premailer("")._parse_style_rules(css, number)  # type: ignore[no-any-return]  # it ships no types
