"""issues/: one folder per Monday, read as values and written so that a crash leaves no half issue."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from pipeline import issue as issue_file
from pipeline.errors import Conflict, IssueError, MondayError
from pipeline.model import OUTCOMES, Issue, Sent
from pipeline.outside import files

ISSUES: Final = "issues"
CANDIDATES: Final = "candidates.json"
APPROVED: Final = "approved.toml"
"""The bytes of issue.toml at its last approval: once the issue is out, what readers got."""
SENT_BEFORE: Final = "sent-before.txt"
_ROW: Final = (
    ("url", str),
    ("title", str),
    ("source", str),
    ("topic", str),
    ("score", int | float),
    ("parts", list),
    ("reason", dict),
)
"""What each row of candidates.json has, whatever else was damaged: its readers count on it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Filed:
    """One issue's folder, and the issue or what is wrong with it."""

    date: date
    folder: Path
    issue: Issue | None = None
    error: MondayError | None = None
    out: bool = False
    """Readers have it: *issue* is what they got."""
    strayed: bool = False
    """It is out, and issue.toml is damaged, gone, or says something else by now."""


def issue_folder(folder: Path, day: date) -> Path:
    """Where *day*'s issue lives, in the newsletter in *folder*."""
    return folder.joinpath(ISSUES, day.isoformat())


def shelf(folder: Path) -> tuple[Filed, ...]:
    """Every issue in *folder*'s issues/, oldest first; a folder without issue.toml is no issue yet."""
    return tuple(filed for day in days(folder) if (filed := read(folder, day)))


def days(folder: Path) -> tuple[date, ...]:
    """The dates that have a folder in *folder*'s issues/, oldest first."""
    root = folder / ISSUES
    return tuple(sorted(filter(None, map(_day, root.iterdir())))) if root.is_dir() else ()


def read(folder: Path, day: date, *, out: bool = False) -> Filed | None:
    """*day*'s issue, or None while there is none; a broken one carries its error.

    Of one that is *out* it is what readers got: approved.toml, or issue.toml where nothing was kept.
    """
    home = issue_folder(folder, day)
    written = _read(folder, day, issue_file.NAME)
    if not out:
        return written
    if kept := _read(folder, day, APPROVED):
        return replace(kept, out=True, strayed=written is None or _public(written.issue) != _public(kept.issue))
    gone = IssueError(
        f"{ISSUES}/{day}/{issue_file.NAME} is gone, and readers have that issue",
        hint="restore it from a backup: it says what they got",
    )
    return replace(written or Filed(date=day, folder=home, error=gone), out=True)


def _public(issue: Issue | None) -> Issue | None:
    """*issue* without what is the editor's own: notes, marks, and all that did not become a story."""
    if issue is None:
        return None
    stories = tuple(replace(s, note="", flagged=(), pinned=False, draft=False) for s in issue.stories)
    return replace(issue, stories=stories, bench=(), held=(), dropped=())


def _read(folder: Path, day: date, name: str) -> Filed | None:
    home = issue_folder(folder, day)
    try:
        found = issue(folder, day, name)
    except IssueError as e:
        return Filed(date=day, folder=home, error=e)
    return None if found is None else Filed(date=day, folder=home, issue=found)


def issue(folder: Path, day: date, name: str = issue_file.NAME) -> Issue | None:
    """*day*'s issue, or None while there is none. Raises IssueError: the one reader of issue.toml as a value."""
    data = text(folder, day, name)
    if data is None:
        return None
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


def text(folder: Path, day: date, name: str = issue_file.NAME) -> bytes | None:
    """The bytes of *day*'s issue.toml, or None where there is none. Raises IssueError when it cannot be read."""
    try:
        return files.read(issue_folder(folder, day) / name)
    except OSError as e:
        name = f"{ISSUES}/{day}/{name}"
        hint = "put a file of that name in its place, one that you may read; monday check says when all is well"
        raise IssueError(f"{name} cannot be read: {e.strerror}", hint=hint) from e


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


def write_issue(home: Path, text: bytes, candidates: bytes, *, before: bytes | None = None) -> None:
    """Write a draft into the folder *home*: candidates.json first, issue.toml last.

    *before*: the issue.toml that may be replaced (None: there must be none). Raises Conflict when another is there.
    """
    path = home / issue_file.NAME
    if files.read(path) != before:
        raise Conflict(f"{home.name}/{path.name} changed since it was read; nothing was written", hint="look at it")
    files.write_atomic(home / CANDIDATES, candidates)
    files.write_atomic(path, text, expected=before)


def past(folder: Path, had: Iterable[Filed], *, keys: bool = True) -> tuple[Sent, ...]:
    """What readers have had: the addresses in sent-before.txt, and every story of the issues that they *had*.

    Without *keys* none is looked up in candidates.json, which takes its time.
    """
    sent = [Sent(url=url, date=None) for url in _sent_before(folder)]
    for filed in had:
        if filed.issue:
            known = _keys(filed.folder) if keys else {}
            sent += [
                Sent(
                    url=story.url,
                    date=filed.date,
                    title=story.title,
                    blurb=story.blurb,
                    source=story.source,
                    topic=story.topic,
                    format=story.format,
                    key=known.get(story.url, ""),
                    shelf=story.shelf,
                )
                for story in filed.issue.stories
            ]
    return tuple(sent)


def pictures(issue: Issue, folder: Path) -> dict[str, bytes]:
    """The editor's own pictures in the issue's *folder*, by name; a missing one is `check`'s to tell."""
    names = sorted({story.image for story in issue.stories if story.image})
    found = {name: files.read(folder / Path(name).name) for name in names}
    return {name: data for name, data in found.items() if data is not None}


def _sent_before(folder: Path) -> list[str]:
    data = files.read(folder / ISSUES / SENT_BEFORE) or b""
    lines = (line.strip() for line in data.decode("utf-8-sig", "replace").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def considered(home: Path) -> dict[str, Any] | None:
    """What was considered for the issue in the folder *home*, as `choose --json` prints it.

    None when nobody knows any more: candidates.json is gone, or damaged.
    """
    try:
        found = json.loads(files.read(home / CANDIDATES) or b"null")
        whole = all(isinstance(row[key], kind) for name in OUTCOMES for row in found[name] for key, kind in _ROW)
    except (MondayError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return found if whole else None


def _keys(home: Path) -> dict[str, str]:
    """Each considered article's key by its address."""
    answer = considered(home) or {}
    return {row["url"]: str(row["key"]) for name in OUTCOMES for row in answer.get(name, ()) if row.get("key")}


def _day(path: Path) -> date | None:
    try:
        day = date.fromisoformat(path.name)
    except ValueError:
        return None
    return day if path.name == day.isoformat() else None
