"""public/ on disk: a new site is made beside the old one, and the two change places in one step."""

import ctypes
import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Final

from pipeline.errors import MondayError
from pipeline.outside import files

_HERE: Final = -2 if sys.platform == "darwin" else -100  # AT_FDCWD
_EXCHANGE: Final = 2  # RENAME_EXCHANGE, and RENAME_SWAP


def publish(public: Path, site: Mapping[str, bytes]) -> tuple[str, ...]:
    """Make *site* (bytes by path) the whole of the folder *public*; answers with the paths that changed, sorted. A kill
    at any moment leaves the old site or the new one. Unchanged files keep their time stamps, so that an upload sends
    only what changed. A link is followed. Raises MondayError when *public* is no folder, or the disk refuses."""
    public = public.resolve()
    if public.exists() and not public.is_dir():
        raise MondayError(f"{public} is not a folder; nothing was published", hint="move it, then run it again")
    aside = public.parent / ".monday"
    try:
        changed = drift(public, site)
        if not changed:
            return ()
        aside.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=aside, prefix="site-") as name:
            files.sweep(Path(name), "site-*", shutil.rmtree)
            new = Path(name) / public.name
            for path, data in site.items():
                _place(new, path, data, old=None if path in changed else public / path)
            new.mkdir(exist_ok=True)
            _exchange(new, public)
        files.sync_folder(public.parent)
    except OSError as e:
        raise files.refused(e, public) from e
    return changed


def drift(public: Path, site: Mapping[str, bytes]) -> tuple[str, ...]:
    """The paths at which the folder *public* is not what *site* says, sorted."""
    now = {path.relative_to(public).as_posix(): path for path in public.rglob("*") if not path.is_dir()}
    gone = {path for path in now if path not in site}
    return tuple(sorted(gone | {path for path, data in site.items() if not _holds(now.get(path), data)}))


def _holds(path: Path | None, data: bytes) -> bool:
    return path is not None and path.stat().st_size == len(data) and path.read_bytes() == data


def _place(new: Path, path: str, data: bytes, *, old: Path | None) -> None:
    parts = PurePosixPath(path).parts
    if not parts or ".." in parts or path.startswith("/"):
        raise ValueError(f"{path!r} lies outside the site")
    target = new.joinpath(*parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    if old is not None:
        with suppress(OSError):  # a file system without hard links gets a copy
            os.link(old, target)
            return
    target.write_bytes(data)


def _exchange(new: Path, public: Path) -> None:
    """Swap the two folders, so that *new* ends up holding the old site."""
    if not public.exists():
        new.rename(public)
        return
    libc = ctypes.CDLL(None, use_errno=True)
    swap = getattr(libc, "renameatx_np" if sys.platform == "darwin" else "renameat2", None)
    if swap and swap(_HERE, os.fsencode(new), _HERE, os.fsencode(public), _EXCHANGE) == 0:
        return
    if swap and ctypes.get_errno() not in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EXDEV):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    # This file system cannot exchange: for an instant there is no public/, and the next run makes it again.
    aside = new.parent / "before"
    shutil.move(public, aside)
    shutil.move(new, public)
