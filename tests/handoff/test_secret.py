"""Secrets come from the environment or a private file, and from nowhere else."""

import pytest

from pipeline.errors import ConfigError
from pipeline.handoff.secret import secret
from tests.handoff.said import error, unset


def test_from_the_environment():
    """The variable itself wins; blanks around it go."""
    assert secret("MONDAY_X", {"MONDAY_X": " s3cret\n", "MONDAY_X_FILE": "/nowhere"}) == "s3cret"


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_from_a_file(tmp_path, mode):
    """A file that is its owner's alone will do."""
    path = tmp_path / "token"
    path.write_text("s3cret\n")
    path.chmod(mode)

    assert secret("MONDAY_X", {"MONDAY_X_FILE": str(path)}) == "s3cret"


def test_errors(tmp_path):
    """A secret that cannot be had is told by its variable or its file, with what puts it right."""
    path = tmp_path / "token"
    env = {"MONDAY_X_FILE": str(path)}
    assert unset("MONDAY_X") == error(secret, "MONDAY_X", {"MONDAY_X": " "})
    missing = (ConfigError, f"MONDAY_X_FILE cannot be read: {path}", "check its name and its owner")
    assert missing == error(secret, "MONDAY_X", env)
    path.write_bytes(b"\xff")
    path.chmod(0o600)
    assert missing == error(secret, "MONDAY_X", env)
    path.write_text(" \n")
    assert (ConfigError, f"{path} is empty", "put the value of MONDAY_X in it") == error(secret, "MONDAY_X", env)
    for mode in (0o610, 0o620, 0o640, 0o601, 0o602, 0o604):
        path.chmod(mode)
        expected = (ConfigError, f"others can read {path} (mode {mode:04o})", f"run: chmod 600 {path}")
        assert expected == error(secret, "MONDAY_X", env)
