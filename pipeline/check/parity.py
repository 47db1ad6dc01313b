"""Rules that hold the HTML part and the text part together."""

import re
from collections.abc import Iterator

from pipeline import urls
from pipeline.check.view import View, error, same_page, warning
from pipeline.limits import UNSUBSCRIBE
from pipeline.model import Finding
from pipeline.text import squash

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


def debris(view: View) -> Iterator[Finding]:
    """The text part is text: no tags, entities or filler, and lines of at most 78 columns.

    Addresses may be longer: a cut one cannot be opened.
    """
    if match := re.search(
        r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?>|&(?:#\d+|[a-z]{2,8});|[\u200b\u034f\ufeff]|\u200c\s*\u200c", view.email.text
    ):
        yield error("email.txt", f"debris: {match[0]!r}", "the text part has its own template, email/email.txt")
    for number, line in enumerate(view.email.text.splitlines(), 1):
        if len(line) > 78 and not re.match(r"\s*\S+$", line):
            yield warning(
                f"email.txt:{number}", f"{len(line)} columns; 78 are the most", "use |wrap in email/email.txt"
            )
            return


RULES = (stories, footer, debris)
