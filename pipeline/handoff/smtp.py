"""SMTP: one message to one list address, test sends, and mail to the editors."""

import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime, parseaddr

from pipeline import mail
from pipeline.config.settings import Smtp
from pipeline.errors import ConfigError, MondayError, RemoteRefused, RemoteUnknown, TryAgain
from pipeline.handoff.escape import require_one_link
from pipeline.handoff.explain import settling
from pipeline.handoff.steps import Steps
from pipeline.handoff.target import Outcome, Parcel
from pipeline.limits import UNSUBSCRIBE, issue_name

TIMEOUT = 30.0
SENT = "it was sent to the list's address"
CRLF = b"\r\n"


@dataclass(frozen=True, kw_only=True, slots=True)
class Mailer:
    """A mail server, and who we are there."""

    server: Smtp
    sender: str  # the envelope's sender: where bounces go
    password: str = field(default="", repr=False)

    def greet(self) -> None:
        """Connect, encrypt and log in, as before a message; send nothing."""
        with self._session() as server, self._explained():
            self._log_in(server)

    @contextmanager
    def envelope(self, to: str) -> Iterator[Callable[[bytes], None]]:
        """A session in which the server waits for the message; what it yields sends the message. Before that call
        nothing can have been sent. The call raises RemoteUnknown when its answer is lost."""
        with self._session() as server:
            with self._explained():
                self._log_in(server)
                _require(2, server.mail(parseaddr(self.sender)[1]))
                _require(2, server.rcpt(parseaddr(to)[1]))
                _require(3, server.docmd("DATA"))
            yield lambda data: _message(server, data)

    @contextmanager
    def _session(self) -> Iterator[smtplib.SMTP]:
        try:
            server = smtplib.SMTP(self.server.host, self.server.port, timeout=TIMEOUT)
        except smtplib.SMTPConnectError as e:
            raise _refusal(e.smtp_code, e.smtp_error) from e
        except (OSError, UnicodeError, smtplib.SMTPException) as e:  # UnicodeError: of a name that cannot be a host's
            why = getattr(e, "strerror", None) or e
            words = f"the mail server {self.server.host}:{self.server.port} cannot be reached: {why}"
            raise TryAgain(words, hint="check host and port under [smtp]; nothing was sent") from e
        try:
            yield server
            with suppress(OSError, smtplib.SMTPException):
                server.quit()
        finally:
            server.close()  # without a goodbye where something went wrong: in the message it would be a line of it

    def _log_in(self, server: smtplib.SMTP) -> None:
        if self.server.starttls:
            server.starttls(context=ssl.create_default_context())
        if self.server.user:
            server.login(self.server.user, self.password)
        server.ehlo_or_helo_if_needed()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """What a server can say before the message is on its way, in our words."""
        try:
            yield
        except smtplib.SMTPAuthenticationError as e:
            if e.smtp_code < 500:
                raise _refusal(e.smtp_code, e.smtp_error) from e
            hint = "check user under [smtp] and MONDAY_SMTP_PASSWORD"
            raise RemoteRefused(f"the mail server refused the login ({e.smtp_code})", hint=hint) from e
        except smtplib.SMTPNotSupportedError as e:
            hint = "if it needs no login, leave out user under [smtp]; starttls = false is for this machine only"
            raise RemoteRefused(f"the mail server cannot do that: {e}", hint=hint) from e
        except ssl.SSLError as e:
            hint = "check host under [smtp]: its certificate must be valid for that name; nothing was sent"
            raise MondayError(f"no safe connection to the mail server {self.server.host}: {e}", hint=hint) from e
        except UnicodeEncodeError as e:
            hint = "use only ASCII characters in user under [smtp], and in MONDAY_SMTP_PASSWORD"
            raise ConfigError("the mail server's login contains characters that cannot be sent", hint=hint) from e
        except OSError as e:  # smtplib's own errors among them
            if isinstance(e, smtplib.SMTPException) and not isinstance(e, smtplib.SMTPServerDisconnected):
                raise RemoteRefused(f"the mail server refused: {e}", hint="check [smtp]; nothing was sent") from e
            raise TryAgain(f"the mail server closed the connection: {e}", hint="nothing was sent; run it again") from e


def _message(server: smtplib.SMTP, data: bytes) -> None:
    """The message itself, dots doubled. smtplib's own `data` would not tell whether a byte of it has left."""
    try:
        server.send(re.sub(rb"(?m)^\.", b"..", data.removesuffix(CRLF)) + CRLF + b"." + CRLF)
        code, said = server.getreply()
    except (OSError, smtplib.SMTPException) as e:
        words = f"the connection to the mail server was lost while the message was being sent: {e}"
        raise RemoteUnknown(words, hint="check whether it arrived before you send it again") from e
    if code // 100 not in (2, 4, 5):
        words = "the mail server did not say whether it accepted the message"
        raise RemoteUnknown(words, hint="check whether it arrived before you send it again")
    _require(2, (code, said))


def _require(kind: int, reply: tuple[int, bytes]) -> None:
    """Raise MondayError unless the server's *reply* is of the *kind* that its code's first digit names."""
    if reply[0] // 100 != kind:
        raise _refusal(*reply)


def _refusal(code: int, said: bytes | str) -> MondayError:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    message = f"the mail server refused ({code}): {' '.join(words.split())[:200]}"
    if code < 500:
        return TryAgain(message, hint="nothing was sent; it may accept the email later: try again")
    return RemoteRefused(message, hint="read what it says; nothing was sent")


def deliver(parcel: Parcel, to: str, steps: Steps, mailer: Mailer, now: datetime) -> Outcome:
    """Send the issue to the list's one address, once its time has come. The doubt: from the intent's line on the disk,
    when the server waits for the message, to the result's, a crash leaves open whether it has it. SMTP has no way to
    ask, so an editor must."""
    if steps.done():
        return Outcome(state="sent", words=SENT)
    if steps.pending("send"):
        words = "an earlier attempt was cut off while the message was being sent"
        raise RemoteUnknown(words, hint=settling("smtp", parcel.day, "send"))
    if now < parcel.send_at:
        return Outcome(state="waiting", when=parcel.send_at, words="the first run after its time sends it")
    parcel.require_time(now)
    data = message(parcel)  # before the intent: what cannot be built leaves no doubt
    with mailer.envelope(to) as send:
        steps.intent("send")
        try:
            send(data)
        except RemoteUnknown as e:
            e.hint = settling("smtp", parcel.day, "send")
            raise
        except MondayError as e:
            steps.result("send", "refused" if isinstance(e, RemoteRefused) else "not-sent")
            raise
        steps.result("send", "done", status="sent", when=now.isoformat())
    return Outcome(state="sent", when=now, words=SENT)


def rollback(parcel: Parcel, steps: Steps) -> Outcome:
    """Possible only while nothing was sent. RemoteRefused after it, RemoteUnknown while that is in doubt."""
    if steps.done():
        hint = "correct the public page instead: monday erratum"
        raise RemoteRefused(f"the {issue_name(parcel.day)} was sent: an email cannot be taken back", hint=hint)
    if steps.pending("send"):
        words = "the issue may have been sent, and an email cannot be taken back"
        raise RemoteUnknown(words, hint=settling("smtp", parcel.day, "send"))
    return Outcome(state="absent", words="none of it was sent")


def rehearse(parcel: Parcel, to: str, mailer: Mailer) -> str:
    """The session of a hand-off that meets no trouble, as a person reads it."""
    data = message(parcel)
    return "\n".join(
        (
            f"SMTP {mailer.server.host}:{mailer.server.port}, at {parcel.send_at:%Y-%m-%d %H:%M} UTC or soon after",
            *(["STARTTLS"] if mailer.server.starttls else []),
            *([f"AUTH as {mailer.server.user}"] if mailer.server.user else []),
            f"MAIL FROM:<{parseaddr(mailer.sender)[1]}>",
            f"RCPT TO:<{parseaddr(to)[1]}>",
            f"DATA ({len(data):,} bytes: {parcel.email.subject})",
        )
    )


def message(parcel: Parcel) -> bytes:
    """email.eml for a list address: the unsubscribe link asks a person. The same headers, the same bytes every time."""
    link = f"mailto:{parseaddr(parcel.news.reply_to)[1]}?subject=unsubscribe"
    require_one_link(parcel.email.html, "the HTML part")
    require_one_link(parcel.email.text, "the text part")
    text, html = (part.replace(UNSUBSCRIBE, link) for part in (parcel.email.text, parcel.email.html))
    return mail.with_parts(parcel.eml, ("plain", text), ("html", html))


def send_test(parcel: Parcel, to: str, mailer: Mailer, *, now: datetime) -> None:
    """The issue to one editor alone, marked as a test; the rest is the same bytes. It has a name of its own: list
    servers and mailboxes drop a second mail that has the first one's."""
    domain = parseaddr(mailer.sender)[1].rpartition("@")[2]
    data = mail.with_headers(
        parcel.eml,
        mail.address_header("To", to),
        mail.text_header("Subject", f"[Test] {parcel.email.subject}"),
        mail.fixed_header("Date", format_datetime(now)),
        mail.fixed_header("Message-ID", f"<{parcel.key}.test.{now:%Y%m%d%H%M%S%f}@{domain}>"),
    )
    with mailer.envelope(to) as send:
        send(data)
