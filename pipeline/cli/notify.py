"""Who hears of a run: the watcher's ping, and a mail to the editors. Neither ever changes how the run ends."""

import os
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from pipeline.cli.app import warn
from pipeline.errors import TryAgain

if TYPE_CHECKING:
    from pipeline.config import Config

NEEDS = "The newsletter needs you"
LOOK = "Something has changed"


class Watch:
    """One run, as `[notify]` is told of it; does nothing where nobody is named there."""

    def __init__(self, config: "Config", clock: Callable[[], datetime]) -> None:
        self.config = config
        self.clock = clock
        self.rid = str(uuid4())
        self.log: list[str] = []
        self.trouble: list[str] = []
        self._ping("start")

    def heard(self, line: str) -> None:
        """Something went wrong on the way; the editors read it where the run needs them."""
        self.log.append(line)
        self.trouble.append(line)

    def end(self, code: int, lines: tuple[str, ...], *, news: str = "") -> None:
        """Tell how it ended; the editors hear of *news*, such as a new draft, and of what changed or needs them."""
        self.log += lines
        self._ping(str(code))
        code = 0 if code == TryAgain.code else code  # nobody can do anything, and the next run comes soon
        if not self.config.notify.to or not (news or code or self.trouble):
            return
        from pipeline.handoff import mailer, notice

        subject = f"{self.config.newsletter.title}: {NEEDS if code else news or LOOK}"
        trouble = (*self.trouble, *(("", f"(exit code {code})") if code else ()))
        text = "\n".join((*lines, "", *trouble)).rstrip() + "\n"
        notice.tell(
            lambda: mailer(self.config, os.environ), self.config.notify.to, subject, text, at=self.clock(), warn=warn
        )

    def _ping(self, signal: str) -> None:
        if not self.config.notify.ping_url:
            return
        from pipeline.handoff import notice
        from pipeline.outside import web

        log = "\n".join(self.log) + "\n"
        notice.ping(self.config.notify.ping_url, signal, rid=self.rid, log=log, call=web.call, warn=warn)
