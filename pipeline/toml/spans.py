"""Where everything is in a TOML text: blocks, the comments above them, and each value's exact span. The text has been
read by tomllib before: this scanner need not notice mistakes."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

_NAME = r"""(?:"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^\[\]=\n"'#])*"""
_HEADER = re.compile(rf"\[(\[?)[ \t]*({_NAME})\]\]?")
_KEY = re.compile(_NAME)
_PART = re.compile(r""""((?:[^"\\\n]|\\.)*)"|'([^'\n]*)'|([^\s."']+)""")
_BLANK = re.compile(r"(?:[ \t\r\n\ufeff]|#[^\n]*)*")
_BETWEEN = re.compile(r"(?:[ \t\r\n,]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_BARE = re.compile(r"[^#,\]}\n]*")
_LONG = r'"""(?:[^\\]|\\[\s\S])*?"""(?!"(?!""))"{0,2}' + r"|'''[\s\S]*?'''(?!'(?!''))'{0,2}"
_STRING = _LONG + r'|"(?:[^"\\\n]|\\.)*"' + r"|'[^'\n]*'"
_QUOTED = re.compile(_STRING)
_TOKEN = re.compile(rf"{_STRING}|#[^\n]*|[\[\]{{}}]")
"""What can hide or hold other values: strings, comments and brackets."""

Path = tuple[str | int, ...]  # how to reach a value: keys, and places in lists from 0, such as ``("feeds", 2, "url")``


class Value(NamedTuple):
    """One ``key = value``, or one item of a list: where it starts, and the value's own span."""

    path: Path  # the parts of its key, or its place in the list
    at: int
    start: int
    end: int


class Block(NamedTuple):
    """A header and all below it, from the comments above it to its last line, without that line's end."""

    kind: str  # ``story`` for ``[[story]]``; "" for what is above the first header
    path: Path  # the same with the places of lists: ``("story", 2)`` for the third
    listed: bool  # whether the header has two brackets
    start: int
    end: int
    name: tuple[int, int]  # the span of the header's name
    values: tuple[Value, ...]

    def value(self, key: str) -> Value | None:
        """The statement that writes *key*, if there is one."""
        return next((value for value in self.values if value.path == (key,)), None)


def blocks(text: str) -> tuple[Block, ...]:
    """The head, then every block in the order of the file."""
    headers: list[tuple[bool, int, tuple[int, int], list[Value]]] = [(False, 0, (0, 0), [])]
    at = 0
    while (at := _past(_BLANK, text, at)) < len(text):
        if text[at] == "[" and (header := _HEADER.match(text, at)):
            name = (header.start(2), header.start(2) + len(header[2].rstrip()))
            headers.append((bool(header[1]), at, name, []))
            at = header.end()
        else:
            headers[-1][3].append(value := _statement(text, at))
            at = max(value.end, at + 1)
    starts = [0, *(_above(text, above) for _, above, _, _ in headers[1:]), len(text)]
    places: dict[tuple[str, ...], int] = {}
    found: list[Block] = []
    for (listed, at, name, values), (start, limit) in zip(headers, pairwise(starts), strict=True):
        parts = _parts(text[slice(*name)])
        if listed:
            places[parts] = places.get(parts, -1) + 1
        end = _last_line(text, start, values[-1].end if values else at, limit)
        found.append(Block(".".join(parts), _placed(parts, places), listed, start, end, name, tuple(values)))
    return tuple(found)


def inside(text: str, value: Value) -> tuple[Value, ...]:
    """The items of a list, or the statements of an inline table; nothing for any other value."""
    if text[value.start : value.start + 1] not in ("[", "{"):
        return ()
    listed, found = text[value.start] == "[", list[Value]()
    at = value.start + 1
    while (at := _past(_BETWEEN, text, at)) < value.end - 1:
        found.append(Value((len(found),), at, at, _value(text, at)) if listed else _statement(text, at))
        at = max(found[-1].end, at + 1)
    return tuple(found)


def comments(source: str) -> tuple[str, ...]:
    """The comments inside a list, as its *source* is written."""
    return tuple(token[0].rstrip() for token in _TOKEN.finditer(source) if token[0].startswith("#"))


def line(text: str, path: Sequence[str | int]) -> int:
    """The line (from 1) that writes *path*, such as ``("feeds", 2, "url")``; else its nearest parent."""
    wanted: Path = tuple(path)
    at, rest = 0, wanted
    values: tuple[Value, ...] = ()
    for block in blocks(text):
        if block.path == wanted[: len(block.path)] and len(wanted) - len(block.path) <= len(rest):
            at, rest, values = block.name[0], wanted[len(block.path) :], block.values
        elif block.path[: len(wanted)] == wanted and rest:  # a list as a whole: its first block
            at, rest, values = block.name[0], (), ()
    while found := next((value for value in values if value.path == rest[: len(value.path)]), None):
        at, rest, values = found.at, rest[len(found.path) :], inside(text, found)
    within = (value.at for value in values if rest and value.path[: len(rest)] == rest)  # as in schedule.skip = []
    return line_at(text, next(within, at))


def line_at(text: str, offset: int) -> int:
    """The line, from 1, as an editor's program counts it."""
    return text.count("\n", 0, offset) + 1


def _parts(key: str) -> tuple[str, ...]:
    return tuple(found[1] or found[2] or found[3] or "" for found in _PART.finditer(key))


def _placed(parts: tuple[str, ...], places: dict[tuple[str, ...], int]) -> Path:
    path: list[str | int] = []
    for n, part in enumerate(parts, start=1):
        path.append(part)
        if parts[:n] in places:
            path.append(places[parts[:n]])
    return tuple(path)


def _past(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


def _statement(text: str, at: int) -> Value:
    equals = _past(_KEY, text, at)
    start = _past(_SPACE, text, equals + 1)
    return Value(_parts(text[at:equals]), at, start, _value(text, start))


def _value(text: str, at: int) -> int:
    """Where the value that starts at *at* ends."""
    if found := _QUOTED.match(text, at):
        return found.end()
    if text[at : at + 1] not in ("[", "{"):
        return at + len(text[at : _past(_BARE, text, at)].rstrip())
    depth = 0
    for token in _TOKEN.finditer(text, at):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token[0], 0)
        if not depth:
            return token.end()
    return len(text)


def _above(text: str, header: int) -> int:
    """Where the run of comments directly above a header starts; a blank line ends the run."""
    start = text.rfind("\n", 0, header) + 1
    while start:
        before = text.rfind("\n", 0, start - 1) + 1
        if not text[before:start].lstrip(" \t\ufeff").startswith("#"):
            break
        start = before
    return start or len(text) - len(text.removeprefix("\ufeff"))


def _last_line(text: str, start: int, last: int, limit: int) -> int:
    """The end of the line of a block's *last* value, or of comments directly below without a blank line."""
    end = text.find("\n", last, limit)
    while end >= 0:
        following = text.find("\n", end + 1, limit)
        line = text[end + 1 : following if following >= 0 else limit]
        if not line.lstrip(" \t").startswith("#"):
            break
        end = following
    return len(text[start : limit if end < 0 else end].rstrip("\r\n")) + start
