"""Secrets come from the environment or a private file, and from nowhere else."""

import pytest

from pipeline.errors import ConfigError
from pipeline.handoff.secret import secret


def test_from_the_environment():
    """The variable itself wins; blanks around it go."""
    assert "s3cret" == secret("MONDAY_X", {"MONDAY_X": " s3cret\n", "MONDAY_X_FILE": "/nowhere"})


@pytest.mark.parametrize(
    ("mode", "content", "words"),
    [
        pytest.param(0o600, "s3cret\n", None, id="private"),
        pytest.param(0o400, "s3cret", None, id="read-only"),
        pytest.param(0o640, "s3cret", "others can read", id="group"),
        pytest.param(0o604, "s3cret", "others can read", id="world"),
        pytest.param(0o600, "\n", "is empty", id="empty"),
        pytest.param(0o600, "\udcff", "cannot be read", id="not-text"),
    ],
)
def test_from_a_file(tmp_path, mode, content, words):
    """A file must be its owner's alone."""
    path = tmp_path / "token"
    path.write_text(content, errors="surrogateescape")
    path.chmod(mode)
    env = {"MONDAY_X_FILE": str(path)}
    if words is None:
        assert "s3cret" == secret("MONDAY_X", env)
        return
    with pytest.raises(ConfigError, match=words) as caught:
        secret("MONDAY_X", env)
    assert "s3cret" not in str(caught.value)


def test_nowhere():
    """A missing one is named, with what to do."""
    with pytest.raises(ConfigError, match="MONDAY_X is not set") as caught:
        secret("MONDAY_X", {})
    assert "0600" in caught.value.hint


def test_missing_file():
    """A file that is not there is named."""
    with pytest.raises(ConfigError, match="/nowhere/token"):
        secret("MONDAY_X", {"MONDAY_X_FILE": "/nowhere/token"})
