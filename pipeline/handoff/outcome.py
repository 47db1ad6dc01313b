"""How a hand-off ended, and what ends a doubt."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal


def settling(target: str, day: date) -> str:
    """What ends a doubt: another look where the service refuses a second one of our key, else a person."""
    if target in ("mailchimp", "smtp"):
        return f"look there by hand, then tell: monday handoff --issue {day} --settle sent, or --settle absent"
    return f"look again, which is safe: monday handoff --issue {day}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """How a hand-off ended."""

    state: Literal["scheduled", "sent", "waiting", "draft", "absent"]
    target: str
    id: str = ""
    when: datetime | None = None
    words: str = ""
    """One sentence for the editor."""
