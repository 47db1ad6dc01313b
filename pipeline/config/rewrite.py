"""One value of newsletter.toml replaced in its text, or one block taken out: every other byte stays. Pure."""

import copy
import json
import re
import tomllib
from typing import Any

from pipeline.config import NAME, scan, toml
from pipeline.errors import ConfigError, UsageError

_STRING_OR_COMMENT = re.compile(
    r"\"\"\".*?\"\"\"|'''.*?'''|\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'|(?P<comment>#[^\r\n]*)", re.DOTALL
)


def set_value(text: str, table: str, key: str, value: str, *, index: int = 0) -> str:
    """*text* with ``key = value`` in ``[table]``, or in the *index*-th ``[[table]]``.

    *value* is TOML, such as ``[2026-12-28]`` or ``"B"``. A key or table that is not there yet is written below what
    is. Raises ConfigError, and changes nothing, when the file is not TOML, holds comments inside the old value, or
    writes the table in a way that an edit could damage; UsageError when *value* is no TOML or there is no such table.
    """
    before = toml.parse(text, NAME)
    wanted = _wanted(before, table, key, _read(value), index)
    if _plain(wanted) == _plain(before):
        return text
    made = _written(text, table, key, value, index, known=table in before)
    try:
        after = toml.parse(made, NAME)
    except ConfigError as e:
        raise _refusal(text, table, key, index) from e
    if _plain(after) != _plain(wanted):
        raise _refusal(text, table, key, index)
    return made


def without(text: str, table: str, index: int) -> tuple[str, str]:
    """*text* without the *index*-th ``[[table]]``, and the lines that went: its block, with the comments right above.

    A block that was put at the end and is taken out again leaves the very bytes. Raises ConfigError, and changes
    nothing, when the file is not TOML, or writes the table in another way.
    """
    before = toml.parse(text, NAME)
    blocks = _blocks(text, table)
    if index >= len(blocks):
        raise _refusal(text, table, "", index)
    here = blocks[index]
    above, rest = text[: here.start], re.sub(r"\A[ \t]*(\r?\n|\Z)", "", text[here.end :])
    if rest.strip():
        rest = re.sub(r"\A(?:[ \t]*\r?\n)+", "", rest)
    elif above.endswith(("\n\n", "\n\r\n")):
        above = re.sub(r"\r?\n\Z", "", above)
    wanted = copy.deepcopy(before)
    del wanted[table][index]
    if not wanted[table]:
        del wanted[table]
    made = above + rest
    if _plain(toml.parse(made, NAME)) != _plain(wanted):
        raise _refusal(text, table, "", index)
    return made, text[here.start : here.end].lstrip("\ufeff")


def source_of(text: str, table: str, key: str, *, index: int = 0) -> str:
    """The value of *key* as it is written in ``[table]``, or in the *index*-th ``[[table]]``; "" where it is not."""
    old = blocks[index].value(key) if index < len(blocks := _blocks(text, table)) else None
    return text[old.start : old.end] if old else ""


def _read(value: str) -> Any:  # noqa: ANN401  whatever TOML can hold
    try:
        found = tomllib.loads(f"value = {value}\n")
    except tomllib.TOMLDecodeError as e:
        raise UsageError(f"this is no TOML value: {value}", hint='write it as in the file: "words", 5 or [1, 2]') from e
    if list(found) != ["value"]:
        raise UsageError(f"this is more than one TOML value: {value}")
    return found["value"]


def _wanted(before: dict[str, Any], table: str, key: str, value: object, index: int) -> dict[str, Any]:
    wanted = copy.deepcopy(before)
    here = wanted.setdefault(table, {})
    if isinstance(here, list):
        if not 0 <= index < len(here):
            raise UsageError(f"there is no [[{table}]] number {index + 1}: there are {len(here)}")
        here = here[index]
    elif index:
        raise UsageError(f"there is no [[{table}]] number {index + 1}")
    if not isinstance(here, dict):
        raise UsageError(f"'{table}' is no table in {NAME}")
    here[key] = value
    return wanted


def _written(text: str, table: str, key: str, value: str, index: int, *, known: bool) -> str:
    newline = "\r\n" if "\r\n" in text else "\n"
    blocks = _blocks(text, table)
    if not known:
        gap = "" if not text else newline if text.endswith("\n") else newline * 2
        return f"{text}{gap}[{table}]{newline}{key} = {value}{newline}"
    if index >= len(blocks):  # an inline table, or dotted keys
        raise _refusal(text, table, key, index)
    here = blocks[index]
    if old := here.value(key):
        if set(_comments(text[old.start : old.end])) - set(_comments(value)):
            line = scan.line_of(text, old.start)
            raise ConfigError(
                f"{NAME}:{line}: '{key}' has comments inside, which an edit would lose; nothing was changed",
                hint="change that line by hand, or move the comments above it",
            )
        return text[: old.start] + value + text[old.end :]
    last = here.values[-1].end if here.values else here.name[1]
    at = text.find("\n", last)
    if at < 0:
        return f"{text}{newline}{key} = {value}"
    at -= text[at - 1] == "\r"
    return f"{text[:at]}{newline}{key} = {value}{text[at:]}"


def _blocks(text: str, table: str) -> list[scan.Block]:
    return [block for block in scan.blocks(text) if block.kind == table and block.name[1]]


def _comments(source: str) -> list[str]:
    return [found[0] for found in _STRING_OR_COMMENT.finditer(source) if found["comment"]]


def _refusal(text: str, table: str, key: str, index: int) -> ConfigError:
    path = (table, index, key) if f"[[{table}]]" in text else (table, key)
    line = toml.line_of(text, [part for part in path if part != ""])
    return ConfigError(
        f"{NAME}:{line}: [{table}] is written in a way that this edit could damage; nothing was changed",
        hint=f"change '{key}' by hand in the file" if key else "take it out by hand",
    )


def _plain(value: object) -> str:
    """All that a TOML text says, apart from the order of its keys; 1, 1.0 and true differ."""
    return json.dumps(value, sort_keys=True, default=repr)
