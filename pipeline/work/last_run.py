"""When a run last came, and how it ended: for `monday status` and `monday doctor`."""

import json
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from pipeline.config import Config
from pipeline.errors import MondayError
from pipeline.outside import files

OVERDUE = timedelta(hours=26)
"""A daily run that is later than this did not come: a day, and the hours that clocks and retries may take."""
_LAST: Final = ".monday/last-run.json"


def record(config: Config, *, at: datetime, code: int) -> None:
    """Remember that a run has ended. A disk that refuses it changes nothing about the run."""
    note = json.dumps({"at": at.isoformat(), "exit": code})
    with suppress(MondayError):
        files.write_atomic(config.folder / _LAST, note.encode())


def read(config: Config, *, now: datetime) -> dict[str, Any] | None:
    """The last run before *now*: ``at``, when it ended, in ISO form, and ``exit``; None where none is known."""
    try:
        found = json.loads(files.read(config.folder / _LAST) or b"{}")
        run = {"at": datetime.fromisoformat(found["at"]).isoformat(), "exit": int(found["exit"])}
        return run if datetime.fromisoformat(found["at"]) <= now else None
    except (MondayError, LookupError, TypeError, ValueError):
        return None


def describe(config: Config, *, now: datetime) -> tuple[bool, str]:
    """Whether a daily run came within the last day, and in words when one last came."""
    found = read(config, now=now)
    if found is None:
        return False, "there has been no daily run yet"
    at = datetime.fromisoformat(found["at"]).astimezone(ZoneInfo(config.schedule.timezone))
    local = f"{at:%A, %B %-d, at %H:%M %Z}"
    if now - at > OVERDUE:
        return False, f"there has been no daily run since {local}"
    return True, f"last run: {local}, exit code {found['exit']}"
