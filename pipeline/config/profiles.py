"""A profile file, shipped or the editor's own, to a `Profile`."""

import re
from functools import lru_cache
from typing import Any

from pipeline import toml
from pipeline.config import Config, resources, validated
from pipeline.config.profile import Profile
from pipeline.errors import ConfigError

_RETIRED = ("floor", "weights", "subject.context", "sources.journals", "sources.wires")
"""Keys that only older versions read."""


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
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted(resources.DATA.glob("*.toml"))}
    return tuple(name for name, text in texts.items() if re.search(r"^\[subject\]", text, re.MULTILINE))


def read_profile(text: str, name: str, **shared: list[dict[str, Any]]) -> Profile:
    """A profile file's text to a Profile, with the *shared* rows of tables that ship for all.

    Raises ConfigError with line and key.
    """
    data, ignored = toml.parse(text, name), []
    for retired in _RETIRED:
        table, _, key = retired.rpartition(".")
        found = data.get(table) if table else data
        if isinstance(found, dict) and found.pop(key, None) is not None:
            ignored.append(retired)
    for key, rows in shared.items():
        if isinstance(own := data.get(key, []), list):  # else it is refused below
            data[key] = own + rows
    profile = validated(Profile, data, text, name, context=data.get("lists"))
    profile._ignored = tuple(ignored)
    return profile
