"""Rules that hold the HTML part and the text part together."""

import re
from html import unescape

from pipeline import urls
from pipeline.check.html import INLINE
from pipeline.check.material import Findings, Material, at, error, listed, warning
from pipeline.text import clip, sentences, squash, squeeze

_ENTITY = r"&(?:#\d+|#x[\da-fA-F]+|[A-Za-z]{2,8});"
_DEBRIS = re.compile(rf"</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*)?>|{_ENTITY}|[\u200b\u034f\ufeff]|\u200c\s*\u200c")


def stories(given: Material) -> Findings:
    """Both parts have the same articles, with the same addresses, in the same order. Readers of the text part get the
    same newsletter."""
    hint = "see email/email.txt"
    seen, place = squash(given.email.text), 0
    links = {link.attrs["href"] for link in given.links} & set(given.email.text.split())
    hrefs = {card.n: {link.attrs["href"] for link in card.box.all("a")} for card in given.cards}
    for n, story in enumerate(given.issue.stories, 1):
        found = seen.find(squash(story.title)[:100], place)
        if found < 0:
            yield error("email.txt", f"article {n} is missing or out of order: {story.title}", hint)
            continue
        place = found
        own = {href for href in hrefs.get(n, ()) if urls.is_public_http(href)}  # of others `links.scheme` speaks
        if own and not own & links:
            yield error("email.txt", f"the address of article {n} is not in the text part", hint)


def blocks(given: Material) -> Findings:
    """Every paragraph of the HTML part is in the text part, too, even one that an editor added to the template. Readers
    of the text part, and those to whom a watch or a car reads it aloud, get all of it."""
    seen = squash(given.email.text)
    for node in (node for node in given.nodes if node.shown and node.tag not in INLINE):
        if any(child.tag not in INLINE and child.text for child in node.all()):
            continue  # a block around others
        # A long sentence may be cut, and lines may be in another order.
        if squash(node.text) not in seen and any(squash(one)[:100] not in seen for one in sentences(node.text)):
            yield warning(at(node), f"only in the HTML part: {clip(node.text, 60)}", "say it in email/email.txt, too")


def debris(given: Material) -> Findings:
    """The text part is text: no tags, entities or filler, and lines of at most 78 columns. Addresses may be longer: one
    that is cut cannot be opened. What comes from issue.toml or newsletter.toml is changed there."""
    words, left = [one for one in (*given.written, *given.settings) if one.key != "why"], []
    for mark in dict.fromkeys(squeeze(match[0]) for match in _DEBRIS.finditer(given.email.text)):
        ours = [one for one in words if mark in squeeze(one.words)]
        for one in ours:
            tag = "put ** at both ends of bold words" if one.key in ("intro", "blurb") else "remove it"
            yield error(one.where, f"readers see {mark}", f"write {unescape(mark)}" if mark[0] == "&" else tag)
        left += [] if ours else [repr(mark)]
    if left:
        yield error("email.txt", f"debris: {listed(left)}", "the text part has its own template, email/email.txt")
    for number, line in enumerate(given.email.text.splitlines(), 1):
        if len(line) > 78 and not re.match(r"\s*\S+$", line):
            yield warning(f"email.txt:{number}", f"{len(line)} columns; at most 78", "use |wrap in email/email.txt")
            return
