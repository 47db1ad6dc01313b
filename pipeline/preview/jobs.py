"""Longer work beside the page: asking every link, taking pictures. One of a kind at a time; all pages see how far."""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pipeline.errors import MondayError, UsageError
from pipeline.preview.live import Live
from pipeline.preview.studio import Studio, Tell

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """How far a piece of work has come."""

    words: str = ""
    hint: str = ""
    state: str = ""  # running, done, failed; "" before the first time


class Jobs:
    """What was asked for, and what came of it; every page of the studio shows the same."""

    def __init__(self, studio: Studio, live: Live) -> None:
        self._studio = studio
        self._live = live
        self._starting = threading.Lock()
        self._jobs: dict[str, Job] = {}
        self.look = ""  # of the email, when the pictures were taken
        self.pictures: Mapping[str, bytes] = {}  # as PNG, by name

    def job(self, name: str) -> Job:
        """How far *name* has come."""
        return self._jobs.get(name, Job())

    def links(self) -> str:
        """Begin to check the links of the issue; its progress says the rest."""

        def do(tell: Tell) -> str:
            said = self._studio.links(tell)
            self._live.refresh()  # what a dead link means stands among the findings
            return said

        return self._start("links", "Checking the links…", do)

    def shots(self) -> str:
        """Begin to take pictures of the email."""
        look = self._live.shown.look

        def do(tell: Tell) -> str:
            self.pictures, self.look = self._studio.shots(tell), look
            return "The screenshots are below. Click one to enlarge it."

        return self._start("shots", "Taking screenshots…", do)

    def _start(self, name: str, words: str, do: Callable[[Tell], str]) -> str:
        with self._starting:
            if self.job(name).state == "running":
                raise UsageError("that is already running", hint="its result will appear here")
            self._note(name, Job(words=words, state="running"))
        threading.Thread(target=self._run, args=(name, do), daemon=True, name=name).start()
        return ""

    def _run(self, name: str, do: Callable[[Tell], str]) -> None:
        try:
            job = Job(words=do(lambda words: self._note(name, Job(words=words, state="running"))), state="done")
        except MondayError as e:
            job = Job(words=str(e), hint=e.hint, state="failed")
        except Exception as e:  # a bug must not leave the page waiting for ever
            _LOG.exception("%s failed", name)
            job = Job(words=f"{type(e).__name__}: {e}", hint="this is a bug: please report it", state="failed")
        self._note(name, job)

    def _note(self, name: str, job: Job) -> None:
        self._jobs[name] = job
        self._live.nudge()
