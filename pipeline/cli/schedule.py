"""`monday schedule`: when the next issues go out, and ready lines for cron and systemd."""

import os
import pwd
import shlex
import shutil
import sys
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

import click

from pipeline.cli.app import App, attributes, command, json_option, print_json
from pipeline.text import DATA

if TYPE_CHECKING:
    from pipeline.config import Schedule

BEFORE = timedelta(minutes=103)  # the day's run: early enough to finish what was approved overnight
RETRY = 20  # minutes
WEEKS = 53
MONDAY = date(2024, 1, 1)


@click.group("schedule", invoke_without_command=True)
@click.pass_context
def schedule(ctx: click.Context) -> None:
    if ctx.invoked_subcommand is None:
        ctx.invoke(explain)


@command("explain", json_option, group=schedule)
def explain(app: App, as_json: bool) -> None:
    """List the next eight Mondays, and what daylight saving does to them.

    The local time stays the same, and its UTC time moves. A local time that does not exist moves past the gap; of one
    that occurs twice, the first is used. Each such Monday says so.

    Examples:
      monday schedule
      monday schedule explain --json  for scripts
    """
    from pipeline.config import when

    runs = when.explain(app.config.schedule, app.now)
    if as_json:
        rows = [
            {"issue": r.day, "local": r.local.isoformat(), "utc": r.utc.isoformat()}
            | attributes(r, "draft_from skipped note")
            for r in runs
        ]
        print_json(rows)
        return
    for r in runs:
        words = "skipped" if r.skipped else f"drafted from {r.draft_from:%a, %b %-d}"
        click.echo(f"{r.day}  {r.local:%H:%M %Z}  {r.utc:%H:%M} UTC  {words}{f'; {r.note}' if r.note else ''}")


@command("print", group=schedule)
@click.argument("kind", type=click.Choice(["cron", "systemd"]))
def print_(app: App, kind: str) -> None:
    """Print ready lines for cron or systemd.

    A crontab for this machine's clock, or systemd's monday.service and monday.timer, which run as the owner of the
    newsletter's folder.

    Examples:
      monday schedule print cron
      monday schedule print systemd
    """
    from pipeline.config import when

    settings, folder = app.config.schedule, app.config.folder
    program = Path(shutil.which("monday") or sys.argv[0]).absolute()
    if kind == "cron":
        today = when.local_date(settings, app.now)
        click.echo(cron(settings, command=program, folder=folder, zone=_machine_zone(), today=today), nl=False)
        return
    number = folder.stat().st_uid  # the units run as the owner of the folder, who may have no name
    try:
        owner = pwd.getpwuid(number)
        user, home = owner.pw_name, Path(owner.pw_dir)
    except KeyError:
        user, home = str(number), Path("/etc")
    unit = service(settings, command=program, folder=folder, user=user, home=home)
    click.echo(f"# /etc/systemd/system/monday.service\n{unit}")
    click.echo(f"# /etc/systemd/system/monday.timer\n{timer(settings)}")
    click.echo("# then: systemctl daemon-reload && systemctl enable --now monday.timer")


def _machine_zone() -> str:
    """The zone that this machine's cron runs in; UTC where it does not say."""
    link = str(Path("/etc/localtime").resolve())
    named = (os.environ.get("TZ", "").lstrip(":"), link.partition("zoneinfo/")[2])
    return next((name for name in named if name in available_timezones()), "UTC")


def cron(schedule: "Schedule", *, command: Path, folder: Path, zone: str, today: date) -> str:
    """A crontab in *zone*, the machine's own: Debian's cron knows no other. Where the newsletter's zone moves against
    it during the year, there are lines for both halves."""
    from pipeline.config import when

    instants = [when.send_instant(schedule, day) for day in islice(when.mondays(schedule, today), WEEKS)]
    walls = sorted({_in_week(i.astimezone(ZoneInfo(zone))) for i in instants})
    line = f"{shlex.quote(str(command))} -C {shlex.quote(str(folder))} run".replace("%", r"\%")
    lines = [
        f"# Times are this machine's ({zone}); the issue goes out at {schedule.time} in {schedule.timezone}.",
        "# every day: collects, drafts, hands off what is approved",
        f"{_odd(walls[0] - BEFORE):%-M %-H} * * * {line}",
    ]
    had = set[str]()
    for why, offsets in _around(schedule):
        times = dict.fromkeys(f"{_odd(wall + offset):%-M %-H * * %w}" for wall in walls for offset in offsets)
        lines += [f"# {why}", *(f"{at} {line}" for at in times if at not in had)]
        had |= {*times}
    return "\n".join(lines) + "\n"


def _around(schedule: "Schedule") -> list[tuple[str, list[timedelta]]]:
    """The runs around the send time: what each is for, and how long after it."""
    later = [timedelta(hours=h) for h in (2, 4, 8) if h < schedule.max_late_hours]  # after those, the daily run does
    return [
        ("just before the send time: the last chance for a late approval", [timedelta(minutes=-13)]),
        ("after it: lists the issue, or says that it was not approved in time", [timedelta(minutes=17)]),
        ("within the hour: looks at the mail service once more", [timedelta(minutes=47)]),
        *([("later: comes back for what could not be sent", later)] if later else []),
    ]


def service(schedule: "Schedule", *, command: Path, folder: Path, user: str, home: Path) -> str:
    """monday.service: one run as *user*, tried again only where that can help; *home* is where the user's secrets are.
    Without a user the system's services run as root, whose files the editors could not change. What may pass is tried
    until the issue would be too late."""
    hours = schedule.max_late_hours + 1
    return _unit(
        "monday.service",
        hours=hours,
        tries=hours * 60 // RETRY + 8,
        user=user,
        command=_quoted(str(command)),
        folder=_quoted(str(folder)),
        home=str(home).replace("%", "%%"),  # systemd takes no quotes there
        minutes=RETRY,
    )


def timer(schedule: "Schedule") -> str:
    """monday.timer: in the newsletter's own zone; a run that was slept through is made up for."""
    wall = datetime.combine(MONDAY, time.fromisoformat(schedule.time), UTC)
    offsets = [offset for _, offsets in _around(schedule) for offset in offsets]
    times = [f"{_odd(wall - BEFORE):*-*-* %H:%M}", *(f"{_odd(wall + offset):%a *-*-* %H:%M}" for offset in offsets)]
    lines = [f"OnCalendar={at}:00 {schedule.timezone}" for at in times]
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


def _quoted(text: str) -> str:
    """One word of a systemd command line."""
    text = text.replace("%", "%%").replace("\\", "\\\\").replace('"', '\\"').replace("$", "$$")
    return f'"{text}"' if any(c in text for c in " \"'\\;") else text
