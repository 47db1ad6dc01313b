"""Where everything stands in a TOML text: blocks, the comments above them, and each value's exact span.

No TOML writer keeps comments with the block that an editor wrote them for, so edits work on these spans.
The text has been read by tomllib before: this scanner need not notice mistakes.
"""

import re
from dataclasses import dataclass

_HEADER = re.compile(r"\[(\[?)[ \t]*([^\[\]\n]*?)[ \t]*\]\]?")
_SPACE = re.compile(r"[ \t\r\n\ufeff]*")
_COMMENT = re.compile(r"#[^\n]*")
_KEY = re.compile(r"""(?:"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^=\n"'])*""")
_STRINGS = (  # the longest quotes first
    re.compile(r'"""(?:[^\\]|\\.)*?"""(?!"(?!""))"{0,2}', re.DOTALL),
    re.compile(r"'''.*?'''(?!'(?!''))'{0,2}", re.DOTALL),
    re.compile(r'"(?:[^"\\\n]|\\.)*"'),
    re.compile(r"'[^'\n]*'"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Value:
    """One ``key = value``: where the statement starts, and the value's own span."""

    key: str
    at: int
    start: int
    end: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """A header and all below it, from the comments above it to its last line, without that line's end."""

    kind: str
    """``story`` for ``[[story]]``; "" for what stands above the first header."""
    listed: bool
    """Whether the header has two brackets."""
    start: int
    end: int
    name: tuple[int, int]
    """The span of the header's name."""
    values: tuple[Value, ...]

    def value(self, key: str) -> Value | None:
        """The statement that writes *key*, if there is one."""
        return next((value for value in self.values if value.key == key), None)


def blocks(text: str) -> tuple[Block, ...]:
    """The head, then every block in the order of the file."""
    headers: list[tuple[str, bool, int, tuple[int, int]]] = [("", False, 0, (0, 0))]
    values: list[list[Value]] = [[]]
    at = 0
    while (at := _skip(text, at)) < len(text):
        if text[at] == "[" and (found := _HEADER.match(text, at)):
            headers.append((found[2].strip("\"'"), bool(found[1]), at, found.span(2)))
            values.append([])
            at = found.end()
        else:
            value = _statement(text, at)
            values[-1].append(value)
            at = value.end
    starts = [0, *(_above(text, header[2]) for header in headers[1:]), len(text)]
    return tuple(
        Block(
            kind=kind,
            listed=listed,
            start=starts[i],
            end=_last_line(text, starts[i], header, values[i], starts[i + 1]),
            name=name,
            values=tuple(values[i]),
        )
        for i, (kind, listed, header, name) in enumerate(headers)
    )


def line_of(text: str, offset: int) -> int:
    """The line, from 1, as an editor's program counts it."""
    return text.count("\n", 0, offset) + 1


def _skip(text: str, at: int) -> int:
    """Past white space and comments."""
    while True:
        at = _end(_SPACE, text, at)
        if not text.startswith("#", at):
            return at
        at = _end(_COMMENT, text, at)


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


def _statement(text: str, at: int) -> Value:
    equals = _end(_KEY, text, at)
    start = _end(re.compile(r"[ \t]*"), text, equals + 1)
    return Value(key=text[at:equals].strip(" \t\"'"), at=at, start=start, end=_value(text, start))


def _value(text: str, at: int) -> int:
    """Where the value that starts at *at* ends."""
    for pattern in _STRINGS:
        if found := pattern.match(text, at):
            return found.end()
    if text[at : at + 1] in ("[", "{"):
        return _nested(text, at)
    found = re.compile(r"[^#,\]}\n]*").match(text, at)
    return at + len((found[0] if found else "").rstrip())


def _nested(text: str, at: int) -> int:
    """Past an array or an inline table, whatever strings and comments it holds."""
    depth = 0
    while at < len(text):
        if text[at] in "[{":
            depth += 1
            at += 1
        elif text[at] in "]}":
            depth -= 1
            at += 1
            if not depth:
                return at
        elif text[at] == "#":
            at = _end(_COMMENT, text, at)
        elif text[at] in "\"'":
            at = max(_value(text, at), at + 1)
        else:
            at += 1
    return at


def _above(text: str, header: int) -> int:
    """Where the run of comments directly above a header starts; a blank line ends the run."""
    start = text.rfind("\n", 0, header) + 1
    while start:
        before = text.rfind("\n", 0, start - 1) + 1
        if not text[before:start].lstrip(" \t\ufeff").startswith("#"):
            break
        start = before
    return start


def _last_line(text: str, start: int, header: int, values: list[Value], limit: int) -> int:
    """The end of a block's last line: its last value, and comments directly below without a blank line."""
    last = values[-1].end if values else header
    end = text.find("\n", last, limit)
    while end >= 0:
        following = text.find("\n", end + 1, limit)
        line = text[end + 1 : following if following >= 0 else limit]
        if not line.lstrip(" \t").startswith("#"):
            break
        end = following
    return len(text[start : limit if end < 0 else end].rstrip("\r\n")) + start
