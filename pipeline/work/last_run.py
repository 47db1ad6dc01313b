"""When the daily run last came: whoever looks at `monday status` sees whether cron still does its work."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from pipeline.config import Config
from pipeline.errors import MondayError
from pipeline.outside import files

OVERDUE = timedelta(hours=26)
"""A daily run that is later than this did not come: a day, and the hours that clocks and retries may take."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LastRun:
    """The last run of all that is due."""

    at: datetime
    """When it ended; aware."""
    code: int
    """Its exit code."""


def record(config: Config, *, at: datetime, code: int) -> None:
    """Remember that a run has ended. A disk that refuses it changes nothing about the run."""
    try:
        note = json.dumps({"at": at.isoformat(), "exit": code})
        files.write_atomic(config.folder / ".monday" / "last-run.json", note.encode())
    except MondayError:
        return


def last_run(config: Config, *, now: datetime) -> LastRun | None:
    """The last run before *now*; None where none is known."""
    try:
        found = json.loads(files.read(config.folder / ".monday" / "last-run.json") or b"{}")
        run = LastRun(at=datetime.fromisoformat(found["at"]), code=int(found["exit"]))
        return run if run.at <= now else None
    except (MondayError, LookupError, TypeError, ValueError):
        return None


def report(config: Config, *, now: datetime) -> tuple[bool, str]:
    """Whether a daily run came within the last day, and in words when one last came."""
    found = last_run(config, now=now)
    if found is None:
        return False, "no daily run has come yet"
    local = f"{found.at.astimezone(ZoneInfo(config.schedule.timezone)):%A, %B %-d, at %H:%M %Z}"
    if now - found.at > OVERDUE:
        return False, f"no daily run has come since {local}"
    return True, f"last run: {local}, exit code {found.code}"
