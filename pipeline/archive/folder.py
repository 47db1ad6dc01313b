"""One folder of issues/, read as values: issue.toml, what was considered, pictures."""

from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

from pipeline import issue as issue_file
from pipeline.errors import IssueError, MondayError
from pipeline.issue import candidates
from pipeline.issue.candidates import Candidates
from pipeline.model import Issue
from pipeline.outside import files

ISSUES: Final = "issues"
CANDIDATES: Final = "candidates.json"
APPROVED: Final = "approved.toml"
"""The bytes of issue.toml at its last approval: once the issue is out, what readers got."""


def text(home: Path, name: str = issue_file.NAME) -> bytes | None:
    """The bytes of the issue.toml in *home*, or None where there is none. Raises IssueError when it cannot be read."""
    try:
        return files.read(home / name)
    except MondayError as e:
        hint = "put a file of that name in its place, one that you may read; monday check says when all is well"
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
