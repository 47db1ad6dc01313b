"""What the studio shows of one issue, and what it may do to it: each is a use case of `work/`."""

import hashlib
import re
import tempfile
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from pipeline import check, compose
from pipeline.archive import Newsletter
from pipeline.archive.newsletter import Known
from pipeline.config import NAME, Config, load
from pipeline.issue import Document
from pipeline.issue.candidates import Candidates
from pipeline.model import Clock, Issue, Story
from pipeline.outside import files
from pipeline.outside.pictures import shrink
from pipeline.preview import edits, history
from pipeline.preview.render import Rendered, render, served
from pipeline.work import Context, add, balance, edit, erratum, links, rollback, schedule, send, shots, status
from pipeline.work.approve import approve
from pipeline.work.build import beside, build
from pipeline.work.choose import considered

Tell = Callable[[str], None]  # takes one line on how far a longer piece of work has come


class Studio:
    """One issue on the editor's desk. Settings are read again each time, as an editor may change them. Every method
    raises MondayError when it cannot."""

    def __init__(self, config: Config, day: date, *, clock: Clock, env: Mapping[str, str]) -> None:
        self.day = day
        self._folder, self._zone = config.folder, ZoneInfo(config.schedule.timezone)
        self._clock, self._env = clock, env
        self._known: Known = {}
        self._answers: dict[str, check.Answer] = {}  # of the pages that were asked for, by address
        self._newsletter.edition(day).require_issue()  # at once: there must be an issue to show

    @property
    def _newsletter(self) -> Newsletter:
        return Newsletter(load(self._folder), known=self._known)

    @property
    def _context(self) -> Context:
        return Context(newsletter=self._newsletter, clock=self._clock, env=self._env)

    @property
    def key(self) -> bytes:
        """Signs what browsers carry once they were let in, so that they need not be let in again at each start."""
        return files.secret(self._folder / ".monday" / "studio.key")

    @property
    def watch(self) -> tuple[Path, ...]:
        """Files and folders whose change calls for a new render."""
        return (self._newsletter.root, self._folder / NAME, self._folder / "templates")

    def render(self) -> Rendered:
        """Read, compose and check the issue again."""
        newsletter = self._newsletter
        self._last = render(newsletter, self.day, self._answers, now=self._clock())
        self._zone = ZoneInfo(newsletter.config.schedule.timezone)
        return self._last

    def draft(self, issue: Issue) -> Mapping[str, bytes]:
        """The files of *issue*, whose words are not saved yet, with the settings and templates of the last render."""
        last = self._last.material
        if last is None:
            return {}
        return compose.compose(issue, last.config, last.template_sources, beside(last))

    def keep_picture(self, title: str, data: bytes) -> str:
        """Make an editor's picture small and put it beside issue.toml; its name, made from the story's *title*."""
        small = shrink(data, (2 * compose.BOX[0], 2 * compose.BOX[1]))  # sharp on a phone
        words = re.sub(r"[^a-z0-9]+", "-", title.lower().encode("ascii", "ignore").decode())[:40].strip("-")
        name = f"{words or 'picture'}-{hashlib.sha256(small).hexdigest()[:6]}.jpg"  # another picture, another address
        with files.lock(self._folder):
            self._newsletter.edition(self.day).require_open()
            self._newsletter.keep(self.day, name, small)
        return name

    def save(self, data: bytes, before: bytes) -> None:
        """Write issue.toml: the new bytes, and those that must still be there; else Conflict."""
        with files.lock(self._folder):
            self._newsletter.save(self.day, data, before=before)

    def approve(self, by: str, seen: str, *, rehearsal: bool = False, intended: bool = False) -> str:
        """Approve in somebody's name what has the fingerprint *seen*, as `work.approve` does; what happens next."""
        with files.lock(self._folder):
            act = partial(approve, self._newsletter, self.day, by=by, seen=seen, now=self._clock())
            return act(rehearsal=rehearsal, intended=intended)

    def read(self, url: str, by: str) -> str:
        """Record that *by* has read the story at *url* and found it safe; what is left to read, in words."""
        with files.lock(self._folder):
            place = self._place(url, "story")
            return " ".join(edit.read(self._context, self.day, place, by=by, tell=lambda _: None))

    def release(self, url: str, by: str) -> str:
        """Put the held article at *url*, read by *by*, on top of the bench; what was done, in words."""
        with files.lock(self._folder):
            return edit.release(self._context, self.day, self._place(url, "held"), by=by, tell=lambda _: None)[0]

    def _place(self, url: str, kind: str) -> int:
        text = self._newsletter.edition(self.day).text or b""
        return edits.find(Document(text.decode("utf-8-sig")), url, kind).index + 1

    def page(self, url: str) -> str:
        """The text of the page at *url*, without its furniture; a paragraph a line. Raises FetchError."""
        from pipeline.collect import page  # inside: only a reading needs it

        return page.fetch(url, self._newsletter.config).words

    def considered(self) -> Candidates:
        """Every article considered, with its verdict; the same value while the file is the same."""
        return considered(self._newsletter, self.day)

    def find(self, url: str) -> Story:
        """Read the page at an address, and write of it what the machine would have; flagged when it must be held."""
        return add.find(self._newsletter, self.day, url, now=self._clock())

    def links(self, tell: Tell) -> str:
        """Ask every page that the issue links to; the next render knows their answers. How it went, in words."""
        newsletter = self._newsletter
        found = newsletter.edition(self.day).require_issue()
        answers = links.ask(found, newsletter.config, progress=lambda n, of: tell(f"{n} of {of} pages tested"))
        self._answers.update({link.url: link for link in answers})
        good = sum(200 <= link.status < 400 for link in answers)
        return f"{good} of {len(answers)} pages answered" + ("." if good == len(answers) else "; see the checks.")

    def shots(self, tell: Tell) -> Mapping[str, bytes]:
        """Pictures of the email as it is, as PNG, by the name of each view."""
        newsletter = self._newsletter
        built = build(newsletter, self.day, write=False)
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as out:
            taken = shots.shots(built, newsletter.config, out=Path(out), progress=tell)
            return {path.stem: path.read_bytes() for path in taken}

    def send_test(self, to: str) -> str:
        """Send the email as it is to one address; answers in words."""
        send.send_test(self._context, self.day, to)  # no lock: it may be slow
        return f"The current issue was sent to {to}."

    def withdraw(self) -> str:
        """Take an approval back, and the issue from the mail service if that has it; what was done, in words."""
        with files.lock(self._folder):
            return rollback.roll_back(self._context, self.day)

    def correct(self, words: str, day: date | None = None) -> str:
        """Put a dated correction on the public page of an issue that is out: this one, or an earlier *day*'s."""
        warnings: list[str] = []
        with files.lock(self._folder):
            erratum.correct(self._newsletter, day or self.day, words, now=self._clock(), warn=warnings.append)
        return " ".join(["The correction is on the issue's page, in the list of issues, and in the feeds.", *warnings])

    def past(self) -> tuple[status.Past, ...]:
        """Every issue in issues/, oldest first."""
        return status.past(self._newsletter, now=self._clock())

    def kept(self, day: date, name: str) -> bytes | None:
        """A file of one issue's folder as it is on disk: its name, such as email.html; None where there is none."""
        return self._newsletter.edition(day).file(name)

    def served(self, day: date) -> Mapping[str, bytes]:
        """The pictures that one issue may show, by the addresses in its email and on its page."""
        edition = self._newsletter.edition(day)
        return served(self._newsletter, edition, edition.issue)

    def calendar(self) -> schedule.Calendar:
        """The coming Mondays."""
        return schedule.calendar(self._newsletter, now=self._clock())

    def skip(self, monday: str, skipped: bool, seen: str) -> str:
        """Skip a Monday, or take that back: its date, whether to skip, what `Calendar.seen` was; what was done."""
        with files.lock(self._folder):
            return schedule.skip(self._newsletter, monday, skipped=skipped, seen=seen, now=self._clock())

    def remember(self, before: bytes, after: bytes, said: str) -> None:
        """Keep what issue.toml was and is, and what was done in words."""
        history.remember(self._states, before, after, said, now=self._clock())

    def remembered(self) -> tuple[history.Remembered, ...]:
        """What issue.toml was after the last changes in the studio, oldest first."""
        return history.remembered(self._states, self._zone)

    @property
    def _states(self) -> Path:
        return self._folder / ".monday" / f"states-{self.day}.jsonl"

    def earlier_balance(self) -> balance.History:
        """What the twelve issues before this one held."""
        return balance.history(self._newsletter, self.day)
