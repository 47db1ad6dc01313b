"""What is wrong with a hand-edited table, in words: pydantic's complaints with their line and the likely right word."""

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import TypeVar, get_args

from pydantic import BaseModel, ValidationError

from pipeline import toml
from pipeline.errors import ConfigError

_UNKNOWN = ("extra_forbidden", "unexpected_keyword_argument")
Model = TypeVar("Model", bound=BaseModel)


def validated(model: type[Model], data: Mapping[str, object], text: str, name: str) -> Model:
    """What *text* says, as *model* takes it. Raises ConfigError."""
    try:
        return model.model_validate(data)
    except ValidationError as e:
        raise _explained(e, text, name, model) from e


def _fields(kind: object) -> dict[str, object]:
    """The keys of the table that *kind* is, or holds, as people write them, each with its own kind."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return {info.alias or key: info.annotation for key, info in kind.model_fields.items() if not info.exclude}
    if isinstance(kind, type) and is_dataclass(kind):
        return {field.name: field.type for field in fields(kind)}
    return next((found for inner in get_args(kind) if (found := _fields(inner))), {})


def _explained(problem: ValidationError, text: str, name: str, model: type[BaseModel]) -> ConfigError:
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
    known = _fields(model)
    for part in path[:-1]:  # a place in a list, and a name that the editor gave, lead no deeper
        known = _fields(known.get(str(part))) or known
    match first["type"]:
        case kind if kind in _UNKNOWN:
            hint = toml.nearest(last, known) or f"known here: {', '.join(known)}"
            return ConfigError(f"{where}: unknown key '{last}'", hint=hint)
        case "missing" | "missing_argument":
            hint = f"add a table: [{last}]" if _fields(known.get(last)) else f"add a line: {last} = …"
            return ConfigError(f"{where}: '{last}' is missing", hint=hint)
        case _:
            words = re.sub(r"^(Value error, )?(Input should be )?", "", first["msg"])
            given = first.get("input")
            shown = f" (it is {given!r})" if isinstance(given, str | int | float | bool) else ""
            verb = "" if first["type"] == "value_error" else "should be "
            about = f"{last}: " if last else ""  # of the file as a whole there is no key
            return ConfigError(f"{where}: {about}{verb}{words}{shown}", hint="correct that line")
