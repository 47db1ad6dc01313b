"""Other programs: bounded, never through a shell."""

import sys
import tracemalloc
from contextlib import suppress
from pathlib import Path

import pytest

from pipeline.errors import MondayError
from pipeline.outside import programs


def test_output_is_bounded():
    """What a program prints is cut at the limit."""
    done = programs.run([sys.executable, "-c", "print('x' * 1000)"], max_output=10)

    assert (done.code, done.stdout) == (0, b"x" * 10)


def test_stdin_and_environment():
    """Input and environment reach the program; a shell's characters mean nothing."""
    code = "import os, sys; print(sys.stdin.read() + os.environ['WORD'])"

    done = programs.run([sys.executable, "-c", code], stdin=b"$(id);", env={"WORD": "`ls`"})

    assert done.stdout == b"$(id);`ls`\n"


def test_a_flood_is_not_kept():
    """What is beyond the limit is read and forgotten, on both streams: the program still ends as it would."""
    code = "import sys\nfor _ in range(20): print('x' * 10**6), print('y' * 10**6, file=sys.stderr)\nsys.exit(3)"
    tracemalloc.start()
    try:
        done = programs.run([sys.executable, "-c", code], max_output=10)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert (done.code, done.stdout, done.stderr) == (3, b"x" * 10, b"y" * 10)
    assert peak < 2_000_000


def test_helpers_are_stopped_too(tmp_path):
    """A program that hangs is stopped with the helpers it started: none of them lives on."""
    script = tmp_path / "hang"
    script.write_text(f"#!/bin/sh\nsleep 60 &\necho $! > {tmp_path}/helper\nwait\n")
    script.chmod(0o755)

    with pytest.raises(MondayError, match="longer than"):
        programs.run([str(script)], timeout=1)

    helper = Path("/proc") / (tmp_path / "helper").read_text().strip() / "stat"
    assert not helper.exists() or helper.read_text().split()[2] in "ZX"


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        pytest.param(b"echo hello", "program", "Exec format error", id="no interpreter"),
        pytest.param(b"", "program/below", "not found", id="a path through a file"),
    ],
)
def test_what_is_no_program(tmp_path, content, name, words):
    """A script without a first line, and a path through a file, are told with what to do."""
    (tmp_path / "program").write_bytes(content)
    (tmp_path / "program").chmod(0o755)

    with pytest.raises(MondayError, match=f"cannot start .*: {words}") as caught:
        programs.run([str(tmp_path / name)])
    assert caught.value.hint


def test_nothing_is_named():
    """Blanks where a program's name belongs are told, too."""
    with pytest.raises(MondayError, match="no program is named"):
        programs.run([])


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["no-such-program-here"], "not found"),
        ([sys.executable, "-c", "import signal; signal.pause()"], "longer than"),  # it hangs: stopped, not waited for
    ],
)
def test_failures(argv, words):
    """A missing program and one that hangs are told apart."""
    with pytest.raises(MondayError) as caught:
        programs.run(argv, timeout=0.3)

    assert words in str(caught.value)


def test_find():
    """An installed program is found, another is not."""
    assert programs.find("sh") is not None
    assert programs.find("no-such-program-here") is None


def test_started_ends_with_its_block():
    """A program that was started ends with the block, whatever happens in it; whether it runs can be asked."""
    with suppress(ZeroDivisionError), programs.started(["sleep", "60"]) as is_running:
        assert is_running()
        _ = 1 / 0

    assert not is_running()


def test_what_cannot_be_started_is_said():
    """A program that is not there is an error with a hint."""
    with pytest.raises(MondayError, match="cannot start no-such-program"), programs.started(["no-such-program"]):
        raise AssertionError("it is not there")
