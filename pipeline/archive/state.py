"""Where an issue stands: drafted, approved, scheduled, sent, missed …"""

from datetime import datetime
from enum import StrEnum
from typing import Final

from pipeline.archive.edition import Edition


class State(StrEnum):
    """Where an issue stands, as `monday status --json` names it."""

    label: str  # what people call it
    meaning: str  # what it means, for those who ask

    def __new__(cls, value: str, label: str = "", meaning: str = "") -> "State":
        found = str.__new__(cls, value)
        found._value_, found.label, found.meaning = value, label, meaning
        return found

    WAITING = "waiting", "Not drafted yet", "there is no issue yet"
    DRAFT = "draft", "Draft", "not approved yet"
    APPROVED = "approved", "Approved", "the current version is approved; the next run finishes it"
    CHANGED = "changed", "Changed since approval", "changed since approval, so the approval is void"
    IN_DOUBT = "in-doubt", "Mail service result unknown", "the hand-off has begun, and its result is unknown"
    SCHEDULED = "scheduled", "Scheduled", "the mail service has it but has not confirmed sending"
    DIFFERS = "differs", "Does not match what was approved", "the service has another version, or only some got it"
    STOPPED = "stopped", "Stopped at the mail service", "the mail service reports that it went to no one"
    SENT = "sent", "Sent", "the mail service says that it is out"
    PUBLIC = "public", "Published", "on the site, without a mail service"
    SKIPPED = "skipped", "Skipped", "newsletter.toml skips this Monday"
    MISSED = "missed", "Missed", "not approved, or not handed off, in time"
    REHEARSAL = "rehearsal", "Rehearsal", "approved with sample articles; never sent"
    BROKEN = "broken", "Unreadable file", "issue.toml or ledger.jsonl cannot be read; the line says where"


AMISS: Final = frozenset({State.DIFFERS, State.STOPPED})
"""The mail service has, or does, something else than what was approved: a person must look there."""


def state_of(edition: Edition, now: datetime, fingerprint: str | None) -> State:
    """Where *edition* stands at *now*; *fingerprint* is of the email as it would be made now, None where it cannot be.
    Not stored anywhere: it follows from the ledger, from the clock, and from what an approval is bound to."""
    if edition.error:
        return State.BROKEN
    record = edition.record
    if record.in_doubt:
        return State.IN_DOUBT
    if record.is_handed_off:
        if record.service_says in (AMISS | {State.SENT}):
            return State(record.service_says)
        return State.SCHEDULED if edition.is_watched(now) else State.SENT
    if record.is_out:
        return State.PUBLIC
    if edition.is_skipped:
        return State.SKIPPED
    if record.approval and (record.approval == fingerprint or edition.is_settled(now)):
        missed = State.MISSED if record.was_missed else State.APPROVED
        return State.REHEARSAL if record.is_rehearsal else missed
    if edition.is_late(now):
        return State.MISSED
    if not edition.exists:
        return State.WAITING
    return State.DRAFT if record.approval is None else State.CHANGED
