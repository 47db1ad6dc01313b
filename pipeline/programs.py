"""The only module that starts other programs: bounded in time and output, never through a shell."""

import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import MondayError

Running = Callable[[], bool]


@dataclass(frozen=True, kw_only=True, slots=True)
class Completed:
    """How a program ended: exit code and the first *max_output* bytes of each stream."""

    code: int
    stdout: bytes
    stderr: bytes


def find(name: str) -> Path | None:
    """Where a program is installed, or None."""
    found = shutil.which(name)
    return Path(found) if found else None


def run(
    argv: Sequence[str],
    *,
    stdin: bytes = b"",
    timeout: float = 60,
    max_output: int = 1_000_000,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> Completed:
    """Run *argv* to its end; *timeout* in seconds; *env* adds to the environment. Raises MondayError."""
    try:
        done = subprocess.run(
            list(argv),
            input=stdin,
            capture_output=True,
            timeout=timeout,
            cwd=cwd,
            env={**os.environ, **(env or {})},
            check=False,
        )
    except FileNotFoundError as e:
        raise MondayError(f"cannot start {argv[0]}: not found", hint=f"install {argv[0]}, or correct its name") from e
    except PermissionError as e:
        raise MondayError(f"cannot start {argv[0]}: not allowed", hint="make it executable (chmod +x)") from e
    except subprocess.TimeoutExpired as e:
        raise MondayError(f"{argv[0]} took longer than {timeout:g} s and was stopped") from e
    return Completed(code=done.returncode, stdout=done.stdout[:max_output], stderr=done.stderr[:max_output])


@contextmanager
def started(argv: Sequence[str], *, env: Mapping[str, str] | None = None) -> Iterator[Running]:
    """*argv* for as long as the block lasts, silent; gives a function that tells whether it still runs."""
    try:
        process = subprocess.Popen(
            list(argv),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **(env or {})},
            start_new_session=True,
        )
    except OSError as e:
        raise MondayError(f"cannot start {argv[0]}: {e.strerror}", hint=f"install {argv[0]}") from e
    with process:
        try:
            yield lambda: process.poll() is None
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # its helpers too
