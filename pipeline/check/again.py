"""Rules about what readers had before: an article twice, an address again, a number or a subject."""

from datetime import timedelta

from pipeline.check.material import Findings, Material, error, story_at, warning
from pipeline.limits import issue_name
from pipeline.urls import canonical


def twice(given: Material) -> Findings:
    """No article is in an issue twice. The same page under another spelling of its address counts, too."""
    first: dict[str, int] = {}
    for n, story in enumerate(given.issue.stories, 1):
        if (address := canonical(story.url)) and (before := first.setdefault(address, n)) != n:
            said = f"article {n} is the same as article {before}"
            yield error(story_at(n, "url"), said, "replace or drop one of the two")


def had(given: Material) -> Findings:
    """No article is one that readers had in an approved issue, or that sent-before.txt names. A standing article
    (``shelf = true``) may come back after `repeat_after_weeks`."""
    before = {canonical(sent.url): sent for sent in given.had if sent.url}  # the latest of each
    weeks = timedelta(weeks=given.config.choose.repeat_after_weeks)
    for n, story in enumerate(given.issue.stories, 1):
        sent = before.get(canonical(story.url))
        if sent and not (story.shelf and (sent.date is None or given.issue.date - sent.date >= weeks)):
            when = f"on {sent.date:%A, %B %-d, %Y}" if sent.date else "before: its address is in issues/sent-before.txt"
            yield error(story_at(n, "url"), f"readers had this article {when}", "replace it with another one")


def number(given: Material) -> Findings:
    """The issue's number is its own, and the next: readers see no gap. They ask for an issue by its number."""
    mine, first = given.issue.number, given.news.first_number - 1
    used = {number: day for day, number in sorted(given.numbers.items())}
    after = max([first, *(number for day, number in given.numbers.items() if day < given.issue.date)])
    free = max([first, *used]) + 1
    if day := used.get(mine):
        yield warning("issue.toml: number", f"the {issue_name(day)} has number {mine}, too", f"write number = {free}")
    elif not after < mine <= free + given.ahead:  # between the two for an issue that was made later than those after it
        yield warning("issue.toml: number", f"{mine} is not the next number", f"write number = {free}")


def subject(given: Material) -> Findings:
    """The subject is new. Gmail folds messages of one subject together and hides what it takes for a repetition."""
    if given.email.subject.casefold().strip() in {past.casefold().strip() for past in given.past_subjects}:
        yield warning("issue.toml: subject", "an earlier issue had this subject", "name this week's first article")
