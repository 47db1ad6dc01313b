"""The links of an issue: asked whether their pages answer, and asked once more before it goes out."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from pipeline.archive import Newsletter
from pipeline.check import Answer
from pipeline.config import Config
from pipeline.errors import FetchError
from pipeline.limits import issue_name
from pipeline.model import Issue, Warn
from pipeline.outside.web import Request, Response, fetch_all
from pipeline.urls import canonical

BEFORE: Final = timedelta(hours=24)
"""How long before the send time: a daily run falls into it, and so do the printed ones around the send time."""
_SHY: Final = {401, 403, 429, 503}
"""Answers that sites give to programs, and not to people: they say nothing about the page."""
_UNCHANGED: Final = "Nothing was changed. To replace an article: monday edit swap PLACE, then monday approve, each with"


def ask(
    issue: Issue, config: Config, *, progress: Callable[[int, int], None] = lambda done, of: None
) -> tuple[Answer, ...]:
    """Ask each story's page and the ebook's once, politely and through the gate; *progress* counts the answers."""
    from pipeline.collect.gather import policy  # inside: few runs ask

    found: dict[str, Answer] = {}

    def keep(request: Request, answer: Response | FetchError) -> None:
        if isinstance(answer, Response):
            found[request.url] = Answer(url=request.url, status=answer.status, final=answer.url)
        elif answer.reason == "too-big":
            found[request.url] = Answer(url=request.url, status=200)  # it is there: a long page, or a PDF
        else:
            found[request.url] = Answer(url=request.url, reason=answer.reason)
        progress(len(found), len(urls))

    urls = [url for url in dict.fromkeys([*(story.url for story in issue.stories), config.ebook_url]) if url]
    gentle = replace(policy(config), total_seconds=20, per_host=1)
    fetch_all([Request(url=url) for url in urls], policy=gentle, on_response=keep)
    return tuple(found[url] for url in urls if url in found)


def ask_again(newsletter: Newsletter, *, now: datetime, warn: Warn) -> None:
    """Ask the pages of each issue that goes out within a day; a dead or moved one is reported once."""
    for edition in newsletter.editions():
        issue = edition.issue
        if issue is None or not edition.reached_readers or not now < edition.goes_out <= now + BEFORE:
            continue
        answers = ask(issue, newsletter.config)
        if not any(link.status for link in answers):
            continue  # nobody answered at all: that tells of this machine's network, and nothing of the pages
        names = {story.url: f"article {place}" for place, story in enumerate(issue.stories, start=1)}
        found = [f"{names.get(link.url, 'the ebook')} {wrong}" for link in answers if (wrong := _wrong(link))]
        before = edition.record.broken_links
        if found != [*before]:
            newsletter.note(edition.day, "links", at=now, broken=found)
        for words in found:
            if words not in before:
                warn(f"the {issue_name(edition.day)}: {words}. {_UNCHANGED} --issue {edition.day}")


def _wrong(link: Answer) -> str:
    """What is wrong with *link*, as the rest of a sentence; "" where nothing is known to be."""
    if link.status in (404, 410):
        return f"links to a page that is gone ({link.status}): {link.url}"
    if not link.status or (link.status >= 400 and link.status not in _SHY):
        return f"links to a page that does not answer ({link.said}): {link.url}"
    if link.status < 400 and link.final and canonical(link.final) != canonical(link.url):
        return f"links to a page that has moved: {link.url} now leads to {link.final}"
    return ""
