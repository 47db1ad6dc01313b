"""newsletter.toml, templates and tables become values: `load` is the way in."""

import dataclasses
import re
from collections.abc import Container, Mapping
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from pipeline import toml
from pipeline.config.settings import Choose, Config, Newsletter, Schedule, Section
from pipeline.errors import ConfigError
from pipeline.model import Feed
from pipeline.text import table
from pipeline.text.printable import printable

__all__ = ["NAME", "Choose", "Config", "Newsletter", "Schedule", "Section", "load", "read", "validated"]

NAME = "newsletter.toml"
_UNKNOWN = ("extra_forbidden", "unexpected_keyword_argument")
Model = TypeVar("Model", bound=BaseModel)


def load(folder: Path) -> Config:
    """Read the newsletter in *folder*. Raises ConfigError with line, key and the likely right word."""
    text = toml.read(folder / NAME, NAME)
    if text is None:
        hint = "run: monday init, or go to the newsletter's folder (or name it with -C)"
        raise ConfigError(f"there is no {NAME} in {folder}", hint=hint)
    return read(text, folder)


def read(text: str, folder: Path) -> Config:
    """newsletter.toml's text to a Config for *folder*. Raises ConfigError."""
    data = toml.parse(text, NAME)
    for key in ("folder", "notes"):
        if key in data:
            raise ConfigError(f"{NAME}:{toml.line(text, [key])}: unknown key '{key}'", hint="remove that line")
    ours = {"folder": folder.resolve(), "notes": _outdated(data, text)}
    config = validated(Config, {**data, **ours}, text, NAME)
    feeds = tuple(dataclasses.replace(feed, name=printable(feed.name)) for feed in config.feeds)  # pasted from a page
    config = config.model_copy(update={"feeds": feeds})
    seen: set[str] = set()
    for index, feed in enumerate(config.feeds):
        if wrong := _wrong(config, feed, seen):
            # Only now: the line is searched for in the whole text.
            where = f"{NAME}:{toml.line(text, ['feeds', index, 'url'])}"
            raise ConfigError(f"{where}: {wrong[0]}", hint=wrong[1])
        seen.add(feed.url)
    return config


def _outdated(data: dict[str, Any], text: str) -> tuple[str, ...]:
    """A note for each key of earlier versions, which is taken out of *data*."""
    schedule = data.get("schedule")
    if not isinstance(schedule, dict) or schedule.get("day") != "monday":
        return ()
    data["schedule"] = {key: value for key, value in schedule.items() if key != "day"}
    where = f"{NAME}:{toml.line(text, ['schedule', 'day'])}"
    return (f"{where}: issues always go out on Mondays; 'day' is no longer needed, remove that line",)


def _wrong(config: Config, feed: Feed, seen: Container[str]) -> tuple[str, str] | None:
    """What is wrong with *feed*, and what to do about it; None when nothing is."""
    if feed.url in seen:
        return f"this feed is listed twice: {feed.url}", "remove one of the two"
    if not feed.url.strip() or not feed.name:
        return "a feed needs a url and a name", 'add: name = "…"'
    if feed.url.startswith(("http://", "https://", "sample:")):
        return None
    if "://" in feed.url:
        return "only http and https feeds are supported", "write https://…"
    if not (config.folder / feed.url).resolve().is_relative_to(config.folder):
        hint = "copy the file into the newsletter's folder, and write its path from there"
        return f"the feed {feed.url} is outside the newsletter's folder", hint
    return None


def validated(model: type[Model], data: Mapping[str, object], text: str, name: str, context: object = None) -> Model:
    """What *text* says, as *model* takes it, whose validators may need *context*. Raises ConfigError."""
    try:
        return model.model_validate(data, context=context)
    except ValidationError as e:
        raise _explained(e, text, name, model) from e


def _fields(kind: object) -> dict[str, object]:
    """The keys of the table that *kind* is, or holds, as people write them, each with its own kind."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return {info.alias or key: info.annotation for key, info in kind.model_fields.items() if not info.exclude}
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return {field.name: field.type for field in dataclasses.fields(kind)}
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
            hint = toml.nearest(last, known) or f"allowed here: {', '.join(known)}"
            return ConfigError(f"{where}: unknown key '{last}'", hint=hint)
        case "missing" | "missing_argument":
            hint = f"add a table: [{last}]" if _fields(known.get(last)) else f"add a line: {last} = …"
            return ConfigError(f"{where}: '{last}' is missing", hint=hint)
        case _:
            words = re.sub(r"^(Value error, )?(Input should be )?", "", first["msg"])
            words = table("slips")["kinds"].get(first["type"], words)
            given = first.get("input")
            shown = f" (it is {given!r})" if isinstance(given, str | int | float | bool) else ""
            verb = "" if first["type"] == "value_error" else "should be "
            about = f"{last}: " if last else ""  # of the file as a whole there is no key
            return ConfigError(f"{where}: {about}{verb}{words}{shown}", hint="correct that line")
