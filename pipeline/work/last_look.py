"""The links of an issue that is about to go out, asked once more. What is wrong is reported; nothing is changed."""

from datetime import timedelta
from typing import Final

from pipeline.check import Answer
from pipeline.limits import issue_name
from pipeline.model import Issue
from pipeline.urls import canonical
from pipeline.work import evidence
from pipeline.work.finish import Run

BEFORE: Final = timedelta(hours=24)
"""How long before the send time: a daily run falls into it, and so do the printed ones around the send time."""
_SHY: Final = {401, 403, 429, 503}
"""Answers that sites give to programs, and not to people: they say nothing about the page."""
_UNCHANGED: Final = "Nothing was changed. To replace a story: monday edit swap PLACE, then monday approve, each with"


def ask_links(run: Run) -> None:
    """Ask the pages of each issue that goes out within a day; a dead or moved one is reported once."""
    now = run.clock()
    for edition in () if run.pretending else run.newsletter.editions():
        issue = edition.issue
        if issue is None or not edition.reached_readers or not now < edition.goes_out <= now + BEFORE:
            continue
        answers = evidence.links(issue, run.newsletter.config)
        if not any(link.status for link in answers):
            continue  # nobody answered at all: that tells of this machine's network, and nothing of the pages
        found = [f"{_name(issue, link)} {wrong}" for link in answers if (wrong := _wrong(link))]
        before = edition.record.broken_links
        if found != [*before]:
            run.newsletter.note(edition.day, "links", at=now, broken=found)
        for words in found:
            if words not in before:
                run.warn(f"the {issue_name(edition.day)}: {words}. {_UNCHANGED} --issue {edition.day}")


def _name(issue: Issue, link: Answer) -> str:
    place = next((place for place, story in enumerate(issue.stories, start=1) if story.url == link.url), 0)
    return f"story {place}" if place else "the ebook"


def _wrong(link: Answer) -> str:
    """What is wrong with *link*, as the rest of a sentence; "" where nothing is known to be."""
    if link.status in (404, 410):
        return f"links to a page that is gone ({link.status}): {link.url}"
    if not link.status or (link.status >= 400 and link.status not in _SHY):
        return f"links to a page that does not answer ({link.status or link.reason}): {link.url}"
    if link.status < 400 and link.final and canonical(link.final) != canonical(link.url):
        return f"links to a page that has moved: {link.url} now leads to {link.final}"
    return ""
