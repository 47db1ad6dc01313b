"""The only door to issues/: every issue, the current one, what readers have had, and all writing."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, TypeVar

from pipeline import issue as issue_file
from pipeline.archive import folder, ledger
from pipeline.archive.edition import APPROVED, Edition
from pipeline.archive.ledger import digest
from pipeline.config import Config, when
from pipeline.errors import Conflict, IssueError
from pipeline.issue.candidates import Candidates
from pipeline.model import Aside, Event, Sent, Story
from pipeline.outside import files

SENT_BEFORE: Final = "sent-before.txt"
BEFORE: Final = "issue.toml.before"  # where a draft is kept that another choice replaced
T = TypeVar("T")
Known = dict[tuple[str, ...], tuple[object, Any]]  # what was read of files, with the stamps that they had then


class Newsletter:
    """The newsletter that *config* describes, and its issues. With *known*, which the caller keeps, an issue is read
    again only when one of its files changed: for the studio, which looks at ten years of issues again and again."""

    def __init__(self, config: Config, *, known: Known | None = None) -> None:
        self.config = config
        self.root = config.folder / folder.ISSUES
        self.public = config.folder / "public"  # the folder that a host gets
        self._known = known

    def folder(self, day: date) -> Path:
        """Where *day*'s issue lives."""
        return self.root / day.isoformat()

    def edition(self, day: date) -> Edition:
        """*day*'s issue as it is on the disk now, whether there is one yet or not."""
        home, schedule = self.folder(day), self.config.schedule
        names = (issue_file.NAME, APPROVED, ledger.NAME)
        found = self._once(home, names, lambda: folder.read(home, day, schedule))
        return found if found.schedule == schedule else replace(found, schedule=schedule)

    def editions(self) -> tuple[Edition, ...]:
        """Every issue, oldest first; broken ones too. A folder without issue.toml is none yet."""
        return tuple(self.latest())[::-1]

    def latest(self) -> Iterator[Edition]:
        """The same, the newest first; each is read only when it is its turn."""
        return (found for day in reversed(self._days()) if (found := self.edition(day)).exists)

    def require_sound(self) -> None:
        """Raise MondayError where a ledger is damaged, or what readers got is lost: then no run goes on."""
        for one in self.editions():
            if one.is_out and one.error:
                raise one.error

    def current(self, now: datetime) -> date:
        """The Monday to work on: neither out, nor skipped, nor too late."""
        done = {day for day in self._days() if self.edition(day).is_out}
        return when.current_monday(self.config.schedule, now, done=done)

    def unfinished(self, now: datetime) -> date:
        """The issue that an editor means who names none: the first that can still be sent, else the newest. Raises
        IssueError where there is no issue at all."""
        found = self.editions()
        if not found:
            raise IssueError("there is no issue yet", hint="to make the first: monday run --issue next")
        unfinished = (one for one in found if not one.is_late(now) and (one.error or one.is_open(now)))
        return next(unfinished, found[-1]).day

    def memory(self, *, before: date, now: datetime | None = None, keys: bool = True) -> tuple[Sent, ...]:
        """Every story that readers had, or are meant to have, before *before*; and the addresses of sent-before.txt.
        With *now* also those of other drafts that can still go out then. Without *keys* none is looked up in
        candidates.json, which takes its time."""
        listed = (files.read(self.root / SENT_BEFORE) or b"").decode("utf-8-sig", "replace").splitlines()
        sent = [Sent(url=url, date=None) for line in listed if (url := line.strip()) and not url.startswith("#")]
        names = [field.name for field in fields(Story)]
        for one in self.editions():
            stories = one.sent_stories if one.day < before else ()
            ahead = bool(now and one.issue and not stories and one.day != before and one.is_open(now))
            stories = one.issue.stories if one.issue and ahead else stories
            found = self.considered(one.day) if keys and stories else None
            articles = (verdict.candidate.article for verdict in found.verdicts) if found else ()
            known = {article.url: article.key for article in articles}
            for story in stories:
                same = {name: getattr(story, name) for name in names}
                sent.append(Sent(**same, date=one.day, key=known.get(story.url, ""), ahead=ahead))
        return tuple(sent)

    def next_number(self, *, before: date, now: datetime) -> int:
        """The number that *before*'s issue gets: the highest that readers have, or may have, or that an earlier draft
        still brings them, plus one. The first is the one that newsletter.toml names."""
        others = (one for one in self.editions() if one.keeps_its_number or (one.day < before and one.is_open(now)))
        taken = [one.issue.number for one in others if one.issue and one.day != before]
        return max([*taken, self.config.newsletter.first_number - 1]) + 1

    def set_aside(self, *, until: date) -> tuple[Aside, ...]:
        """What editors dropped or kept for later in *until*'s issue and those before it, the oldest first."""
        found = []
        for day, issue in ((one.day, one.issue) for one in self.editions()):
            if issue and day <= until:
                found += [Aside(story=story, day=day, dropped=True) for story in issue.dropped]
                others = (*issue.stories, *issue.bench, *issue.held)
                found += [Aside(story=story, day=day, dropped=False) for story in others if story.kept]
        return tuple(found)

    def considered(self, day: date) -> Candidates | None:
        """What was considered for *day*'s issue; None if that is no longer known."""
        home = self.folder(day)
        return self._once(home, (folder.CANDIDATES,), lambda: folder.considered(home))

    def draft(self, was: Edition, text: bytes, candidates: bytes, *, now: datetime) -> None:
        """Write a draft in the place of *was*, which is kept beside it: candidates.json first, issue.toml last. Raises
        Conflict when issue.toml is another by now."""
        home = was.folder
        if was.text is not None:
            files.write_atomic(home / BEFORE, was.text)
        # first: a draft that the ledger does not know counts as edited
        self.note(was.day, "drafted", at=now, sha256=digest(text))
        if files.read(home / issue_file.NAME) != was.text:
            name = f"{home.name}/{issue_file.NAME}"
            raise Conflict(f"{name} changed since it was read; nothing was written", hint="review it")
        files.write_atomic(home / folder.CANDIDATES, candidates)
        files.write_atomic(home / issue_file.NAME, text, expected=was.text)

    def save(self, day: date, text: bytes, *, before: bytes | None) -> None:
        """Give *day*'s issue.toml other words. Raises Conflict if it is no longer *before*, UsageError if out."""
        self.edition(day).require_open()
        files.write_atomic(self.folder(day) / issue_file.NAME, text, expected=before)

    def keep(self, day: date, name: str, data: bytes) -> None:
        """Write a file that belongs to *day*'s issue."""
        files.write_atomic(self.folder(day) / name, data)

    def approve(self, day: date, text: bytes, *, at: datetime, **data: object) -> None:
        """Write down an approval of *day*'s issue, whose issue.toml is *text*."""
        self.keep(day, APPROVED, text)  # first: whoever finds the approval finds its text
        self.note(day, "approved", at=at, **data)

    def note(self, day: date, kind: str, *, at: datetime, **data: object) -> None:
        """Add an event to the ledger of *day*'s issue; it is on the disk when this returns."""
        ledger.append(self.ledger(day), Event(at=at, kind=kind, data=data))

    def ledger(self, day: date) -> Path:
        """Where the ledger of *day*'s issue is, for `archive.ledger`."""
        return self.folder(day) / ledger.NAME

    def _days(self) -> tuple[date, ...]:
        paths = self.root.iterdir() if self.root.is_dir() else ()
        return tuple(sorted(day for path in paths if (day := folder.day_of(path.name))))

    def _once(self, home: Path, names: Sequence[str], read: Callable[[], T]) -> T:
        """What *read* makes of the files of these *names* in *home*."""
        if self._known is None:
            return read()
        paths = tuple(f"{home}/{name}" for name in names)  # no Path objects: ten years of issues are many files
        stamps = tuple(map(files.stamp, paths))
        old = self._known.get(paths)
        if old is None or old[0] != stamps:
            old = self._known[paths] = (stamps, read())
        found: T = old[1]
        return found
