"""`monday shots`, as an editor types it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline import issue
from tests import tools
from tests.compose import sample

DAY = "2026-11-23"


@pytest.fixture
def newsletter(tmp_path: Path) -> Path:
    """A newsletter's folder with the sample issue, its picture included."""
    (tmp_path / "newsletter.toml").write_text(sample.SETTINGS)
    folder = tmp_path / "issues" / DAY
    folder.mkdir(parents=True)
    (folder / "issue.toml").write_text(issue.dump(sample.illustrated()))
    (folder / "cup.jpg").write_bytes(b"not really a picture")
    return tmp_path


def monday(folder: Path, *argv: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """One run of the command."""
    return subprocess.run(
        [sys.executable, "-m", "pipeline", "-C", str(folder), *argv],
        env={**os.environ, "PYTHONPATH": str(sample.REPO_ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.browser
@pytest.mark.prove
def test_pictures(newsletter):
    """Each picture is a line of the product; the issue's own files stay as they were."""
    tools.need("chromium", "chromium")
    tools.need("thunderbird", "thunderbird")

    done = monday(newsletter, "shots", "--issue", DAY, "--out", str(newsletter / "shots"))

    names = ["desktop", "phone", "dark", "no-pictures", "large-text"]
    steps = [f"Taking {name}" for name in names] + ["Asking Thunderbird"]
    assert (0, steps) == (done.returncode, done.stderr.splitlines())
    names += ["thunderbird", "thunderbird-dark"]
    assert [str(newsletter / "shots" / f"{name}.png") for name in names] == done.stdout.split()
    assert sorted(p.name for p in (newsletter / "issues" / DAY).iterdir()) == ["cup.jpg", "issue.toml"]


def test_no_chromium(newsletter):
    """Without Chromium there are two lines that say what to install."""
    done = monday(newsletter, "shots", "--issue", DAY, PATH="/nowhere")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[0] == "Error: Chromium is not installed"
    assert done.stderr.splitlines()[1].startswith("Hint: install it: ")
