"""newsletter.toml on the disk, changed by its text, so that every other byte stays the editor's."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

from pipeline import config
from pipeline.outside import files
from pipeline.toml import Source, spans


def change(folder: Path, edit: Callable[[Source], Source], *, before: bytes | None = None) -> None:
    """Give newsletter.toml the text that *edit* makes of it. *before* is what must still be there. Raises Conflict when
    the file is another by now, ConfigError when the new text cannot be read; nothing is written then."""
    path = folder / config.NAME
    data = before if before is not None else files.read(path) or b""
    text = edit(Source(data.decode(), name=config.NAME)).text
    config.read(text, folder)
    files.write_atomic(path, text.encode(), expected=data)


def skip(source: Source, day: date, *, skipped: bool) -> Source:
    """*source* with *day* in ``[schedule] skip``, or without; the other dates and all comments stay as they are. A date
    that was put in and is taken out again leaves the very bytes."""
    old = source.value("schedule", "skip") or "[]"
    return source.set("schedule", "skip", (_with if skipped else _without)(old, day))


def _with(source: str, day: date) -> str:
    found = _dates(source)
    if any(item == day.isoformat() for item, _, _ in found):
        return source
    if not found:
        return source.replace("[", f"[{day}," if "#" in source else f"[{day}", 1)
    before = source[: found[0][1]]
    gap = before[len(before.rstrip()) :] or " "
    later = [start for item, start, _ in found if item > day.isoformat()]
    if not later and "#" not in source:
        at = found[-1][2]
        return f"{source[:at]},{gap}{day}{source[at:]}"
    at = later[0] if later else found[0][1]  # never behind a date: a comment there speaks of that one
    return f"{source[:at]}{day},{gap}{source[at:]}"


def _without(source: str, day: date) -> str:
    found = _dates(source)
    n = next((n for n, (item, _, _) in enumerate(found) if item == day.isoformat()), None)
    if n is None:
        return source
    _, start, end = found[n]
    if n + 1 < len(found) and not source[end : found[n + 1][1]].strip(", \t\r\n"):
        end = found[n + 1][1]
    elif n and n + 1 == len(found) and not source[found[n - 1][2] : start].strip(", \t\r\n"):
        start = found[n - 1][2]
    elif comma := re.compile(r"\s*,").match(source, end):
        end = comma.end()
    return source[:start] + source[end:]


def _dates(source: str) -> list[tuple[str, int, int]]:
    """Each date of the list, and where it starts and ends."""
    whole = spans.Value(path=(), at=0, start=0, end=len(source))
    return [(source[item.start : item.end].strip("\"'"), item.start, item.end) for item in spans.inside(source, whole)]
