"""A dated correction of an issue that is out."""

from datetime import date, datetime

from pipeline.archive import Newsletter
from pipeline.compose.view import LONG
from pipeline.errors import UsageError
from pipeline.limits import issue_name
from pipeline.model import Warn
from pipeline.text import squeeze
from pipeline.work.publish import publish, site


def correct(newsletter: Newsletter, day: date, words: str, *, now: datetime, warn: Warn) -> tuple[str, ...]:
    """Put a dated correction on *day*'s page, in the list and in the feeds; the public files that changed. What readers
    were sent stays as it was sent. Raises UsageError where the site would not show the words."""
    words = squeeze(words)
    if not words:
        raise UsageError("the correction is empty", hint='monday erratum 2026-11-23 "The second link was wrong."')
    if len(words) > LONG:
        hint = f"use {LONG:,} at most: say what was wrong, and what is right"
        raise UsageError(f"the correction has {len(words):,} characters; nothing was written", hint=hint)
    edition = newsletter.edition(day)
    if not edition.is_out and not (edition.is_approved and edition.published_at <= now):
        edition.require_issue()
        if edition.is_late(now):
            raise UsageError(f"the {issue_name(day)} did not go out", hint="readers have nothing to be corrected")
        hint = "correct it in issue.toml (monday edit, or monday preview), then approve it again"
        raise UsageError(f"the {issue_name(day)} is not out yet", hint=hint)
    if f"{day}/index.html" not in site(newsletter, now=now, warn=lambda _: None):
        hint = "it was a rehearsal, or was changed or abandoned before it went out; see: monday status"
        raise UsageError(f"the site does not show the {issue_name(day)}: there is no page to correct", hint=hint)
    if words in [text for _, text in edition.record.errata[-1:]]:
        raise UsageError("that correction is already on the page; nothing was written", hint="look at the page")
    newsletter.note(day, "erratum", at=now, text=words)
    return publish(newsletter, now=now, warn=warn)
