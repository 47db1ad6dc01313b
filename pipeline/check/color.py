"""Colours of every text in every state an inbox may put them: light, dark, inverted, without backgrounds or styles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.check import css
from pipeline.check.html import Node
from pipeline.wcag import Rgb, channels, contrast, luminance

WHITE, BLACK, NIGHT = (255, 255, 255), (0, 0, 0), (28, 27, 34)
LINK = (0, 0, 238)
_HEADINGS = {"h1": 32.0, "h2": 24.0, "h3": 18.72}
_BOLD = ("bold", "bolder", "600", "700", "800", "900")
_BOLD_TAGS = ("b", "strong", "th", "h1", "h2", "h3", "h4")
_NAMES = {"white": WHITE, "black": BLACK, "red": (255, 0, 0), "blue": (0, 0, 255), "gray": (128, 128, 128)}
_RGB = re.compile(r"rgba?\(\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*(?:,[^)]*)?\)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Appearance:
    """One way in which a client shows the email."""

    name: str
    media: tuple[str, ...] = ()
    """Media features that hold; a query matches when it names only these and widths that fit."""
    width: int = 700
    sheets: bool = True
    """Whether <style> survives."""
    backgrounds: bool = True
    """Whether CSS grounds survive."""
    attributes: bool = True
    """Whether those in attributes (bgcolor) survive, too."""
    canvas: Rgb = WHITE
    invert: str = ""
    """"full": every colour's lightness is turned; "partial": light backgrounds and dark texts are."""
    data: str = ""
    """Outlook's marker, such as data-ogsc."""
    mends: bool = False
    """The client itself recolors text that cannot be read; edges stay as they are."""


APPEARANCES = (
    Appearance(name="light"),
    Appearance(name="light, on a phone", width=375),
    Appearance(name="light, without <style>", sheets=False),
    Appearance(name="light, without backgrounds", backgrounds=False),
    Appearance(name="dark", media=("dark",), canvas=NIGHT),
    Appearance(name="dark, on a phone", media=("dark",), width=375, canvas=NIGHT),
    Appearance(name="dark of Outlook's own", data="data-ogsc", canvas=NIGHT, invert="partial"),
    Appearance(name="dark by partial inversion", invert="partial", canvas=NIGHT),
    Appearance(name="dark by full inversion", invert="full", canvas=WHITE),
    Appearance(name="dark of Thunderbird", backgrounds=False, attributes=False, canvas=NIGHT, mends=True),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Painted:
    """One element's own words, as painted in one look."""

    node: Node
    text: Rgb
    ground: Rgb
    size: float
    bold: bool
    line: float
    """Line height in px."""
    align: str

    @property
    def contrast(self) -> float:
        return contrast(self.text, self.ground)

    @property
    def large(self) -> bool:
        """WCAG's large text: 24 px, or 18.66 px in bold."""
        return self.size >= 24 or (self.bold and self.size >= 18.66)


@dataclass(frozen=True, kw_only=True, slots=True)
class Edge:
    """A solid line of 2 px or more around or beside an element, as painted in one look."""

    node: Node
    line: Rgb
    contrast: float
    """With the ground inside or outside, whichever it stands out from more: either shows where the edge is."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Painting:
    """What is seen of the email in one look."""

    texts: tuple[Painted, ...]
    edges: tuple[Edge, ...]


def painting(root: Node, rules: Sequence[css.Rule], look: Appearance) -> Painting:
    """Every visible text and edge, with its colours in *state*."""
    live = [rule for rule in rules if look.sheets and _applies(rule, look)]
    texts: list[Painted] = []
    edges: list[Edge] = []
    _walk(root, _Cascade(live, look), look, _Around(ground=look.canvas), texts, edges)
    return Painting(texts=tuple(texts), edges=tuple(edges))


def painted(root: Node, rules: Sequence[css.Rule], look: Appearance) -> tuple[Painted, ...]:
    """Every element that holds visible words of its own, with its colours in *state*."""
    return painting(root, rules, look).texts


@dataclass(frozen=True, kw_only=True, slots=True)
class _Around:
    """What an element inherits."""

    ink: Rgb = BLACK
    ground: Rgb = WHITE
    has_ground: bool = False
    size: float = 16.0
    bold: bool = False
    line: str = "normal"
    align: str = "left"


def _walk(
    node: Node, cascade: _Cascade, look: Appearance, around: _Around, texts: list[Painted], edges: list[Edge]
) -> None:
    style = cascade.style(node)
    if style.get("display") == "none" or "hidden" in node.attrs or node.tag in ("head", "script", "style", "title"):
        return
    own = parse(style.get("background-color", "")) or _in_shorthand(style.get("background", ""))
    attribute = parse(node.attrs.get("bgcolor", ""))
    own = (own or attribute) if look.backgrounds else attribute if look.attributes else None
    size = css.pixels(style.get("font-size", ""), em=around.size) or _HEADINGS.get(node.tag) or around.size
    here = _Around(
        ink=parse(style.get("color", "")) or parse(node.attrs.get("color", "")) or _link(node) or around.ink,
        ground=own or around.ground,
        has_ground=bool(own) or around.has_ground,
        size=size,
        bold=style["font-weight"] in _BOLD if "font-weight" in style else around.bold or node.tag in _BOLD_TAGS,
        line=_line_height(style.get("line-height", ""), size) or around.line,
        align=style.get("text-align") or (node.attrs.get("align", "") if node.tag != "table" else "") or around.align,
    )
    if node.own_text:
        text, ground = _forced(here.ink, here.ground, look, here.has_ground)
        line = _line(here.line, size)
        texts.append(
            Painted(node=node, text=text, ground=ground, size=size, bold=here.bold, line=line, align=here.align)
        )
    for edge in dict.fromkeys(_lines(style)):
        if edge in (here.ground, around.ground):
            continue  # it keeps things apart, and shows none
        inner, outer = _ground(here.ground, look, here.has_ground), _ground(around.ground, look, around.has_ground)
        # Nobody tells which clients that force their dark turn lines over, too: what is worse counts.
        shades = (edge, _turned(edge)) if look.invert and not look.data else (edge,)
        told = min(max(contrast(shade, inner), contrast(shade, outer)) for shade in shades)
        edges.append(Edge(node=node, line=edge, contrast=told))
    for child in node.children:
        _walk(child, cascade, look, here, texts, edges)


def _lines(style: dict[str, str]) -> Iterator[Rgb]:
    """The colours of an element's solid borders of 2 px or more."""
    for side in css.SIDES if any("solid" in value for value in style.values()) else ():
        written = style.get(f"border-{side}") or style.get("border", "")
        wide = next((px for part in written.split() if (px := css.pixels(part)) is not None), 0)
        colour = style.get(f"border-{side}-color") or style.get("border-color", "")
        line = parse(colour) or _in_shorthand(written)
        if line and wide >= 2 and "solid" in written:
            yield line


def _ground(ground: Rgb, look: Appearance, has_ground: bool) -> Rgb:
    return _forced(BLACK, ground, look, has_ground)[1]


def _line_height(value: str, size: float) -> str:
    """What is inherited: a bare number as it is, everything else as px."""
    if not value or re.fullmatch(r"[\d.]+|normal", value):
        return value
    length = css.pixels(value, em=size)
    return f"{length}px" if length else ""


def _line(inherited: str, size: float) -> float:
    if inherited == "normal":
        return 1.2 * size
    return float(inherited[:-2]) if inherited.endswith("px") else float(inherited) * size


def _link(node: Node) -> Rgb | None:
    return LINK if node.tag == "a" and "href" in node.attrs else None


class _Cascade:
    """Which declarations win on an element."""

    def __init__(self, rules: Sequence[css.Rule], look: Appearance) -> None:
        self._rules = [
            (_last_word(rule.selector), _without_marker(rule.selector, look), rule.declarations)
            for rule in sorted(rules, key=lambda rule: css.specificity(rule.selector))
        ]

    def style(self, node: Node) -> dict[str, str]:
        known = {node.tag, *(f".{name}" for name in node.classes)}
        hits = [
            declared
            for word, selector, declared in self._rules
            if (not word or word in known) and css.matches(selector, node)
        ]
        every = [d for declared in (*hits, node.declarations) for d in declared]
        order = [d for d in every if not d.important] + [d for d in every if d.important]
        return {d.name: d.value.lower() for d in order}


def _last_word(selector: str) -> str:
    """The class or element that the picked element must have: a cheap way to skip most rules."""
    words = re.findall(r"\.[\w-]+|[a-z][a-z0-9]*", selector.split()[-1]) if selector else []
    return words[0].lower() if words and "[" not in selector.split()[-1] else ""


def _without_marker(selector: str, look: Appearance) -> str:
    return re.sub(rf"^\[{look.data}\]\s*", "", selector) if look.data else selector


def _applies(rule: css.Rule, look: Appearance) -> bool:
    if re.match(r"\[data-og\w+\]", rule.selector):
        return bool(look.data) and rule.selector.startswith(f"[{look.data}]")
    return all(_holds(query.lower(), look) for query in rule.media)


def _holds(query: str, look: Appearance) -> bool:
    if "print" in query or "not " in query:
        return False
    if "prefers-color-scheme" in query and not any(f"scheme: {m}" in _spaced(query) for m in look.media or ("light",)):
        return False
    if any(float(limit) < look.width for limit in re.findall(r"max-width\s*:\s*(\d+)", query)):
        return False
    if any(float(limit) > look.width for limit in re.findall(r"min-width\s*:\s*(\d+)", query)):
        return False
    return not any(word in query for word in ("prefers-contrast", "forced-colors", "reduced-motion", "hover"))


def _spaced(query: str) -> str:
    return re.sub(r"\s*:\s*", ": ", query)


def _forced(ink: Rgb, ground: Rgb, look: Appearance, has_ground: bool) -> tuple[Rgb, Rgb]:
    """What a client that forces its dark mode makes of a pair."""
    if look.invert == "full":
        return _turned(ink), _turned(ground)
    if look.invert == "partial":
        dark = _turned(ground) if has_ground and luminance(ground) > 0.4 else ground
        return (_turned(ink) if luminance(ink) < 0.4 and luminance(dark) < 0.4 else ink), dark
    return ink, ground


def _turned(colour: Rgb) -> Rgb:
    """Light for dark in the same hue, as the filter ``invert(1) hue-rotate(180deg)`` of forced dark themes does it.

    The weights are those of the Filter Effects standard: it is the lightness to the eye that is turned, so that a
    bright yellow becomes a dark one.
    """
    red, green, blue = (255 - part for part in colour)
    grey = 2 * (0.213 * red + 0.715 * green + 0.072 * blue)
    return _clamped(grey - red), _clamped(grey - green), _clamped(grey - blue)


def _clamped(part: float) -> int:
    return min(255, max(0, round(part)))


@lru_cache(maxsize=1024)
def parse(value: str) -> Rgb | None:
    """A colour as red, green, blue; None for transparent, inherit and what an email should not use."""
    value = value.strip().lower()
    if re.fullmatch(r"#[0-9a-f]{3}", value):
        value = "#" + "".join(c * 2 for c in value[1:])
    if re.fullmatch(r"#[0-9a-f]{6}", value):
        return channels(value)
    if match := _RGB.fullmatch(value):
        return int(match[1]), int(match[2]), int(match[3])
    return _NAMES.get(value)


@lru_cache(maxsize=1024)
def _in_shorthand(value: str) -> Rgb | None:
    return next((colour for word in value.split() if (colour := parse(word))), None)
