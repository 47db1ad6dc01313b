"""The printed crontab and units are what cron and systemd accept, and run at the right times."""

import re
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pipeline.cli import schedule as timers
from pipeline.config.when import send_instant
from tests.config.test_when import Schedule

COMMAND = Path("/usr/bin/env")


def crontab(schedule, zone, folder="/srv/monday"):
    return timers.cron(schedule, command=COMMAND, folder=Path(folder), zone=zone, today=date(2026, 11, 1))


def service(folder="/srv/monday"):
    return timers.service(
        Schedule(), command=Path(sys.executable), folder=Path(folder), user="daemon", home=Path("/home/a 5% b")
    )


def runs(text):
    """(weekday or None, hour, minute) of each line."""
    lines = [line.split(maxsplit=5) for line in text.splitlines() if not line.startswith("#")]
    return [(None if d == "*" else int(d), int(h), int(m)) for m, h, _, _, d, _ in lines]


def test_cron_in_the_newsletters_zone():
    """At home it is simple: daily, just before, after, within the hour, and later; odd minutes."""
    times = [(None, 6, 17), (1, 7, 47), (1, 8, 17), (1, 8, 47), (1, 10, 1), (1, 12, 1), (1, 16, 1)]

    assert times == runs(crontab(Schedule(), "America/Los_Angeles"))


def test_cron_comes_back_while_it_is_worth_it():
    """What could not be sent is tried while the issue is not too late."""
    assert runs(crontab(Schedule(max_late_hours=3), "America/Los_Angeles"))[-2:] == [(1, 8, 47), (1, 10, 1)]


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "Australia/Sydney", "America/Los_Angeles", "Europe/London"])
@pytest.mark.parametrize("home", ["America/Los_Angeles", "Europe/London"])
@pytest.mark.parametrize("at", ["00:05", "08:00", "23:50"])
def test_cron_on_any_machine(zone, home, at):
    """In every week of the year a run comes within a quarter of an hour before each send time, and two in the hour
    after it: one soon, one later."""
    schedule = Schedule(time=at, timezone=home)
    _, *around = runs(crontab(schedule, zone))
    day = date(2026, 11, 2)
    for _ in range(52):
        local = send_instant(schedule, day).astimezone(ZoneInfo(zone))
        late = sorted((nearest(local, run) - local) / timedelta(minutes=1) for run in around)
        assert [minutes for minutes in late if -15 < minutes < 0]
        assert [minutes for minutes in late if 15 < minutes < 20]
        assert [minutes for minutes in late if 45 < minutes < 60]
        day += timedelta(days=7)


def nearest(local, run):
    """The run of the week closest to a moment, by the wall clock."""
    weekday, hour, minute = run
    around = (local.replace(hour=hour, minute=minute) + timedelta(days=n) for n in range(-3, 4))
    return next(moment for moment in around if moment.isoweekday() % 7 == weekday)


def test_cron_quotes():
    """A folder with a blank and a percent sign survives: cron would end the command there."""
    text = crontab(Schedule(), "UTC", "/srv/my 100% news")
    assert text.count(r"-C '/srv/my 100\% news' run") == len(runs(text))


@pytest.mark.real
def test_debian_cron_accepts(tmp_path):
    """Debian's own crontab finds nothing wrong."""
    program = shutil.which("crontab")
    if program is None:
        pytest.skip("crontab is not installed (Debian: apt-get install cron)")
    file = tmp_path / "crontab"
    file.write_text(crontab(Schedule(), "Europe/London"))
    checked = subprocess.run([program, "-n", str(file)], capture_output=True, text=True, check=False)
    if "invalid option" in checked.stderr:
        pytest.skip("this crontab cannot check a file without installing it (option -n)")
    assert checked.returncode == 0, checked.stderr


@pytest.mark.real
@pytest.mark.parametrize("folder", ["/srv/monday", "/srv/my 100% news"])
def test_systemd_accepts(tmp_path, folder):
    """The real systemd-analyze verifies both units without a word."""
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is not installed (Debian: apt-get install systemd)")
    (tmp_path / "monday.service").write_text(service(folder))
    (tmp_path / "monday.timer").write_text(timers.timer(Schedule()))
    checked = subprocess.run(
        [program, "verify", str(tmp_path / "monday.service"), str(tmp_path / "monday.timer")],
        capture_output=True,
        text=True,
        check=False,
    )
    said = [line for line in checked.stderr.splitlines() if "monday" in line]
    assert (checked.returncode, said) == (0, [])


@pytest.mark.real
@pytest.mark.parametrize("at", ["00:05", "08:00", "23:50"])
def test_systemd_runs_after_the_send_time(at):
    """systemd itself names a run just before and just after each send time, also across the change of clocks."""
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is not installed (Debian: apt-get install systemd)")
    schedule = Schedule(time=at)
    _, *around = re.findall(r"OnCalendar=(.*)", timers.timer(schedule))
    for day in (date(2027, 3, 8), date(2027, 3, 15), date(2027, 11, 1), date(2027, 11, 8)):
        sent = send_instant(schedule, day)
        base = f"--base-time={sent - timedelta(hours=2):%Y-%m-%d %H:%M:%S} UTC"
        found = []
        for calendar in around:
            said = subprocess.run(
                [program, "calendar", base, calendar],
                env={"TZ": "UTC", "LC_ALL": "C"},
                capture_output=True,
                text=True,
                check=True,
            ).stdout
            when = re.search(r"(?:Next elapse|\(in UTC\)): \w+ (\S+ \S+) UTC", said)
            found.append(datetime.fromisoformat(when[1]).replace(tzinfo=UTC) - sent)
        assert found[0] < timedelta() < found[1]
        assert max(map(abs, found[:2])) < timedelta(minutes=20)
        assert [timedelta(hours=1) > found[2], timedelta(hours=9) > max(found)] == [True, True]


def test_systemd_tries_again_until_it_is_too_late():
    """What may pass is tried for as long as the issue may go out, and never what a person must look at."""
    unit = dict(line.split("=", 1) for line in service().splitlines() if "=" in line and line[0] != "#")

    assert (unit["StartLimitIntervalSec"], unit["StartLimitBurst"]) == ("13h", "47")
    assert (unit["Restart"], unit["RestartSec"]) == ("on-failure", "20min")
    assert unit["RestartPreventExitStatus"] == "1 2 4 5 7 8 78"


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Europe/London", "Africa/Cairo"])
def test_no_line_twice(zone):
    """Two runs that start together are one too many: the second finds the lock, and cron mails an error."""
    lines = [line for line in crontab(Schedule(timezone=zone), "UTC").splitlines() if not line.startswith("#")]

    assert sorted(set(lines)) == sorted(lines)
