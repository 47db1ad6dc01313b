"""CSS as far as an email uses it: declarations, rules with their media, selectors that can be matched, lengths."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pipeline.check.html import Node

SIDES = ("top", "right", "bottom", "left")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_IMPORTANT = re.compile(r"\s*!\s*important\s*$", re.IGNORECASE)
_STEP = re.compile(r"([a-z][a-z0-9]*|\*)?((?:[.#][\w-]+|\[[^\]]*\])*)(:.*)?$", re.IGNORECASE)
_PART = re.compile(r"([.#])([\w-]+)|\[\s*([\w-]+)(?:\s*=\s*[\"']?([^\"'\]]*)[\"']?)?\s*\]")
_LENGTH = re.compile(r"(-?\d*\.?\d+)(px|pt|em|rem|%)?$")
_GROUP = r"""\"[^\"]*\"|'[^']*'|\([^)]*\)|\[[^\]]*\]"""
_UNTIL = {mark: re.compile(rf"(?:{_GROUP}|[^{mark}])++") for mark in ";,"}
"""What is between two marks; those inside quotes and brackets do not count."""


class Declaration(NamedTuple):
    """One ``name: value``; *written* is the whole as written."""

    name: str
    value: str
    important: bool
    written: str


class Rule(NamedTuple):
    """One selector with its declarations, inside *media* (outermost first)."""

    selector: str
    declarations: tuple[Declaration, ...]
    media: tuple[str, ...]
    line: int


@lru_cache(maxsize=1024)  # inlining writes the same style attribute again and again
def declarations(text: str) -> tuple[Declaration, ...]:
    """The declarations in a style attribute or between braces."""
    found = []
    for written in _UNTIL[";"].findall(bare(text)):
        name, colon, value = written.partition(":")
        if colon and name.strip():
            plain, important = _IMPORTANT.subn("", value)
            found.append(Declaration(name.strip().lower(), plain.strip(), bool(important), written.strip()))
    return tuple(found)


def rules(sheet: str, *, first_line: int = 1, media: tuple[str, ...] = ()) -> list[Rule]:
    """The style rules of a sheet, one per selector, inside *media*; of the at-rules only @media and @supports."""
    sheet, found = bare(sheet), list[Rule]()
    for prelude, body, start in blocks(sheet):
        at = first_line + sheet.count("\n", 0, start)
        if prelude.startswith(("@media", "@supports")):
            found += rules(body, first_line=at + prelude.count("\n"), media=(*media, prelude))
        elif not prelude.startswith("@"):
            selectors = filter(str.strip, _UNTIL[","].findall(prelude))
            found += [Rule(" ".join(selector.split()), declarations(body), media, at) for selector in selectors]
    return found


def bare(sheet: str) -> str:
    """*sheet* without its comments; line numbers stay true."""
    return _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), sheet)


def without_tags(template: str, value: str) -> str:
    """A CSS template without Jinja: *value* for each of its values, the rest goes; line numbers stay true."""
    gone = re.sub(r"\{[%#].*?[%#]\}", lambda tag: "\n" * tag[0].count("\n"), template, flags=re.DOTALL)
    return re.sub(r"\{\{.*?\}\}", value, gone, flags=re.DOTALL)


def blocks(sheet: str) -> Iterator[tuple[str, str, int]]:
    """For each outermost block: what is before the brace, what is inside, and where the first begins."""
    start = depth = opened = 0
    for brace in re.finditer(r"[{};]", sheet):
        if brace[0] == ";":
            start = brace.end() if depth == 0 else start  # @import and the like
        elif brace[0] == "{":
            opened = brace.start() if depth == 0 else opened
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                prelude = sheet[start:opened]
                yield prelude.strip(), sheet[opened + 1 : brace.start()], start + len(prelude) - len(prelude.lstrip())
                start = brace.end()


def cascade(rules: Iterable[Rule], nodes: Iterable[Node], *, outside: str = "") -> dict[Node, list[Rule]]:
    """The rules that pick each node, the strongest last; an element around them all has the attribute *outside*."""
    ordered = sorted(rules, key=lambda rule: specificity(rule.selector))
    every = [(_steps(rule.selector.removeprefix(f"[{outside}] ")), rule) for rule in ordered]
    likely: dict[tuple[str, ...], list[tuple[tuple[str, ...], Rule]]] = {}  # most elements are like another one
    found = {}
    for node in nodes:
        kind = (node.tag, *node.attrs, *node.attrs.values())
        if kind not in likely:
            likely[kind] = [(steps, rule) for steps, rule in every if _is(steps[-1], node)]
        found[node] = [rule for steps, rule in likely[kind] if _matches(steps, node)]
    return found


def matches(selector: str, node: Node) -> bool:
    """Whether *selector* picks *node*; one with a pseudo-class or an unknown form never does."""
    return _matches(_steps(selector), node)


@lru_cache(maxsize=1024)  # each selector is tried on every element
def _steps(selector: str) -> tuple[str, ...]:
    return tuple(re.sub(r"\s*([>+~])\s*", r" \1 ", selector).split())


def _matches(steps: tuple[str, ...], node: Node) -> bool:
    before, last = steps[:-1], steps[-1]
    if not _is(last, node):
        return False
    if not before:
        return True
    if before[-1] == ">":
        return len(before) > 1 and node.parent is not None and _matches(before[:-1], node.parent)
    if before[-1] in "+~":
        return False  # only client hacks use these
    return node.parent is not None and any(_matches(before, outer) for outer in node.parent.up())


@lru_cache(maxsize=1024)
def _wanted(step: str) -> tuple[str, tuple[tuple[str, str, str, str], ...]] | None:
    """The element that *step* names ("": any) and what it must have; None if it never matches."""
    match = _STEP.match(step)
    if not match or match[3]:
        return None
    return (match[1] or "").lower().replace("*", ""), tuple(_PART.findall(match[2]))


def _is(step: str, node: Node) -> bool:
    wanted = _wanted(step)
    if wanted is None or (wanted[0] and wanted[0] != node.tag):
        return False
    for kind, name, attribute, value in wanted[1]:
        if kind == "." and name not in node.classes:
            return False
        if kind == "#" and node.attrs.get("id") != name:
            return False
        if attribute and (attribute not in node.attrs or (value and node.attrs[attribute] != value)):
            return False
    return bool(node.tag)


def specificity(selector: str) -> tuple[int, int, int]:
    """Ids, classes and attributes, elements."""
    ids, classes = len(re.findall(r"#[\w-]+", selector)), len(re.findall(r"\.[\w-]+|\[", selector))
    return ids, classes, len(re.findall(r"(?:^|[\s>+~])[a-z]", selector, re.IGNORECASE))


@lru_cache(maxsize=1024)
def pixels(value: str, *, em: float = 16) -> float | None:
    """A length in px, or None if it is none; a bare number is px, as in attributes."""
    match = _LENGTH.match(value.strip().lower())
    if not match:
        return None
    scale = {"pt": 4 / 3, "em": em, "rem": 16, "%": em / 100}.get(match[2] or "px", 1)
    return float(match[1]) * scale


def sides(style: dict[str, str], name: str) -> tuple[str, str, str, str]:
    """The four values of padding or margin, top first, whichever way they are written."""
    parts = style.get(name, "0").split() or ["0"]
    four = (parts * 4)[:4] if len(parts) != 3 else [*parts, parts[1]]
    top, right, bottom, left = (style.get(f"{name}-{side}", value) for side, value in zip(SIDES, four, strict=True))
    return top, right, bottom, left


def border(style: dict[str, str], side: str) -> tuple[float, str]:
    """How wide a side's solid border is, in px (0: there is none), and what names its color."""
    written = style.get(f"border-{side}") or style.get("border", "")
    wide = next((px for part in written.split() if (px := pixels(part)) is not None), 0.0)
    color = style.get(f"border-{side}-color") or style.get("border-color") or written
    return (wide if "solid" in written else 0.0), color
