"""The sample issue, byte for byte. Refresh: `REFRESH=1 pytest tests/compose/test_golden.py`, then review the diff."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.compose import compose
from tests.compose import sample

GOLDEN = sample.REPO_ROOT / "tests" / "golden"
NAMES = ("email.html", "email.txt", "email.eml", "web.html")


@pytest.mark.golden
@pytest.mark.parametrize("name", NAMES)
def test_golden(name):
    """The sample issue composes to the files that were last reviewed."""
    made = compose(sample.issue(), sample.newsletter(), sample.TEMPLATES)[name]
    if os.environ.get("REFRESH"):
        (GOLDEN / name).write_bytes(made)

    assert (GOLDEN / name).read_bytes().decode() == made.decode()


def test_names():
    """These four files, and nothing else."""
    assert set(NAMES) == set(compose(sample.issue(), sample.newsletter(), sample.TEMPLATES))


ELSEWHERE = """
import hashlib, locale, sys
locale.setlocale(locale.LC_ALL, "")
from pipeline.compose import compose
from tests.compose import sample
files = compose(sample.issue(), sample.newsletter(), sample.TEMPLATES)
print({name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())})
"""


def test_same_bytes_everywhere(tmp_path: Path):
    """Another process, folder, time zone, locale and hash seed give the same bytes."""
    places = [
        {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "1", "PYTHONUTF8": "0"},
        {"TZ": "America/Los_Angeles", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2"},
    ]
    seen = set()
    for n, place in enumerate(places):
        folder = tmp_path / str(n)
        folder.mkdir()
        environment = {**os.environ, **place, "PYTHONPATH": str(sample.REPO_ROOT)}
        done = subprocess.run(
            [sys.executable, "-c", ELSEWHERE], cwd=folder, env=environment, capture_output=True, text=True, check=True
        )
        seen.add(done.stdout)

    assert len(seen) == 1
