"""HTML as a light tree with line numbers: parsed once, shared by all rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from html.parser import HTMLParser

from pipeline.check import css
from pipeline.text import squeeze

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
INLINE = frozenset("a abbr b bdi bdo br cite code em font i img s small span strong sub sup u wbr".split())
SILENT = frozenset({"head", "script", "style", "template", "title"})


@dataclass(eq=False)
class Node:
    """One element; *inside* holds its texts and elements in order."""

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    line: int = 0
    parent: Node | None = None
    inside: list[Node | str] = field(default_factory=list)
    start: int = 0  # where the element's source begins, in characters
    end: int = 0  # where it ends

    @cached_property
    def declarations(self) -> tuple[css.Declaration, ...]:
        """The style attribute, as written."""
        return css.declarations(self.attrs.get("style", ""))

    @cached_property
    def style(self) -> dict[str, str]:
        """The last declaration of each property, without its priority."""
        return {d.name: d.value for d in self.declarations}

    @cached_property
    def classes(self) -> tuple[str, ...]:
        return tuple(self.attrs.get("class", "").split())

    @cached_property
    def children(self) -> list[Node]:
        return [item for item in self.inside if isinstance(item, Node)]

    def all(self, *tags: str) -> Iterator[Node]:
        """Every element below, in document order; only *tags* when given."""
        for child in self.children:
            if not tags or child.tag in tags:
                yield child
            yield from child.all(*tags)

    def up(self) -> Iterator[Node]:
        """This element and those around it, innermost first."""
        node: Node | None = self
        while node is not None:
            yield node
            node = node.parent

    @cached_property
    def own_text(self) -> str:
        """The words directly inside, not those of inner elements."""
        return squeeze(" ".join(item for item in self.inside if isinstance(item, str)))

    @cached_property
    def text(self) -> str:
        """The words that a reader sees here, with one space where a block begins."""
        return squeeze(self._words)

    @cached_property
    def _words(self) -> str:
        """The same, with every space as it is written: what is inside is read once, however often it is asked for."""
        pieces: list[str] = []
        for item in () if self.tag in SILENT or self.hidden else self.inside:
            if isinstance(item, str):
                pieces.append(item)
            else:
                pieces.append(item._words if item.tag in INLINE and item.tag != "br" else f" {item._words} ")
        return "".join(pieces)

    @cached_property
    def hidden(self) -> bool:
        """Whether this element itself is taken from view."""
        return "hidden" in self.attrs or self.style.get("display", "").lower() == "none"

    @cached_property
    def shown(self) -> bool:
        """Whether a reader sees what is inside."""
        return not self.hidden and self.tag not in SILENT and (self.parent is None or self.parent.shown)


class Page(HTMLParser):
    """A parsed document, read the forgiving way: an end tag closes the nearest open element of its name."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self._line_starts = [0, *(match.end() for match in re.finditer("\n", markup))]
        self.root = self._open = Node("", end=len(markup))
        self.doctype = ""
        self.comments: list[tuple[int, str]] = []  # line and text; Outlook's conditional blocks are comments too
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in reversed(attrs)}
        node = Node(tag, given, self.getpos()[0], self._open, start=self._offset())
        node.end = node.start + len(self.get_starttag_text() or "")
        self._open.inside.append(node)
        if tag not in VOID:
            self._open = node

    def _offset(self) -> int:
        line, column = self.getpos()
        return self._line_starts[line - 1] + column

    def handle_endtag(self, tag: str) -> None:
        for node in self._open.up():
            if node.tag == tag and node.parent is not None:
                node.end = self._offset() + len(f"</{tag}>")
                self._open = node.parent
                return

    def handle_data(self, data: str) -> None:
        self._open.inside.append(data)

    def handle_comment(self, data: str) -> None:
        self.comments.append((self.getpos()[0], data))

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        try:
            return super().parse_marked_section(i, report)
        except AssertionError:  # html.parser's answer to an unknown "<![…"
            return i + 3

    def handle_decl(self, decl: str) -> None:
        self.doctype = self.doctype or decl


parse = lru_cache(maxsize=4)(Page)
"""A document as a tree, which nobody changes; it never raises on any text that a template can make."""
