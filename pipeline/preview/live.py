"""The render on show: kept fresh, kept when the next one fails, and announced to every open page."""

import hashlib
import logging
import os
import threading
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pipeline import issue
from pipeline.errors import MondayError
from pipeline.outside import files
from pipeline.preview.render import Rendered
from pipeline.preview.studio import Studio

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """The last good render, and what is wrong since then."""

    rendered: Rendered | None
    error: str  # what stopped the newest render, with file and line; "" when nothing did
    hint: str
    version: str  # changes whenever any of it does
    look: str  # changes whenever what readers see does: a frame need not load again for less


class Live:
    """Renders on demand and lets pages wait for the next change."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._rendering = threading.Lock()
        self._changed = threading.Condition()
        self._shown = _shown(None)
        self._news = 0
        self.refresh()

    @property
    def shown(self) -> Shown:
        """What pages show now."""
        return self._shown

    @property
    def version(self) -> str:
        """Changes whenever a page should look again: at a new render, or at news beside it."""
        return f"{self._shown.version}.{self._news}" if self._news else self._shown.version

    def nudge(self) -> None:
        """There is news beside the render: every page looks again."""
        with self._changed:
            self._news += 1
            self._changed.notify_all()

    def refresh(self, text: bytes | None = None) -> Shown:
        """Render again; a failure is shown above the last good render, which stays. Where nothing but issue.toml
        changed, *text* is what it is now: if that is on show by now, it stays."""
        with self._rendering:
            now = None if self._shown.error else self._shown.rendered
            if now and text is not None and now.files[issue.NAME] == text:
                return self._shown
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
            self._changed.wait_for(lambda: self.version != version, seconds)
            return self.version

    def follow(self, stop: threading.Event) -> None:
        """Refresh whenever a watched file changes, until *stop*."""
        from watchfiles import Change, watch  # inside: --help stays fast

        wanted = [path.resolve() for path in self._studio.watch]
        while (folders := _folders(wanted)) and not stop.is_set():
            # Folders, not files: most programs save by putting a new file in the old one's place.
            watching = watch(
                *folders,
                watch_filter=lambda _change, path: _counts(Path(path), wanted),
                recursive=False,
                debounce=100,
                step=5,  # quiet for so many milliseconds: the save is over
                stop_event=stop,
                rust_timeout=200,
                yield_on_timeout=True,
            )
            begun = False
            with suppress(FileNotFoundError):  # a folder went before it could be watched: look again at what is there
                for changes in watching:
                    if changes or not begun:  # what changed before the watch began was not seen
                        paths = {Path(path) for _, path in changes}
                        alone = len(paths) == 1 and (path := paths.pop()).name == issue.NAME
                        self.refresh(files.read(path) if alone else None)
                    begun = True
                    moved = [path for change, path in changes if change != Change.modified]
                    if any(path in folders or Path(path).is_dir() for path in moved):
                        break  # a folder that came back under its old name is another one


def _folders(wanted: Iterable[Path]) -> frozenset[str]:
    """Where a change can show: the folders that were asked for, all below them, and those that hold a wanted file."""
    inside = [folder for path in wanted for folder, _, _ in os.walk(path)]
    return frozenset([*inside, *(str(path.parent) for path in wanted if path.parent.is_dir())])


def _counts(path: Path, wanted: Iterable[Path]) -> bool:
    """Ours, and not hidden: caches, locks and files on their way into place are no news."""
    return any(
        path == ours or (ours in path.parents and not any(part[0] in "._" for part in path.relative_to(ours).parts))
        for ours in wanted
    )


def _shown(rendered: Rendered | None, error: str = "", hint: str = "") -> Shown:
    files = rendered.files if rendered else {}
    seen = _digest(part for name in sorted(files) if name != issue.NAME for part in (name.encode(), files[name]))
    about = repr((rendered.findings, rendered.day, rendered.step)) if rendered else ""
    source = files.get(issue.NAME, b"")
    version = _digest([seen.encode(), source, about.encode(), error.encode(), hint.encode()])
    return Shown(rendered=rendered, error=error, hint=hint, version=version, look=seen)


def _digest(parts: Iterable[bytes]) -> str:
    whole = hashlib.sha256()
    for part in parts:
        whole.update(len(part).to_bytes(8, "big") + part)
    return whole.hexdigest()[:16]
