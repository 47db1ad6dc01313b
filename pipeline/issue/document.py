"""Edits of issue.toml that leave the rest as the editor wrote it: whole blocks move, single values change."""

from collections.abc import Callable, Sequence
from dataclasses import MISSING, replace
from functools import cached_property
from typing import Any

from pipeline.config import scan
from pipeline.errors import IssueError, UsageError
from pipeline.issue.read import HEAD, KINDS, STORY, parse
from pipeline.issue.write import Plain, block, encode
from pipeline.model import Issue, Story

_LONG = ("blurb", "intro")


class Document:
    """The text of an issue.toml and what it says; every edit answers with a new document.

    A block owns the comments directly above its header. A comment with blank lines around it owns its place.
    Each edit is read back and compared with what was asked for: a surprising file is refused, never damaged.
    """

    def __init__(self, text: str, *, name: str = "issue.toml") -> None:
        self.text = text
        self.name = name
        self.issue: Issue = parse(text, name=name)

    def set(self, kind: str, index: int, key: str, value: Plain | None) -> "Document":
        """Replace one value: of the *index*-th block of *kind*, or of the head (kind "").

        None takes an optional key away.
        """
        if key not in (STORY if kind else HEAD):
            raise UsageError(f"there is no '{key}' to change in {f'[[{kind}]]' if kind else 'an issue'}")
        if kind:
            stories = list(self._stories(kind))
            plain = _missing(key) if value is None else value
            place = self._index(kind, index)
            stories[place] = _with(stories[place], key, plain)
            wanted = self._wanted({kind: stories})
        else:
            wanted = _with(self.issue, key, "" if value is None else value)
        if wanted == self.issue:
            return self
        here = self._slots(kind)[index] if kind else self._blocks[0]
        return self._checked(self._value_set(here, key, value), wanted)

    def move(self, index: int, to: int, *, kind: str = "story") -> "Document":
        """Put the *index*-th block of *kind* at place *to*; the others keep their order."""
        order = list(range(len(self._stories(kind))))
        order.insert(self._index(kind, to), order.pop(self._index(kind, index)))
        stories = [self._stories(kind)[i] for i in order]
        slots = self._slots(kind)
        texts = {slot: self._cut(slots[i]) for slot, i in zip(slots, order, strict=True)}
        return self._checked(self._joined(lambda b: texts.get(b, self._cut(b))), self._wanted({kind: stories}))

    def turn(self, kind: str, index: int, into: str, position: int | None = None) -> "Document":
        """Make a block one of another kind, last or at *position*: a bench story joins the issue."""
        if kind == into:
            return self.move(index, len(self._stories(kind)) - 1 if position is None else position, kind=kind)
        here = self._slots(kind)[self._index(kind, index)]
        start, end = here.name
        renamed = self.text[here.start : start] + into + self.text[end : here.end]
        return self.remove(kind, index)._insert(into, self._stories(kind)[index], renamed, position)

    def add(self, kind: str, story: Story, position: int | None = None) -> "Document":
        """Write a new block, last of its kind or at *position*."""
        return self._insert(kind, story, block(kind, story, newline=self._newline), position)

    def remove(self, kind: str, index: int) -> "Document":
        """Take a block away, with the comments directly above it."""
        stories = list(self._stories(kind))
        del stories[self._index(kind, index)]
        number = self._blocks.index(self._slots(kind)[index])
        before = self._gap(number - 1)
        after = self._gap(number)
        last = number == len(self._blocks) - 1
        kept = after if last or (after.strip() and not before.strip()) else before
        if before.strip() and after.strip():
            kept = before + after.lstrip("\r\n")
        text = self.text[: self._blocks[number - 1].end] + kept + self.text[self._after(number) :]
        return self._checked(text, self._wanted({kind: stories}))

    def _insert(self, kind: str, story: Story, written: str, position: int | None) -> "Document":
        stories = list(self._stories(kind))
        where = len(stories) if position is None else position
        if not 0 <= where <= len(stories):
            raise UsageError(f"there is no place {where + 1} among {len(stories)} [[{kind}]] blocks")
        stories.insert(where, story)
        blank = self._newline * 2
        if where < len(stories) - 1:
            at = self._slots(kind)[where].start
            text = self.text[:at] + written + blank + self.text[at:]
        else:
            at = self._last_before(kind).end
            text = self.text[:at] + blank + written + self.text[at:]
        return self._checked(text, self._wanted({kind: stories}))

    def _last_before(self, kind: str) -> scan.Block:
        """The block to write below: the last of its kind, else of the kinds that come first."""
        order = ["", *KINDS]
        rank = order.index(kind)
        while not (found := [b for b in self._blocks if b.kind == order[rank]]):
            rank -= 1
        return found[-1]

    def _value_set(self, here: scan.Block, key: str, value: Plain | None) -> str:
        text = self.text
        old = here.value(key)
        if value is None:
            return text if old is None else text[: old.at] + text[self._line_end(old.end) :]
        if old is not None:
            long = text.startswith(('"""', "'''"), old.start)
            new = encode(value, long=long, newline=self._newline)
            return text[: old.start] + new + text[old.end :]
        new = f"{key} = {encode(value, long=key in _LONG, newline=self._newline)}"
        below = self._neighbour(here, key)
        at = text.find("\n", below)
        if at < 0:
            return text + self._newline + new
        at -= text[at - 1] == "\r"
        return text[:at] + self._newline + new + text[at:]

    def _neighbour(self, here: scan.Block, key: str) -> int:
        """Where the statement ends below which a new key goes: the nearest that usually stands above it."""
        order = STORY if here.kind else HEAD
        earlier = [value for value in here.values if value.key in order[: order.index(key)]]
        return earlier[-1].end if earlier else here.name[1]

    def _line_end(self, at: int) -> int:
        end = self.text.find("\n", at)
        return len(self.text) if end < 0 else end + 1

    def _stories(self, kind: str) -> Sequence[Story]:
        if kind not in KINDS:
            raise UsageError(f"there is no block [[{kind}]]", hint=f"known blocks: {', '.join(KINDS)}")
        found: tuple[Story, ...] = getattr(self.issue, KINDS[kind])
        return found

    def _index(self, kind: str, index: int) -> int:
        count = len(self._stories(kind))
        if 0 <= index < count:
            return index
        hint = f"choose a place from 1 to {count}" if count else f"write a block [[{kind}]] in {self.name} first"
        raise UsageError(f"there is no {kind} {index + 1}: this issue has {count}", hint=hint)

    def _wanted(self, changed: dict[str, list[Story]]) -> Issue:
        updates: dict[str, Any] = {KINDS[kind]: tuple(stories) for kind, stories in changed.items()}
        return replace(self.issue, **updates)

    def _checked(self, text: str, wanted: Issue) -> "Document":
        try:
            document = Document(text, name=self.name)
        except IssueError as e:
            raise self._refusal() from e
        if document.issue != wanted:
            raise self._refusal()
        return document

    def _refusal(self) -> IssueError:
        return IssueError(
            f"{self.name} is written in a way that this edit could damage; nothing was changed",
            hint="make the change by hand in the file",
        )

    @cached_property
    def _blocks(self) -> tuple[scan.Block, ...]:
        return scan.blocks(self.text)

    @cached_property
    def _newline(self) -> str:
        return "\r\n" if "\r\n" in self.text else "\n"

    def _slots(self, kind: str) -> list[scan.Block]:
        return [block for block in self._blocks if block.kind == kind]

    def _cut(self, block: scan.Block) -> str:
        return self.text[block.start : block.end]

    def _after(self, number: int) -> int:
        """Where the block after the *number*-th starts."""
        return self._blocks[number + 1].start if number + 1 < len(self._blocks) else len(self.text)

    def _gap(self, number: int) -> str:
        """What stands between a block and the next one: blank lines, and comments with blank lines around."""
        return self.text[self._blocks[number].end : self._after(number)]

    def _joined(self, written: Callable[[scan.Block], str]) -> str:
        return "".join(written(block) + self._gap(number) for number, block in enumerate(self._blocks))


def _missing(key: str) -> object:
    """What an optional key means when it is not written."""
    default: object = Story.__dataclass_fields__[key].default
    if default is MISSING:
        raise UsageError(f"'{key}' cannot be taken away")
    return default


def _with(of: Any, key: str, value: object) -> Any:  # noqa: ANN401  an Issue or a Story
    return replace(of, **{key: value})
