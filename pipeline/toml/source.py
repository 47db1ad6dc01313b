"""Edits of a hand-edited file that lose nothing: whole blocks move, single values change; how values are written."""

import copy
import json
import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from pipeline.errors import ConfigError, MondayError
from pipeline.toml import spans, strict

Plain = str | int | bool | date | tuple[str, ...]  # what a value of a hand-edited file may be
_WIDTH = 100  # of a list on one line


class Source:
    """The text of a TOML file and what it says; every edit answers with a new one. A block owns the comments directly
    above its header. A comment with blank lines around it owns its place. Each edit is read back and compared with what
    was asked for: a surprising file is refused, never damaged. Raises *error*, with the line, for such a file and for
    one that is not TOML. Places count from 0."""

    def __init__(self, text: str, *, name: str, error: type[MondayError] = ConfigError) -> None:
        self.text, self.name, self.error = text, name, error
        self.data = strict.parse(text, name, error=error)

    @cached_property
    def blocks(self) -> tuple[spans.Block, ...]:
        """The head, then every block in the order of the file."""
        return spans.blocks(self.text)

    @cached_property
    def newline(self) -> str:
        """How this file ends its lines."""
        return "\r\n" if "\r\n" in self.text else "\n"

    def set(self, kind: str, key: str, value: str | None, *, index: int = 0, order: Sequence[str] = ()) -> "Source":
        """Replace one value of ``[kind]``, of the *index*-th ``[[kind]]``, or of what is above all headers (kind "").
        *value* is TOML, such as ``[2026-12-28]`` or ``"B"``; None takes the key away. A key that is not there yet is
        written below those that come before it in *order*, else below all; a new table, below the rest."""
        wanted = copy.deepcopy(self.data)
        tables = wanted.setdefault(kind, {}) if kind else wanted
        here = tables[index] if isinstance(tables, list) else tables
        if value is None:
            here.pop(key, None)
        else:
            here[key] = tomllib.loads(f"value = {value}")["value"]
        if _plain(wanted) == _plain(self.data):
            return self
        if kind and kind not in self.data:
            return self._checked(self._below(f"[{kind}]{self.newline}{key} = {value}"), wanted, kind)
        return self._checked(self._with_value(self._slot(kind, index), key, value, order), wanted, kind, index, key)

    def value(self, kind: str, key: str, *, index: int = 0) -> str:
        """A value as it is written; "" where it is not."""
        slots = self._slots(kind)
        old = slots[index].value(key) if index < len(slots) else None
        return self.text[old.start : old.end] if old else ""

    def move(self, kind: str, index: int, to: int) -> "Source":
        """Put a block at place *to* among its kind; the others keep their order."""
        slots = self._slots(kind)
        order = list(range(len(slots)))
        order.insert(to, order.pop(index))
        texts = {slot: self.block(kind, i) for slot, i in zip(slots, order, strict=True)}
        parts = ((texts.get(b, self.text[b.start : b.end]), self._gap(number)) for number, b in enumerate(self.blocks))
        text = "".join(part for pair in parts for part in pair)
        return self._checked(text, self.data | {kind: [self.data[kind][i] for i in order]}, kind, index)

    def put(self, kind: str, written: str, position: int | None = None, *, order: Sequence[str] = ()) -> "Source":
        """Write the block *written*, last of its kind or at *position*. The first of its kind goes below those that
        come before it in *order*, else below all."""
        here = list(self.data.get(kind, []))
        where = len(here) if position is None else position
        here[where:where] = tomllib.loads(written)[kind]
        wanted = self.data | {kind: here}
        if where < len(here) - 1:
            at = self._slot(kind, where).start
            return self._checked(self.text[:at] + written + self.newline * 2 + self.text[at:], wanted, kind)
        kinds = [*order[: order.index(kind)], kind] if order else [kind]
        return self._checked(self._below(written, kinds), wanted, kind)

    def remove(self, kind: str, index: int) -> "Source":
        """Take a block away, with the comments directly above it. What `put` wrote goes without a trace."""
        number = self.blocks.index(self._slot(kind, index))
        before, after = self._gap(number - 1), self._gap(number)
        if before.strip():
            last = number == len(self.blocks) - 1
            kept = before.rstrip("\r\n") + after if last else before + after.lstrip("\r\n")
        else:
            kept = after if after.strip() or before == self.newline * 2 else before
        text = self.text[: self.blocks[number - 1].end] + kept + self.text[self._after(number) :]
        rest = self.data[kind][:index] + self.data[kind][index + 1 :]
        wanted = self.data | {kind: rest}
        if not rest:
            del wanted[kind]
        return self._checked(text, wanted, kind, index)

    def block(self, kind: str, index: int, *, into: str = "") -> str:
        """A block's own text, with the comments directly above it; as a block of kind *into*, if that is given."""
        here = self._slot(kind, index)
        return self.text[here.start : here.name[0]] + (into or kind) + self.text[here.name[1] : here.end]

    def _with_value(self, here: spans.Block, key: str, value: str | None, order: Sequence[str]) -> str:
        text = self.text
        if old := here.value(key):
            if set(spans.comments(text[old.start : old.end])) - set(spans.comments(value or "")):
                where = f"{self.name}:{spans.line_at(text, old.at)}: '{key}'"
                words = f"{where} has comments inside, which an edit would lose; nothing was changed"
                raise self.error(words, hint="change that line by hand, or move the comments above it")
            if value is None:
                end = text.find("\n", old.end)
                return text[: old.at] + (text[end + 1 :] if end >= 0 else "")
            return text[: old.start] + value + text[old.end :]
        above = [v for v in here.values if not order or v.path[0] in order[: order.index(key)]]
        at = text.find("\n", above[-1].end if above else here.name[1])
        at = len(text) if at < 0 else at - (text[at - 1] == "\r")
        return f"{text[:at]}{self.newline}{key} = {value}{text[at:]}"

    def _below(self, written: str, kinds: Sequence[str] = ()) -> str:
        """The text with *written* below the last block of the last of *kinds* that is there, else of the file."""
        above = next((slots[-1] for kind in reversed(kinds) if (slots := self._slots(kind))), self.blocks[-1])
        gap = self.newline * 2 if self.text[: above.end].strip("\ufeff") else ""
        return self.text[: above.end] + gap + written + self.text[above.end :]

    def _slots(self, kind: str) -> list[spans.Block]:
        return [block for block in self.blocks if block.kind == kind and bool(kind) == bool(block.name[1])]

    def _slot(self, kind: str, index: int) -> spans.Block:
        """The *index*-th block of *kind*; a table that is written in another way has none."""
        slots = self._slots(kind)
        if 0 <= index < len(slots):
            return slots[index]
        raise self._refusal(kind, index)

    def _after(self, number: int) -> int:
        """Where the block after the *number*-th starts."""
        return self.blocks[number + 1].start if number + 1 < len(self.blocks) else len(self.text)

    def _gap(self, number: int) -> str:
        """What is between a block and the next one: blank lines, and comments with blank lines around them."""
        return self.text[self.blocks[number].end : self._after(number)]

    def _checked(self, text: str, wanted: dict[str, Any], kind: str, index: int = 0, key: str = "") -> "Source":
        try:
            made = Source(text, name=self.name, error=self.error)
        except self.error as e:
            raise self._refusal(kind, index, key) from e
        if _plain(made.data) != _plain(wanted):
            raise self._refusal(kind, index, key)
        return made

    def _refusal(self, kind: str, index: int, key: str = "") -> MondayError:
        listed = isinstance(self.data.get(kind), list)
        path = [part for part in (kind, index if listed else "", key) if part != ""]
        where = f"{self.name}:{spans.line(self.text, path)}: {f'[{kind}]' if kind else 'the top'}"
        words = f"{where} is written in a way that this edit could damage; nothing was changed"
        return self.error(words, hint="make the change by hand in the file")


def _plain(value: object) -> str:
    """All that a TOML text says, apart from the order of its keys; 1, 1.0 and true differ."""
    return json.dumps(value, sort_keys=True, default=repr)


def block(kind: str, values: Mapping[str, Plain], *, long: Collection[str] = (), newline: str = "\n") -> str:
    """One ``[[kind]]``, without the last line's end; the texts of the keys in *long* stand between three quotes."""
    lines = (f"{key} = {encode(value, long=key in long, newline=newline)}" for key, value in values.items())
    return newline.join([f"[[{kind}]]", *lines])


def encode(value: Plain, *, long: bool = False, newline: str = "\n") -> str:
    """A value as TOML; *long* text goes between three quotes, with its lines as they are."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return _long(value, newline) if long or "\n" in value else quoted(value)
    one_line = f"[{', '.join(quoted(item) for item in value)}]"
    if len(one_line) <= _WIDTH:
        return one_line
    return newline.join(["[", *(f"  {quoted(item)}," for item in value), "]"])


def quoted(text: str) -> str:
    """A one-line string. JSON's escapes are TOML's, but for DEL, which TOML wants escaped too."""
    return json.dumps(_sound(text), ensure_ascii=False).replace("\x7f", "\\u007f")


def _sound(text: str) -> str:
    """Text that UTF-8 can hold: half a surrogate pair, which no reader could see, becomes a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _long(text: str, newline: str) -> str:
    """A string between three quotes, encoded line by line so that an escape never meets a line's end."""
    lines = [quoted(line)[1:-1] for line in _sound(text).split("\n")]
    body = newline.join(_bare_quotes(line) for line in lines)
    return '"""' + (newline if text.startswith("\n") else "") + body + '"""'


def _bare_quotes(line: str) -> str:
    r"""A line's ``\"`` as plain quotes, where three in a row, or one at the end, cannot arise."""
    if line.endswith('"') or '\\"\\"' in line:
        return line
    return re.sub(r"\\(.)", lambda found: '"' if found[1] == '"' else found[0], line)
