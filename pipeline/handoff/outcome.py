"""How a hand-off ended, and what ends a doubt."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal


def settling(day: date) -> str:
    """What to do about a doubt that only a person can end."""
    return f"look there by hand, then tell: monday handoff --issue {day} --settle sent, or --settle absent"


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """How a hand-off ended."""

    state: Literal["scheduled", "sent", "waiting", "draft", "absent"]
    target: str
    id: str = ""
    when: datetime | None = None
    words: str = ""
    """One sentence for the editor."""
