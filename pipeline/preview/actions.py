"""The editor's actions: every change goes to issue.toml at once, can be undone, and overwrites nobody's work."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Final

from pipeline.errors import Conflict, FetchError, UsageError
from pipeline.issue import Document
from pipeline.preview import edits
from pipeline.preview.approval import Approval, Form
from pipeline.preview.fields import MAILBOX, SAVED, Clashed, Slip, clean
from pipeline.preview.jobs import Jobs
from pipeline.preview.live import Live, Shown
from pipeline.preview.studio import Studio

Make = Callable[[Document], tuple[Document, str]]  # a change of the document, and what it did in words
ASK: Final = "Ask your therapist first."  # what a blurb may say where an article's advice is right only for some


class Scheduled(Conflict):
    """The mail service has the issue: an editor must say that it shall be taken back before it changes."""


class Actions:
    """Changes of one start of the studio, in order; several pages share it."""

    def __init__(self, studio: Studio, live: Live) -> None:
        self._studio = studio
        self._live = live
        self._working = threading.Lock()
        self._done: list[tuple[bytes, bytes, str]] = []
        self.opened: set[str] = set()  # the addresses whose text or page an editor opened to read it
        self.jobs = Jobs(studio, live)
        self.approval = Approval(studio, live, self._working)
        self._others: Mapping[str, Callable[[Form], str]] = {
            "undo": self.undo,
            "restore": self.restore,
            "add": self.add,
            "add-later": partial(self.add, later=True),
            "links": lambda _: self.jobs.links(),
            "shots": lambda _: self.jobs.shots(),
            "fine": partial(self.read, studio.read),
            "fine-asking": partial(self.read, studio.read, line=ASK),
            "release": partial(self.read, studio.release),
            **self.approval.acts,
        }

    @property
    def last(self) -> str:
        """What undo would take back; "" when there is nothing."""
        return self._done[-1][2] if self._done else ""

    def do(self, form: Form, picture: bytes = b"") -> str:
        """Do what a form asks for, with the file that it carries; says what was done. Raises MondayError."""
        op, stood = form.get("op", ""), self._is_approved
        said = self._show(form, picture) if op == "picture" else self._others.get(op, self.change)(form)
        return f"{said} The approval no longer holds." if stood and not self._is_approved and op != "withdraw" else said

    @property
    def _is_approved(self) -> bool:
        now = self._live.shown.rendered
        return bool(now and now.step.approved)

    def change(self, form: Form) -> str:
        """Change the words or the order of articles. Raises Scheduled, Conflict and UsageError."""
        with self._working:
            taken = self._make_ready(form)
            make = partial(edits.apply, form=form, places=self._places())
            try:
                return taken + self._change(make)
            except Clashed:
                raise
            except Conflict:  # the file is newer than the page: ask the same of the newer one
                self._live.refresh()
                return taken + self._change(make)

    def add(self, form: Form, *, later: bool = False) -> str:
        """Add the article at an address, or keep it for *later* weeks. Raises as `change` does, and Here."""
        url = clean("link", form.get("link", ""))
        if not url:
            raise Slip("link", "there is no address", hint="paste the address of an article, then add it")
        if MAILBOX.fullmatch(url):
            raise Slip("link", "this is an email address, not a page", hint="paste the web address of an article")
        self._may_change(form)
        edits.refuse_twin(_open(self._live.shown).issue, url)
        try:
            story = self._studio.find(url)  # outside the lock: a slow page must not keep anybody from typing
        except (FetchError, UsageError) as e:
            raise Slip("link", str(e), hint=e.hint) from e
        if later and not story.flagged:
            story = replace(story, kept=True)
        return self._late(form, lambda document: edits.add(document, story, self._places()))

    def _places(self) -> int:
        rendered = self._live.shown.rendered
        return rendered.places if rendered else 0

    def _show(self, form: Form, picture: bytes) -> str:
        """Show an editor's *picture* at a story; without one its words change."""
        self._may_change(form)
        before = _open(self._live.shown)
        url, alt = form.get("url", ""), form.get("image_alt", "")
        edits.picture(before, url, "new.jpg" if picture else "", alt)  # before the file is written
        name = self._studio.keep_picture(edits.find(before, url).story.title, picture) if picture else ""
        return self._late(form, lambda document: edits.picture(document, url, name, alt))

    def _late(self, form: Form, make: Make) -> str:
        """Change what the issue is now, after something that took its time."""
        with self._working:
            taken = self._make_ready(form)
            self._live.refresh()
            return taken + self._change(make)

    def read(self, act: Callable[[str, str], str], form: Form, *, line: str = "") -> str:
        """Write down who has read an article, by the *act* of the studio; *line* goes to the end of its blurb first."""
        by, url = clean("by", form.get("by", "")), form.get("url", "")
        if url not in self.opened:
            raise Slip("read", "no one has opened this article here yet", hint="open its text or its page, and read it")
        if not by:
            raise Slip("by", "say who has read it", hint="your name or initials are enough")
        with self._working:
            taken = self._make_ready(form)
            before = _bytes(self._live.refresh())
            try:
                if line:
                    document = _open(self._live.shown)
                    self._studio.save(edits.add_line(document, url, line).text.encode(), before)
                said = act(url, by)
            finally:
                after = _bytes(self._live.refresh())
                if after != before:
                    self._note(before, after, f"{'released' if form.get('op') == 'release' else 'read'} an article")
            return taken + said

    def _note(self, before: bytes, after: bytes, what: str) -> None:
        self._done.append((before, after, what))
        self._studio.remember(before, after, what)

    def restore(self, form: Form) -> str:
        """Bring back what issue.toml was after an earlier change; that is a change like any other."""
        state = next((one for one in self._studio.remembered() if str(one.number) == form.get("state")), None)
        if state is None:
            raise UsageError("that version is no longer available", hint="choose another under History")
        with self._working:
            taken = self._make_ready(form)
            before = _bytes(self._live.refresh())
            if before == state.text:
                return taken + "It already matches that version."
            self._studio.save(state.text, before)
            what = f"back to {state.when}, {state.said}"
            self._note(before, state.text, what)
            self._live.refresh()
            return f"{taken}Restored: {state.when}, {state.said}."

    def undo(self, form: Form) -> str:
        """Bring back the bytes from before the last change, unless the file changed since."""
        with self._working:
            if not self._done:
                raise UsageError("there is nothing to undo")
            taken = self._make_ready(form)
            before, after, said = self._done[-1]
            try:
                self._studio.save(before, after)
            except Conflict as e:
                said = "issue.toml was changed outside the studio since then; undo would lose that"
                raise Conflict(said, hint="fix it in the fields below; nothing was overwritten") from e
            finally:
                self._live.refresh()
            self._done.pop()
            return f"{taken}This change was undone: {said.rstrip('.')}."

    def _may_change(self, form: Form) -> None:
        """Raise what keeps this issue from being changed by *form*, if anything does."""
        shown = self._live.shown
        if shown.rendered and shown.rendered.step.stage == "scheduled":
            shown = self._live.refresh()  # its hour may have come since
        step = shown.rendered.step if shown.rendered else None
        if step and step.stage == "out":
            hint = "publish a correction on its page, under Finish"
            raise UsageError("this issue is out and can no longer be changed", hint=hint)
        if step and step.stage == "scheduled" and form.get("confirm") != "take-back":
            hint = "To change it, unschedule it first; then approve it again. Nothing you wrote is lost."
            raise Scheduled(step.ahead, hint=hint)

    def _make_ready(self, form: Form) -> str:
        """Take a scheduled issue back first, when the editor said so; what was done, in words."""
        self._may_change(form)
        shown = self._live.shown
        if not shown.rendered or shown.rendered.step.stage == "open":
            return ""
        try:
            words = self._studio.withdraw()
        finally:
            self._live.refresh()
        return f"Unscheduled ({words}): approve it again when it is ready. " if words else ""

    def _change(self, make: Make) -> str:
        before = _bytes(self._live.shown)
        document, said = make(_open(self._live.shown))
        after = document.text.encode()
        if after != before:
            self._studio.save(after, before)
            self._note(before, after, said.replace(f". {SAVED}", ", and saved ").replace(SAVED, "saved ").rstrip("."))
            self._live.refresh(after)
        return said


def _open(shown: Shown) -> Document:
    return Document(_bytes(shown).decode())


def _bytes(shown: Shown) -> bytes:
    if shown.rendered is None:
        raise UsageError("there is no issue to change yet", hint=shown.error)
    return shown.rendered.files["issue.toml"]
