"""Where an issue stands, for its editor: what became of it, what comes next, what may still be done."""

from datetime import date, datetime
from typing import Final

from pipeline import check, flow
from pipeline.archive import approval
from pipeline.config import Config, when
from pipeline.handoff import words
from pipeline.handoff.outcome import settling
from pipeline.model import Issue
from pipeline.preview import Standing
from pipeline.preview.past import STATES

REHEARSED: Final = "It was approved as a rehearsal, with sample articles: it is never sent."


def standing(config: Config, day: date, *, fingerprint: str, made_up: bool, now: datetime) -> Standing:
    """How *day*'s issue stands at *now*; *fingerprint* is of the email as it would be made now.

    *made_up*: it holds sample articles or example addresses, so that it can only be rehearsed.
    """
    record = flow.events(config, day)
    send_at = when.send_instant(config.schedule, day)
    late = when.too_late(config.schedule, day, now)
    stand = approval.stands(record, fingerprint, send_at=send_at, late=late, now=now)
    readers = words.clock(config, approval.goes_out(record) or send_at)
    gone = stand in ("sent", "public") or (stand == "in-doubt" and approval.held_by(record) == "smtp")
    if stand in ("sent", "public"):
        ahead = f"Readers have had it since {readers}."
    elif stand == "scheduled":
        ahead = f"It is at {words.destination(config)}, and goes out on {readers}."
    elif stand == "in-doubt":
        ahead = f"It may be with readers: {settling(approval.held_by(record), day, approval.open_step(record))}."
    else:
        ahead = _ahead(config, stand, send_at=send_at, late=late, made_up=made_up)
    return Standing(
        words="" if stand == "draft" else STATES[stand].lower(),
        ahead=ahead,
        stage="out" if gone else "scheduled" if stand in ("scheduled", "in-doubt") else "open",
        no_test="" if config.smtp.host else "no mail server is set: write host under [smtp] in newsletter.toml",
        test_to=config.notify.to,
        corrections=approval.errata(record),
    )


def approving(issue: Issue, config: Config) -> str:
    """How an editor says yes to *issue*, in a sentence: a rehearsal, as long as anything in it is made up."""
    command = f"monday approve --issue {issue.date}"
    made_up = check.sample_findings(issue, config)
    if not made_up:
        return f"Approve it: {command}"
    samples = any(not found.where.startswith("newsletter.toml") for found in made_up)
    why = "its articles are samples" if samples else "newsletter.toml still has example addresses: monday doctor"
    return f"Rehearse its approval: {command} --sample ({why}; a rehearsal is never sent)"


def _ahead(config: Config, stand: str, *, send_at: datetime, late: bool, made_up: bool) -> str:
    """What comes next for an issue that nobody has yet."""
    if late and config.handoff.target != "none":
        return f"Its time was {words.clock(config, send_at)}: it is too late to send it."
    if stand == "rehearsal":
        return REHEARSED
    if made_up:
        return "It can be rehearsed, but never sent: it holds sample articles or example addresses."
    step = words.next_step(config, send_at)
    return f"{step[0].upper()}{step[1:]}." if stand == "approved" else f"Once approved, {step}."
