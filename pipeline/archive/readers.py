"""What readers have had: the issues that are out as they got them, whatever became of issue.toml since."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Final

from pipeline import archive, urls
from pipeline.archive import Filed, approval, ledger
from pipeline.config import Config
from pipeline.errors import MondayError
from pipeline.model import Event, Sent

CLOSED: Final = frozenset({"handed-off", "in-doubt", "public"})
"""The states in which an issue may not change any more: readers have it, or may have it."""


def shelf(folder: Path) -> tuple[Filed, ...]:
    """Every issue in *folder*'s issues/, oldest first.

    Raises MondayError where one is out, and nobody knows any more what readers got.
    """
    found = []
    for day in archive.days(folder):
        filed = read(folder, day)
        if filed and filed.out and filed.error:
            raise filed.error
        found += [filed] if filed else []
    return tuple(found)


def read(folder: Path, day: date) -> Filed | None:
    """*day*'s issue, as readers got it once it is out; until then as issue.toml says it."""
    return archive.read(folder, day, out=approval.is_final(_record(folder, day)))


def is_out(folder: Path, day: date) -> bool:
    """Whether *day*'s issue is out, for those who show it all the same where its ledger is damaged."""
    try:
        return approval.is_final(_record(folder, day))
    except MondayError:
        return False


def memory(config: Config, *, before: date, keys: bool = True) -> tuple[Sent, ...]:
    """Every story that readers had, or are meant to have, before *before*; and the addresses of sent-before.txt.

    Of a rehearsal only the samples, so that samples go on as a newsletter would: nobody had the others.
    """
    had, rehearsed = [], set()
    for filed in shelf(config.folder):
        record = _record(config.folder, filed.date)
        if filed.date < before and approval.was_approved(record) and not given_up(config, filed.date, record):
            had.append(filed)
            rehearsed |= {filed.date} if approval.is_rehearsal(record) else set()
    sent = archive.past(config.folder, had, keys=keys)
    return tuple(one for one in sent if one.date not in rehearsed or _is_sample(one.url))


def given_up(config: Config, day: date, record: Iterable[Event]) -> bool:
    """Whether *day*'s issue reaches nobody, approved or not: its Monday is one to skip, or it was too late to send."""
    record = tuple(record)
    if approval.state(record, "") in CLOSED:
        return False
    return day in config.schedule.skip or approval.was_missed(record)


def is_practice(filed: Filed) -> bool:
    """Whether the issue was only rehearsed, and on real articles: it is meant to be made for real."""
    stories = filed.issue.stories if filed.issue else ()
    return not any(_is_sample(story.url) for story in stories) and approval.is_rehearsal(
        ledger.read(filed.folder / ledger.NAME)
    )


def next_number(config: Config, *, before: date) -> int:
    """The number of *before*'s issue: the highest so far plus one, or the first that newsletter.toml names."""
    others = [filed for filed in shelf(config.folder) if filed.date != before and not is_practice(filed)]
    return max([*(filed.issue.number for filed in others if filed.issue), config.newsletter.first_number - 1]) + 1


def strayed(day: date) -> str:
    """Tells that issue.toml is not what readers got."""
    return (
        f"issue.toml of {day} is not what readers got; the site keeps what they got"
        f" (correct it with: monday erratum {day}; undo the edit: copy approved.toml over issue.toml)"
    )


def _is_sample(url: str) -> bool:
    return urls.is_made_up(urls.host(url))


def _record(folder: Path, day: date) -> tuple[Event, ...]:
    return ledger.read(archive.issue_folder(folder, day) / ledger.NAME)
