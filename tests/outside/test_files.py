"""Disk: nothing is half written, nothing newer is overwritten, one run at a time."""

import errno
import os
import subprocess
import sys
from pathlib import Path
from unittest.mock import Mock

import pytest

from pipeline.errors import Conflict, Locked, MondayError
from pipeline.outside import files

ROOT = Path(__file__).resolve().parents[2]


def test_write_replaces(tmp_path):
    """A write makes folders as needed, and leaves no temporary file."""
    files.write_atomic(tmp_path / "a" / "b.txt", b"one")
    files.write_atomic(tmp_path / "a" / "b.txt", b"two")

    assert (tmp_path / "a" / "b.txt").read_bytes() == b"two"
    assert [p.name for p in (tmp_path / "a").iterdir()] == ["b.txt"]


def test_same_bytes_are_left_alone(tmp_path):
    """Writing what is there already does not touch the file."""
    path = tmp_path / "a"
    files.write_atomic(path, b"one")
    before = path.stat().st_ino

    files.write_atomic(path, b"one")

    assert before == path.stat().st_ino


@pytest.mark.parametrize("expected", [None, b"zero"])
def test_changed_file_is_never_overwritten(tmp_path, expected):
    """A file that is not what the caller read stays as it is."""
    path = tmp_path / "a"
    path.write_bytes(b"one")

    with pytest.raises(Conflict):
        files.write_atomic(path, b"two", expected=expected)

    assert path.read_bytes() == b"one"


@pytest.mark.parametrize(("number", "hint"), [(errno.ENOSPC, "free some space"), (errno.EROFS, "read-only")])
def test_disk_says_no(tmp_path, monkeypatch, number, hint):
    """A full or read-only disk is told in words, and the old file stays whole."""
    path = tmp_path / "a"
    path.write_bytes(b"one")

    def refuse(handle):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(MondayError) as caught:
        files.write_atomic(path, b"two")

    assert hint in caught.value.hint
    assert path.read_bytes() == b"one"
    assert [p.name for p in tmp_path.iterdir()] == ["a"]


def test_torn_line_is_ended_first(tmp_path):
    """After a crash in the middle of a line, the next line starts on its own."""
    path = tmp_path / "ledger"
    path.write_bytes(b'{"whole": 1}\n{"torn')

    files.append_line(path, b'{"next": 1}')

    assert path.read_bytes().splitlines() == [b'{"whole": 1}', b'{"torn', b'{"next": 1}']


def test_second_run_is_refused(tmp_path):
    """While one process holds the lock, another is told to wait (75)."""
    code = (
        "import sys; from pathlib import Path; from pipeline.outside import files\n"
        "try:\n"
        "    with files.lock(Path(sys.argv[1])): pass\n"
        "except files.Locked as e: sys.exit(e.code)"
    )
    argv = [sys.executable, "-c", code, str(tmp_path)]
    with files.lock(tmp_path), pytest.raises(Locked), files.lock(tmp_path):
        pass
    with files.lock(tmp_path):
        held = subprocess.run(argv, cwd=ROOT, check=False)
    free = subprocess.run(argv, cwd=ROOT, check=False)

    assert (held.returncode, free.returncode) == (75, 0)


def test_a_file_system_without_locks(tmp_path, monkeypatch):
    """Some network file systems know no locks: the error says so, and no run goes on without one."""
    monkeypatch.setattr("fcntl.flock", Mock(side_effect=OSError(errno.ENOLCK, "No locks available")))

    with pytest.raises(MondayError, match=r"cannot write .*\.monday: No locks available"), files.lock(tmp_path):
        pass


def test_secret(tmp_path):
    """A key is the same at each start, and no other account can read it; one that others could read is not used."""
    path = tmp_path / ".monday" / "studio.key"
    key = files.secret(path)

    assert (32, key) == (len(key), files.secret(path))
    assert path.stat().st_mode & 0o777 == 0o600
    assert [path] == list(path.parent.iterdir())
    path.chmod(0o644)
    assert key != files.secret(path)
