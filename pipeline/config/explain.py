"""What is wrong with a hand-edited table, in words: pydantic's complaints with their line and the likely right word."""

import re
from collections.abc import Iterable, Mapping
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from pipeline import toml
from pipeline.errors import ConfigError

_UNKNOWN = ("extra_forbidden", "unexpected_keyword_argument")
Model = TypeVar("Model", bound=BaseModel)


def validated(
    model: type[Model], data: Mapping[str, object], text: str, name: str, *, known: Mapping[str, Iterable[str]]
) -> Model:
    """What *text* says, as *model* takes it; *known*: each table's keys ("" is the top). Raises ConfigError."""
    try:
        return model.model_validate(data)
    except ValidationError as e:
        raise _explained(e, text, name, known) from e


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


def _explained(problem: ValidationError, text: str, name: str, known: Mapping[str, Iterable[str]]) -> ConfigError:
    """The first problem that pydantic found, in words."""
    found = problem.errors(include_url=False)
    # a misspelt key is often also a missing one: the word that was written is the better clue
    first = next((e for e in found if e["type"] in _UNKNOWN), found[0])
    path = [part for part in first["loc"] if not str(part).startswith(("function-", "tagged-"))]
    where = f"{name}:{toml.line(text, path)}"
    match path:
        case [*_, list_, int(item)]:  # an item has no name; its list has
            last = f"{list_}, item {item + 1}"
        case _:
            last = str(path[-1]) if path else ""
    table = next((str(part) for part in reversed(path[:-1]) if not isinstance(part, int)), "")
    match first["type"]:
        case kind if kind in _UNKNOWN:
            keys = list(known.get(table, ()))
            hint = toml.nearest(last, keys) or f"known here: {', '.join(keys)}"
            return ConfigError(f"{where}: unknown key '{last}'", hint=hint)
        case "missing" | "missing_argument":
            hint = f"add a table: [{last}]" if last in known else f"add a line: {last} = …"
            return ConfigError(f"{where}: '{last}' is missing", hint=hint)
        case _:
            words = re.sub(r"^(Value error, )?(Input should be )?", "", first["msg"])
            given = first.get("input")
            shown = f" (it is {given!r})" if isinstance(given, str | int | float | bool) else ""
            verb = "" if first["type"] == "value_error" else "should be "
            about = f"{last}: " if last else ""  # of the file as a whole there is no key
            return ConfigError(f"{where}: {about}{verb}{words}{shown}", hint="correct that line")
