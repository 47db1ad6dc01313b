"""What a test says often: the error that something raises, and settings with another value."""

from collections.abc import Callable
from typing import Any

import pytest

from pipeline.config import Config
from pipeline.errors import ConfigError, MondayError


def error(act: Callable[..., object], *words: object, **more: Any) -> tuple[type[MondayError], str, str]:
    """The error that *act* raises: its class, words and hint."""
    with pytest.raises(MondayError) as caught:
        act(*words, **more)
    return type(caught.value), str(caught.value), caught.value.hint


def having(config: Config, **sections: dict[str, Any]) -> Config:
    """The same settings, some keys of some sections changed."""
    return config.model_copy(
        update={name: getattr(config, name).model_copy(update=keys) for name, keys in sections.items()}
    )


def unset(name: str) -> tuple[type[MondayError], str, str]:
    """The error for a secret that is nowhere."""
    return (
        ConfigError,
        f"{name} is not set",
        f"set {name}, or set {name}_FILE to the path of a file that holds it (mode 0600)",
    )
