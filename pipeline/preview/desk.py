"""The editor's desk: every change goes to issue.toml at once, can be undone, and overwrites nobody's work."""

import threading
from codecs import BOM_UTF8
from collections.abc import Mapping

from pipeline.errors import Conflict, UsageError
from pipeline.issue import Document
from pipeline.preview import edits
from pipeline.preview.live import Live, Shown
from pipeline.preview.studio import Studio


class Desk:
    """Changes of one start of the studio, in order; several pages share it."""

    def __init__(self, studio: Studio, live: Live) -> None:
        self._studio = studio
        self._live = live
        self._working = threading.Lock()
        self._done: list[tuple[bytes, bytes, str]] = []

    @property
    def last(self) -> str:
        """What undo would take back; "" when there is nothing."""
        return self._done[-1][2] if self._done else ""

    def change(self, form: Mapping[str, str]) -> str:
        """Do what a form asks for; says what was done. Raises Conflict and UsageError."""
        with self._working:
            try:
                return self._change(form)
            except edits.Clashed:
                raise
            except Conflict:  # the file is newer than the page: ask the same of the newer one
                self._live.refresh()
                return self._change(form)

    def _change(self, form: Mapping[str, str]) -> str:
        before = _bytes(self._live.shown)
        mark = BOM_UTF8 if before.startswith(BOM_UTF8) else b""
        document, said = edits.apply(Document(before.decode("utf-8-sig")), form)
        after = mark + document.text.encode()
        if after != before:
            self._studio.save(after, before)
            self._done.append((before, after, said))
            self._live.refresh()
        return said

    def undo(self) -> str:
        """Bring back the bytes from before the last change, unless the file changed since."""
        with self._working:
            if not self._done:
                raise UsageError("there is nothing to undo")
            before, after, said = self._done[-1]
            try:
                self._studio.save(before, after)
            except Conflict as e:
                self._live.refresh()
                raise Conflict(
                    "issue.toml was changed outside the studio since then; undo would lose that",
                    hint="mend it in the fields below; nothing was overwritten",
                ) from e
            self._done.pop()
            self._live.refresh()
            return f"Undone: {said}"

    def approve(self, *, by: str, seen: str) -> str:
        """Approve exactly what the page showed. Raises Conflict when it is not that any more."""
        by = edits.clean("by", by)
        if not by:
            raise UsageError("say who approves", hint="your name or initials are enough")
        with self._working:
            shown = self._live.refresh()
            if shown.error:
                raise UsageError("this issue cannot be approved as it is", hint=shown.error)
            if shown.version != seen:
                raise Conflict("the issue changed since you saw it", hint="look at it as it is now, then approve")
            said = self._studio.approve(by)
            self._live.refresh()
            return said


def _bytes(shown: Shown) -> bytes:
    if shown.rendered is None:
        raise UsageError("there is no issue to change yet", hint=shown.error)
    return shown.rendered.files["issue.toml"]
