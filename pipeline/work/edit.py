"""An editor's change of issue.toml: lossless, never on top of somebody else's; at the service, taken back first."""

from collections.abc import Callable
from datetime import date

from pipeline import issue
from pipeline.archive import Newsletter
from pipeline.archive.folder import published
from pipeline.errors import UsageError
from pipeline.issue import Document
from pipeline.model import Issue, Warn
from pipeline.text import squeeze
from pipeline.text.printable import visible
from pipeline.urls import canonical
from pipeline.work import Context, rollback
from pipeline.work.required_reading import readings, summary

Change = Callable[[Document], Document]


def edit(context: Context, day: date, change: Change, *, tell: Warn) -> tuple[str, ...]:
    """Change *day*'s issue.toml by *change*; what it did, in words. Raises Conflict when the file moved on. An issue
    that waits at the mail service is taken back first; a change that cannot be made takes nothing back."""
    newsletter = context.newsletter
    _changed(newsletter, day, change)
    if not newsletter.edition(day).may_change:
        back = rollback.roll_back(context, day)
        tell(f"Taken back from the mail service first: {back}.")
    before, data, document = _changed(newsletter, day, change)
    newsletter.save(day, document.text.encode(), before=data)
    changes = issue.changes(before, document.issue)
    shown = [published(before), published(document.issue)]
    if shown[0] != shown[1] and newsletter.edition(day).file("email.html") is not None:
        return (*changes, f"email.html is from before this edit; to render it again: monday compose --issue {day}")
    return changes


def read(context: Context, day: date, place: int, *, by: str, tell: Warn) -> tuple[str, ...]:
    """Record that *by* has read the story at *place* (from 1) and found it safe; what is left to read, in words. Raises
    UsageError where there is no such story, or nobody need read it."""
    name, newsletter = _name(by), context.newsletter
    issue = newsletter.edition(day).require_issue()
    found = {reading.place: reading for reading in readings(newsletter, newsletter.edition(day), issue)}
    if place not in found:
        needed = ", ".join(map(str, found)) or "none"
        hint = f"to be read before approving: {needed}"
        raise UsageError(f"article {place} does not need to be read first", hint=hint)
    edit(context, day, lambda d: d.set("story", place - 1, "read_by", name), tell=tell)
    newsletter.note(day, "read", at=context.clock(), url=canonical(found[place].story.url), by=name)
    edition = newsletter.edition(day)
    left = summary(readings(newsletter, edition, edition.require_issue()), issue)
    return f"Article {place} was read by {name}.", f"Still {left}." if left else "Nothing is left to read."


def release(context: Context, day: date, held: int, *, by: str, tell: Warn) -> tuple[str, ...]:
    """Put the held article *held* (from 1) on top of the bench, read by *by*; what the edit did, in words."""
    name, newsletter = _name(by), context.newsletter
    urls = [canonical(story.url) for story in newsletter.edition(day).require_issue().held]

    def change(document: Document) -> Document:
        return document.turn("held", held - 1, "bench", 0).set("bench", 0, "read_by", name)

    changes = edit(context, day, change, tell=tell)
    newsletter.note(day, "read", at=context.clock(), url=urls[held - 1], by=name)
    return (f"Released by {name}: it is first on the bench.", *changes)


def _name(by: str) -> str:
    name = squeeze(visible(by))[:80]
    if not name:
        raise UsageError("a reading needs a name", hint="who has read it: --by NAME")
    return name


def _changed(newsletter: Newsletter, day: date, change: Change) -> tuple[Issue, bytes, Document]:
    """The issue, issue.toml as it is, and as *change* would make it. Raises what *change* raises."""
    edition = newsletter.edition(day)
    found, data = edition.require_issue(), edition.text or b""
    return found, data, change(Document(data.decode()))
