"""`monday schedule`: when the next issues go out, and ready lines for cron and systemd."""

import os
import pwd
import shutil
import sys
from pathlib import Path
from zoneinfo import available_timezones

import click

from pipeline.cli.app import App, attributes, command, json_option, print_json
from pipeline.config import timers, when


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
    slots, folder = app.config.schedule, app.config.folder
    program = Path(shutil.which("monday") or sys.argv[0]).absolute()
    if kind == "cron":
        today = when.local_date(slots, app.now)
        click.echo(timers.cron(slots, command=program, folder=folder, zone=_machine_zone(), today=today), nl=False)
        return
    number = folder.stat().st_uid  # the units run as the owner of the folder, who may have no name
    try:
        owner = pwd.getpwuid(number)
        user, home = owner.pw_name, Path(owner.pw_dir)
    except KeyError:
        user, home = str(number), Path("/etc")
    service = timers.service(slots, command=program, folder=folder, user=user, home=home)
    click.echo(f"# /etc/systemd/system/monday.service\n{service}")
    click.echo(f"# /etc/systemd/system/monday.timer\n{timers.timer(slots)}")
    click.echo("# then: systemctl daemon-reload && systemctl enable --now monday.timer")


def _machine_zone() -> str:
    """The zone that this machine's cron runs in; UTC where it does not say."""
    link = str(Path("/etc/localtime").resolve())
    named = (os.environ.get("TZ", "").lstrip(":"), link.partition("zoneinfo/")[2])
    return next((name for name in named if name in available_timezones()), "UTC")
