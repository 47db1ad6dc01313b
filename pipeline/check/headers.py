"""Rules about what an inbox shows first, and what mail servers read. The header of email.eml is read as its bytes
stand, by a reading of RFC 2047 of our own: another's may be too kind."""

import re
from base64 import b64decode
from binascii import Error, a2b_qp
from itertools import pairwise

from pipeline import mail, text
from pipeline.check.material import Findings, Material, error, listed, warning

_WORD = re.compile(r"=\?utf-8\?([QqBb])\?([!->@-~]*)\?=", re.IGNORECASE)
_WAY = r"\s*<(?:mailto:[^<>\s]+@[^<>\s]+|https://[^<>\s]+)>\s*"
_AGAIN = "run: monday compose"
_FIRST = "name this week's first article"
_SUBJECT, _PREHEADER = "issue.toml: subject", "issue.toml: preheader"


def subject(given: Material) -> Findings:
    """The subject is there, on one line, honest (no "Re:"), and at most 60 characters long. Phones show about 40
    characters; the rest is for those who open it."""
    words = given.issue.subject
    if not words.strip():
        yield error(_SUBJECT, "the subject is empty", _FIRST)
    if re.search(r"[\r\n]", words):
        yield error(_SUBJECT, "the subject has a line break", "write it on one line")
    if re.match(r"\s*(?:re|fwd?|aw)\s*:", words, re.IGNORECASE):
        yield error(_SUBJECT, "the subject pretends to be a reply", 'leave out "Re:"')
    if len(words) > 60:
        yield warning(_SUBJECT, f"{len(words)} characters; phones show about 40", "at most 60")


def preheader(given: Material) -> Findings:
    """The line beside the subject in an inbox: 40 to 90 characters that add something. Without it the inbox shows the
    first words of the email, whatever they are."""
    words = given.issue.preheader.strip()
    if not words:
        yield error(_PREHEADER, "the preview text is empty", "say in one line what is in the issue")
    elif words.casefold() == given.issue.subject.strip().casefold():
        yield error(_PREHEADER, "the preview text repeats the subject", "say what else is in the issue")
    elif not 40 <= len(words) <= 90:
        yield warning(_PREHEADER, f"{len(words)} characters", "40 to 90 characters fit best in inboxes")


def names(given: Material) -> Findings:
    """Subject and preheader name what is in the email: no article that was taken out, no other count, no other topic.
    They were written for the first choice, and a swap or a drop leaves them as they are."""
    issue, more = given.issue, text.MORE.search(given.issue.subject)
    if more and int(more[1]) != max(len(issue.stories) - 1, 0):
        said = f'the subject says "{more[0].strip()}", but the issue has {text.counted(len(issue.stories), "article")}'
        yield warning(_SUBJECT, said, "correct the number, or leave it out")
    if not any(text.names(issue.subject, story.title) for story in issue.stories):
        out = (story.title for story in (*issue.bench, *issue.dropped) if text.names(issue.subject, story.title))
        if title := next(out, ""):
            yield warning(_SUBJECT, f"the subject names an article that is not here: {text.clip(title, 60)}", _FIRST)
    labels, here = given.labels, {story.topic for story in issue.stories}
    others = {story.topic for story in (*issue.bench, *issue.held, *issue.dropped)} - here
    names = {labels[topic] for topic in others if topic in labels}
    if gone := sorted(name for name in names if re.search(rf"\b{re.escape(name)}\b", issue.preheader, re.IGNORECASE)):
        yield warning(_PREHEADER, f"the preview text names {listed(gone)}, but no article does", "name what is here")
    elif words := _left_out(given):
        yield warning(_PREHEADER, f"“{words}” is from an article that is not in the issue", "name what is here")


def _left_out(given: Material) -> str:
    """Two words of the preheader that stand together in the title of an article that was left out, and nowhere else in
    the email; "" where there are none."""
    shown = set().union(*(_pairs(words) for words in (given.copy, *(story.title for story in given.issue.stories))))
    said = _pairs(given.issue.preheader) - shown
    found = (said & _pairs(story.title) for story in (*given.issue.bench, *given.issue.dropped))
    return " ".join(next((min(pairs) for pairs in found if pairs), ()))


def _pairs(words: str) -> set[tuple[str, str]]:
    """The pairs of neighboring words that say something."""
    return {pair for pair in pairwise(text.words(words.casefold())) if min(map(len, pair)) > 3}


def arrives(given: Material) -> Findings:
    """The subject arrives as it was written. The header of email.eml is decoded again, byte by byte."""
    arrived = decoded(_header(given.eml, "Subject") or "")
    if arrived != given.email.subject:
        yield error("email.eml", f"the subject would arrive as “{arrived}”", _AGAIN)


def from_(given: Material) -> Findings:
    """Mail servers read the sender, and the address for answers, as they are in newsletter.toml."""
    for header, key, written in (("From", "from", given.news.from_), ("Reply-To", "reply_to", given.news.reply_to)):
        value = _header(given.eml, header) or ""
        if mailbox(value) != mail.address(written):
            yield error("email.eml", f"{header} cannot be read: {value}", f"correct {key} in newsletter.toml")


def unsubscribe(given: Material) -> Findings:
    """List-Unsubscribe names an https or mailto address (RFC 2369), unless the mail service adds its own. Gmail and
    Yahoo show a button for it, and a reader who finds it does not press "spam"."""
    yield from _list_header(given, "List-Unsubscribe", rf"{_WAY}(?:,{_WAY})*", "reply_to")


def list_id(given: Material) -> Findings:
    """List-Id names the newsletter (RFC 2919), so that readers can file it. It is made from the newsletter's id and the
    host of its home."""
    yield from _list_header(given, "List-Id", r".*<[\w-]+(?:\.[\w-]+)+>", "id and home")


def _list_header(given: Material, name: str, form: str, keys: str) -> Findings:
    header = _header(given.eml, name)
    if header is None:
        if given.config.handoff.target in ("none", "smtp"):
            yield warning("email.eml", f"there is no {name} header", _AGAIN)
    elif not re.fullmatch(form, header):
        yield error("email.eml", f"malformed {name}: {header}", f"correct {keys} in newsletter.toml")


def _header(eml: bytes, name: str) -> str | None:
    """A header by its name, unfolded, and still encoded; of several the last."""
    head = re.sub(r"\r\n(?=[ \t])", "", eml.partition(b"\r\n\r\n")[0].decode("latin-1"))
    found = re.findall(rf"^{name}:([^\r\n]*)", head, re.IGNORECASE | re.MULTILINE)
    return found[-1].strip(" \t") if found else None


def decoded(value: str) -> str:
    """The words of a header. Encoded words stand alone between blanks; the blanks between two of them are no text."""
    pieces = re.split(r"([ \t]+)", value)
    words = [_word(piece) for piece in pieces[::2]]
    said = pieces[0] if words[0] is None else words[0]
    for blank, piece, (before, word) in zip(pieces[1::2], pieces[2::2], pairwise(words), strict=True):
        said += (blank if before is None or word is None else "") + (piece if word is None else word)
    return said


def mailbox(value: str) -> tuple[str, str]:
    """Name and address of a header that holds one mailbox; the address as written."""
    name, bracket, spec = value.rpartition("<")
    if not bracket:
        return "", value
    name = decoded(name.strip(" "))
    quoted = re.fullmatch(r'"((?:[^"\\]|\\.)*)"', name)
    return re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else name, spec.removesuffix(">")


def _word(piece: str) -> str | None:
    """What an encoded word says, or None where *piece* is none: too long, damaged, or cut inside a character."""
    found = _WORD.fullmatch(piece) if len(piece) <= 75 else None
    try:
        if found is None:
            return None
        data = a2b_qp(found[2], header=True) if found[1] in "Qq" else b64decode(found[2], validate=True)
        return data.decode()
    except (Error, UnicodeDecodeError):
        return None
