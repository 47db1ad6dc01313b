"""The email as a message file: both parts, and headers that say who, when and how to leave."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from urllib.parse import urlsplit

from pipeline.config import Config
from pipeline.config.when import send_instant
from pipeline.limits import identity
from pipeline.model import Email, Issue
from pipeline.urls import ascii_host


def message(email: Email, issue: Issue, config: Config) -> bytes:
    """email.eml: multipart/alternative, CRLF lines; nothing in it comes from a clock or from chance."""
    news = config.newsletter
    name = identity(news.id, issue.date)
    domain = ascii_host(urlsplit(news.home).hostname or "localhost")
    eml = EmailMessage(policy=SMTP)
    eml["From"] = _address(news.from_)
    eml["To"] = _address(config.handoff.to or news.from_)
    eml["Reply-To"] = _address(news.reply_to)
    eml["Subject"] = email.subject
    eml["Date"] = send_instant(config.schedule, issue.date)
    eml["Message-ID"] = f"<{name}@{domain}>"
    eml["List-Id"] = f"<{news.id}.{domain}>"
    # Not one-click (RFC 8058): only the mail service knows a reader's own address, and adds that header itself.
    eml["List-Unsubscribe"] = f"<mailto:{_address(news.reply_to).addr_spec}?subject=unsubscribe>"
    eml.set_content(email.text, cte="quoted-printable")
    eml.add_alternative(email.html, subtype="html", cte="quoted-printable")
    eml["Content-Language"] = news.language  # here, since a part would have taken it along
    eml.set_boundary(f"=_{name}")  # quoted-printable never holds "=_"
    return eml.as_bytes()


def _address(written: str) -> Address:
    name, spec = parseaddr(written)
    return Address(display_name=name, addr_spec=spec)
