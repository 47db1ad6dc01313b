"""An article that an editor adds by its address: fetched, checked against memory, drafted as the machine would have."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from pipeline import choose, collect
from pipeline.archive import Newsletter
from pipeline.collect import page as web
from pipeline.config.evergreen import load_evergreen
from pipeline.config.profile import load_profile
from pipeline.errors import UsageError
from pipeline.model import Sent, Story
from pipeline.urls import canonical


def find(newsletter: Newsletter, day: date, pasted: str, *, now: datetime) -> Story:
    """The story of the page at *pasted*, for *day*'s issue. Raises FetchError and UsageError that say what to do."""
    config, url = newsletter.config, web.address(pasted)
    shelf = {canonical(item.url) for item in load_evergreen(config)}
    past = newsletter.memory(before=day)
    again = timedelta(weeks=config.choose.repeat_after_weeks)
    _refuse_repeat(past, (url,), shelf, day=day, again=again)  # at once: no need to ask for a page that readers had
    page = web.fetch(url, config)
    names = {canonical(name) for name in page.also}
    _refuse_repeat(past, (*names, page.article.key), shelf, day=day, again=again)
    pool = collect.articles(config, now=now)
    known = next((a for a in pool if a.key == page.article.key or canonical(a.url) in names), None)
    made = choose.single(
        known or page.article,
        page=page.words,
        profile=load_profile(config),
        feeds=config.feeds,
        past=past,
        since=choose.window(config.choose, past, now),
        day=day,
        now=now,
        american=config.newsletter.american,
    )
    return replace(made, shelf=bool(shelf & names))


def _refuse_repeat(
    past: Iterable[Sent], names: Iterable[str], shelf: Iterable[str], *, day: date, again: timedelta
) -> None:
    """An address never returns; a standing article may, so many weeks later."""
    wanted = {canonical(name) for name in names} | set(names)
    for sent in past:
        if not wanted & {canonical(sent.url), sent.key or canonical(sent.url)}:
            continue
        if sent.date is None:
            words = "readers have already had this article: its address is in issues/sent-before.txt"
            raise UsageError(words, hint="choose another article")
        if canonical(sent.url) in shelf and day - sent.date >= again:
            continue
        words = f"readers had this article on {sent.date:%A, %B %-d, %Y}: “{sent.title}”"
        raise UsageError(words, hint="an address is never sent twice: choose another article")
