"""Rules about seeing and hearing: language, contrast in every state, type, alignment, emphasis, order."""

import re

from pipeline import text
from pipeline.check.html import Node
from pipeline.check.material import Findings, Material, at, error, listed, story_at, together, warning
from pipeline.text import squash
from pipeline.wcag import written

_GLYPH, _NARROW = 0.55, 264  # how wide a letter is, in its size, and a line on the smallest phone, in px
_BREAK = "td { word-break: break-word; } in email/inline.css"
_STRICT = {"light", "light, on a phone"}


def language(given: Material) -> Findings:
    """lang and dir are on <html> and again inside the body. Webmail drops <html>; without lang a screen reader may read
    English with another voice."""
    inside = [node for node in given.body.children[:2] if node.shown]
    for place, where, nodes, hint in (
        ("on <html>", "email.html:1", [*given.root.all("html")], '<html lang="en" dir="ltr">'),
        ("inside the body", at(given.body), inside, 'repeat lang="en" dir="ltr" on the outer <div>'),
    ):
        if not any(node.attrs.get("lang", "").strip() and node.attrs.get("dir") in ("ltr", "rtl") for node in nodes):
            yield error(where, f"lang or dir is missing {place}", hint)


def contrast(given: Material) -> Findings:
    """Text stands out in every state: 7:1 in light (large text 4.5), 4.5:1 (large 3) in all others. Computed from the
    final styles: in light, on phones, in dark, inverted (estimated), without styles or backgrounds."""
    for state, painting in given.paintings.items():
        usual, large = (7.0, 4.5) if state.name in _STRICT else (4.5, 3.0)
        weak = [p for p in painting.texts if not state.mends and p.contrast < (large if p.large else usual) - 0.005]
        if weak:
            worst = min(weak, key=lambda p: p.contrast)
            pair = f"{written(worst.text)} on {written(worst.ground)}"
            said = f"{worst.contrast:.1f}:1 in {state.name} ({pair}): {text.clip(worst.node.own_text, 40)}"
            more = f", and {len(weak) - 1} more" if len(weak) > 1 else ""
            yield error(at(worst.node), said + more, "darker or lighter text; see brand.colour, inline.css, head.css")


def edges(given: Material) -> Findings:
    """Frames, outlines and the progress bar stand out 3:1 or more, in light and wherever a client forces its own dark.
    They mark where lines begin and end for readers who lose one side (WCAG 1.4.11). One mid-tone holds everywhere."""
    every = ((state.name, edge) for state, painting in given.paintings.items() for edge in painting.edges)
    weak = [(name, edge) for name, edge in every if edge.contrast < 3 - 0.005]
    if weak:
        state, worst = min(weak, key=lambda found: found[1].contrast)
        others = listed((name for name, _ in weak if name != state), 9)
        said = f"an edge of {worst.contrast:.1f}:1 in {state} ({written(worst.line)})"
        more = f"; also weak in: {others}" if others else ""
        yield error(at(worst.node), said + more, "use c.edge: 3:1 or more on every background")


def reflow(given: Material) -> Findings:
    """No word makes the email wider than a phone: cells break what does not fit. Otherwise one long word or address
    stretches the table, and cuts off every line at the right (WCAG 1.4.10)."""
    bare = [p for p in given.light if all(outer.style.get("word-break", "normal") == "normal" for outer in p.node.up())]
    places = {card.heading: story_at(card.n, "title") for card in given.cards}
    for painted in bare:
        word = max(painted.node.own_text.split(), key=len)
        if len(word) * painted.size * _GLYPH > _NARROW:
            where = next((places[outer] for outer in painted.node.up() if outer in places), at(painted.node))
            yield error(where, f"wider than a phone: {text.clip(word, 40)}", _BREAK)
    if bare:
        yield warning(at(bare[0].node), "a long word here would be wider than a phone", _BREAK)


def type_(given: Material) -> Findings:
    """Titles and blurbs are set in 18 px or larger, nothing below 16; lines are 1.5 times as high, in headings 1.3.
    Small type is the most common complaint of readers after a stroke. One word alone needs no line height."""
    told = {squash(one.words.replace("**", "")) for one in given.written if one.key in ("title", "blurb")}
    sources = {squash(story.source) for story in given.issue.stories}  # a blurb may name its source, too
    small, close = list[tuple[str, str]](), list[tuple[str, str]]()
    for painted in given.light:
        words = painted.node.own_text
        said = squash(words)
        least = 18 if said and said not in sources and any(said in one for one in told) else 16
        high = 1.3 if _in_heading(painted.node) else 1.5
        shown = text.clip(words, 40)
        if painted.size < least:
            small.append((at(painted.node), f"{painted.size:.0f} px, at least {least} ({shown})"))
        elif painted.line < high * painted.size - 0.5 and len(words.split()) > 2:
            close.append((at(painted.node), f"{painted.line / painted.size:.2f}, at least {high} ({shown})"))
    yield from together(error, small, "small type", "see inline.css")
    yield from together(error, close, "small line height", "see inline.css")


def align(given: Material) -> Findings:
    """Text starts at the left: never justified or to the right, centered only in headings and a few words. The eye goes
    back to where the last line began."""
    found = []
    for painted in given.light:
        words = painted.node.own_text
        far = painted.align in ("right", "end") or (painted.align == "center" and not _in_heading(painted.node))
        if painted.align == "justify" or (far and len(words.split()) > 5):
            found.append((at(painted.node), f"{painted.align} ({text.clip(words, 40)})"))
    yield from together(error, found, "not aligned left", "text-align: left")


def _in_heading(node: Node) -> bool:
    return any(outer.tag in ("h1", "h2", "h3") for outer in node.up())


def emphasis(given: Material) -> Findings:
    """Bold, and nothing else: no italics, no capitals, no underline except under links. Slanted and capital words lose
    their shape; an underline promises a link."""
    found = []
    for node in (node for node in given.nodes if node.shown and node.text):
        style, what = node.style, ""
        if node.tag in ("i", "em", "cite") or style.get("font-style") in ("italic", "oblique"):
            what = "italics"
        elif style.get("text-transform") == "uppercase" or _shouts(node.own_text):
            what = "capitals"
        elif node.tag == "u" or "underline" in style.get("text-decoration", ""):
            what = "" if any(outer.tag == "a" for outer in node.up()) else "underline"
        if what:
            found.append((at(node), f"{what} ({text.clip(node.text, 30)})"))
    yield from together(warning, found, "hard to read", "use bold")


def _shouts(words: str) -> bool:
    long = [word for word in words.split() if len(word) > 3]
    return len(long) > 3 and words.upper() == words and words.lower() != words  # many scripts have one case only


def order(given: Material) -> Findings:
    """What is seen is in the order of the source: nothing floats right, is placed freely or reversed. Screen readers
    follow the source."""
    for node in given.nodes:
        placed = " ".join(node.style.get(name, "") for name in ("float", "position", "flex-direction", "direction"))
        moved = re.search(r"right|absolute|fixed|sticky|reverse|rtl", placed) or "order" in node.style
        if moved and node.shown:
            yield error(at(node), f"out of order: {text.clip(node.text, 40)}", "put it where it is to be read")
