"""The right instant for every Monday, and which Monday is meant."""

import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest

from pipeline.config.when import current_monday, explain, mondays, note, send_instant, too_late


@dataclass(frozen=True, kw_only=True)
class Schedule:
    day: str = "monday"
    time: str = "08:00"
    timezone: str = "America/Los_Angeles"
    skip: tuple[date, ...] = ()
    draft_days: int = 3
    max_late_hours: int = 12


ZONES = {
    # zone: (standard, summer) offset from UTC in minutes, and the rule of its Mondays in summer time
    "America/Los_Angeles": (-480, -420, "us"),
    "America/New_York": (-300, -240, "us"),
    "America/St_Johns": (-210, -150, "us"),
    "Europe/London": (0, 60, "eu"),
    "Europe/Berlin": (60, 120, "eu"),
    "Asia/Kolkata": (330, 330, "none"),
    "Asia/Tokyo": (540, 540, "none"),
    "Australia/Sydney": (600, 660, "au"),
}


def sunday(year: int, month: int, nth: int) -> date:
    """The nth Sunday of a month; -1 is the last."""
    days = [date(year, month, 1) + timedelta(days=n) for n in range(31)]
    return [d for d in days if d.month == month and d.weekday() == 6][nth]


def is_summer(rule: str, day: date) -> bool:
    """The law in words, independent of any zone database; only Mondays, so its hour is no matter."""
    y = day.year
    if rule == "us":
        return sunday(y, 3, 1) < day < sunday(y, 11, 0)
    if rule == "eu":
        return sunday(y, 3, -1) < day < sunday(y, 10, -1)
    if rule == "au":
        return not sunday(y, 4, 0) < day < sunday(y, 10, 0)
    return False


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("at", ["00:05", "08:00", "23:45"])
def test_every_monday_of_2026_to_2030(zone, at):
    """Every Monday goes out at its wall time, worked out from the law of each zone, not by us."""
    standard, summer, rule = ZONES[zone]
    days = [d for d in islice(mondays(Schedule(), date(2026, 1, 1)), 261) if d.year <= 2030]
    hour, minute = map(int, at.split(":"))

    for day in days:
        offset = timedelta(minutes=summer if is_summer(rule, day) else standard)
        wanted = datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC) - offset
        assert wanted == send_instant(Schedule(timezone=zone, time=at), day)
    assert len(days) == 261


@pytest.mark.real
@pytest.mark.parametrize("zone", ZONES)
def test_systemd_agrees(zone):
    """systemd's own calendar names the same instants, week after week for five years."""
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is not installed (Debian: apt-get install systemd)")
    said = subprocess.run(
        [
            program,
            "calendar",
            "--base-time=2026-01-01 00:00:00 UTC",
            "--iterations=261",
            f"Mon *-*-* 08:00:00 {zone}",
        ],
        env={"TZ": "UTC", "LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    instants = [
        datetime.strptime(line.rsplit(": ", 1)[1], "%a %Y-%m-%d %H:%M:%S %Z").replace(tzinfo=UTC)
        for line in said.splitlines()
        if line.strip().startswith(("Next elapse", "Iter")) and line.endswith("UTC")
    ]

    schedule = Schedule(timezone=zone)
    ours = [send_instant(schedule, d) for d in islice(mondays(schedule, date(2026, 1, 1)), 261)]
    assert ours == instants


@pytest.mark.parametrize(
    ("day", "at", "zone", "utc"),
    [
        pytest.param("2027-03-08", "08:00", "America/Los_Angeles", "2027-03-08T16:00", id="before-spring"),
        pytest.param("2027-03-15", "08:00", "America/Los_Angeles", "2027-03-15T15:00", id="after-spring"),
        pytest.param("2027-03-14", "02:30", "America/Los_Angeles", "2027-03-14T10:30", id="gap-moves-on"),
        pytest.param("2026-11-01", "01:30", "America/Los_Angeles", "2026-11-01T08:30", id="overlap-first"),
        pytest.param("2026-11-23", "08:00", "Pacific/Chatham", "2026-11-22T18:15", id="day-before-in-utc"),
    ],
)
def test_send_instant(day, at, zone, utc):
    """Wall time plus zone, also where the clocks jump."""
    wanted = datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert wanted == send_instant(Schedule(time=at, timezone=zone), date.fromisoformat(day))


def test_machine_zone_is_no_matter(monkeypatch):
    """TZ of the machine changes nothing."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert datetime(2026, 11, 23, 16, tzinfo=UTC) == send_instant(Schedule(), date(2026, 11, 23))


LA = ZoneInfo("America/Los_Angeles")


@pytest.mark.parametrize(
    ("now", "done", "skip", "wanted"),
    [
        pytest.param("2026-11-20T09:00", [], [], "2026-11-23", id="friday-before"),
        pytest.param("2026-11-23T07:59", [], [], "2026-11-23", id="just-before"),
        pytest.param("2026-11-23T08:05", [], [], "2026-11-23", id="five-past-is-still-this-one"),
        pytest.param("2026-11-23T20:00", [], [], "2026-11-23", id="last-minute"),
        pytest.param("2026-11-23T20:01", [], [], "2026-11-30", id="too-late"),
        pytest.param("2026-11-23T08:05", ["2026-11-23"], [], "2026-11-30", id="done"),
        pytest.param("2026-11-20T09:00", ["2026-11-23"], [], "2026-11-30", id="done-early"),
        pytest.param("2026-11-20T09:00", [], ["2026-11-23"], "2026-11-30", id="skipped"),
        pytest.param("2026-11-20T09:00", ["2026-11-30"], ["2026-11-23"], "2026-12-07", id="both"),
        pytest.param("2026-11-22T23:59", [], [], "2026-11-23", id="sunday-night"),
    ],
)
def test_current_monday(now, done, skip, wanted):
    """A Monday stays current until it is done, skipped or too late."""
    schedule = Schedule(skip=tuple(map(date.fromisoformat, skip)))
    found = current_monday(
        schedule,
        datetime.fromisoformat(now).replace(tzinfo=LA),
        done={date.fromisoformat(d) for d in done},
    )
    assert date.fromisoformat(wanted) == found


def test_long_lateness():
    """More than a week of allowed lateness keeps the older Monday current."""
    schedule = Schedule(max_late_hours=240)
    assert date(2026, 11, 16) == current_monday(schedule, datetime(2026, 11, 24, 9, tzinfo=LA))


def test_too_late_counts_real_hours():
    """Twelve hours are twelve hours, also in the night the clocks change."""
    schedule = Schedule(time="20:00")
    day = date(2026, 10, 31)  # a Saturday, so that the change falls inside
    assert not too_late(schedule, day, datetime(2026, 11, 1, 7, 0, tzinfo=LA))
    assert too_late(schedule, day, datetime(2026, 11, 1, 7, 1, tzinfo=LA))


def test_explain_across_the_change():
    """Eight lines; the wall time stays, the UTC time moves once and says so; a skipped one is marked."""
    schedule = Schedule(skip=(date(2027, 3, 22),))
    runs = explain(schedule, datetime(2027, 2, 22, 9, tzinfo=LA))

    assert len(runs) == 8
    assert {"08:00"} == {f"{r.local:%H:%M}" for r in runs}
    assert [f"{r.utc:%H:%M}" for r in runs[:3]] == ["16:00", "16:00", "15:00"]
    assert [r.day.isoformat() for r in runs if r.note] == ["2027-03-15"]
    assert "forward 60 minutes" in runs[2].note
    assert [r.day.isoformat() for r in runs if r.skipped] == ["2027-03-22"]


@pytest.mark.parametrize(
    ("zone", "at", "day", "words"),
    [
        # Where the clocks change in the night to Monday: history has such places, the next years have none.
        pytest.param("Africa/Cairo", "00:30", "1998-04-24", "jump over 00:30: goes out at 01:30", id="gap"),
        pytest.param("America/Sao_Paulo", "00:30", "2009-10-18", "jump over 00:30", id="gap-at-midnight"),
        pytest.param("America/Los_Angeles", "01:30", "2026-11-01", "01:30 twice", id="overlap"),
    ],
)
def test_notes(zone, at, day, words):
    """A gap and an overlap are put into words."""
    assert words in note(Schedule(time=at, timezone=zone), date.fromisoformat(day))
