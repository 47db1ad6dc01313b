"""Where every issue stands, and what comes next. Changes nothing."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from pipeline.archive import Edition, Newsletter, State
from pipeline.config import Config, when
from pipeline.errors import MondayError
from pipeline.handoff.words import settling
from pipeline.limits import issue_name
from pipeline.work import last_run
from pipeline.work.approve import waiting
from pipeline.work.build import stands
from pipeline.work.next_step import REHEARSED


def status(newsletter: Newsletter, *, now: datetime) -> dict[str, Any]:
    """Every issue's state, where it is, what comes next, and which feeds need a look, in words.

    Where a ledger is damaged, or what readers got is, no run goes on; this says which, and shows the others.
    """
    rows = [_row(newsletter, edition, now=now) for edition in newsletter.editions()]
    words = [
        f"In doubt: whether {row['remote']['target']} has the {issue_name(date.fromisoformat(row['date']))}. "
        f"Now {settling(row['remote']['target'], row['date'], row['remote']['step'])}"
        for row in rows
        if row["state"] == State.IN_DOUBT
    ]
    words += [row["warning"] for row in rows if row["warning"]]
    words += [f"{row['date']}: {broken}." for row in rows for broken in row["links"]]
    ran = last_run.last_run(newsletter.config, now=now)
    on_time, run = last_run.report(newsletter.config, now=now)
    if rows and (ran or newsletter.config.handoff.target != "none"):  # else nobody has set it up yet
        advice = "" if on_time else ": see whether cron works (its lines: monday schedule print cron)"
        words.append(f"{run[0].upper()}{run[1:]}{advice}.")
    day = None
    try:
        newsletter.require_sound()
        day = newsletter.current(now)
    except MondayError as e:
        words.append(f"No run can continue until this is fixed: {e}. {e.hint}")
    else:
        words += _next(newsletter, day, {row["date"]: row["state"] for row in rows}.get(day.isoformat()), now=now)
    return {
        "now": now.isoformat(),
        "last_run": ran and {"at": ran.at.isoformat(), "exit": ran.code},
        "issues": rows,
        "current": day and day.isoformat(),
        "next": words,
        "feeds": _feeds(newsletter.config, now=now),
    }


def _feeds(config: Config, *, now: datetime) -> list[str]:
    """What an editor should do about the feeds, in words."""
    from pipeline import collect

    if not config.feeds:
        return [f"{collect.NO_FEEDS}: {collect.ADD_FEEDS}"]
    return [health.trouble for health in collect.feed_health(config, now=now) if health.trouble]


def _next(newsletter: Newsletter, day: date, state: State | None, *, now: datetime) -> list[str]:
    """What comes next for *day*'s issue, the current one; *state* is None while there is none."""
    config, edition = newsletter.config, newsletter.edition(day)
    local = edition.send_at.astimezone(ZoneInfo(config.schedule.timezone))
    goes = "is for" if state == State.REHEARSAL else "goes out on"
    words = [f"Next: the {issue_name(day)} {goes} {local:%A, %B %-d, %H:%M %Z}."]
    if state is None:
        start = when.draft_from(config.schedule, day)
        words.append(f"It will be drafted on {start:%A, %B %-d}. To draft it now: monday run --issue next")
    elif state in (State.DRAFT, State.CHANGED):
        words += waiting(newsletter, edition, now=now)
    elif state == State.BROKEN:
        words += [
            f"Its issue.toml cannot be read: fix what is named above. Then: monday check --issue {day}",
            f"Or choose again, and keep the file as issue.toml.before: monday choose --discard --issue {day}",
        ]
    elif state == State.APPROVED:
        words.append("It is approved; the next run finishes it: monday run")
    elif state == State.REHEARSAL:
        words.append(REHEARSED)
    return words


def _row(newsletter: Newsletter, edition: Edition, *, now: datetime) -> dict[str, Any]:
    state, error = stands(newsletter, edition, now), edition.error
    remote: dict[str, object] = {}
    if not error:
        record = edition.record
        remote = {k: v for k, v in record.remote.items() if k in ("target", "id", "status", "when")}
        looked = record.looked
        remote |= {k: looked[k] for k in ("words", "hint") if looked.get(k)}
        if record.is_handed_off and record.held_by != "smtp":
            asked = looked.get("at") or next((e.at for e in reversed(record.events) if e.kind == "result"), now)
            remote["asked"] = asked.isoformat() if isinstance(asked, datetime) else ""
        if state == State.IN_DOUBT:
            remote |= {"target": record.held_by, "step": record.open_step}
    return {
        "date": edition.day.isoformat(),
        "number": edition.number,
        "subject": edition.issue.subject if edition.issue and not error else str(error),
        "state": state,
        "remote": remote,
        "fix": error.hint if error else "",
        "warning": edition.warning,
        "links": edition.record.broken_links if not error and now < edition.goes_out else (),
    }
