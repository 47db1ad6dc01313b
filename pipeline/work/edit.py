"""An editor's change of issue.toml: lossless, and never on top of somebody else's."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from pipeline import issue
from pipeline.archive import Newsletter
from pipeline.flow import Clock, Warn
from pipeline.issue import Document
from pipeline.model import Issue
from pipeline.work import rollback

Change = Callable[[Document], Document]


def edit(
    newsletter: Newsletter, day: date, change: Change, *, clock: Clock, env: Mapping[str, str], tell: Warn
) -> tuple[str, ...]:
    """Change *day*'s issue.toml by *change*; what it did, in words. Raises Conflict when the file moved on.

    An issue that waits at the mail service is taken back first; a change that cannot be made takes nothing back.
    """
    _changed(newsletter, day, change)
    if back := rollback.before_edit(newsletter, day, clock=clock, env=env):
        tell(f"Taken back from the mail service first: {back}.")
    before, data, document = _changed(newsletter, day, change)
    newsletter.save(day, document.text.encode(), before=data)
    told = issue.told(before, document.issue)
    shown = [[replace(s, pinned=False, note="") for s in found.stories] for found in (before, document.issue)]
    if shown[0] != shown[1] and newsletter.edition(day).file("email.html") is not None:
        return (*told, f"email.html is from before this edit; to render it again: monday compose --issue {day}")
    return told


def _changed(newsletter: Newsletter, day: date, change: Change) -> tuple[Issue, bytes, Document]:
    """The issue, issue.toml as it is, and as *change* would make it. Raises what *change* raises."""
    edition = newsletter.edition(day)
    found, data = edition.require_issue(), edition.text or b""
    return found, data, change(Document(data.decode()))


def save(newsletter: Newsletter, day: date, text: bytes, *, before: bytes) -> None:
    """Write issue.toml as the studio has it. Raises Conflict when it is not *before* any more, UsageError when out."""
    newsletter.edition(day).require_open()
    newsletter.save(day, text, before=before)
