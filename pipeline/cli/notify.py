"""Who hears of a run: the watcher's ping, and an email to the editors. Neither ever changes how the run ends."""

import json
import os
import re
from datetime import datetime, timedelta
from uuid import uuid4

from pipeline.cli.app import warn
from pipeline.config import Config
from pipeline.errors import MondayError, NoFeeds, TryAgain
from pipeline.handoff import mailer, notice
from pipeline.model import Clock
from pipeline.outside import files, web

_MAILED = ".monday/mailed.json"
_SAME = re.compile(r"(?<![\d-])\d+(?![\d-])")
"""Numbers but for dates: how often, how many. The same trouble with others of them is no news."""
_PATIENCE = timedelta(hours=1)  # how long trouble that may pass is left to the next runs before the editors hear of it
NEEDS = "The newsletter needs you"
LOOK = "Something has changed"


class Watch:
    """One run, reported as `[notify]` asks; does nothing where nobody is named there."""

    def __init__(self, config: Config, clock: Clock) -> None:
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

    def end(self, code: int, lines: tuple[str, ...], *, news: str = "", broke_off: bool = False) -> None:
        """Tell how it ended; the editors hear of *news*, such as a new draft, and of what changed or needs them.

        Trouble that the last run had too, and that was mailed then, is not mailed again. What may pass by itself is
        mailed once, if it lasts an hour.
        """
        self.log += lines
        self._ping(str(code))
        if not self.config.notify.to:
            return
        before, since, mailed = self._mailed()
        if code == TryAgain.code:
            since = since or self.clock()
            if news or (not mailed and self.clock() - since >= _PATIENCE):
                mailed = self._mail(code, lines, news) and self.clock() - since >= _PATIENCE
            self._remember(before, since, mailed)
            return
        now = {_SAME.sub("#", line) for line in self.trouble}
        # Feeds may fail for weeks while issues are made from the others: that is mailed when it begins.
        needed = bool(code) and (broke_off or code != NoFeeds.code)
        if news or needed or now - before:
            before = now if self._mail(code, lines, news) else before
        self._remember(before & now, None, False)

    def _mail(self, code: int, lines: tuple[str, ...], news: str) -> bool:
        subject = f"{self.config.newsletter.title}: {NEEDS if code else news or LOOK}"
        trouble = (*self.trouble, *(("", f"(exit code {code})") if code else ()))
        text = "\n".join((*lines, "", *trouble)).rstrip() + "\n"
        return notice.tell(
            lambda: mailer(self.config, os.environ), self.config.notify.to, subject, text, at=self.clock(), warn=warn
        )

    def _mailed(self) -> tuple[set[str], datetime | None, bool]:
        """The trouble of the last run that the editors know of from an email; since when runs have ended with what may
        pass, and whether that was mailed."""
        try:
            kept = json.loads(files.read(self.config.folder / _MAILED) or b"{}")
            since = kept.get("since") and datetime.fromisoformat(kept["since"])
            return set(map(str, kept.get("trouble", ()))), since, bool(kept.get("told"))
        except (ValueError, TypeError, AttributeError, MondayError):
            return set(), None, False  # mailed again: better twice than never

    def _remember(self, trouble: set[str], since: datetime | None, mailed: bool) -> None:
        if (trouble, since, mailed) != self._mailed():
            kept = {"trouble": sorted(trouble), "since": since and since.isoformat(), "told": mailed}
            try:
                files.write_atomic(self.config.folder / _MAILED, json.dumps(kept).encode())
            except MondayError as e:
                warn(str(e))

    def _ping(self, signal: str) -> None:
        if not self.config.notify.ping_url:
            return
        log = "\n".join(self.log) + "\n"
        notice.ping(self.config.notify.ping_url, signal, rid=self.rid, log=log, call=web.call, warn=warn)
