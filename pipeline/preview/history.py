"""What issue.toml was after each change in the studio. Losing it loses the way back, and nothing else."""

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from pipeline.outside import files

STATES: Final = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Remembered:
    """What issue.toml was after a change in the studio."""

    number: int
    when: str  # as the newsletter's own clocks showed it: "Friday, 3:02 PM"
    said: str
    text: bytes


def remember(path: Path, before: bytes, after: bytes, said: str, *, now: datetime) -> None:
    """Add to the file at *path* what issue.toml was, where that is not known, and what it is after what was *said*."""
    known = remembered(path, ZoneInfo("UTC"))
    new = [(before, "as it was before")] * (not known or known[-1].text != before) + [(after, said)]
    for text, words in new:
        row = {"at": now.isoformat(), "said": words, "text": text.decode()}
        files.append_line(path, json.dumps(row, ensure_ascii=False).encode())


def remembered(path: Path, zone: ZoneInfo) -> tuple[Remembered, ...]:
    """The last `STATES` of them, oldest first; a damaged line is passed over."""
    found = []
    for number, line in enumerate((files.read(path) or b"").splitlines(), 1):
        with suppress(ValueError, KeyError, TypeError):
            row = json.loads(line)
            when = datetime.fromisoformat(row["at"]).astimezone(zone)
            text = str(row["text"]).encode()
            found.append(Remembered(number=number, when=f"{when:%A, %-I:%M %p}", said=str(row["said"]), text=text))
    return tuple(found[-STATES:])
