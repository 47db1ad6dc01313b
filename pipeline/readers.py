"""What readers have had: the issues that are out as they got them, whatever became of issue.toml since."""

from datetime import date
from pathlib import Path

from pipeline import archive
from pipeline.archive import Filed
from pipeline.config import Config
from pipeline.errors import MondayError
from pipeline.handoff import approval, ledger
from pipeline.model import Event, Sent


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


def memory(config: Config, *, before: date) -> tuple[Sent, ...]:
    """Every story of every approved issue before *before*, and the addresses of sent-before.txt."""
    folder = config.folder
    had = [f for f in shelf(folder) if f.date < before and approval.was_approved(_record(folder, f.date))]
    return archive.past(folder, had)


def next_number(config: Config, *, before: date) -> int:
    """The number of *before*'s issue: the highest so far plus one, or the first that newsletter.toml names."""
    others = [filed.issue.number for filed in shelf(config.folder) if filed.issue and filed.date != before]
    return max([*others, config.newsletter.first_number - 1]) + 1


def strayed(day: date) -> str:
    """Tells that issue.toml is not what readers got."""
    return (
        f"issue.toml of {day} is not what readers got; the site keeps what they got"
        f" (correct it with: monday erratum {day}; undo the edit: copy approved.toml over issue.toml)"
    )


def _record(folder: Path, day: date) -> tuple[Event, ...]:
    return ledger.read(archive.issue_folder(folder, day) / ledger.NAME)
