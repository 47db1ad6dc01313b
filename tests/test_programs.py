"""Other programs: bounded, never through a shell."""

import sys

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
