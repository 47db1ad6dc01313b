"""public/ changes in one step, and only where it changed."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.archive import publish
from pipeline.errors import MondayError

ROOT = Path(__file__).resolve().parents[2]


def tree(folder):
    """All files below a folder, with their bytes."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_publish(tmp_path):
    """The site becomes what was given: changed files are named, unchanged ones keep their time, old ones go."""
    first = {"index.html": b"1", "feed.xml": b"f", "2026-11-23/index.html": b"a"}
    assert tuple(sorted(first)) == publish(tmp_path / "public", first)
    assert first == tree(tmp_path / "public")
    os.utime(tmp_path / "public" / "feed.xml", (1, 1))

    second = {"index.html": b"2", "feed.xml": b"f", "2026-11-30/index.html": b"b"}
    assert publish(tmp_path / "public", second) == ("2026-11-23/index.html", "2026-11-30/index.html", "index.html")
    assert second == tree(tmp_path / "public")
    assert not (tmp_path / "public" / "2026-11-23").exists()
    assert (tmp_path / "public" / "feed.xml").stat().st_mtime == 1

    inode = (tmp_path / "public").stat().st_ino
    assert publish(tmp_path / "public", second) == ()
    assert inode == (tmp_path / "public").stat().st_ino
    assert list((tmp_path / ".monday").iterdir()) == []


def test_leftovers(tmp_path):
    """What a killed build left behind goes with a later one; a build that may be running keeps its folder."""
    for name, age in (("site-old", 7200), ("site-new", 60)):
        (tmp_path / ".monday" / name / "public").mkdir(parents=True)
        then = tmp_path.stat().st_mtime - age
        os.utime(tmp_path / ".monday" / name, (then, then))

    publish(tmp_path / "public", {"index.html": b"1"})

    assert [path.name for path in (tmp_path / ".monday").iterdir()] == ["site-new"]


@pytest.mark.parametrize("path", ["../x", "/etc/x", "a/../../x", ""])
def test_outside(tmp_path, path):
    """No path leads out of public/."""
    with pytest.raises(ValueError, match="outside"):
        publish(tmp_path / "public", {path: b"x"})


@pytest.mark.parametrize("make", [Path.touch, lambda path: path.symlink_to(ROOT / "README.md")])
def test_a_file_in_its_place(tmp_path, make):
    """A file that is called public stays as it is, and what to do about it is told."""
    make(tmp_path / "public")

    with pytest.raises(MondayError, match=r"is not a folder; nothing was published$") as caught:
        publish(tmp_path / "public", {"index.html": b"1"})

    assert caught.value.hint == "move it, then run it again"
    assert (tmp_path / "public").is_file()


def test_what_the_disk_refuses(tmp_path):
    """Where nothing can be written beside it, the old site stays, and the system's own reason is told."""
    publish(tmp_path / "public", {"index.html": b"1"})
    (tmp_path / ".monday").rmdir()
    (tmp_path / ".monday").touch()

    with pytest.raises(MondayError) as caught:
        publish(tmp_path / "public", {"index.html": b"2"})

    assert str(caught.value) == f"cannot write {tmp_path / 'public'}: File exists"
    assert tree(tmp_path / "public") == {"index.html": b"1"}


LOOP = """
import sys
from pathlib import Path
from pipeline.archive import publish
folder, name = Path(sys.argv[1]), sys.argv[2]
for n in range(10_000):
    publish(folder / "public", {f"{i}.html": f"{name}{n}".encode() * 50 for i in range(40)})
    if n == 0:
        print("on", flush=True)
"""


def loop(folder, name):
    """A process that publishes one site after another."""
    process = subprocess.Popen(
        [sys.executable, "-c", LOOP, folder, name], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert process.stdout.readline()
    return process


@pytest.mark.prove
def test_kill(tmp_path):
    """A kill at any moment leaves a whole site: all pages are of one build."""
    for round_ in range(8):
        with loop(tmp_path, f"r{round_}-") as process:
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(random.Random(round_).uniform(0.01, 0.15))
            process.send_signal(signal.SIGKILL)
        found = tree(tmp_path / "public")
        assert (len(found), len(set(found.values()))) == (40, 1)


def test_two_builds(tmp_path):
    """Two builds at once do not mix."""
    with loop(tmp_path, "one-") as one, loop(tmp_path, "two-") as two:
        with pytest.raises(subprocess.TimeoutExpired):
            one.wait(0.4)
        one.kill()
        two.kill()
    found = tree(tmp_path / "public")
    assert (len(found), len(set(found.values()))) == (40, 1)
