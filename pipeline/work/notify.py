"""Notice of a run: an email to the editors (a new draft, a failed run), a ping to the watcher. Neither ends the run."""

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from pipeline import mail
from pipeline.config import Config
from pipeline.errors import MondayError, NoFeeds, TryAgain
from pipeline.model import Clock, Warn
from pipeline.outside import files, web

if TYPE_CHECKING:
    from pipeline.handoff.http import Call

PING_TIMEOUT = 8.0  # seconds
PING_LIMIT = 10_000  # healthchecks keeps the first bytes of a body; the end of a log is what matters
_MAILED = ".monday/mailed.json"
_SAME = re.compile(r"(?<![\d-])\d+(?![\d-])")
"""Numbers but for dates: how often, how many. The same trouble with others of them is no news."""
_PATIENCE = timedelta(hours=1)  # how long trouble that may pass is left to the next runs before the editors hear of it
NEEDS = "The newsletter needs you"
LOOK = "Something has changed"


class Watch:
    """One run, reported as `[notify]` asks; does nothing where nobody is named there."""

    def __init__(
        self, config: Config, clock: Clock, env: Mapping[str, str], warn: Warn, *, call: "Call" = web.call
    ) -> None:
        self.config, self.clock, self.env, self.warn, self.call = config, clock, env, warn, call
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
        Trouble that the last run had too, and that was emailed then, is not emailed again. What may pass by itself is
        mailed once, if it lasts an hour."""
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
        """Send the editors a short plain mail; whether the mail server took it."""
        from pipeline.handoff import mailer  # inside: most runs write to nobody

        subject = f"{self.config.newsletter.title}: {NEEDS if code else news or LOOK}"
        trouble = (*self.trouble, *(("", f"(exit code {code})") if code else ()))
        text, to = "\n".join((*lines, "", *trouble)).rstrip() + "\n", self.config.notify.to
        try:
            server = mailer(self.config, self.env)
            headers = [
                mail.address_header("From", server.sender),
                mail.address_header("To", to),
                mail.text_header("Subject", " ".join(subject.split())),
                mail.fixed_header("Date", format_datetime(self.clock())),
            ]
            with server.envelope(to) as send:
                send(mail.message(headers, ("plain", text)))
        except MondayError as e:
            self.warn(f"the email to {to} could not be sent: {e}")
            return False
        return True

    def _mailed(self) -> tuple[set[str], datetime | None, bool]:
        """The trouble of the last run that the editors know of from an email; since when runs have ended with what may
        pass, and whether that was emailed."""
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
                self.warn(str(e))

    def _ping(self, signal: str) -> None:
        """Tell a healthchecks-style address: *signal* is ``start`` or the exit code."""
        if not (url := self.config.notify.ping_url):
            return
        log = ("\n".join(self.log) + "\n").encode()[-PING_LIMIT:]
        try:
            reply = self.call(
                "POST",
                f"{url.rstrip('/')}/{signal}?rid={self.rid}",
                headers={"Content-Type": "text/plain; charset=utf-8"},
                body=log.decode("utf-8", "ignore").encode(),  # no half letter at its start
                timeout=PING_TIMEOUT,
                allow_private=True,
            )
        except MondayError as e:
            self.warn(f"the ping could not be sent: {e}")
            return
        if reply.status >= 300:
            self.warn(f"the ping was answered with {reply.status}")
