"""Rules about bytes: what Gmail cuts, what mail servers refuse; and the sizes: what takes the room."""

import base64
import quopri
import re
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.check.material import Findings, Material, error, same_page, warning
from pipeline.limits import GMAIL_CUT, UNSUBSCRIBE

WARN, STOP = 90_000, 100_000
"""Gmail cuts a message at about 102 KB, and everything after the cut goes, the way to unsubscribe first."""


class Entry(NamedTuple):
    """The bytes that one story takes in the HTML part, as they are and as quoted-printable."""

    n: int
    title: str
    raw: int
    encoded: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Sizes:
    """Where the bytes of the HTML part go."""

    raw: int
    encoded: int  # as quoted-printable, as it is sent
    base64: int  # as base64: what a mail service may make of it
    styles: int  # what is left in <style>
    attributes: int  # what inlining wrote into style attributes
    stories: tuple[Entry, ...]
    cut: int  # bytes left until Gmail's cut; negative past it


def sizes(given: Material) -> Sizes:
    """The sizes of the email and of each story in it."""
    html = given.email.html.encode()
    parts = [(card, given.email.html[card.box.start : card.box.end].encode()) for card in given.cards]
    return Sizes(
        raw=len(html),
        encoded=len(quopri.encodestring(html)),
        base64=len(base64.encodebytes(html)),
        styles=sum(len(sheet.encode()) for _, sheet in given.sheets),
        attributes=sum(len(node.attrs.get("style", "").encode()) for node in given.nodes),
        stories=tuple(Entry(c.n, c.story.title, len(part), len(quopri.encodestring(part))) for c, part in parts),
        cut=GMAIL_CUT - len(html),
    )


def html(given: Material) -> Findings:
    """The HTML part stays below 90,000 bytes; at 100,000 it is an error. Gmail cuts at about 102 KB and hides the rest,
    the styles included. Tests disagree on which encoding is counted, so the message names all three. Shorten the
    blurbs; `monday check --sizes` says where the bytes go."""
    room = sizes(given)
    if room.raw > WARN:
        largest = max(room.stories, key=lambda entry: entry.raw, default=None)
        encodings = f"{room.encoded:,} quoted-printable, {room.base64:,} base64"
        said = f"{room.raw:,} bytes ({encodings}); Gmail cuts at {GMAIL_CUT:,}"
        hint = (
            f"shorten article {largest.n}, the largest: {largest.raw:,} bytes" if largest else "shorten the templates"
        )
        yield (error if room.raw >= STOP else warning)("email.html", said, hint)


def before_cut(given: Material) -> Findings:
    """The ebook, the emergency line and the unsubscribe link come before byte 90,000. After Gmail's cut nobody sees
    them."""
    called = f"call {given.news.emergency}".casefold()
    for what, found in (
        ("the ebook", (node for node in given.links if same_page(node.attrs["href"], given.config.ebook_url))),
        ("the emergency line", (node for node in given.nodes if node.shown and called in node.own_text.casefold())),
        ("the unsubscribe link", (node for node in given.links if node.attrs["href"] == UNSUBSCRIBE)),
    ):
        node = next(found, None)
        if node is not None and len(given.email.html[: node.start].encode()) > WARN:
            yield error("email.html", f"{what} comes after byte {WARN:,}", "shorten what comes before it")


def charset(given: Material) -> Findings:
    """The HTML part is pure ASCII, and neither part holds a C1 character. One stray Windows character makes Gmail cut
    the message, whatever its size."""
    if stray := re.search(r"[^\x00-\x7e]", given.email.html):
        yield error("email.html", f"a non-ASCII character: U+{ord(stray[0]):04X}", "compose writes numeric references")
    numbers = [int(n) for n in re.findall(r"&#(\d+);", given.email.html)] + [ord(c) for c in given.email.text]
    if bad := next((n for n in numbers if 0x80 <= n <= 0x9F), None):
        yield error("email.html", f"a control character: U+{bad:04X}", "type that character again in issue.toml")


def line(given: Material) -> Findings:
    """No line of email.eml is longer than 998 bytes. RFC 5322's limit: mail servers refuse or break longer ones."""
    longest = max(map(len, given.eml.split(b"\r\n")))
    if longest > 998:
        yield error("email.eml", f"a line of {longest} bytes; the limit is 998", "send the parts as quoted-printable")
