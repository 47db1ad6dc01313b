"""The wheel: templates, samples and tables ship inside it and are found from an empty folder."""

import os
import subprocess
import sys
import zipfile

import pytest

from tests.newsletter import NOW, ROOT


@pytest.mark.prove
def test_a_whole_monday_from_the_wheel(tmp_path):
    """Built, unpacked where no checkout is near, the wheel makes an issue in an empty folder."""
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path / "dist")]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = (tmp_path / "dist").glob("monday_five-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
        names = archive.namelist()
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    (tmp_path / "newsletter").mkdir()

    def monday(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-P", "-m", "pipeline", "--now", NOW, *words]
        return subprocess.run(
            command, cwd=tmp_path / "newsletter", env=environment, capture_output=True, text=True, check=False
        )

    made = monday("init")
    ran = monday("run", "--issue", "next")

    assert made.returncode == 0, made.stderr
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "newsletter" / "issues" / "2026-11-23" / "email.html").exists()
    assert not any(name.startswith(("tests/", "shared/", "issues/")) for name in names)
