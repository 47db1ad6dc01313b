"""Colors of every text in every state an inbox may put it in: light, dark, inverted, without backgrounds or styles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

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
    dark: bool = False  # the reader prefers dark, and the client tells the email so
    width: int = 700
    sheets: bool = True  # whether <style> survives
    backgrounds: bool = True  # whether CSS backgrounds survive
    attributes: bool = True  # whether those in attributes (bgcolor) survive, too
    canvas: Rgb = WHITE
    invert: str = ""  # "full": every color's lightness is turned; "partial": light backgrounds and dark texts are
    data: str = ""  # Outlook's marker, such as data-ogsc
    mends: bool = False  # the client itself recolors text that cannot be read; edges stay as they are


APPEARANCES = (
    Appearance(name="light"),
    Appearance(name="light, on a phone", width=375),
    Appearance(name="light, without <style>", sheets=False),
    Appearance(name="light, without backgrounds", backgrounds=False),
    Appearance(name="dark", dark=True, canvas=NIGHT),
    Appearance(name="dark, on a phone", dark=True, width=375, canvas=NIGHT),
    Appearance(name="dark of Outlook's own", data="data-ogsc", canvas=NIGHT, invert="partial"),
    Appearance(name="dark by partial inversion", invert="partial", canvas=NIGHT),
    Appearance(name="dark by full inversion", invert="full", canvas=WHITE),
    Appearance(name="dark of Thunderbird", backgrounds=False, attributes=False, canvas=NIGHT, mends=True),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Painted:
    """How one element's own words are painted in one state, and what the elements inside inherit."""

    node: Node
    text: Rgb = BLACK
    ground: Rgb = WHITE
    has_ground: bool = False  # whether something was painted behind it; else *ground* is the bare canvas
    size: float = 16.0
    bold: bool = False
    leading: str = "normal"  # line height as it is inherited: a number is a multiple of *size*
    align: str = "left"

    @property
    def line(self) -> float:
        """Line height in px."""
        if self.leading.endswith("px"):
            return float(self.leading[:-2])
        return self.size * (1.2 if self.leading == "normal" else float(self.leading))

    @property
    def contrast(self) -> float:
        return contrast(self.text, self.ground)

    @property
    def large(self) -> bool:
        """WCAG's large text: 24 px, or 18.66 px in bold."""
        return self.size >= 24 or (self.bold and self.size >= 18.66)


class Edge(NamedTuple):
    """A solid line of 2 px or more around or beside an element, as painted in one state."""

    node: Node
    line: Rgb
    contrast: float  # with the ground inside or outside, whichever it stands out from more


class Painting(NamedTuple):
    """What is seen of the email in one state."""

    texts: tuple[Painted, ...]
    edges: tuple[Edge, ...]


def paintings(root: Node, rules: Sequence[css.Rule]) -> Mapping[Appearance, Painting]:
    """Every visible text and edge below *root*, with its colors in each state."""
    nodes = [root, *root.all()]
    known = {marker: css.cascade(rules, nodes, outside=marker) for marker in {look.data for look in APPEARANCES}}
    media = {rule.media for rule in rules}
    styles: dict[tuple[object, ...], dict[Node, dict[str, str]]] = {}  # several states differ in nothing else
    found = {}
    for look in APPEARANCES:
        holds = {queries: look.sheets and all(_holds(query.lower(), look) for query in queries) for queries in media}
        same = (look.data, *holds.values())
        if same not in styles:
            hits = known[look.data].items()
            styles[same] = {node: _style(node, [rule for rule in won if holds[rule.media]]) for node, won in hits}
        found[look] = _painting(nodes, styles[same], look)
    return found


def _painting(nodes: Sequence[Node], styles: Mapping[Node, dict[str, str]], look: Appearance) -> Painting:
    inherited: dict[Node | None, Painted] = {nodes[0].parent: Painted(node=nodes[0], ground=look.canvas)}
    texts: list[Painted] = []
    edges: list[Edge] = []
    for node in nodes:
        style = styles[node]
        around = inherited.get(node.parent)
        if around is None or style.get("display") == "none" or not node.shown:
            continue
        here = inherited[node] = _inside(node, style, around, look)
        seen = _forced(here, look)
        if node.own_text:
            texts.append(seen)
        for edge in dict.fromkeys(_lines(style)):
            if edge in (here.ground, around.ground):
                continue  # it keeps things apart, and shows none
            grounds = (seen.ground, _forced(around, look).ground)
            # Nobody says which clients that force their dark mode turn lines over, too: the worse counts.
            shades = (edge, _turned(edge)) if look.invert and not look.data else (edge,)
            least = min(max(contrast(shade, ground) for ground in grounds) for shade in shades)
            edges.append(Edge(node, edge, least))
    return Painting(tuple(texts), tuple(edges))


def _style(node: Node, rules: Sequence[css.Rule]) -> dict[str, str]:
    """The declarations that win on an element, in lowercase."""
    declared = (*(rule.declarations for rule in rules), node.declarations)
    every = [declaration for declarations in declared for declaration in declarations]
    return {d.name: d.value.lower() for d in sorted(every, key=lambda declaration: declaration.important)}


def _inside(node: Node, style: Mapping[str, str], around: Painted, look: Appearance) -> Painted:
    """What an element's own words have, and pass on."""
    own = parse(style.get("background-color", "")) or _in_shorthand(style.get("background", ""))
    attribute = parse(node.attrs.get("bgcolor", ""))
    own = (own or attribute) if look.backgrounds else attribute if look.attributes else None
    link = LINK if node.tag == "a" and "href" in node.attrs else None
    size = css.pixels(style.get("font-size", ""), em=around.size) or _HEADINGS.get(node.tag) or around.size
    return Painted(
        node=node,
        text=parse(style.get("color", "")) or parse(node.attrs.get("color", "")) or link or around.text,
        ground=own or around.ground,
        has_ground=bool(own) or around.has_ground,
        size=size,
        bold=style["font-weight"] in _BOLD if "font-weight" in style else around.bold or node.tag in _BOLD_TAGS,
        leading=_line_height(style.get("line-height", ""), size) or around.leading,
        align=style.get("text-align") or (node.attrs.get("align", "") if node.tag != "table" else "") or around.align,
    )


def _lines(style: dict[str, str]) -> Iterator[Rgb]:
    """The colors of an element's solid borders of 2 px or more."""
    for side in css.SIDES if any("solid" in value for value in style.values()) else ():
        wide, written = css.border(style, side)
        if wide >= 2 and (line := _in_shorthand(written)):
            yield line


def _line_height(value: str, size: float) -> str:
    """What is inherited: a bare number as it is, everything else as px."""
    if not value or re.fullmatch(r"[\d.]+|normal", value):
        return value
    length = css.pixels(value, em=size)
    return f"{length}px" if length else ""


def _holds(query: str, look: Appearance) -> bool:
    """Whether a media query holds; one that asks for anything but a color scheme or a width never does."""
    if re.search(r"\bprint\b|\bnot\b|prefers-contrast|forced-colors|reduced-motion|hover", query):
        return False
    schemes = re.findall(r"prefers-color-scheme\s*:\s*(\w+)", query)
    limits = re.findall(r"\b(min|max)-width\s*:\s*(\d+)", query)
    return all((scheme == "dark") == look.dark for scheme in schemes) and all(
        look.width <= int(limit) if end == "max" else look.width >= int(limit) for end, limit in limits
    )


def _forced(here: Painted, look: Appearance) -> Painted:
    """The same in the colors that a client makes of them if it forces its dark mode."""
    text, ground = here.text, here.ground
    if look.invert == "full" or (look.invert and here.has_ground and luminance(ground) > 0.4):
        ground = _turned(ground)
    if look.invert == "full" or (look.invert and luminance(text) < 0.4 and luminance(ground) < 0.4):
        text = _turned(text)
    return replace(here, text=text, ground=ground) if look.invert else here


def _turned(color: Rgb) -> Rgb:
    """Light for dark in the same hue, as the filter ``invert(1) hue-rotate(180deg)`` of forced dark themes does it. By
    the weights of the Filter Effects standard: the lightness to the eye is turned, so bright yellow becomes dark."""
    red, green, blue = (255 - part for part in color)
    gray = 2 * (0.213 * red + 0.715 * green + 0.072 * blue)
    red, green, blue = (min(255, max(0, round(gray - part))) for part in (red, green, blue))
    return red, green, blue


@lru_cache(maxsize=1024)
def parse(value: str) -> Rgb | None:
    """A color as red, green, blue; None for transparent, inherit and what an email should not use."""
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
    return next((color for word in value.split() if (color := parse(word))), None)
