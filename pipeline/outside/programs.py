"""The only module that starts other programs: bounded in time and output, never through a shell."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from errno import ENOEXEC
from pathlib import Path
from threading import Thread
from typing import IO, Any

from pipeline.errors import MondayError

Running = Callable[[], bool]


@dataclass(frozen=True, kw_only=True, slots=True)
class Completed:
    """How a program ended: exit code and the first *max_output* bytes of each stream."""

    code: int
    stdout: bytes
    stderr: bytes


def find(name: str, cwd: Path = Path()) -> Path | None:
    """Where a program is installed, or None; a path counts from *cwd*, as it does for `run`."""
    found = shutil.which(cwd / name if "/" in name else name)
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
    """Run *argv* to its end; *timeout* in seconds; *env* adds to the environment. Raises MondayError. Output beyond
    *max_output* bytes is read and discarded, so that a program that prints a lot still ends."""
    kept = (bytearray(), bytearray())
    with tempfile.TemporaryFile() as given:
        given.write(stdin)
        given.seek(0)
        process = _start(argv, env=env, cwd=cwd, stdin=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        with process:
            streams = zip((process.stdout, process.stderr), kept, strict=True)
            readers = [Thread(target=_keep, args=(stream, into, max_output), daemon=True) for stream, into in streams]
            for reader in readers:
                reader.start()
            until = time.monotonic() + timeout
            try:
                for reader in readers:
                    reader.join(until - time.monotonic())
                code = process.wait(max(until - time.monotonic(), 0))
            except subprocess.TimeoutExpired as e:
                raise MondayError(f"{argv[0]} took longer than {timeout:g} s and was stopped") from e
            finally:
                if process.poll() is None or any(reader.is_alive() for reader in readers):
                    _stop(process)
                for reader in readers:
                    reader.join(1)  # a helper that left the session may hold the stream open for hours
    return Completed(code=code, stdout=bytes(kept[0]), stderr=bytes(kept[1]))


# Any: what Popen takes
def _start(argv: Sequence[str], *, env: Mapping[str, str] | None, **given: Any) -> "subprocess.Popen[bytes]":  # noqa: ANN401
    """*argv* in a session of its own, so that its helpers can be stopped with it. Raises MondayError."""
    if not argv:
        raise MondayError("no program is named", hint="write its name, or leave the setting empty")
    added = {**os.environ, **(env or {})}
    try:
        return subprocess.Popen(list(argv), env=added, start_new_session=True, **given)
    except (FileNotFoundError, NotADirectoryError) as e:
        raise MondayError(f"cannot start {argv[0]}: not found", hint=f"install {argv[0]}, or correct its name") from e
    except PermissionError as e:
        raise MondayError(f"cannot start {argv[0]}: not allowed", hint="make it executable (chmod +x)") from e
    except OSError as e:
        hint = "a script names its interpreter in its first line, such as #!/bin/sh" if e.errno == ENOEXEC else ""
        raise MondayError(f"cannot start {argv[0]}: {e.strerror}", hint=hint or "start it by hand to see why") from e


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """End the program and its helpers: all that still runs in its session."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def _keep(stream: IO[bytes], into: bytearray, most: int) -> None:
    """Read *stream* to its end, the first *most* bytes of it *into* that."""
    with suppress(OSError, ValueError):  # closed meanwhile: nobody waits for the rest
        while piece := os.read(stream.fileno(), 65536):
            into += piece[: most - len(into)]


@contextmanager
def started(argv: Sequence[str], *, env: Mapping[str, str] | None = None) -> Iterator[Running]:
    """*argv* for as long as the block lasts, silent; gives a function that tells whether it still runs."""
    silent = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
    process = _start(argv, env=env, **silent)
    with process:
        try:
            yield lambda: process.poll() is None
        finally:
            _stop(process)
