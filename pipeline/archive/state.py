"""Where an issue may stand."""

from enum import StrEnum
from typing import Final


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
    APPROVED = "approved", "Approved", "approved exactly as it is now; the next run finishes it"
    CHANGED = "changed", "Changed since its approval", "changed since its approval, which is void"
    IN_DOUBT = "in-doubt", "In doubt at the mail service", "the hand-off has begun, and its result is unknown"
    SCHEDULED = "scheduled", "Scheduled", "the mail service has it but has not confirmed sending"
    DIFFERS = (
        "differs",
        "Not as approved at the mail service",
        "the service has something else, or sent it to only some subscribers",
    )
    STOPPED = "stopped", "Stopped at the mail service", "the mail service reports that it went to no one"
    SENT = "sent", "Sent", "the mail service says that it is out"
    PUBLIC = "public", "Public", "on the site, without a mail service"
    SKIPPED = "skipped", "Skipped", "newsletter.toml skips this Monday"
    MISSED = "missed", "Missed", "not approved, or not handed off, in time"
    REHEARSAL = "rehearsal", "Rehearsal", "approved with sample articles; never sent"
    BROKEN = "broken", "Cannot be read", "issue.toml or ledger.jsonl cannot be read; the line says where"


AMISS: Final = frozenset({State.DIFFERS, State.STOPPED})
"""What the mail service has or does is not what was approved: a person must look there."""
