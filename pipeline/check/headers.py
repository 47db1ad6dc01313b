"""Rules about what an inbox shows first, and what mail servers read."""

import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime

from pipeline import mail, text
from pipeline.check import raw
from pipeline.check.view import View, error, listed, warning
from pipeline.config.when import send_instant
from pipeline.limits import identity
from pipeline.model import Finding

_WAY = re.compile(r"\s*<(?:mailto:[^<>\s]+@[^<>\s]+|https://[^<>\s]+)>\s*")


def subject(view: View) -> Iterator[Finding]:
    """The subject is there, on one line, honest (no "Re:"), and at most 60 characters long.

    Phones show about 40 characters; the rest is for those who open it.
    """
    words = view.issue.subject
    if not words.strip():
        yield error("issue.toml: subject", "the subject is empty", "name this week's first story")
    if re.search(r"[\r\n]", words):
        yield error("issue.toml: subject", "the subject has a line break", "write it on one line")
    if re.match(r"\s*(?:re|fwd?|aw)\s*:", words, re.IGNORECASE):
        yield error("issue.toml: subject", "the subject pretends to be an answer", 'leave out "Re:"')
    if len(words) > 60:
        yield warning("issue.toml: subject", f"{len(words)} characters; phones show about 40", "at most 60")


def preheader(view: View) -> Iterator[Finding]:
    """The line beside the subject in an inbox: 40 to 90 characters that add something.

    Without it the inbox shows the first words of the email, whatever they are.
    """
    words = view.issue.preheader.strip()
    if not words:
        yield error("issue.toml: preheader", "the preheader is empty", "say in one line what is in it")
    elif words.casefold() == view.issue.subject.strip().casefold():
        yield error("issue.toml: preheader", "the preheader repeats the subject", "say what else is in it")
    elif not 40 <= len(words) <= 90:
        yield warning("issue.toml: preheader", f"{len(words)} characters", "between 40 and 90 are shown well")


def names(view: View) -> Iterator[Finding]:
    """Subject and preheader name what is in the email: no article that was taken out, no other count, no other topic.

    They were written for the first choice, and a swap or a drop leaves them as they are.
    """
    issue, more = view.issue, text.MORE.search(view.issue.subject)
    if more and int(more[1]) != max(len(issue.stories) - 1, 0):
        said = f'it says "{more[0].strip()}", and the issue has {len(issue.stories)} in all'
        yield warning("issue.toml: subject", said, "count again, or leave that out")
    if not any(text.names(issue.subject, story.title) for story in issue.stories):
        for story in (*issue.bench, *issue.dropped):
            if text.names(issue.subject, story.title):
                said = f"it names an article that is not in the issue: {text.clip(story.title, 60)}"
                yield warning("issue.toml: subject", said, "name this week's first story")
                break
    labels, here = view.material.labels, {story.topic for story in issue.stories}
    others = {story.topic for story in (*issue.bench, *issue.held, *issue.dropped)} - here
    names = (labels[topic] for topic in others if topic in labels)
    if gone := sorted({name for name in names if re.search(rf"\b{re.escape(name)}\b", issue.preheader, re.IGNORECASE)}):
        yield warning(
            "issue.toml: preheader", f"it names {listed(gone)}, and no article is on that", "name what is in it"
        )


def arrives(view: View) -> Iterator[Finding]:
    """The subject arrives as it was written, and no line of the header is longer than mail servers take.

    What stands in email.eml is decoded again, byte by byte.
    """
    if not view.material.eml:
        return
    arrived = raw.decoded(raw.fields(view.material.eml).get("subject", ""))
    if arrived != view.email.subject:
        yield error("email.eml", f"the subject would arrive as “{arrived}”", "run: monday compose")
    head = view.material.eml.partition(b"\r\n\r\n")[0]
    if not head.isascii() or max(map(len, head.split(b"\r\n"))) > raw.LIMIT:
        yield error("email.eml", "a header is too long, or not in plain ASCII", "run: monday compose")


def from_(view: View) -> Iterator[Finding]:
    """Mail servers read the sender, and the address for answers, as they are in newsletter.toml."""
    if not view.material.eml:
        return
    found = raw.fields(view.material.eml)
    for header, key, written in (("From", "from", view.news.from_), ("Reply-To", "reply_to", view.news.reply_to)):
        value = found.get(header.lower(), "")
        if raw.mailbox(value) != mail.address(written):
            yield error("email.eml", f"{header} cannot be read: {value}", f"correct {key} in newsletter.toml")


def unsubscribe(view: View) -> Iterator[Finding]:
    """List-Unsubscribe names an https or mailto address (RFC 2369), unless the mail service adds its own.

    Gmail and Yahoo show a button for it, and a reader who finds it does not press "spam".
    """
    if not view.material.eml:
        return
    header = raw.fields(view.material.eml).get("list-unsubscribe")
    if header is None:
        if view.config.handoff.target in ("none", "smtp"):
            yield warning("email.eml", "there is no List-Unsubscribe header", "set reply_to in newsletter.toml")
    elif not all(_WAY.fullmatch(way) for way in header.split(",")):
        yield error("email.eml", f"malformed List-Unsubscribe: {header}", "correct reply_to in newsletter.toml")


def list_id(view: View) -> Iterator[Finding]:
    """List-Id names the newsletter (RFC 2919), so that readers can file it.

    Made from the newsletter's id and the host of its home.
    """
    if not view.material.eml:
        return
    header = raw.fields(view.material.eml).get("list-id")
    if header is None:
        if view.config.handoff.target in ("none", "smtp"):
            yield warning("email.eml", "there is no List-Id header", "compose writes it")
    elif not re.search(r"<[\w-]+(?:\.[\w-]+)+>$", header):
        yield error("email.eml", f"malformed List-Id: {header}", "correct id and home in newsletter.toml")


def fixed(view: View) -> Iterator[Finding]:
    """Date, Message-ID and boundary come from the issue, not from a clock or from chance.

    The same issue is the same bytes; an approval holds for exactly these.
    """
    if view.message is None:
        return
    name = identity(view.news.id, view.issue.date)
    try:
        dated = parsedate_to_datetime(str(view.message.get("Date", "")))
    except ValueError:
        dated = None
    if dated is None or dated != send_instant(view.config.schedule, view.issue.date):
        yield error("email.eml", "the Date is not the issue's send time", "run: monday compose")
    if name not in str(view.message.get("Message-ID", "")):
        yield error("email.eml", f"the Message-ID does not name {name}", "run: monday compose")
    if view.message.is_multipart() and name not in str(view.message.get_boundary()):
        yield error("email.eml", "the boundary between the parts is random", "run: monday compose")


RULES = (subject, preheader, names, arrives, from_, unsubscribe, list_id, fixed)
