"""Rules about links: where they lead, what they say, how easily a thumb hits them."""

import re
from ipaddress import ip_address

from pipeline import urls
from pipeline.check import css
from pipeline.check.material import Findings, Material, at, error, same_page, split, story_at, together, warning
from pipeline.text import squash

_VAGUE = re.compile(r"(?:please )?(?:click|tap)?\s*(?:here|this|(?:this )?link|(?:read |learn )?more|go|open)\W*", re.I)
_OPEN = "open it in a browser"


def scheme(given: Material) -> Findings:
    """Links lead somewhere public, by https. Empty links, "#", scripts and addresses inside a private network reach
    nobody; http is a warning."""
    plain = []
    for link, where in given.addresses:
        href = link.attrs["href"].strip()
        kind = split(href).scheme.lower()
        if kind in ("mailto", "tel"):
            continue
        if not urls.is_public_http(href):
            yield error(where, f"leads nowhere: {link.text or 'no words'} → {href or 'nothing'}", "use https://…")
        elif _private(urls.host(href)):
            yield error(where, f"only your own network can reach {href}", "link to the public page")
        elif kind == "http":
            plain.append((where, urls.host(href)))
    yield from together(warning, plain, "http without encryption", "see whether https:// works too", 5)


def _private(host: str) -> bool:
    try:
        return not ip_address(host.strip("[]")).is_global
    except ValueError:
        return "." not in host or host.endswith((".local", ".localhost", ".internal", ".lan"))


def story(given: Material) -> Findings:
    """An article's links lead to its address in issue.toml, and nowhere else: the editor read no other page."""
    for card in given.cards:
        found = [link.attrs["href"] for link in given.links if card.box in link.up()]
        sound = [href for href in found if urls.is_public_http(href)]  # `scheme` speaks of the others
        wrong = [href for href in sound if not same_page(href, card.story.url)]
        if not found or wrong:
            said = f"article {card.n} {f'leads to {wrong[0]}' if wrong else 'has no link'} in the email"
            yield error(story_at(card.n, "url"), said, "see whether it is a valid https:// address")


def text(given: Material) -> Findings:
    """A link says where it leads: no "click here", no bare address, no words used for two places. Screen readers list
    links without the sentences around them."""
    places: dict[str, str] = {}
    for link in given.links:
        words = link.text or " ".join(image.attrs.get("alt", "") for image in link.all("img"))
        href = link.attrs["href"]
        if not squash(words) and href not in given.untitled:  # `structure.stories` speaks of those
            yield error(at(link), f"a link without text: {href}", "say where it leads")
        elif _VAGUE.fullmatch(words):
            yield error(at(link), f'"{words}" does not say where it leads', "name the article or the thing")
        elif re.match(r"(?:https?://|www\.)\S+$", words):
            yield error(at(link), f"a bare address as link text: {words[:60]}", "say in words where it leads")
        elif places.setdefault(squash(words), href) != href:
            yield error(at(link), f'"{words}" leads to two places', "give each link its own words")


def target(given: Material) -> Findings:
    """By the styles, buttons are 44 px high or more, and no link is lower than 24 px. Readers press with one thumb, and
    not a steady one. Links inside text count with their line; tests/browser measures the truth."""
    small = []
    lines = {painted.node: painted.line for painted in given.light}
    for link in given.links:
        high = next((lines[node] for node in (link, *link.all()) if node in lines), None)
        if high is None:
            continue  # a picture: images.dimensions looks at it
        button = link.style.get("display") in ("block", "inline-block")
        if button:
            top, _, bottom, _ = (css.pixels(side) or 0 for side in css.sides(link.style, "padding"))
            high += top + bottom
        said = f"{link.text} ({high:.0f} px)"
        if high < 24:
            yield error(at(link), f"a link lower than 24 px: {said}", "more line height or padding")
        elif high < 44 and button:
            small.append((at(link), said))
    yield from together(warning, small, "buttons lower than 44 px", "more padding")


def dead(given: Material) -> Findings:
    """Requested pages answer. Only with `--links`. Gone (404, 410) is an error; no answer is a warning, because many
    sites refuse programs."""
    silent: list[tuple[str, str]] = []
    for link in given.answers:
        n = next((n for n, s in enumerate(given.issue.stories, 1) if s.url == link.url), 0)
        where = story_at(n, "url") if n else "email.html"
        if link.status in (404, 410):
            yield error(where, f"this page is gone ({link.status}): {link.url}", "find its new address, or drop it")
        elif link.status >= 400 or not link.status:
            silent.append((where, f"{urls.host(link.url)} ({link.said})"))
        elif link.final and split(link.final).path in ("", "/") and split(link.url).path not in ("", "/"):
            yield warning(where, f"leads to a home page now: {link.url}", f"the article may be gone: {_OPEN}")
    yield from together(warning, silent, "could not open", _OPEN, 8)
