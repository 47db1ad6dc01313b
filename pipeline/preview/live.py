"""The render on show: kept fresh, kept when the next one fails, and announced to every open page."""

import hashlib
import logging
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import MondayError
from pipeline.preview.studio import Rendered, Studio

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """The last good render, and what is wrong since then."""

    rendered: Rendered | None
    error: str
    """What stopped the newest render, with file and line; "" when nothing did."""
    hint: str
    version: str
    """Changes whenever any of it does."""
    look: str
    """Changes whenever what readers see does: a frame need not load again for less."""


class Live:
    """Renders on demand and lets pages wait for the next change."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._rendering = threading.Lock()
        self._changed = threading.Condition()
        self._shown = _shown(None)
        self.refresh()

    @property
    def shown(self) -> Shown:
        """What pages show now."""
        return self._shown

    def refresh(self) -> Shown:
        """Render anew; a failure is shown above the last good render, which stays."""
        with self._rendering:
            try:
                shown = _shown(self._studio.render())
            except MondayError as e:
                shown = _shown(self._shown.rendered, str(e), e.hint)
            except Exception as e:  # a bug must not take the page away from an editor at work
                _LOG.exception("the issue could not be rendered")
                shown = _shown(self._shown.rendered, f"{type(e).__name__}: {e}", "this is a bug: please report it")
            with self._changed:
                self._shown = shown
                self._changed.notify_all()
            return shown

    def wait(self, version: str, seconds: float) -> str:
        """The version on show, as soon as it is not *version*, or after *seconds*."""
        with self._changed:
            self._changed.wait_for(lambda: self._shown.version != version, seconds)
            return self._shown.version

    def follow(self, stop: threading.Event) -> None:
        """Refresh whenever a watched file changes, until *stop*."""
        from watchfiles import watch  # inside: --help stays fast

        paths = [path for path in self._studio.watch if path.exists()]
        if not paths:
            return
        watching = watch(
            *paths,
            watch_filter=_counts,
            debounce=100,
            step=20,
            stop_event=stop,
            rust_timeout=200,
            yield_on_timeout=True,
        )
        begun = False
        for changes in watching:
            if changes or not begun:  # what changed between the first render and the watch was not seen
                self.refresh()
            begun = True


def _counts(_change: object, path: str) -> bool:
    """Hidden files are not ours: caches, the lock, temporary files on their way into place."""
    return not any(part.startswith(".") or part == "__pycache__" for part in Path(path).parts[-3:])


def _shown(rendered: Rendered | None, error: str = "", hint: str = "") -> Shown:
    files = rendered.files if rendered else {}
    seen = _digest(part for name in sorted(files) if name != "issue.toml" for part in (name.encode(), files[name]))
    about = repr((rendered.findings, rendered.day, rendered.status)) if rendered else ""
    source = files.get("issue.toml", b"")
    version = _digest([seen.encode(), source, about.encode(), error.encode(), hint.encode()])
    return Shown(rendered=rendered, error=error, hint=hint, version=version, look=seen)


def _digest(parts: Iterable[bytes]) -> str:
    whole = hashlib.sha256()
    for part in parts:
        whole.update(len(part).to_bytes(8, "big") + part)
    return whole.hexdigest()[:16]
