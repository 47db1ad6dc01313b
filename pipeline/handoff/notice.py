"""Telling people: a ping for the machine that watches, a mail for the editors. A failed notice never fails a run."""

from collections.abc import Callable
from datetime import datetime

from pipeline.errors import MondayError
from pipeline.handoff.http import Call
from pipeline.handoff.smtp import Mailer, tell

PING_TIMEOUT = 8.0
PING_LIMIT = 10_000  # healthchecks keeps the first bytes of a body; the end of a log is what matters
Warn = Callable[[str], None]


def ping(url: str, signal: str, *, rid: str, log: str = "", call: Call, warn: Warn) -> bool:
    """Tell a healthchecks-style address: *signal* is ``start`` or the exit code, *rid* one run's UUID."""
    if not url:
        return False
    try:
        reply = call(
            "POST",
            f"{url.rstrip('/')}/{signal}?rid={rid}",
            headers={"Content-Type": "text/plain; charset=utf-8"},
            body=tail(log, PING_LIMIT),
            timeout=PING_TIMEOUT,
            allow_private=True,
        )
    except MondayError as e:
        warn(f"the ping could not be sent: {e}")
        return False
    if reply.status >= 300:
        warn(f"the ping was answered with {reply.status}")
        return False
    return True


def mail(mailer: Callable[[], Mailer], to: str, subject: str, text: str, *, at: datetime, warn: Warn) -> bool:
    """Mail the editors; *mailer* is only asked for when there is somebody to write to."""
    if not to:
        return False
    try:
        tell(subject, text, to, mailer(), at=at)
    except MondayError as e:
        warn(f"the mail to {to} could not be sent: {e}")
        return False
    return True


def tail(log: str, limit: int) -> bytes:
    """The end of *log* in at most *limit* bytes, from the start of a line where one is near."""
    data = log.encode("utf-8")
    if len(data) <= limit:
        return data
    rest = data[-limit:]
    line = rest.find(b"\n")
    if 0 <= line < limit // 2:
        return rest[line + 1 :]
    return rest.decode("utf-8", "ignore").encode()
