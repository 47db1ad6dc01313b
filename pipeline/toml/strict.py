"""Strict reading of hand-edited TOML: every complaint has a file, a line, and the likely right word."""

import difflib
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pipeline.errors import ConfigError, MondayError
from pipeline.outside import files
from pipeline.text import table
from pipeline.toml.spans import blocks, line_at

_DEEPEST = 20  # tables and lists inside one another; settings need three
_AT_LINE = re.compile(r" \(at line (\d+), column (\d+)\)$")
_CURLY = frozenset("“”„‟‘’‚‛")
_LAST = re.compile(r"[“”„‟‘’‚‛](?=[\s,\]}]*(?:#.*)?$)")
"""One at the end of a value."""
_THREE = re.compile(r'["“”„‟]{3}')


def read(path: Path, name: str) -> str | None:
    """The text of a hand-edited file; None where there is none, ConfigError when it cannot be read."""
    try:
        data = files.read(path)
        return None if data is None else data.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        raise ConfigError(f"{name} is not UTF-8 text", hint="save it as UTF-8") from e
    except MondayError as e:
        raise ConfigError(str(e), hint=e.hint) from e


def parse(text: str, name: str, *, error: type[MondayError] = ConfigError) -> dict[str, Any]:
    """TOML to a dict; *error* with ``name:line: …`` when the syntax is broken."""
    text = text.removeprefix("\ufeff")
    try:
        return _loads(text)
    except tomllib.TOMLDecodeError as e:
        found = _AT_LINE.search(str(e))
        line = int(found[1]) if found else text.count("\n") + 1
        if curly := _curly(text, line, int(found[2]) if found else 0):
            raise error(f"{name}:{curly[0]}", hint=curly[1]) from e
        words = _AT_LINE.sub("", str(e)).removesuffix(" (at end of document)")
        words = words[:1].lower() + words[1:]
        hint = "look at that line for a missing quote, bracket or = sign; the line before may be the cause"
        ours = (row for start, row in table("slips")["syntax"].items() if words.startswith(start))
        words, hint = next(ours, (words, hint))
        raise error(f"{name}:{line}: {words}", hint=hint) from e
    except _Absurd as e:
        raise error(f"{name}:{_absurd_line(text)}: {e}", hint="correct that line, or remove it") from e


class _Absurd(Exception):
    """TOML that no person writes, and that Python cannot carry."""


def _loads(text: str) -> dict[str, Any]:
    try:
        data = tomllib.loads(text)
        level: list[object] = [data]
        for _ in range(_DEEPEST):
            if any(isinstance(value, int) and value.bit_length() > 63 for value in level):
                raise _Absurd("this number is too large")
            if not (level := [inner for value in level for inner in _inner(value)]):
                return data
    except tomllib.TOMLDecodeError:
        raise
    except ValueError as e:  # more digits than Python turns into a number
        raise _Absurd("this number is too large") from e
    except RecursionError:
        pass
    raise _Absurd("lists or tables are nested too deeply")


def _inner(value: object) -> Iterable[object]:
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()


def _absurd_line(text: str) -> int:
    """The first line that is absurd even by itself."""
    for block in blocks(text):
        for at, end in [(block.name[0], block.name[1]), *((value.at, value.end) for value in block.values)]:
            try:
                _loads(f"[{text[at:end]}]" if (at, end) == block.name and at else text[at:end])
            except _Absurd:
                return line_at(text, at)
    return 1


def _curly(text: str, line: int, column: int) -> tuple[str, str] | None:
    """The word processor's quote that ended the reading, in words and with what to type; None where it is no such."""
    start = sum(len(row) + 1 for row in text.split("\n")[: line - 1])
    here = text[start:].partition("\n")[0]
    if column and here[column - 1 : column] in _CURLY:
        at = start + column - 1
    elif found := _LAST.search(here):
        at = start + found.start()
    elif not column and (ends := [three for three in _THREE.finditer(text) if not three[0].isascii()]):
        at = ends[-1].start()  # a long text that seems to go on to the end of the file
    else:
        return None
    line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    type_ = '"""' if _THREE.match(text, at) else "'" if text[at] in "‘’‚‛" else '"'
    hint = f"type {type_} there and at the other end; curly quotes inside the text are fine"
    return f"{line}:{column}: {text[at]} is a curly quote, as word processors insert", hint


def nearest(word: str, known: Iterable[str]) -> str:
    """ "did you mean 'count'?", or "" when nothing is near."""
    found = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"did you mean '{found[0]}'?" if found else ""
