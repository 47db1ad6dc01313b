"""Other programs: bounded, never through a shell."""

import sys
from contextlib import suppress

import pytest

from pipeline import programs
from pipeline.errors import MondayError


def test_output_is_bounded():
    """What a program prints is cut at the limit."""
    done = programs.run([sys.executable, "-c", "print('x' * 1000)"], max_output=10)

    assert (0, b"x" * 10) == (done.code, done.stdout)


def test_stdin_and_environment():
    """Input and environment reach the program; a shell's characters mean nothing."""
    code = "import os, sys; print(sys.stdin.read() + os.environ['WORD'])"

    done = programs.run([sys.executable, "-c", code], stdin=b"$(id);", env={"WORD": "`ls`"})

    assert b"$(id);`ls`\n" == done.stdout


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["no-such-program-here"], "not found"),
        ([sys.executable, "-c", "import time; time.sleep(9)"], "longer than"),
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
