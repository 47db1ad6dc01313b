"""A profile file, shipped or the editor's own, to a `Profile`."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline import toml
from pipeline.config import Config, resources
from pipeline.config.explain import validated
from pipeline.config.profile import Profile
from pipeline.errors import ConfigError


def load_profile(config: Config) -> Profile:
    """The profile that newsletter.toml names: a shipped one, or a file in the newsletter's folder."""
    name = config.choose.profile
    if re.fullmatch(r"[a-z0-9-]+", name):
        path = resources.DATA / f"{name}.toml"
    else:
        path = (config.folder / name).resolve()
        if not path.is_relative_to(config.folder):
            hint = "copy the file into the newsletter's folder"
            raise ConfigError(f"the profile {name} is outside the newsletter's folder", hint=hint)
    text = toml.read(path, path.name)
    if text is None:
        hint = f"shipped profiles: {', '.join(shipped())}; or name a .toml file in the newsletter's folder"
        raise ConfigError(f"there is no profile {name}", hint=hint)
    return _known(text, path.name)


@lru_cache(maxsize=2)  # the studio asks at each render
def _known(text: str, name: str) -> Profile:
    return read_profile(text, name, **{key: resources.table(key)[key] for key in ("superseded", "kinds")})


def shipped() -> tuple[str, ...]:
    """The names of the profiles that come with the tool."""
    return tuple(sorted(path.stem for path in resources.DATA.glob("*.toml") if _is_profile(path)))


def _is_profile(path: Path) -> bool:
    return bool(re.search(r"^\[subject\]", path.read_text(encoding="utf-8"), re.MULTILINE))


Rows = list[dict[str, Any]]


def read_profile(text: str, name: str, *, superseded: Rows | None = None, kinds: Rows | None = None) -> Profile:
    """A profile file's text to a Profile, with the tables that ship for all; ConfigError with line and key."""
    data, ignored = _current(toml.parse(text, name))
    shared = {"superseded": superseded or [], "kinds": kinds or []}
    data |= {key: [*data.get(key, []), *rows] for key, rows in shared.items()}
    found = validated(Profile, data, text, name)
    found._ignored = ignored
    return found


_RETIRED = {"": ("floor", "weights"), "subject": ("context",), "sources": ("journals", "wires")}


def _current(data: dict[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """A profile without the keys that only older versions read, and their names."""
    ignored = []
    for table, keys in _RETIRED.items():
        found = data.get(table, {}) if table else data
        for key in keys if isinstance(found, dict) else ():
            if found.pop(key, None) is not None:
                ignored.append(f"{table}.{key}" if table else key)
    return data, tuple(ignored)
