"""newsletter.toml, templates and tables become values: `load` is the way in."""

from collections.abc import Container
from pathlib import Path
from typing import Any

from pipeline import toml
from pipeline.config.explain import validated
from pipeline.config.settings import Choose, Config, Newsletter, Schedule, Section
from pipeline.errors import ConfigError
from pipeline.model import Feed

__all__ = ["NAME", "Choose", "Config", "Newsletter", "Schedule", "Section", "load", "read"]

NAME = "newsletter.toml"


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
    _check_feeds(config, text)
    return config


def _outdated(data: dict[str, Any], text: str) -> tuple[str, ...]:
    """A note for each key of earlier versions, which is taken out of *data*."""
    schedule = data.get("schedule")
    if not isinstance(schedule, dict) or schedule.get("day") != "monday":
        return ()
    data["schedule"] = {key: value for key, value in schedule.items() if key != "day"}
    where = f"{NAME}:{toml.line(text, ['schedule', 'day'])}"
    return (f"{where}: issues always go out on Mondays; 'day' is not needed any more, remove that line",)


def _check_feeds(config: Config, text: str) -> None:
    seen: set[str] = set()
    for index, feed in enumerate(config.feeds):
        if wrong := _wrong(config, feed, seen):
            # Only now: the line is searched for in the whole text.
            where = f"{NAME}:{toml.line(text, ['feeds', index, 'url'])}"
            raise ConfigError(f"{where}: {wrong[0]}", hint=wrong[1])
        seen.add(feed.url)


def _wrong(config: Config, feed: Feed, seen: Container[str]) -> tuple[str, str] | None:
    """What is wrong with *feed*, and what to do about it; None when nothing is."""
    if feed.url in seen:
        return f"this feed is listed twice: {feed.url}", "remove one of the two"
    if not feed.url or not feed.name:
        return "a feed needs a url and a name", 'add: name = "…"'
    if feed.url.startswith(("http://", "https://", "sample:")):
        return None
    if "://" in feed.url:
        return "only http and https feeds are read", "write https://…"
    if not (config.folder / feed.url).resolve().is_relative_to(config.folder):
        hint = "copy the file into the newsletter's folder, and write its path from there"
        return f"the feed {feed.url} is outside the newsletter's folder", hint
    return None
