"""Secrets come from the environment or from a file that only its owner can read; never from the config."""

import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pipeline.errors import ConfigError

SECRETS: Final[Mapping[str, str]] = {
    "listmonk": "MONDAY_LISTMONK_TOKEN",
    "buttondown": "MONDAY_BUTTONDOWN_TOKEN",
    "mailchimp": "MONDAY_MAILCHIMP_TOKEN",
    "smtp": "MONDAY_SMTP_PASSWORD",
}
"""The variable that holds each target's secret."""


def secret(name: str, env: Mapping[str, str]) -> str:
    """The value of *name*, or of the file that *name*_FILE names. Raises ConfigError."""
    if value := env.get(name, "").strip():
        return value
    where = env.get(f"{name}_FILE", "")
    if not where:
        words = f"{name} is not set"
        raise ConfigError(words, hint=f"set {name}, or set {name}_FILE to the path of a file that holds it (mode 0600)")
    path = Path(where)
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        value = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as e:
        raise ConfigError(f"{name}_FILE cannot be read: {where}", hint="check its name and its owner") from e
    if mode & 0o077:
        raise ConfigError(f"others can read {where} (mode {mode:04o})", hint=f"run: chmod 600 {where}")
    if not value:
        raise ConfigError(f"{where} is empty", hint=f"put the value of {name} in it")
    return value
