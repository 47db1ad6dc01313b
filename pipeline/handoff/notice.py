"""Telling people: a ping for the machine that watches, an email for the editors. A failed notice never fails a run."""

from collections.abc import Callable
from datetime import datetime
from email.utils import format_datetime

from pipeline import mail
from pipeline.errors import MondayError
from pipeline.handoff.http import Call
from pipeline.handoff.smtp import Mailer

PING_TIMEOUT = 8.0
PING_LIMIT = 10_000  # healthchecks keeps the first bytes of a body; the end of a log is what matters
Warn = Callable[[str], None]


def ping(url: str, signal: str, *, rid: str, log: str = "", call: Call, warn: Warn) -> None:
    """Tell a healthchecks-style address: *signal* is ``start`` or the exit code, *rid* one run's UUID."""
    try:
        reply = call(
            "POST",
            f"{url.rstrip('/')}/{signal}?rid={rid}",
            headers={"Content-Type": "text/plain; charset=utf-8"},
            body=log.encode()[-PING_LIMIT:].decode("utf-8", "ignore").encode(),  # no half letter at its start
            timeout=PING_TIMEOUT,
            allow_private=True,
        )
    except MondayError as e:
        warn(f"the ping could not be sent: {e}")
        return
    if reply.status >= 300:
        warn(f"the ping was answered with {reply.status}")


def tell(mailer: Callable[[], Mailer], to: str, subject: str, text: str, *, at: datetime, warn: Warn) -> bool:
    """A short plain mail to the editors; whether the mail server took it."""
    try:
        sender = mailer()
        headers = [
            mail.address_header("From", sender.sender),
            mail.address_header("To", to),
            mail.text_header("Subject", " ".join(subject.split())),
            mail.fixed_header("Date", format_datetime(at)),
        ]
        with sender.envelope(to) as send:
            send(mail.message(headers, ("plain", text)))
    except MondayError as e:
        warn(f"the email to {to} could not be sent: {e}")
        return False
    return True
