"""How a hand-off ended, and what ends a doubt."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal


def settling(target: str, day: date, step: str) -> str:
    """What ends a doubt over *step*: another look, or a person where no look can tell."""
    again = f"monday handoff --issue {day}"
    if step == "send":
        return f"look there by hand, then tell: {again} --settle sent, or --settle absent"
    if (target, step) == ("mailchimp", "create"):
        return f"look there by hand; if it is not there: {again} --settle absent; if it is: {again}"
    return f"look again, which is safe: {again}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """How a hand-off ended."""

    state: Literal["scheduled", "sent", "waiting", "draft", "absent"]
    target: str
    id: str = ""
    when: datetime | None = None
    words: str = ""
    """One sentence for the editor."""
