"""What the studio is given: a render to show, and the few things that it may do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.model import Finding, Issue

if TYPE_CHECKING:
    from pipeline.preview.balance import History
    from pipeline.preview.calendar import Calendar
    from pipeline.preview.past import Past


@dataclass(frozen=True, kw_only=True, slots=True)
class Rendered:
    """One issue as readers will see it, and what `check` says of it."""

    files: Mapping[str, bytes]
    """email.html, email.txt, web.html, and issue.toml as it was read; email.eml where there is one."""
    findings: tuple[Finding, ...]
    issue: Issue
    day: date
    sizes: tuple[tuple[str, int, int], ...] = ()
    """Where the bytes of the email go: words, bytes, and bytes as they are sent."""
    status: str = ""
    """What became of it so far and what comes next, in words: "approved; goes out on Monday at 08:00"."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Studio:
    """The studio's hands; every callable raises MondayError when it cannot."""

    render: Callable[[], Rendered]
    """Read, compose and check the issue anew."""
    save: Callable[[bytes, bytes], None]
    """Write issue.toml: the new bytes, and those that must still be there; else Conflict."""
    approve: Callable[[str], str]
    """Approve the issue in somebody's name; answers what happens next."""
    candidates: Callable[[], Mapping[str, Any]]
    """Every article considered, as `monday choose --json` prints it."""
    watch: tuple[Path, ...] = ()
    """Files and folders whose change calls for a new render."""
    past: Callable[[], "tuple[Past, ...]"]
    """Every issue in issues/, oldest first."""
    filed: Callable[[date, str], bytes | None]
    """A file of one issue's folder as it is on disk: its name, such as email.html; None where there is none."""
    calendar: Callable[[], "Calendar"]
    """The coming Mondays."""
    skip: Callable[[str, bool, str], str]
    """Skip a Monday, or take that back: its date, whether to skip, what `Calendar.seen` was; answers what was done."""
    history: Callable[[], "History"]
    """What the twelve issues before this one held."""
    aloud: Callable[[str], tuple[tuple[str, str], ...]]
    """An email's HTML as a screen reader says it: what it is ("heading 2", "link" …) and the words, in order."""
