"""Values and blocks as TOML that a person likes to edit."""

import json
import re
from collections.abc import Collection, Mapping
from datetime import date

Plain = str | int | bool | date | tuple[str, ...]  # what a value of a hand-edited file may be

_WIDTH = 100


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
