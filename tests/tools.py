"""Real tools in tests: found, or skipped with what to install; under CI a missing one is a failure."""

import os
import shutil

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
