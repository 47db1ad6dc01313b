"""Where every issue stands, and what comes next. Changes nothing."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from pipeline import collect
from pipeline.archive import Edition, Newsletter, State
from pipeline.errors import MondayError
from pipeline.limits import issue_name
from pipeline.work import last_run
from pipeline.work.build import stands
from pipeline.work.next_step import next_step, report


def status(newsletter: Newsletter, *, now: datetime) -> dict[str, Any]:
    """Every issue's state, where it is, what comes next, and which feeds need a look, in words. Where a ledger is
    damaged, or what readers got is, no run goes on; this says which, and shows the others."""
    config = newsletter.config
    rows = [_row(newsletter, edition, now=now) for edition in newsletter.editions()]
    words = [f"{row['date']}: {row['remote']['ahead']}" for row in rows if row["state"] == State.IN_DOUBT]
    words += [row["warning"] for row in rows if row["warning"]]
    words += [f"{row['date']}: {broken}." for row in rows for broken in row["links"]]
    ran = last_run.read(config, now=now)
    on_time, run = last_run.describe(config, now=now)
    if rows and (ran or config.handoff.target != "none"):  # else nobody has set it up yet
        advice = "" if on_time else ": see whether cron works (its lines: monday schedule print cron)"
        words.append(f"{run[0].upper()}{run[1:]}{advice}.")
    feeds = [health.trouble for health in collect.feed_health(config, now=now) if health.trouble]
    day = None
    try:
        newsletter.require_sound()
        day = newsletter.current(now)
    except MondayError as e:
        words.append(f"No run can continue until this is fixed: {e}. {e.hint}")
    else:
        edition = newsletter.edition(day)
        state = next((row["state"] for row in rows if row["date"] == day.isoformat()), State.WAITING)
        local = edition.send_at.astimezone(ZoneInfo(config.schedule.timezone))
        goes = "is planned for" if state == State.REHEARSAL else "goes out on"
        words.append(f"Next: the {issue_name(day)} {goes} {local:%A, %B %-d, %H:%M %Z}.")
        words += report(newsletter, edition, state, now=now) if state != State.IN_DOUBT else []
    return {
        "now": now.isoformat(),
        "last_run": ran,
        "issues": rows,
        "current": day and day.isoformat(),
        "next": words,
        "feeds": feeds or ([] if config.feeds else [f"{collect.NO_FEEDS}: {collect.ADD_FEEDS}"]),
    }


def _row(newsletter: Newsletter, edition: Edition, *, now: datetime) -> dict[str, Any]:
    state, error = stands(newsletter, edition, now), edition.error
    remote: dict[str, object] = {}
    if not error:
        record = edition.record
        remote = {k: v for k, v in record.remote.items() if k in ("target", "id", "status", "when")}
        remote |= {k: record.looked[k] for k in ("words", "hint") if record.looked.get(k)}
        if record.is_handed_off and record.asked and record.held_by != "smtp":
            remote["asked"] = record.asked.isoformat()
        if state == State.IN_DOUBT:
            remote |= {"target": record.held_by, "step": record.open_step}
        if remote:
            remote["ahead"] = next_step(newsletter.config, edition, state, now=now).ahead
    return {
        "date": edition.day.isoformat(),
        "number": edition.issue.number if edition.issue else None,
        "subject": edition.issue.subject if edition.issue and not error else str(error),
        "state": state,
        "remote": remote,
        "fix": error.hint if error else "",
        "warning": edition.warning,
        "links": edition.record.broken_links if not error and now < edition.goes_out else (),
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Past:
    """One issue, as a list shows it."""

    day: date
    number: int | None
    subject: str
    state: State
    words: str  # all that a search looks through, in one case: subject, titles, sources, topics
    error: str = ""  # why it cannot be read; "" when it can


def past(newsletter: Newsletter, *, now: datetime) -> tuple[Past, ...]:
    """Every issue, oldest first."""
    found = []
    for edition in newsletter.editions():
        issue, error = edition.issue, str(edition.error or "")
        words = [str(edition.day), error]
        if issue:
            words += [str(issue.number), issue.subject]
            words += [f"{s.title} {s.source} {s.topic.replace('_', ' ')}" for s in issue.stories]
        one = Past(
            day=edition.day,
            number=issue.number if issue else None,
            subject=issue.subject if issue else "",
            state=stands(newsletter, edition, now),
            words="\n".join(words).casefold(),
            error=error,
        )
        found.append(one)
    return tuple(found)
