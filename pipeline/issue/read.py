"""Strict reading of issue.toml: every complaint has its line, its key, and the likely right word."""

import re
from collections.abc import Mapping
from dataclasses import MISSING, fields
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final, get_type_hints

from pipeline import toml
from pipeline.errors import IssueError
from pipeline.limits import YEARS
from pipeline.model import Issue, Story
from pipeline.toml.spans import Block

KINDS: Final = MappingProxyType({"story": "stories", "bench": "bench", "held": "held", "dropped": "dropped"})
"""What the file calls a block, and what `Issue` calls the lot."""

HEAD: Final = tuple(field.name for field in fields(Issue) if field.name not in KINDS.values())
STORY: Final = tuple(field.name for field in fields(Story))
_PICTURE = re.compile(r"[A-Za-z0-9][\w.-]*\.(png|jpe?g|gif|webp)", re.IGNORECASE | re.ASCII)
"""A name in the issue's own folder: never a path, so that no other file can be published by mistake."""


def parse(text: str, *, name: str = "issue.toml") -> Issue:
    """The issue that *text* describes. Raises IssueError."""
    return read(toml.Source(text, name=name, error=IssueError))


def read(source: toml.Source) -> Issue:
    """The issue that a file describes. Raises IssueError."""
    head, *rest = source.blocks
    for block in rest:
        _known_header(source, block)
    kinds = {block.kind for block in rest}
    top = _values(source, head, {key: value for key, value in source.data.items() if key not in kinds}, Issue)
    found: dict[str, list[Story]] = {kind: [] for kind in KINDS}
    for block in rest:
        data = source.data[block.kind][len(found[block.kind])]
        found[block.kind].append(Story(**_values(source, block, data, Story)))
    top |= {KINDS[kind]: tuple(stories) for kind, stories in found.items()}
    return Issue(**top)


def _known_header(source: toml.Source, block: Block) -> None:
    if block.kind not in KINDS:
        brackets = f"[[{block.kind}]]" if block.listed else f"[{block.kind}]"
        hint = toml.nearest(block.kind, KINDS) or f"known blocks: {', '.join(KINDS)}"
        raise _fault(source, block.name[0], f"unknown block {brackets}", hint)
    if not block.listed:
        raise _fault(source, block.name[0], f"[{block.kind}] needs two brackets", f"write [[{block.kind}]]")


def _values(source: toml.Source, block: Block, data: Mapping[str, object], of: type[Issue | Story]) -> dict[str, Any]:
    """One table's values, each as its field wants it; what is not written is left to the field's default."""
    known = HEAD if of is Issue else STORY
    for key in data:
        if key not in known:
            raise _fault(source, _offset(block, key), *_unknown(key, known))
    found: dict[str, Any] = {}
    for key in known:
        if key in data:
            value = data[key]
            if wanted := _wanted(key, _TYPES[of][key], value):
                hint = "correct that line, then run: monday check"
                raise _fault(source, _offset(block, key), f"{key} should be {wanted}", hint)
            found[key] = tuple(value) if isinstance(value, list) else value
        elif of.__dataclass_fields__[key].default is MISSING:
            missing = f"'{key}' is missing" + (f" in this [[{block.kind}]]" if block.kind else "")
            raise _fault(source, block.name[0], missing, f"add a line: {key} = …")
    return found


def _unknown(key: str, known: tuple[str, ...]) -> tuple[str, str]:
    """What to say of a *key* that is not *known* here, and what to do."""
    if known is HEAD and key in KINDS:
        return f"'{key}' must be a block", f"write a line [[{key}]] above it"
    if key in (STORY if known is HEAD else HEAD):
        place = "in a block such as [[story]]" if known is HEAD else "at the top, above the first [[story]]"
        return f"'{key}' does not belong here", f"it belongs {place}"
    return f"unknown key '{key}'", toml.nearest(key, known) or f"allowed here: {', '.join(known)}"


def _fault(source: toml.Source, offset: int, words: str, hint: str) -> IssueError:
    return IssueError(f"{source.name}:{toml.line_at(source.text, offset)}: {words}", hint=hint)


def _offset(block: Block, key: str) -> int:
    """Where *key* is written, also as the first part of a dotted one; else the block's header."""
    found = (value.at for value in block.values if value.path[0] == key)
    return next(found, block.name[0])


def _wanted(key: str, kind: object, value: object) -> str:
    """What a value should be instead, by the type of its field; "" if it is sound."""
    if key == "image":
        sound = isinstance(value, str) and (not value or _PICTURE.fullmatch(value))
        return "" if sound else 'the name of a picture beside issue.toml, without blanks, such as "walking.jpg"'
    if kind is str:
        return "" if isinstance(value, str) else 'text in quotes: "…"'
    if kind is bool:
        return "" if isinstance(value, bool) else "true or false, without quotes"
    if kind is date:
        if not isinstance(value, date) or isinstance(value, datetime):
            return "a date without quotes, such as 2026-11-23"
        return "" if value.year in YEARS else f"in the years {YEARS[0]} to {YEARS[-1]}"
    if kind == tuple[str, ...]:
        sound = isinstance(value, list) and all(isinstance(item, str) for item in value)
        return "" if sound else 'a list of texts: ["…", "…"]'
    sound = isinstance(value, int) and not isinstance(value, bool) and value > 0
    return "" if sound else "a whole number from 1, without quotes"


_TYPES: Final = {of: get_type_hints(of) for of in (Issue, Story)}
