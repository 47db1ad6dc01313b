"""The last steps of an issue: a test, the approval and its withdrawal, a correction once it is out."""

import threading
from collections.abc import Callable, Mapping
from functools import partial

from pipeline.errors import CheckFailed, Conflict, RemoteRefused, UsageError
from pipeline.preview.fields import MAILBOX, Slip, clean
from pipeline.preview.live import Live
from pipeline.preview.studio import Studio
from pipeline.work.approve import Unintended

Form = Mapping[str, str]


class Approval:
    """What finishes the issue on show, by the name of its button; nothing is edited while *working* is held."""

    def __init__(self, studio: Studio, live: Live, working: threading.Lock) -> None:
        self._studio, self._live, self._working = studio, live, working
        self.tester = ""  # whom the last test went to
        self.acts: Mapping[str, Callable[[Form], str]] = {
            "approve": self._approve,
            "rehearse": partial(self._approve, rehearsal=True),
            "withdraw": self._withdraw,
            "test": self._send_test,
            "correct": self._correct,
        }

    def _approve(self, form: Form, *, rehearsal: bool = False) -> str:
        """Approve exactly what the page showed, or rehearse that. Raises Conflict when it has changed since."""
        by = clean("by", form.get("by", ""))
        if not by:
            raise Slip("by", "say who approves", hint="your name or initials are enough")
        with self._working:
            shown = self._live.refresh()
            now = shown.rendered
            if shown.error or now is None:
                raise UsageError("this issue cannot be approved as it is", hint=shown.error)
            if shown.version != form.get("seen"):
                raise Conflict("the issue changed since you saw it", hint="look at the current version, then approve")
            if now.step.stage != "open":
                raise UsageError(f"there is nothing to approve: this issue is {now.step.words}")
            if errors := [f for f in now.findings if f.level == "error"]:
                raise UsageError(f"not approved: {errors[0].message}", hint=errors[0].hint)
            try:
                intended = form.get("named") == "yes"
                said = self._studio.approve(by, now.fingerprint, rehearsal=rehearsal, intended=intended)
            except Unintended as e:
                raise Slip("named", str(e), hint="change it, or confirm here that it is intentional") from e
            except CheckFailed as e:  # its hint is for the command line
                there = "see what stands in the way: it is listed under Checks and Finish"
                raise UsageError(str(e), hint=there if "monday " in e.hint else e.hint) from e
            self._live.refresh()
            return said

    def _withdraw(self, form: Form) -> str:
        """Take the approval back, and the issue from the mail service if that has it."""
        with self._working:
            try:
                said = self._studio.withdraw()
            finally:
                self._live.refresh()
            return f"Approval withdrawn: {said.removesuffix('; its approval is void')}."

    def _send_test(self, form: Form) -> str:
        """Send the email as it is to one editor."""
        to = clean("to", form.get("to", ""))
        if not MAILBOX.fullmatch(to):
            raise Slip("to", "a test goes to one email address", hint="write it as you@example.org")
        step = self._live.shown.rendered.step if self._live.shown.rendered else None
        if step and step.no_test:
            raise UsageError("no test can be sent", hint=step.no_test)
        try:
            said = self._studio.send_test(to)
        except RemoteRefused as e:
            raise Slip("to", str(e), hint=e.hint) from e
        self.tester = to
        return said

    def _correct(self, form: Form) -> str:
        """Publish a correction on the page of an issue that is out."""
        words = clean("correction", form.get("correction", ""))
        if not words:
            raise Slip("correction", "the correction is empty", hint="say what was wrong, and what is right")
        with self._working:
            said = self._studio.correct(words)
            self._live.refresh()
            return said
