"""Every issue as a list of the studio shows it, with where it stands now."""

from dataclasses import dataclass
from datetime import date, datetime

from pipeline.archive import Edition, Newsletter, State
from pipeline.work.build import stands


@dataclass(frozen=True, kw_only=True, slots=True)
class Past:
    """One issue, as a list shows it."""

    day: date
    number: int | None
    subject: str
    state: State
    words: str
    """All that a search looks through, in one case: subject, titles, sources, topics."""
    error: str = ""
    """Why it cannot be read; "" when it can."""


def past(newsletter: Newsletter, *, now: datetime) -> tuple[Past, ...]:
    """Every issue, oldest first."""
    return tuple(_past(edition, stands(newsletter, edition, now)) for edition in newsletter.editions())


def _past(edition: Edition, state: State) -> Past:
    issue, error = edition.issue, str(edition.error or "")
    words = [str(edition.day), error]
    if issue:
        words += [str(issue.number), issue.subject]
        words += [f"{s.title} {s.source} {s.topic.replace('_', ' ')}" for s in issue.stories]
    return Past(
        day=edition.day,
        number=edition.number,
        subject=issue.subject if issue else "",
        state=state,
        words="\n".join(words).casefold(),
        error=error,
    )
