"""What an issue waits for, what comes next, and what may still be done, in words for its editor."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from pipeline import check
from pipeline.archive import Edition, Newsletter, State
from pipeline.archive.edition import APPROVED
from pipeline.config import Config, when
from pipeline.config.ebook import offer
from pipeline.model import Issue
from pipeline.work.required_reading import lines, readings


@dataclass(frozen=True, kw_only=True, slots=True)
class NextStep:
    """What comes next for the issue, and what may still be done."""

    state: State = State.DRAFT
    ahead: str = ""  # what comes next, as a whole sentence
    stage: Literal["open", "scheduled", "out"] = "open"
    """open: edit at will. scheduled: the mail service has it, so it is taken back first. out: only corrections."""
    no_test: str = ""  # why no test can be sent; "" when one can
    test_to: str = ""  # whom a test goes to, unless an editor says otherwise
    approved: str = ""
    """Who approved it, and when: "Approved by Ada, Friday 15:00"; "" unless it stands approved as it is."""
    corrections: tuple[tuple[datetime, str], ...] = ()  # those already on the public page, oldest first

    @property
    def words(self) -> str:
        """Where it stands: "approved"; "" for a draft."""
        return "" if self.state == State.DRAFT else self.state.label.lower()


def next_step(config: Config, edition: Edition, state: State, *, made_up: bool = False, now: datetime) -> NextStep:
    """What comes next at *now* for an issue that stands at *state*; what is *made_up* can only be rehearsed."""
    from pipeline.handoff import explain  # inside: a draft that only waits needs none of the services

    record = edition.record
    gone = record.is_out and (state != State.SCHEDULED or now >= edition.goes_out)
    readers = explain.clock(config, edition.goes_out)
    said = [str(record.looked[key]) for key in ("words", "hint") if record.looked.get(key)]
    if state == State.SCHEDULED and now >= edition.goes_out:
        asked = explain.clock(config, record.asked or now)
        ahead = f"It should have gone out on {readers}; the service was last asked on {asked}. The next run asks."
    elif state == State.SCHEDULED:
        ahead = f"It is at {explain.destination(config)}, and goes out on {readers}."
    elif state in (State.SENT, State.DIFFERS, State.STOPPED) and said:
        ahead = " ".join(f"{one[0].upper()}{one[1:]}." for one in said)
    elif gone and record.held_by == "smtp":
        ahead = f"It was handed to the mail server on {readers}."
    elif gone:
        ahead = f"Readers have had it since {readers}."
    elif state == State.IN_DOUBT:
        ends = explain.settling(record.held_by, edition.day, record.open_step)
        ahead = f"It is not known whether {record.held_by} has it: {ends}."
    else:
        ahead = _ahead(config, edition, state, made_up=made_up, now=now)
    gone = gone or (state == State.IN_DOUBT and record.held_by == "smtp")
    return NextStep(
        state=state,
        ahead=ahead,
        stage="open" if edition.may_change else "out" if gone else "scheduled",
        no_test="" if config.smtp.host else "no mail server is set up for this newsletter",
        test_to=config.notify.to,
        approved=_approved(config, edition, state, now),
        corrections=record.errata,
    )


def _approved(config: Config, edition: Edition, state: State, now: datetime) -> str:
    from pipeline.handoff import explain

    what = {State.APPROVED: "Approved", State.REHEARSAL: "Rehearsed"}.get(state, "")
    if not what:
        return ""
    by, at = edition.record.approver or ("", now)
    local = at.astimezone(ZoneInfo(config.schedule.timezone))
    then = f"{local:%A, %-I:%M %p}" if now - at < timedelta(days=6) else explain.clock(config, at)
    return f"{what} by {by}, {then}" if by else f"{what}, {then}"


def _ahead(config: Config, edition: Edition, state: State, *, made_up: bool, now: datetime) -> str:
    """What comes next for an issue that nobody has yet."""
    from pipeline.handoff import explain

    if state == State.SKIPPED:
        return "Its Monday is skipped: it will not be sent."
    if edition.is_late(now) and (config.handoff.target != "none" or state == State.MISSED):
        return f"It was due on {explain.clock(config, edition.send_at)}; now it is too late to send it."
    if state == State.REHEARSAL:
        return "It was approved as a rehearsal, with sample articles, and will never be sent."
    if made_up:
        return "It can be rehearsed, but never sent: it contains sample articles or example addresses."
    step = explain.after_approval(config, edition.send_at)
    return f"{step[0].upper()}{step[1:]}." if state == State.APPROVED else f"Once approved, {step}."


def report(newsletter: Newsletter, edition: Edition, state: State, *, now: datetime) -> list[str]:
    """The same for the command line: what an issue that stands at *state* waits for, else what comes next."""
    day = edition.day
    if state == State.WAITING:
        start = when.draft_from(newsletter.config.schedule, day)
        return [f"It will be drafted on {start:%A, %B %-d}. To draft it now: monday run --issue next"]
    if state == State.BROKEN:
        return [
            f"Its issue.toml cannot be read: fix what is named above. Then: monday check --issue {day}",
            f"Or choose again, and keep the file as issue.toml.before: monday choose --discard --issue {day}",
        ]
    if state in (State.DRAFT, State.CHANGED) or (state == State.MISSED and not edition.record.was_missed):
        return _waiting(newsletter, edition, now=now)
    ahead = next_step(newsletter.config, edition, state, now=now).ahead
    return [f"It is approved. {ahead}" if state == State.APPROVED else ahead]


def _waiting(newsletter: Newsletter, edition: Edition, *, now: datetime) -> list[str]:
    """What a draft waits for, in sentences: its readings, an approval, an ebook."""
    config, issue = newsletter.config, edition.require_issue()
    words = "is waiting for approval" if now < edition.send_at else "was not approved in time"
    if edition.is_approved:
        void = "its pictures, templates or settings, or a newer version, make a different email"
        void = (
            "issue.toml was edited" if edition.file(APPROVED) != edition.text else f"issue.toml is as approved; {void}"
        )
        words = f"was changed since approval, so the approval is void: {void}. It {words}"
    return [
        *lines(readings(newsletter, edition, issue), issue),
        f"It {words}. Review it: monday preview. {_approving(issue, config)}",
        *(
            f"It is waiting for the ebook, too: {one.message}. Add it: {one.hint}."
            for one in check.ebook_findings(config, offer(config))
        ),
    ]


def _approving(issue: Issue, config: Config) -> str:
    """How to approve *issue*, in a sentence: as a rehearsal while anything in it is made up."""
    command = f"monday approve --issue {issue.date}"
    made_up = check.sample_findings(issue, config)
    if not made_up:
        return f"Approve it: {command}"
    samples = any(not found.where.startswith("newsletter.toml") for found in made_up)
    why = "its articles are samples" if samples else "newsletter.toml still contains examples: monday doctor"
    return f"Rehearse its approval: {command} --sample ({why}; a rehearsal is never sent)"
