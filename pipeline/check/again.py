"""Rules about what readers had before: an article twice, an address again, a number or a subject."""

from collections.abc import Iterator
from datetime import timedelta
from functools import lru_cache

from pipeline import urls
from pipeline.check.view import View, error, story_at, warning
from pipeline.model import Finding

# Ten years of addresses are compared at every change in the studio.
_canonical = lru_cache(maxsize=8192)(urls.canonical)


def twice(view: View) -> Iterator[Finding]:
    """No article is in an issue twice.

    The same page under another spelling of its address counts, too.
    """
    first: dict[str, int] = {}
    for n, story in enumerate(view.issue.stories, 1):
        address = _canonical(story.url)
        if address and first.setdefault(address, n) != n:
            hint = "put another article in its place, or drop it"
            yield error(story_at(n, "url"), f"story {n} is the same article as story {first[address]}", hint)


def had(view: View) -> Iterator[Finding]:
    """No article comes that readers had in an approved issue, or that sent-before.txt names.

    A standing article (``shelf = true``) may come back after `repeat_after_weeks`.
    """
    before = {_canonical(sent.url): sent for sent in view.material.had if sent.url}  # the latest of each
    weeks = timedelta(weeks=view.config.choose.repeat_after_weeks)
    for n, story in enumerate(view.issue.stories, 1):
        sent = before.get(_canonical(story.url))
        if sent and not (story.shelf and (sent.date is None or view.issue.date - sent.date >= weeks)):
            when = f"on {sent.date}" if sent.date else "before: its address is in issues/sent-before.txt"
            yield error(story_at(n, "url"), f"readers had this article {when}", "put another one in its place")


def number(view: View) -> Iterator[Finding]:
    """The issue's number is its own.

    Readers ask for an issue by its number.
    """
    used = {number: day for day, number in sorted(view.material.numbers.items())}
    if day := used.get(view.issue.number):
        said = f"the {day} issue was number {view.issue.number}, too"
        yield warning("issue.toml: number", said, f"the next free one is {max(used) + 1}")


def subject(view: View) -> Iterator[Finding]:
    """The subject is new.

    Gmail folds messages of one subject together and hides what it takes for a repetition.
    """
    if view.email.subject.casefold().strip() in {past.casefold().strip() for past in view.material.past_subjects}:
        yield warning("issue.toml: subject", "an earlier issue had this subject", "name this week's first story in it")


RULES = (twice, had, number, subject)
