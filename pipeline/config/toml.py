"""Strict reading of hand-edited TOML: every complaint has a file, a line, and the likely right word."""

import difflib
import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from pipeline.errors import ConfigError, MondayError

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*["']?([\w.-]+)["']?\s*=""")
_UNKNOWN = ("extra_forbidden", "unexpected_keyword_argument")
_AT_LINE = re.compile(r" \(at line (\d+), column (\d+)\)$")
_CURLY = frozenset("“”„‟‘’‚‛")
_LAST = re.compile(r"[“”„‟‘’‚‛](?=[\s,\]}]*(?:#.*)?$)")
"""One that stands where a value ends."""
_THREE = re.compile(r'["“”„‟]{3}')


def read(path: Path, name: str) -> str | None:
    """The text of a hand-edited file; None where there is none, ConfigError when it cannot be read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except UnicodeDecodeError as e:
        raise ConfigError(f"{name} is not UTF-8 text", hint="save it as UTF-8") from e
    except OSError as e:
        raise ConfigError(f"{name} cannot be read: {e.strerror or e}", hint="check its rights and its owner") from e


def parse(text: str, name: str, *, error: type[MondayError] = ConfigError) -> dict[str, Any]:
    """TOML to a dict; *error* with ``name:line: …`` when the syntax is broken."""
    text = text.removeprefix("\ufeff")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as e:
        found = _AT_LINE.search(str(e))
        line = int(found[1]) if found else text.count("\n") + 1
        if curly := _curly(text, line, int(found[2]) if found else 0):
            raise error(f"{name}:{curly[0]}", hint=curly[1]) from e
        words = _AT_LINE.sub("", str(e)).removesuffix(" (at end of document)")
        hint = "look at that line for a missing quote, bracket or = sign; the line before may be the cause"
        raise error(f"{name}:{line}: {words[:1].lower()}{words[1:]}", hint=hint) from e


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
    hint = f"type {type_} there, and at the other end of the words; curly quotes inside of them may stay"
    return f"{line}:{column}: {text[at]} is a curly quote, as word processors write it", hint


def line_of(text: str, path: Sequence[str | int]) -> int:
    """The line (from 1) that writes *path*, such as ``("feeds", 2, "url")``; else its nearest parent."""
    best, depth = 1, 0
    table: list[str | int] = []
    counts: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            name = header.group(2).strip()
            table = [part.strip("\"' ") for part in name.split(".")]
            if header.group(1) == "[[":
                counts[name] = counts.get(name, -1) + 1
                table.append(counts[name])
            here = table
        elif key := _KEY.match(line):
            here = [*table, *key.group(1).split(".")]
        else:
            continue
        shared = len(here) if list(path[: len(here)]) == here else 0
        if shared > depth:
            best, depth = number, shared
    return best


def quoted(text: str) -> str:
    """A one-line string. JSON's escapes are TOML's, but for DEL, which TOML wants escaped too."""
    return json.dumps(sound(text), ensure_ascii=False).replace("\x7f", "\\u007f")


def sound(text: str) -> str:
    """Text that UTF-8 can hold: half a surrogate pair, which no reader could see, becomes a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")


def nearest(word: str, known: Iterable[str]) -> str:
    """ "did you mean 'count'?", or "" when nothing is near."""
    found = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"did you mean '{found[0]}'?" if found else ""


def explain(
    problem: ValidationError,
    text: str,
    name: str,
    *,
    known: Mapping[str, Iterable[str]],
    error: type[MondayError] = ConfigError,
) -> MondayError:
    """The first problem that pydantic found, in words; *known*: each table's keys ("" is the top)."""
    found = problem.errors(include_url=False)
    # a misspelt key is often also a missing one: the word that was written is the better clue
    first = next((e for e in found if e["type"] in _UNKNOWN), found[0])
    path = [part for part in first["loc"] if not str(part).startswith(("function-", "tagged-"))]
    where = f"{name}:{line_of(text, path)}"
    match path:
        case [*_, list_, int(item)]:  # an item has no name; its list has
            last = f"{list_}, item {item + 1}"
        case _:
            last = str(path[-1]) if path else ""
    table = next((str(part) for part in reversed(path[:-1]) if not isinstance(part, int)), "")
    match first["type"]:
        case kind if kind in _UNKNOWN:
            keys = list(known.get(table, ()))
            hint = nearest(last, keys) or f"known here: {', '.join(keys)}"
            return error(f"{where}: unknown key '{last}'", hint=hint)
        case "missing" | "missing_argument":
            hint = f"add a table: [{last}]" if last in known else f"add a line: {last} = …"
            return error(f"{where}: '{last}' is missing", hint=hint)
        case _:
            words = re.sub(r"^(Value error, )?(Input should be )?", "", first["msg"])
            given = first.get("input")
            shown = f" (it is {given!r})" if isinstance(given, str | int | float | bool) else ""
            verb = "" if first["type"] == "value_error" else "should be "
            about = f"{last}: " if last else ""  # of the file as a whole there is no key
            return error(f"{where}: {about}{verb}{words}{shown}", hint="correct that line")


def tables(model: type[BaseModel]) -> dict[str, list[str]]:
    """The keys of each table of a settings model, as people write them; "" is the top."""
    found: dict[str, list[str]] = {"": []}
    for name, info in model.model_fields.items():
        key = info.alias or name
        found[""].append(key)
        kind = info.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            inner = tables(kind)
            found[key] = inner.pop("")
            found.update(inner)
    return found
