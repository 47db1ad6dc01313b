"""The email as a message file: both parts, and headers that say who, when and how to leave."""

from email.utils import format_datetime
from urllib.parse import urlsplit

from pipeline import mail
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
    answers = mail.address(news.reply_to)[1]
    headers = [
        mail.address_header("From", news.from_),
        mail.address_header("To", config.handoff.to or news.from_),
        mail.address_header("Reply-To", news.reply_to),
        mail.text_header("Subject", email.subject),
        mail.fixed_header("Date", format_datetime(send_instant(config.schedule, issue.date))),
        mail.fixed_header("Message-ID", f"<{name}@{domain}>"),
        mail.fixed_header("List-Id", f"<{news.id}.{domain}>"),
        # Not one-click (RFC 8058): only the mail service knows a reader's own address, and adds that header itself.
        mail.fixed_header("List-Unsubscribe", f"<mailto:{answers}?subject=unsubscribe>"),
        mail.fixed_header("Content-Language", news.language),
    ]
    return mail.message(headers, ("plain", email.text), ("html", email.html), boundary=f"=_{name}")
