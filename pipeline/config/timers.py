"""What `monday schedule print` prints: a crontab and systemd units, ready to use."""

import shlex
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from string import Template
from zoneinfo import ZoneInfo

from pipeline.config.resources import DATA
from pipeline.config.settings import Schedule
from pipeline.config.when import mondays, send_instant

BEFORE = timedelta(minutes=103)  # the day's run: early enough to finish what was approved overnight
RETRY = timedelta(minutes=20)
WEEKS = 53
MONDAY = date(2024, 1, 1)


def cron(schedule: Schedule, *, command: Path, folder: Path, zone: str, today: date) -> str:
    """A crontab in *zone*, the machine's own: Debian's cron knows no other.

    Where the newsletter's zone moves against it during the year, there are lines for both halves.
    """
    instants = [send_instant(schedule, day) for day in islice(mondays(schedule, today), WEEKS)]
    walls = sorted({_in_week(i.astimezone(ZoneInfo(zone))) for i in instants})
    line = f"{shlex.quote(str(command))} -C {shlex.quote(str(folder))} run".replace("%", r"\%")
    lines = [
        f"# Times are this machine's ({zone}); the issue goes out at {schedule.time} in {schedule.timezone}.",
        "# every day: collects, drafts, hands off what is approved",
        f"{_odd(walls[0] - BEFORE):%-M %-H} * * * {line}",
    ]
    for why, offsets in _around(schedule):
        times = dict.fromkeys(f"{_odd(wall + offset):%-M %-H * * %w}" for wall in walls for offset in offsets)
        lines += [f"# {why}", *(f"{when} {line}" for when in times)]
    return "\n".join(lines) + "\n"


def _around(schedule: Schedule) -> list[tuple[str, list[timedelta]]]:
    """The runs around the send time: what each is for, and how long after it."""
    later = [timedelta(hours=h) for h in (2, 4, 8) if h < schedule.max_late_hours]  # after those, the daily run does
    return [
        ("just before the send time: the last chance for a late approval", [timedelta(minutes=-13)]),
        ("after it: lists the issue, or says that it was not approved in time", [timedelta(minutes=17)]),
        ("within the hour: looks at the mail service once more", [timedelta(minutes=47)]),
        *([("later: comes back for what could not be sent", later)] if later else []),
    ]


def service(schedule: Schedule, *, command: Path, folder: Path, user: str, home: Path) -> str:
    """monday.service: one run as *user*, tried again only where that can help; *home* is where the user's secrets are.

    Without a user the system's services run as root, whose files the editors could not change. What may pass is tried
    until the issue would be too late.
    """
    tries = timedelta(hours=schedule.max_late_hours + 1) // RETRY
    return _unit(
        "monday.service",
        hours=schedule.max_late_hours + 1,
        tries=tries + 8,
        user=user,
        command=_quoted(str(command)),
        folder=_quoted(str(folder)),
        home=_escaped(str(home)),
        minutes=RETRY // timedelta(minutes=1),
    )


def timer(schedule: Schedule) -> str:
    """monday.timer: in the newsletter's own zone; a run that was slept through is made up for."""
    wall = datetime.combine(MONDAY, time.fromisoformat(schedule.time), UTC)
    offsets = [offset for _, offsets in _around(schedule) for offset in offsets]
    times = [f"{_odd(wall - BEFORE):*-*-* %H:%M}", *(f"{_odd(wall + offset):%a *-*-* %H:%M}" for offset in offsets)]
    lines = [f"OnCalendar={when}:00 {schedule.timezone}" for when in times]
    return _unit("monday.timer", calendar="\n".join(lines))


def _unit(name: str, **values: object) -> str:
    """A shipped unit, filled in."""
    return Template((DATA / "units" / name).read_text(encoding="utf-8")).substitute(values)


def _in_week(wall: datetime) -> datetime:
    """The same weekday and wall time in one fixed week, so that a year's Mondays can be compared."""
    turn = (wall.weekday() + 3) % 7 - 3  # Sunday is the day before Monday, not six days after
    return datetime.combine(MONDAY, time(), UTC) + timedelta(days=turn, hours=wall.hour, minutes=wall.minute)


def _odd(wall: datetime) -> datetime:
    """An odd minute: on the hour, everybody's machine is busy."""
    return wall.replace(minute=wall.minute | 1)


def _escaped(text: str) -> str:
    """A path as systemd reads it where it takes no quotes."""
    return text.replace("%", "%%")


def _quoted(text: str) -> str:
    """One word of a systemd command line."""
    text = _escaped(text).replace("\\", "\\\\").replace('"', '\\"').replace("$", "$$")
    return f'"{text}"' if any(c in text for c in " \"'\\;") else text
