"""Disk, carefully: atomic writes that never overwrite a newer file, and the lock that keeps runs apart."""

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import EllipsisType
from typing import Final

from pipeline.errors import Conflict, Locked, MondayError

_PART: Final = ".monday-part"  # the suffix of a file that is not complete yet
_STALE: Final = 3600.0  # seconds after which it is left over from a write that was killed


def read(path: Path) -> bytes | None:
    """The file's bytes, or None if there is no file. Raises MondayError if it cannot be read."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as e:
        raise MondayError(f"cannot read {path}: {e.strerror or e}", hint="check its permissions and its owner") from e


def stamp(path: Path | str) -> tuple[int, ...] | None:
    """A value that changes whenever the file does, for caches; None if there is no file."""
    with suppress(OSError):
        stat = os.stat(path)  # noqa: PTH116  a name is enough
        return stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size, stat.st_ino
    return None


def write_atomic(path: Path, data: bytes, *, expected: bytes | EllipsisType | None = ...) -> None:
    """Replace *path* by *data* in one step that survives a crash at any moment. *expected* is what the caller last read
    there (None: no file; left out: anything); Conflict is raised, and nothing written, if the file differs by now. A
    file that already holds *data* is left alone. Raises MondayError if the disk refuses."""
    now = read(path)
    if expected is not ... and now != expected:
        raise Conflict(f"{path.name} changed since it was read; nothing was written", hint="review it, then try again")
    if now == data:
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, data)
    except OSError as e:
        raise refused(e, path) from e


def _part(path: Path) -> Path:
    return path.with_name(f".{path.name}.{secrets.token_hex(4)}{_PART}")


def _replace(path: Path, data: bytes) -> None:
    part = _part(path)
    try:
        with part.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        sweep(part, f".*{_PART}")
        if path.exists():
            part.chmod(path.stat().st_mode & 0o777)
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise
    sync_folder(path.parent)


def sweep(mine: Path, pattern: str, remove: Callable[[Path], None] = Path.unlink) -> None:
    """Remove what killed writes left beside *mine*, by a *pattern* of their names; what is younger may be in use."""
    for other in mine.parent.glob(pattern):
        with suppress(OSError):
            if mine.stat().st_mtime - other.stat().st_mtime > _STALE:
                remove(other)


def secret(path: Path) -> bytes:
    """A random key that only this account can read, made at the first call; for this start only where none is kept."""
    with suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        if not path.exists():
            part = _part(path)
            part.touch(mode=0o600, exist_ok=False)
            part.write_bytes(secrets.token_bytes(32))
            with suppress(FileExistsError):
                os.link(part, path)  # never over another's: both use the first
            part.unlink()
        if path.stat().st_mode & 0o077 == 0 and len(found := path.read_bytes()) == 32:
            return found
    return secrets.token_bytes(32)


def sync_folder(folder: Path) -> None:
    """Make the names in *folder* durable, if the file system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def append_line(path: Path, line: bytes) -> None:
    """Add one line and wait until the disk has it; a torn last line of an earlier crash is ended first."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab+") as file:
            if (size := file.tell()) and os.pread(file.fileno(), 1, size - 1) != b"\n":
                file.write(b"\n")
            file.write(line.rstrip(b"\n") + b"\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as e:
        raise refused(e, path) from e


def refused(e: OSError, path: Path) -> MondayError:
    """The error for a write that the disk refused."""
    hints = {
        28: "the disk is full: free some space, then run it again; nothing was lost",
        13: "give yourself the right to write there (chmod, chown), or use another folder with -C",
        30: "that disk is read-only: use another folder with -C",
    }
    hint = hints.get(e.errno or 0, "check the folder, then run it again; nothing was lost")
    return MondayError(f"cannot write {path}: {e.strerror or e}", hint=hint)


@contextmanager
def lock(folder: Path) -> Iterator[None]:
    """Hold the newsletter's lock; the kernel frees it however the process ends. Raises Locked."""
    import fcntl  # inside: only commands that write need it

    try:
        (folder / ".monday").mkdir(exist_ok=True)
        held = (folder / ".monday" / "lock").open("a")
    except OSError as e:
        raise refused(e, folder / ".monday") from e
    with held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as e:
            hint = "wait until it finishes, then try again"
            raise Locked("another run is working in this folder", hint=hint) from e
        except OSError as e:  # some network file systems know no locks
            raise refused(e, folder / ".monday") from e
        yield
