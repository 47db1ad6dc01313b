"""Real tools in tests: found, or skipped with what to install; under CI a missing one is a failure."""

import importlib
import os
import shutil
from contextlib import suppress
from pathlib import Path
from types import ModuleType

import pytest


def need(program: str, package: str) -> str:
    """The path of *program*, from the Debian package *package*."""
    found = shutil.which(program)
    if found:
        return found
    reason = f"{program} is not installed: apt-get install {package}"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def chromium() -> str:
    """The Chromium that tests drive: the one without windows if it is installed, as it does a third less work."""
    return shutil.which("chromium-headless-shell") or need("chromium", "chromium")


def untraced() -> dict[str, str]:
    """The environment without coverage, which imports modules and needs memory of its own in every process."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COV")}


def data(name: str) -> Path:
    """A folder or file of third-party data, read in place; skipped where it is absent."""
    path = Path(__file__).resolve().parents[2] / "shared" / "data" / name
    if not path.exists():
        pytest.skip(f"third-party data is not at ../shared/data/{name}")
    return path


def module(path: str) -> Path:
    """A file of a package that tests/real/package.json locks."""
    found = Path(__file__).parent / "real" / "node_modules" / path
    if found.exists():
        return found
    reason = f"{path} is not installed: run npm ci in tests/real"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def library(*names: str) -> ModuleType:
    """The first of these modules that is there."""
    for name in names:
        with suppress(ImportError):
            return importlib.import_module(name)
    reason = f"{names[0]} is not installed: pip install {names[0]}"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)
