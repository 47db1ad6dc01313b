"""newsletter.toml on the disk: changed by its text, so that every other byte stays the editor's."""

from codecs import BOM_UTF8
from collections.abc import Callable
from pathlib import Path

from pipeline import config
from pipeline.outside import files


def read(folder: Path) -> bytes:
    """The file's bytes; none where there is no file."""
    return files.read(folder / config.NAME) or b""


def change(folder: Path, edit: Callable[[str], str], *, before: bytes | None = None) -> None:
    """Give newsletter.toml the text that *edit* makes of it; a byte order mark and the kind of line ends stay.

    What *edit* adds may have plain line feeds in any file. *before* is what must still be there. Raises Conflict when
    the file is another by now, ConfigError when the new text cannot be read; nothing is written then.
    """
    data = read(folder) if before is None else before
    mark = BOM_UTF8 if data.startswith(BOM_UTF8) else b""
    text = edit(data.decode("utf-8-sig"))
    if 0 < data.count(b"\n") == data.count(b"\r\n"):
        text = text.replace("\r\n", "\n").replace("\n", "\r\n")
    config.read(text, folder)
    files.write_atomic(folder / config.NAME, mark + text.encode(), expected=data)
