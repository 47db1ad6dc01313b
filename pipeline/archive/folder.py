"""One folder of issues/, read as values: the edition, and what was considered for it."""

from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

from pipeline import issue as issue_file
from pipeline.archive import ledger
from pipeline.archive.edition import APPROVED, Edition
from pipeline.archive.record import Record
from pipeline.config import Schedule
from pipeline.errors import IssueError, MondayError
from pipeline.issue import candidates
from pipeline.issue.candidates import Candidates
from pipeline.model import Issue
from pipeline.outside import files

ISSUES: Final = "issues"
CANDIDATES: Final = "candidates.json"


def text(home: Path, name: str = issue_file.NAME) -> bytes | None:
    """The bytes of the issue.toml in *home*, or None where there is none. Raises IssueError when it cannot be read."""
    try:
        return files.read(home / name)
    except MondayError as e:
        hint = "replace it with a readable file of that name, then run: monday check"
        reason = getattr(e.__cause__, "strerror", e)
        raise IssueError(f"{ISSUES}/{home.name}/{name} cannot be read: {reason}", hint=hint) from e


def value(data: bytes, day: date, name: str = issue_file.NAME) -> Issue:
    """The issue that *data* describes. Raises IssueError: the one reader of issue.toml as a value."""
    name = f"{ISSUES}/{day}/{name}"
    found = _parse(data, name)
    if found.date != day:
        lines = data.decode().split("\n")
        line = next((n for n, row in enumerate(lines, 1) if row.lstrip().startswith("date")), 1)
        raise IssueError(
            f"{name}:{line}: the date is {found.date}, but the folder says {day}",
            hint=f"write date = {day}, or rename the folder",
        )
    return found


def _parse(data: bytes, name: str) -> Issue:
    try:
        return _value(data)
    except IssueError:
        return issue_file.parse(data.decode("utf-8-sig"), name=name)  # raises it with the file's name
    except UnicodeDecodeError as e:
        raise IssueError(f"{name}: this is not UTF-8 text", hint="save it as UTF-8") from e


@lru_cache(maxsize=1024)  # ten years of issues are read at every change in the studio; few of them are new
def _value(data: bytes) -> Issue:
    return issue_file.parse(data.decode("utf-8-sig"))


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
                f"{ISSUES}/{day}/{issue_file.NAME} is gone, and readers have that issue",
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
    found = None
    try:
        found = text(home, name)
        return found, None if found is None else value(found, day, name), None
    except IssueError as e:
        return found, None, e
