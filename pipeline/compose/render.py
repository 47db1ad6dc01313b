"""Templates to text: the only module that speaks Jinja; escaping is on, undefined names are errors."""

import textwrap
from collections.abc import Mapping
from functools import lru_cache, partial
from traceback import walk_tb
from types import TracebackType
from typing import TYPE_CHECKING

from pipeline import text
from pipeline.errors import TemplateError

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

COLUMNS = 72  # how wide the plain text is wrapped; links stay whole


def render(templates: Mapping[str, str], name: str, /, **values: object) -> str:
    """The template *name* with *values*. Raises TemplateError whose message starts with ``file:line``."""
    import jinja2

    environment = _environment(tuple(templates.items()))
    try:
        return environment.get_template(name).render(values)
    except jinja2.TemplateSyntaxError as e:
        raise TemplateError(f"{_file(e.name or name)}:{e.lineno}: {e.message}", hint=_HINT) from e
    except Exception as e:  # a template can raise anything; its author needs the place
        place = _place(e.__traceback__) or f"{_file(name)}:1"
        if isinstance(e, jinja2.TemplateNotFound):
            what = f"there is no template {e.name}"
        elif isinstance(e, RecursionError):
            what = "it includes itself"
        else:
            what = str(e) or type(e).__name__
        raise TemplateError(f"{place}: {what}", hint=_HINT) from e


_HINT = "correct that line, or delete your copy of the template to get the shipped one back"


@lru_cache(maxsize=8)  # compiled once per set of templates, however many issues are rendered
def _environment(sources: tuple[tuple[str, str], ...]) -> "Environment":
    import jinja2

    known = dict(sources)

    def load(name: str) -> tuple[str, str, None] | None:
        return (known[name], _file(name), None) if name in known else None

    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(load),
        autoescape=lambda name: name is None or name.endswith((".html", ".xml", ".svg")),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    wrap = partial(textwrap.fill, width=COLUMNS, break_long_words=False, break_on_hyphens=False)
    environment.filters.update(bold=_bold, wrap=wrap, told=_told)
    environment.filters["unbold"] = lambda value: "".join(run for run, _ in text.bold_runs(value))
    return environment


def _bold(value: str) -> "Markup":
    """``**bold**`` as <strong>, everything else as text."""
    from markupsafe import Markup, escape

    runs = text.bold_runs(value)
    return Markup().join(Markup("<strong>{}</strong>").format(run) if bold else escape(run) for run, bold in runs)


def _told(value: str, verb: str) -> str:
    """What to do, as a sentence: a bare number after its *verb*, words as an editor wrote them."""
    said = value.strip() if any(map(str.isalpha, value)) else f"{verb} {value.strip()}"
    return said if said.endswith((".", "!", "?")) else f"{said}."


def _place(traceback: TracebackType | None) -> str:
    """The innermost template line of a traceback, which Jinja maps back to the template's own lines."""
    places = [f"{frame.f_code.co_filename}:{line}" for frame, line in walk_tb(traceback)]
    return next((place for place in reversed(places) if place.startswith("templates/")), "")


def _file(name: str) -> str:
    return f"templates/{name}"
