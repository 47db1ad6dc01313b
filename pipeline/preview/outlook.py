"""What Outlook on Windows, whose engine is Word, makes of an email: the client table applied. An approximation."""

import html as markup
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from pipeline.check import css
from pipeline.check.clients import cut_to, exact_lines
from pipeline.check.html import Node, parse
from pipeline.config.resources import features_of, support
from pipeline.text import table

CLIENT: Final = "Outlook (Windows)"
_MSO = re.compile(r"<!--\[if [^\]]*\bmso\b[^\]]*\]>(.*?)<!\[endif\]-->", re.DOTALL)
_NOT_MSO = re.compile(r"<!--\[if !mso\]><!(?:--)?>.*?<!--<!\[endif\]-->", re.DOTALL)
_XML = re.compile(r"<xml>.*?</xml>", re.DOTALL)
_TAG = re.compile(r"<[a-zA-Z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
_STYLE = re.compile(r"\sstyle\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_IMAGE = re.compile(r"<img\b(?:[^<>\"']|\"[^\"]*\"|'[^']*')*(?=/?>)")
_SHEET = re.compile(r"(<style\b[^>]*>)(.*?)(</style>)", re.DOTALL | re.IGNORECASE)
_AT = re.compile(r"@[a-z-]+")
_CALL = re.compile(r"\b([a-z-]+)\(")
_UNIT = re.compile(r"\d(rem|vw|vh|vmin|vmax|ch)\b")
_PSEUDO = re.compile(r"(::?)([a-z-]+)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Outlook:
    """The email as it is left, and what the table says of it."""

    html: str
    lost: tuple[str, ...]  # what the email uses and Outlook lacks: titles in the table. It is taken out
    partly: tuple[str, ...]  # what Outlook shows in part; the table does not say which part, so it stays


def outlook(html: str) -> Outlook:
    """Outlook's own comments are opened; of the CSS and attributes stays what the table does not deny."""
    used: set[str] = set()
    page = parse(html)
    exact = exact_lines(page)
    shown = [_as_outlook(image, exact) for image in page.root.all("img")]
    html = _XML.sub("", _MSO.sub(r"\1", _NOT_MSO.sub("", html)))
    html = _SHEET.sub(lambda found: found[1] + _sheet(found[2], used) + found[3], html)
    html = _TAG.sub(lambda found: _tag(found[0], used), html)
    sizes = iter(shown)
    html = _IMAGE.sub(lambda found: f"{_STYLE.sub('', found[0])} {next(sizes, '')}", html)
    titles = {slug: entry["title"] for slug, entry in table("clients")["features"].items()}
    return Outlook(
        html=html,
        lost=tuple(sorted({titles[slug] for slug in used if _mark(slug) == "n"})),
        partly=tuple(sorted({titles[slug] for slug in used if _mark(slug) == "a"})),
    )


def _as_outlook(image: Node, exact: list[css.Rule]) -> str:
    """A picture's style: Outlook keeps to the attributes, whatever the file is, and shows the foot of what it cuts."""
    wide, high = (css.pixels(image.attrs.get(side, "")) or 0 for side in ("width", "height"))
    if not (wide and high):
        return ""
    cut = cut_to(image, high, exact)
    fit = "fill" if cut == high else "cover; object-position: bottom"
    return f'style="display: block; width: {wide:.0f}px; height: {cut:.0f}px; object-fit: {fit}"'


def _mark(slug: str) -> str:
    return support(CLIENT).get(slug, "u")


def _shows(slugs: Iterable[str], used: set[str]) -> bool:
    """Whether the table denies none of *slugs*, which are noted as used."""
    slugs = tuple(slugs)
    used.update(slugs)
    return all(_mark(slug) != "n" for slug in slugs)


def _sheet(sheet: str, used: set[str]) -> str:
    """The rules of a <style>; of the at-rules only @media and @supports, if they are shown."""
    used.update(f"css-at-{name[1:]}" for name in _AT.findall(sheet))
    kept = []
    for rule in css.rules(sheet):
        names = [found[0] for media in rule.media if (found := _AT.match(media))]
        if _shows((f"css-at-{name[1:]}" for name in names), used) and _shows(_selector(rule.selector), used):
            written = f"{rule.selector} {{{_kept(rule.declarations, used)}}}"
            kept.append("{".join((*rule.media, written)) + "}" * len(rule.media))
    return "\n".join(kept)


def _selector(written: str) -> Iterator[str]:
    for colons, name in _PSEUDO.findall(written):
        yield f"css-pseudo-{'class' if colons == ':' else 'element'}-{name}"
    for sign, name in ((">", "child"), ("+", "adjacent-sibling"), ("~", "general-sibling"), ("[", "attribute")):
        if sign in written:
            yield f"css-selector-{name}"


def _kept(declarations: Iterable[css.Declaration], used: set[str]) -> str:
    return ";".join(one.written for one in declarations if _shows(_declaration(one), used))


def _declaration(one: css.Declaration) -> Iterator[str]:
    value = one.value.lower()
    yield from features_of(one.name, value)
    for call in _CALL.findall(value):
        yield from (f"css-{call}", f"css-function-{call}", f"css-unit-{call}")
    for unit in _UNIT.findall(value):
        yield f"css-unit-{unit}"
    if one.important:
        yield "css-important"
    if "var(" in value:
        yield "css-variables"


def _tag(written: str, used: set[str]) -> str:
    def style(found: re.Match[str]) -> str:
        kept = _kept(css.declarations(markup.unescape(found[1] if found[1] is not None else found[2])), used)
        return f' style="{markup.escape(kept)}"' if kept else ""

    for name in re.findall(r"\s([a-z-]+)(?=[\s=>/])", _STYLE.sub("", written)):
        slug = f"html-{name}"
        if table("clients")["features"].get(slug, {}).get("title") == f"{name} attribute" and not _shows([slug], used):
            written = re.sub(rf"\s{name}(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]+))?(?=[\s>/])", "", written)
    return _STYLE.sub(style, written)
