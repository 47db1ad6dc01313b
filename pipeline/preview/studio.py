"""What the studio is given: a render to show, and the few things that it may do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pipeline.model import Finding, Issue, Story

Tell = Callable[[str], None]
"""Takes one line on how far a longer piece of work has come."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """What became of the issue so far, what comes next, and what may still be done."""

    words: str = ""
    """So far: "approved"; "" for a draft."""
    ahead: str = ""
    """What comes next, as a whole sentence."""
    stage: Literal["open", "scheduled", "out"] = "open"
    """open: edit at will. scheduled: the mail service has it, so it is taken back first. out: only corrections."""
    no_test: str = ""
    """Why no test can be sent; "" when one can."""
    test_to: str = ""
    """Whom a test goes to, unless an editor says otherwise."""
    corrections: tuple[tuple[datetime, str], ...] = ()
    """Those already on the public page, oldest first."""


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
    fingerprint: str = ""
    """What an approval of exactly this would be bound to."""
    sizes: tuple[tuple[str, int, int], ...] = ()
    """Where the bytes of the email go: words, bytes, and bytes as they are sent."""
    standing: Standing = field(default_factory=Standing)
    places: int = 5
    """How many articles an issue has."""
    made_up: tuple[str, ...] = ()
    """What in it is fiction, such as a sample article: while there is any, it can only be rehearsed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Studio:
    """The studio's hands; every callable raises MondayError when it cannot."""

    render: Callable[[], Rendered]
    """Read, compose and check the issue anew."""
    save: Callable[[bytes, bytes], None]
    """Write issue.toml: the new bytes, and those that must still be there; else Conflict."""
    approve: Callable[[str, str], str]
    """Approve in somebody's name what has this fingerprint; answers what happens next, or raises Conflict."""
    rehearse: Callable[[str, str], str]
    """The same for practice, which made-up content allows: what is approved so is never sent."""
    candidates: Callable[[], Mapping[str, Any]]
    """Every article considered, as `monday choose --json` prints it."""
    find: Callable[[str], Story]
    """Read the page at an address, and write of it what the machine would have; flagged when it must be held."""
    links: Callable[[Tell], str]
    """Ask every page that the issue links to; the next render knows their answers. How it went, in words."""
    shots: Callable[[Tell], Mapping[str, bytes]]
    """Pictures of the email as it is, as PNG, by the name of each view."""
    send_test: Callable[[str], str]
    """Send the email as it is to one address; answers in words."""
    take_back: Callable[[], str]
    """Take a scheduled issue back from the mail service; its approval is void."""
    correct: Callable[[str], str]
    """Put a dated correction on the public page of an issue that is out."""
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
