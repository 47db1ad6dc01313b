"""When an issue goes out: wall time in the newsletter's zone to the right instant, whatever the clocks do."""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pipeline.limits import far_off

if TYPE_CHECKING:
    from pipeline.config.settings import Schedule

WEEK = timedelta(days=7)


@dataclass(frozen=True, kw_only=True, slots=True)
class Slot:
    """One Monday, and when its issue goes out."""

    day: date
    local: datetime  # What a clock in the newsletter's zone shows when the issue goes out.
    utc: datetime
    draft_from: date  # The first day on which `monday run` drafts this issue.
    skipped: bool
    note: str  # What is special about this one, or "".


def no_monday(day: date) -> str:
    """Why *day* names no issue, and the Mondays around it; "" when it is a Monday."""
    if far := far_off(day):
        return far
    before = day - timedelta(days=day.weekday())
    return "" if day == before else f"{day} is not a Monday; the nearest are {before} and {before + WEEK}"


def send_instant(schedule: "Schedule", day: date) -> datetime:
    """The instant at which *day*'s issue goes out, in UTC. A wall time that the clocks jump over moves past the gap;
    one that they show twice means the first."""
    return _wall(schedule, day).astimezone(UTC)


def mondays(schedule: "Schedule", start: date) -> Iterator[date]:
    """Every Monday on or after *start* that has an issue, without end."""
    day = start + timedelta(days=-start.weekday() % 7)
    while True:
        if day not in schedule.skip:
            yield day
        day += WEEK


def current_monday(schedule: "Schedule", now: datetime, *, done: Container[date] = ()) -> date:
    """The Monday to work on: the first that is neither done, nor skipped, nor too late."""
    earliest = local_date(schedule, now) - timedelta(hours=schedule.max_late_hours) - timedelta(days=1)
    return next(day for day in mondays(schedule, earliest) if day not in done and not too_late(schedule, day, now))


def too_late(schedule: "Schedule", day: date, now: datetime) -> bool:
    """Whether *day*'s issue is past the lateness that `max_late_hours` allows."""
    return now > send_instant(schedule, day) + timedelta(hours=schedule.max_late_hours)


def draft_from(schedule: "Schedule", day: date) -> date:
    """The first day, in the newsletter's zone, on which *day*'s issue is drafted."""
    return day - timedelta(days=schedule.draft_days)


def local_date(schedule: "Schedule", now: datetime) -> date:
    """The date that a calendar in the newsletter's zone shows."""
    return now.astimezone(ZoneInfo(schedule.timezone)).date()


def explain(schedule: "Schedule", now: datetime, count: int = 8) -> tuple[Slot, ...]:
    """The next *count* Mondays, the skipped ones marked, with what the clocks do to each."""
    zone, today = ZoneInfo(schedule.timezone), local_date(schedule, now)
    days = [today - timedelta(days=today.weekday()) + n * WEEK for n in range(count + 1)]  # the first may be past
    slots = (
        Slot(
            day=day,
            local=(utc := send_instant(schedule, day)).astimezone(zone),
            utc=utc,
            draft_from=draft_from(schedule, day),
            skipped=day in schedule.skip,
            note=note(schedule, day),
        )
        for day in days
    )
    return tuple(slot for slot in slots if slot.utc > now)[:count]


def note(schedule: "Schedule", day: date) -> str:
    """What the clocks do to *day*'s issue, in words; "" when nothing."""
    wall = _wall(schedule, day)
    shown = send_instant(schedule, day).astimezone(wall.tzinfo)
    if shown.replace(tzinfo=None) != wall.replace(tzinfo=None):
        return f"the clocks jump over {wall:%H:%M}: goes out at {shown:%H:%M}"
    if wall.utcoffset() != wall.replace(fold=1).utcoffset():
        return f"the clocks show {wall:%H:%M} twice: goes out the first time"
    change = (wall.utcoffset() or timedelta()) - (_wall(schedule, day - WEEK).utcoffset() or timedelta())
    if change:
        minutes = int(abs(change) / timedelta(minutes=1))
        which = "forward" if change > timedelta() else "back"
        return f"the clocks went {which} {minutes} minutes since the Monday before: same wall time, new UTC time"
    return ""


def _wall(schedule: "Schedule", day: date) -> datetime:
    return datetime.combine(day, time.fromisoformat(schedule.time), ZoneInfo(schedule.timezone))
