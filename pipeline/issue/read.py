"""Strict reading of issue.toml: every complaint has its line, its key, and the likely right word."""

import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date, datetime
from types import MappingProxyType
from typing import Final, TypeVar

from pipeline import toml
from pipeline.errors import IssueError
from pipeline.limits import YEARS
from pipeline.model import Issue, Story
from pipeline.toml.spans import Block

KINDS: Final = MappingProxyType({"story": "stories", "bench": "bench", "held": "held", "dropped": "dropped"})
"""What the file calls a block, and what `Issue` calls the lot."""

HEAD: Final = ("number", "date", "subject", "preheader", "intro", "ebook")
STORY: Final = tuple(field.name for field in fields(Story))
T = TypeVar("T")
D = TypeVar("D")
_PICTURE = re.compile(r"[A-Za-z0-9][\w.-]*\.(png|jpe?g|gif|webp)", re.IGNORECASE | re.ASCII)


def parse(text: str, *, name: str = "issue.toml") -> Issue:
    """The issue that *text* describes. Raises IssueError."""
    return read(toml.Source(text, name=name, error=IssueError))


def read(source: toml.Source) -> Issue:
    """The issue that a file describes. Raises IssueError."""
    text, name, data = source.text, source.name, source.data
    head, *rest = source.blocks
    for block in rest:
        _known_header(text, block, name)
    for key in data:
        if key not in HEAD and not any(block.kind == key for block in rest):
            line = toml.line_at(text, _offset(head, key))
            if key in KINDS:
                raise IssueError(f"{name}:{line}: a {key} is a block", hint=f"write a line [[{key}]] above it")
            raise _unknown(name, line, key, HEAD, stray=STORY)
    found: dict[str, list[Story]] = {kind: [] for kind in KINDS}
    for block in rest:
        found[block.kind].append(_story(text, block, data[block.kind][len(found[block.kind])], name))
    reader = _Reader(text, head, data, name)
    return Issue(
        number=reader.need("number", _whole),
        date=reader.need("date", _day),
        subject=reader.need("subject", _text),
        preheader=reader.need("preheader", _text),
        intro=reader.get("intro", _text, ""),
        ebook=reader.get("ebook", _text, ""),
        stories=tuple(found["story"]),
        bench=tuple(found["bench"]),
        held=tuple(found["held"]),
        dropped=tuple(found["dropped"]),
    )


def _known_header(text: str, block: Block, name: str) -> None:
    where = f"{name}:{toml.line_at(text, block.name[0])}"
    if block.kind not in KINDS:
        brackets = f"[[{block.kind}]]" if block.listed else f"[{block.kind}]"
        hint = toml.nearest(block.kind, KINDS) or f"known blocks: {', '.join(KINDS)}"
        raise IssueError(f"{where}: unknown block {brackets}", hint=hint)
    if not block.listed:
        raise IssueError(f"{where}: [{block.kind}] needs two brackets", hint=f"write [[{block.kind}]]")


def _story(text: str, block: Block, data: Mapping[str, object], name: str) -> Story:
    for key in data:
        if key not in STORY:
            raise _unknown(name, toml.line_at(text, _offset(block, key)), key, STORY, stray=HEAD)
    read = _Reader(text, block, data, name)
    return Story(
        title=read.need("title", _text),
        url=read.need("url", _text),
        source=read.get("source", _text, ""),
        topic=read.get("topic", _text, ""),
        format=read.get("format", _text, ""),
        minutes=read.get("minutes", _whole, None),
        blurb=read.get("blurb", _text, ""),
        why=read.get("why", _texts, ()),
        note=read.get("note", _text, ""),
        caution=read.get("caution", _texts, ()),
        read_by=read.get("read_by", _text, ""),
        image=read.get("image", _picture, ""),
        image_alt=read.get("image_alt", _text, ""),
        flagged=read.get("flagged", _texts, ()),
        pinned=read.get("pinned", _flag, False),
        draft=read.get("draft", _flag, False),
        shelf=read.get("shelf", _flag, False),
    )


def _unknown(name: str, line: int, key: str, known: tuple[str, ...], *, stray: tuple[str, ...]) -> IssueError:
    if key in stray:
        place = "in a block such as [[story]]" if stray is STORY else "at the top, above the first [[story]]"
        return IssueError(f"{name}:{line}: '{key}' does not belong here", hint=f"it belongs {place}")
    hint = toml.nearest(key, known) or f"known here: {', '.join(known)}"
    return IssueError(f"{name}:{line}: unknown key '{key}'", hint=hint)


def _offset(block: Block, key: str) -> int:
    """Where *key* is written, also as the first part of a dotted one; else the block's header."""
    found = (value.at for value in block.values if value.path[0] == key)
    return next(found, block.name[0])


class _Reader:
    """Takes one table's values out, each as what it must be."""

    def __init__(self, text: str, block: Block, data: Mapping[str, object], name: str) -> None:
        self.text, self.block, self.data, self.name = text, block, data, name

    def need(self, key: str, kind: Callable[[object], T]) -> T:
        """A value that must be there."""
        if key not in self.data:
            where = f"{self.name}:{toml.line_at(self.text, self.block.name[0])}"
            missing = f"{where}: '{key}' is missing" + (f" in this [[{self.block.kind}]]" if self.block.kind else "")
            raise IssueError(missing, hint=f"add a line: {key} = …")
        return self._as(key, kind)

    def get(self, key: str, kind: Callable[[object], T], default: D) -> T | D:
        """A value, or *default* when the key is not written."""
        return self._as(key, kind) if key in self.data else default

    def _as(self, key: str, kind: Callable[[object], T]) -> T:
        try:
            return kind(self.data[key])
        except ValueError as e:
            line = toml.line_at(self.text, _offset(self.block, key))
            hint = "correct that line; monday check says when all is well"
            raise IssueError(f"{self.name}:{line}: {key} should be {e}", hint=hint) from e


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    raise ValueError('text in quotes: "…"')


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    raise ValueError('a list of texts: ["…", "…"]')


def _whole(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    raise ValueError("a whole number from 1, without quotes")


def _flag(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise ValueError("true or false, without quotes")


def _day(value: object) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ValueError("a date without quotes, such as 2026-11-23")
    if value.year not in YEARS:
        raise ValueError(f"in the years {YEARS[0]} to {YEARS[-1]}")
    return value


def _picture(value: object) -> str:
    """A name in the issue's own folder: never a path, so that no other file can be published by mistake."""
    if isinstance(value, str) and (not value or _PICTURE.fullmatch(value)):
        return value
    raise ValueError('the name of a picture beside issue.toml, such as "walking.jpg"')
