"""What comes next for an issue, and what may still be done, in words for its editor."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

from pipeline.archive import Edition, State
from pipeline.archive.state import AMISS
from pipeline.config import Config
from pipeline.handoff import words
from pipeline.handoff.words import settling

REHEARSED: Final = "It was approved as a rehearsal, with sample articles, and is never sent."


@dataclass(frozen=True, kw_only=True, slots=True)
class NextStep:
    """What comes next for the issue, and what may still be done."""

    state: State = State.DRAFT
    ahead: str = ""
    """What comes next, as a whole sentence."""
    stage: Literal["open", "scheduled", "out"] = "open"
    """open: edit at will. scheduled: the mail service has it, so it is taken back first. out: only corrections."""
    no_test: str = ""
    """Why no test can be sent; "" when one can."""
    test_to: str = ""
    """Whom a test goes to, unless an editor says otherwise."""
    approved: str = ""
    """Who approved it, and when: "Approved by Ada, Friday 15:00"; "" unless it stands approved as it is."""
    corrections: tuple[tuple[datetime, str], ...] = ()
    """Those already on the public page, oldest first."""

    @property
    def words(self) -> str:
        """Where it stands: "approved"; "" for a draft."""
        return "" if self.state == State.DRAFT else self.state.label.lower()


def next_step(config: Config, edition: Edition, state: State, *, made_up: bool, now: datetime) -> NextStep:
    """What comes next at *now* for an issue that stands at *state*.

    *made_up*: it holds sample articles or example addresses, so that it can only be rehearsed.
    """
    record, day = edition.record, edition.day
    readers = words.clock(config, edition.goes_out)
    gone = record.is_out and (state != State.SCHEDULED or now >= edition.goes_out)
    if state == State.SCHEDULED and now >= edition.goes_out:
        ahead = f"It should be out since {readers}; the next run asks the mail service."
    elif state == State.SCHEDULED:
        ahead = f"It is at {words.destination(config)}, and goes out on {readers}."
    elif state in AMISS:
        ahead = f"{_sentence(record.looked.get('words'))} {_sentence(record.looked.get('hint'))}"
    elif gone:
        ahead = f"Readers have had it since {readers}."
    elif state == State.IN_DOUBT:
        ahead = f"It may be with readers: {settling(record.held_by, day, record.open_step)}."
    else:
        ahead = _ahead(config, edition, state, made_up=made_up, now=now)
    gone = gone or (state == State.IN_DOUBT and record.held_by == "smtp")
    return NextStep(
        state=state,
        ahead=ahead,
        stage="open" if edition.may_change else "out" if gone else "scheduled",
        no_test="" if config.smtp.host else "no mail server is set: write host under [smtp] in newsletter.toml",
        test_to=config.notify.to,
        approved=_approved(config, edition, state, now) if state in (State.APPROVED, State.REHEARSAL) else "",
        corrections=record.errata,
    )


def _sentence(words: object) -> str:
    text = str(words or "it is not as approved at the mail service")
    return f"{text[0].upper()}{text[1:]}."


def _approved(config: Config, edition: Edition, state: State, now: datetime) -> str:
    by, at = edition.record.approver or ("", now)
    local = at.astimezone(ZoneInfo(config.schedule.timezone))
    when = f"{local:%A %H:%M}" if now - at < timedelta(days=6) else words.clock(config, at)
    what = "Approved" if state == State.APPROVED else "Rehearsed"
    return f"{what} by {by}, {when}" if by else f"{what}, {when}"


def _ahead(config: Config, edition: Edition, state: State, *, made_up: bool, now: datetime) -> str:
    """What comes next for an issue that nobody has yet."""
    if edition.is_late(now) and config.handoff.target != "none":
        return f"Its time was {words.clock(config, edition.send_at)}: it is too late to send it."
    if state == State.REHEARSAL:
        return REHEARSED
    if made_up:
        return "It can be rehearsed, but never sent: it holds sample articles or example addresses."
    step = words.next_step(config, edition.send_at)
    return f"{step[0].upper()}{step[1:]}." if state == State.APPROVED else f"Once approved, {step}."
