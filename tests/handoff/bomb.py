"""Ends a hand-off at a chosen boundary, in-process or for real."""

import smtplib

from pipeline.archive import ledger
from pipeline.outside import web


class Killed(BaseException):
    """The process ends here; nothing of ours may catch it."""


class Bomb:
    """Ends the process at the nth boundary: before and after each ledger line, each request and each response."""

    def __init__(self, at: int, end=None) -> None:
        self.at = at
        self.passed = 0
        self.end = end

    def boundary(self) -> None:
        self.passed += 1
        if 0 < self.at <= self.passed:  # and from then on: the dead do not say goodbye to a mail server
            if self.end:
                self.end()
            raise Killed


def arm(setattr, boundary) -> None:
    """Call *boundary* before and after every side effect: ledger lines, HTTP exchanges, what SMTP says and hears."""

    def wrap(act):
        def wrapped(*args, **kwargs):
            boundary()
            found = act(*args, **kwargs)
            boundary()
            return found

        return wrapped

    for owner, name in (
        (ledger, "append"),
        (web, "call"),
        (smtplib.SMTP, "connect"),
        (smtplib.SMTP, "send"),
        (smtplib.SMTP, "getreply"),
    ):
        setattr(owner, name, wrap(getattr(owner, name)))
