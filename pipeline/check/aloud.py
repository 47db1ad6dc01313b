"""An email as a screen reader says it: headings, links, pictures' words and text, in order."""

from collections.abc import Iterator

from pipeline.check.html import INLINE, SILENT, Node, parse
from pipeline.text import squeeze

_HEADINGS = {f"h{n}": f"heading {n}" for n in range(1, 7)}


def aloud(html: str) -> tuple[tuple[str, str], ...]:
    """What is said, in order: what it is ("title", "heading 2", "link", "picture", "text" …) and the words. Hidden
    parts, decoration (``alt=""``) and tables that only place things are passed over in silence, as they should be. A
    picture without an alt attribute is "picture without words": then the file's name is read."""
    root = parse(html).root
    title = next(root.all("title"), None)
    body = next(root.all("body"), root)
    found = [("title", title.own_text)] if title is not None else []
    return tuple((kind, said) for kind, words in (*found, *_said(body, "text")) if (said := squeeze(words).strip()))


def _said(node: Node, kind: str) -> Iterator[tuple[str, str]]:
    """What *node* says; its own words are of *kind*. Words of inline elements run together."""
    words = ""
    for item in node.inside:
        if isinstance(item, str):
            words += item
            continue
        if item.tag == "br":
            words += " "
            continue
        inner = _element(item, kind)
        if item.tag in INLINE and all(one[0] == kind for one in inner):
            words += "".join(one[1] for one in inner)
            continue
        yield kind, words
        words = ""
        yield from inner
    yield kind, words


def _element(node: Node, kind: str) -> list[tuple[str, str]]:
    style = node.style
    if node.tag in SILENT or node.hidden or style.get("visibility", "").lower() == "hidden":
        return []
    if node.attrs.get("aria-hidden") == "true":
        return []
    label, role = node.attrs.get("aria-label", ""), node.attrs.get("role", "")
    if node.tag == "img" or role == "img":
        if "alt" not in node.attrs and not label:
            return [("picture without words", node.attrs.get("src", ""))]
        return [("picture", label or node.attrs.get("alt", ""))]
    if node.tag == "a" and "href" in node.attrs:
        link = "link" if kind == "text" else f"{kind}, link"
        words = label or " ".join(words for _, words in _said(node, link)).strip()  # those of its pictures, too
        return [(link, words or "a link without words")]
    if node.tag in _HEADINGS:
        return list(_said(node, _HEADINGS[node.tag]))
    if node.tag in ("ul", "ol"):
        count = sum(child.tag == "li" for child in node.children)
        return [("list", f"{count} items"), *_said(node, "list item")]
    if node.tag == "table" and role not in ("presentation", "none"):
        return [("table", label or "a table"), *_said(node, kind)]
    opening = [(node.attrs.get("aria-roledescription") or role, label)] if role and label else []
    return [*opening, *_said(node, kind)]
