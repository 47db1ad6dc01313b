"""One folder of issues/, read as values: the edition, and what was considered for it."""

from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

from pipeline import issue as issue_file
from pipeline.archive import ledger
from pipeline.archive.edition import APPROVED, Edition
from pipeline.archive.ledger import Record
from pipeline.config import Schedule
from pipeline.errors import IssueError, MondayError
from pipeline.issue import candidates
from pipeline.issue.candidates import Candidates
from pipeline.model import Issue
from pipeline.outside import files

ISSUES: Final = "issues"
CANDIDATES: Final = "candidates.json"


def day_of(name: str) -> date | None:
    """The day of the issue in the folder of that *name*; None for anything else."""
    try:
        day = date.fromisoformat(name)
    except ValueError:
        return None
    return day if name == day.isoformat() else None


def _value(data: bytes, day: date, name: str) -> Issue:
    """The issue that *data* describes. Raises IssueError: the one reader of issue.toml as a value."""
    try:
        found = _parse(data, name)
    except UnicodeDecodeError as e:
        raise IssueError(f"{name}: this is not UTF-8 text", hint="save it as UTF-8") from e
    if found.date != day:
        lines = data.decode().split("\n")
        line = next((n for n, row in enumerate(lines, 1) if row.lstrip().startswith("date")), 1)
        words = f"{name}:{line}: the date is {found.date}, but the folder says {day}"
        raise IssueError(words, hint=f"write date = {day}, or rename the folder")
    return found


@lru_cache(maxsize=1024)  # ten years of issues are read at every change in the studio; few of them are new
def _parse(data: bytes, name: str) -> Issue:
    return issue_file.parse(data.decode("utf-8-sig"), name=name)


def published(issue: Issue | None) -> Issue | None:
    """*issue* without what is the editor's own: notes, marks, and all that did not become a story."""
    if issue is None:
        return None
    stories = tuple(
        replace(s, note="", caution=(), read_by="", flagged=(), pinned=False, draft=False) for s in issue.stories
    )
    return replace(issue, stories=stories, bench=(), held=(), dropped=())


def considered(home: Path) -> Candidates | None:
    """What was considered for the issue in the folder *home*; None where candidates.json is gone, or damaged."""
    try:
        data = files.read(home / CANDIDATES)
        return None if data is None else candidates.parse(data)
    except (MondayError, ValueError):
        return None


def read(home: Path, day: date, schedule: Schedule) -> Edition:
    """*day*'s issue in the folder *home*: as readers got it once it is out, until then as issue.toml says it."""
    record: Record | MondayError
    try:
        record = Record(ledger.read(home / ledger.NAME))
    except MondayError as e:
        record = e
    written, issue, fault = _read(home, day, issue_file.NAME)
    kept, strayed = None, False
    if isinstance(record, Record) and (record.is_out or record.in_doubt):
        _, kept, bad = _read(home, day, APPROVED)
        if record.is_out and (kept or bad):
            strayed = published(issue) != published(kept)
            issue, fault = kept, bad
        elif record.is_out and issue is None and fault is None:
            fault = IssueError(
                f"{ISSUES}/{day}/{issue_file.NAME} is missing, and readers have that issue",
                hint="restore it from a backup: it says what they got",
            )
    return Edition(
        day=day,
        folder=home,
        schedule=schedule,
        text=written,
        issue=issue,
        fault=fault,
        ledger=record,
        approved=kept,
        strayed=strayed,
    )


def _read(home: Path, day: date, name: str) -> tuple[bytes | None, Issue | None, MondayError | None]:
    """A file's bytes, the issue that they describe, and what is wrong with it; None for each that there is not."""
    data, path = None, f"{ISSUES}/{home.name}/{name}"
    try:
        data = files.read(home / name)
        return data, None if data is None else _value(data, day, path), None
    except IssueError as e:
        return data, None, e
    except MondayError as e:
        hint = "replace it with a readable file of that name, then run: monday check"
        return data, None, IssueError(f"{path} cannot be read: {getattr(e.__cause__, 'strerror', e)}", hint=hint)
