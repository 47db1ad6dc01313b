"""Rules that hold the HTML part and the text part together."""

import re
from collections.abc import Iterator
from html import unescape

from pipeline import urls
from pipeline.check.html import INLINE, Node
from pipeline.check.view import View, at, error, same_page, story_at, warning
from pipeline.limits import UNSUBSCRIBE
from pipeline.model import Finding
from pipeline.text import clip, sentences, squash

_ENTITY = re.compile(r"&(?:#\d+|#x[\da-fA-F]+|[A-Za-z]{2,8});")
_DEBRIS = re.compile(rf"</?[a-z][a-z0-9]*(?:\s[^<>]*)?>|{_ENTITY.pattern}|[\u200b\u034f\ufeff]|\u200c\s*\u200c")
_ADDRESS = re.compile(r"https?://[^\s<>]+")


def stories(view: View) -> Iterator[Finding]:
    """Both parts have the same stories, with the same addresses, in the same order.

    Who reads the text part reads the same newsletter.
    """
    seen, place, links = squash(view.email.text), 0, view.email.text.split()
    hrefs = {link.attrs["href"] for link in view.links}
    for n, story in enumerate(view.issue.stories, 1):
        found = seen.find(squash(story.title)[:100], place)
        if found < 0:
            yield error("email.txt", f"story {n} is missing or out of order: {story.title}", "see email/email.txt")
            continue
        place = found
        in_text = {link for link in links if link in hrefs}
        hrefs_of = (link.attrs["href"] for card in view.cards if card.n == n for link in card.box.all("a"))
        own = {href for href in hrefs_of if urls.is_public_http(href)}  # of others `links.scheme` speaks
        if own and not own & in_text:
            yield error("email.txt", f"the address of story {n} is not in the text part", "see email/email.txt")


def footer(view: View) -> Iterator[Finding]:
    """Address, emergency line, ebook, unsubscribe link and promise stand in both parts.

    They are promises to every reader.
    """
    both = {"email.html": squash(view.words), "email.txt": squash(view.email.text)}
    for what, words in (
        ("postal address", view.news.postal_address),
        ("emergency line", f"call {view.news.emergency}"),
        ("ebook", view.config.ebook.title),
        ("privacy promise", view.news.privacy_promise),
    ):
        missing = [where for where, seen in both.items() if squash(words) not in seen]
        if len(missing) == 1:
            yield error(missing[0], f"the {what} is only in the other part", "see the templates in email/")
    if UNSUBSCRIBE not in view.email.text:
        yield error("email.txt", "the unsubscribe link is missing", "see email/email.txt")
    addresses = _ADDRESS.findall(view.email.text)
    if view.config.ebook.show and not any(same_page(address, view.config.ebook_url) for address in addresses):
        yield error("email.txt", "the link to the ebook is missing", "see email/email.txt")


def blocks(view: View) -> Iterator[Finding]:
    """Every paragraph of the HTML part stands in the text part, too: also one that an editor added to the template.

    Readers of the text part, and those to whom a watch or a car reads it aloud, get all of it.
    """
    seen = squash(view.email.text)
    for node in view.nodes:
        words = node.text if node.shown and node.tag not in INLINE and not _holds_blocks(node) else ""
        if squash(words) not in seen and not _is_told(words, seen):
            yield warning(at(node), f"only in the HTML part: {clip(words, 60)}", "say it in email/email.txt, too")


def _holds_blocks(node: Node) -> bool:
    return any(child.tag not in INLINE and child.text for child in node.all())


def _is_told(words: str, seen: str) -> bool:
    """Whether each sentence stands somewhere: a long one may be cut, and lines may be in another order."""
    return all(squash(sentence)[:100] in seen for sentence in sentences(words))


def debris(view: View) -> Iterator[Finding]:
    """The text part is text: no tags, entities or filler, and lines of at most 78 columns.

    Addresses may be longer: a cut one cannot be opened. What stands in issue.toml is changed there.
    """
    written = [(f"issue.toml: {key}", getattr(view.issue, key)) for key in ("subject", "preheader", "intro")]
    for n, story in enumerate(view.issue.stories, 1):
        written += [(story_at(n, key), getattr(story, key)) for key in ("title", "source", "blurb", "image_alt")]
    ours = [(where, match[0]) for where, words in written for match in _ENTITY.finditer(words)]
    for where, entity in dict.fromkeys(ours):
        yield error(where, f"readers see {entity}", f"write {unescape(entity)}")
    told = {entity for _, entity in ours}
    if match := next((m for m in _DEBRIS.finditer(view.email.text) if m[0] not in told), None):
        yield error("email.txt", f"debris: {match[0]!r}", "the text part has its own template, email/email.txt")
    for number, line in enumerate(view.email.text.splitlines(), 1):
        if len(line) > 78 and not re.match(r"\s*\S+$", line):
            yield warning(
                f"email.txt:{number}", f"{len(line)} columns; 78 are the most", "use |wrap in email/email.txt"
            )
            return


RULES = (stories, footer, blocks, debris)
