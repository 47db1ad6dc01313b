"""What `monday schedule print` prints: a crontab and systemd units, ready to use. Pure."""

import shlex
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from pipeline.config.when import Schedule, mondays, send_instant

BEFORE = timedelta(minutes=103)  # the day's run: early enough to finish what was approved overnight
JUST_BEFORE = timedelta(minutes=13)  # the last chance for a late approval
AFTER = timedelta(minutes=17)  # lists the issue publicly, or says that it was not approved
WEEKS = 53
MONDAY = date(2024, 1, 1)
HARDENING = """\
NoNewPrivileges=true
PrivateTmp=true
PrivateDevices=true
ProtectSystem=strict
ProtectHome=read-only
ProtectKernelTunables=true
ProtectKernelModules=true
ProtectControlGroups=true
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=true
RestrictSUIDSGID=true
LockPersonality=true
# The site in public/ must stay readable for the web server, and issues/ for the editors.
UMask=0022
"""


def cron(schedule: Schedule, *, command: Path, folder: Path, zone: str, today: date) -> str:
    """A crontab in *zone*, the machine's own: Debian's cron knows no other.

    Where the newsletter's zone moves against it during the year, each line is early or late enough for both halves.
    """
    instants = [send_instant(schedule, day) for day in islice(mondays(schedule, today), WEEKS)]
    walls = [_in_week(i.astimezone(ZoneInfo(zone))) for i in instants]
    line = f"{shlex.quote(str(command))} -C {shlex.quote(str(folder))} run".replace("%", r"\%")
    daily = _odd(min(walls) - BEFORE)
    rows = [
        (f"{daily.minute} {daily.hour} * * *", "every day: collects, drafts, hands off what is approved"),
        (_weekly(min(walls) - JUST_BEFORE), "just before the send time: the last chance for a late approval"),
        (_weekly(max(walls) + AFTER), "after it: lists the issue, or says that it was not approved in time"),
    ]
    lines = [f"# Times are this machine's ({zone}); the issue goes out at {schedule.time} in {schedule.timezone}."]
    for when, why in rows:
        lines += [f"# {why}", f"{when} {line}"]
    return "\n".join(lines) + "\n"


def service(*, command: Path, folder: Path, user: str, home: Path) -> str:
    """monday.service: one run as *user*, tried again only where that can help; *home* is where the user's secrets are.

    Without a user the system's services run as root, whose files the editors could not change.
    """
    return f"""\
[Unit]
Description=Monday newsletter: one run
Wants=network-online.target
After=network-online.target
StartLimitIntervalSec=6h
StartLimitBurst=4

[Service]
Type=oneshot
# The owner of the newsletter's folder: what the run writes, editors must be able to change.
User={user}
ExecStart={_quoted(str(command))} -C {_quoted(str(folder))} run
# Secrets, one NAME=value a line, readable by their owner alone (chmod 600).
EnvironmentFile=-{_escaped(str(home))}/.config/monday/secrets
# 3 is a week skipped by policy. Again after 6 (every feed failed) and 75 (another run), never after a doubt (8).
SuccessExitStatus=3
Restart=on-failure
RestartSec=20min
RestartPreventExitStatus=1 2 4 5 7 8 78
TimeoutStartSec=30min
ReadWritePaths={_quoted(str(folder))}
{HARDENING}"""


def timer(schedule: Schedule) -> str:
    """monday.timer: in the newsletter's own zone; a run that was slept through is made up for."""
    wall = _in_week(datetime.combine(MONDAY, time.fromisoformat(schedule.time), UTC))
    daily = _odd(wall - BEFORE)
    lines = [
        f"OnCalendar=*-*-* {daily:%H:%M}:00 {schedule.timezone}",
        *(f"OnCalendar={_odd(w):%a *-*-* %H:%M}:00 {schedule.timezone}" for w in (wall - JUST_BEFORE, wall + AFTER)),
    ]
    calendar = "\n".join(lines)
    return f"""\
[Unit]
Description=Monday newsletter: every day, and around the send time

[Timer]
{calendar}
Persistent=true
RandomizedDelaySec=2min

[Install]
WantedBy=timers.target
"""


def _in_week(wall: datetime) -> datetime:
    """The same weekday and wall time in one fixed week, so that a year's Mondays can be compared."""
    turn = (wall.weekday() + 3) % 7 - 3  # Sunday is the day before Monday, not six days after
    return datetime.combine(MONDAY, time(), UTC) + timedelta(days=turn, hours=wall.hour, minutes=wall.minute)


def _odd(wall: datetime) -> datetime:
    """An odd minute: on the hour, everybody's machine is busy."""
    return wall.replace(minute=wall.minute | 1)


def _weekly(wall: datetime) -> str:
    wall = _odd(wall)
    return f"{wall.minute} {wall.hour} * * {wall.isoweekday() % 7}"


def _escaped(text: str) -> str:
    """A path as systemd reads it where it takes no quotes."""
    return text.replace("%", "%%")


def _quoted(text: str) -> str:
    """One word of a systemd command line."""
    text = _escaped(text).replace("\\", "\\\\").replace('"', '\\"').replace("$", "$$")
    return f'"{text}"' if any(c in text for c in " \"'\\;") else text
