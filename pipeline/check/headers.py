"""Rules about what an inbox shows first, and what mail servers read."""

import re
from collections.abc import Iterator

from pipeline import mail, text
from pipeline.check import raw
from pipeline.check.view import View, error, listed, warning
from pipeline.model import Finding

_WAY = r"\s*<(?:mailto:[^<>\s]+@[^<>\s]+|https://[^<>\s]+)>\s*"
_AGAIN = "run: monday compose"
_SUBJECT, _PREHEADER = "issue.toml: subject", "issue.toml: preheader"


def subject(view: View) -> Iterator[Finding]:
    """The subject is there, on one line, honest (no "Re:"), and at most 60 characters long.

    Phones show about 40 characters; the rest is for those who open it.
    """
    words = view.issue.subject
    if not words.strip():
        yield error(_SUBJECT, "the subject is empty", "name this week's first story")
    if re.search(r"[\r\n]", words):
        yield error(_SUBJECT, "the subject has a line break", "write it on one line")
    if re.match(r"\s*(?:re|fwd?|aw)\s*:", words, re.IGNORECASE):
        yield error(_SUBJECT, "the subject pretends to be a reply", 'leave out "Re:"')
    if len(words) > 60:
        yield warning(_SUBJECT, f"{len(words)} characters; phones show about 40", "at most 60")


def preheader(view: View) -> Iterator[Finding]:
    """The line beside the subject in an inbox: 40 to 90 characters that add something.

    Without it the inbox shows the first words of the email, whatever they are.
    """
    words = view.issue.preheader.strip()
    if not words:
        yield error(_PREHEADER, "the preheader is empty", "say in one line what is in the issue")
    elif words.casefold() == view.issue.subject.strip().casefold():
        yield error(_PREHEADER, "the preheader repeats the subject", "say what else is in the issue")
    elif not 40 <= len(words) <= 90:
        yield warning(_PREHEADER, f"{len(words)} characters", "inboxes show 40 to 90 characters well")


def names(view: View) -> Iterator[Finding]:
    """Subject and preheader name what is in the email: no article that was taken out, no other count, no other topic.

    They were written for the first choice, and a swap or a drop leaves them as they are.
    """
    issue, more = view.issue, text.MORE.search(view.issue.subject)
    if more and int(more[1]) != max(len(issue.stories) - 1, 0):
        said = f'it says "{more[0].strip()}", and the issue has {len(issue.stories)} in all'
        yield warning(_SUBJECT, said, "count again, or leave that out")
    if not any(text.names(issue.subject, story.title) for story in issue.stories):
        out = (story.title for story in (*issue.bench, *issue.dropped) if text.names(issue.subject, story.title))
        if title := next(out, ""):
            said = f"it names an article that is not in the issue: {text.clip(title, 60)}"
            yield warning(_SUBJECT, said, "name this week's first story")
    labels, here = view.material.labels, {story.topic for story in issue.stories}
    others = {story.topic for story in (*issue.bench, *issue.held, *issue.dropped)} - here
    names = {labels[topic] for topic in others if topic in labels}
    if gone := sorted(name for name in names if re.search(rf"\b{re.escape(name)}\b", issue.preheader, re.IGNORECASE)):
        yield warning(_PREHEADER, f"it names {listed(gone)}, and no article is about that", "name what is in the issue")


def arrives(view: View) -> Iterator[Finding]:
    """The subject arrives as it was written.

    The header of email.eml is decoded again, byte by byte.
    """
    arrived = raw.decoded(view.headers.get("subject", ""))
    if arrived != view.email.subject:
        yield error("email.eml", f"the subject would arrive as “{arrived}”", _AGAIN)


def from_(view: View) -> Iterator[Finding]:
    """Mail servers read the sender, and the address for answers, as they are in newsletter.toml."""
    for header, key, written in (("From", "from", view.news.from_), ("Reply-To", "reply_to", view.news.reply_to)):
        value = view.headers.get(header.lower(), "")
        if raw.mailbox(value) != mail.address(written):
            yield error("email.eml", f"{header} cannot be read: {value}", f"correct {key} in newsletter.toml")


def unsubscribe(view: View) -> Iterator[Finding]:
    """List-Unsubscribe names an https or mailto address (RFC 2369), unless the mail service adds its own.

    Gmail and Yahoo show a button for it, and a reader who finds it does not press "spam".
    """
    yield from _list_header(view, "List-Unsubscribe", rf"{_WAY}(?:,{_WAY})*", "reply_to")


def list_id(view: View) -> Iterator[Finding]:
    """List-Id names the newsletter (RFC 2919), so that readers can file it.

    It is made from the newsletter's id and the host of its home.
    """
    yield from _list_header(view, "List-Id", r".*<[\w-]+(?:\.[\w-]+)+>", "id and home")


def _list_header(view: View, name: str, form: str, keys: str) -> Iterator[Finding]:
    header = view.headers.get(name.lower())
    if header is None:
        if view.config.handoff.target in ("none", "smtp"):
            yield warning("email.eml", f"there is no {name} header", _AGAIN)
    elif not re.fullmatch(form, header):
        yield error("email.eml", f"malformed {name}: {header}", f"correct {keys} in newsletter.toml")


RULES = (subject, preheader, names, arrives, from_, unsubscribe, list_id)
