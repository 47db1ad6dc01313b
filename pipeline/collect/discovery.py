"""A site's address → its feeds. A candidate counts once its answer parses; only the web is ever asked."""

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from pipeline import urls
from pipeline.collect import box
from pipeline.collect.page import Head
from pipeline.collect.parse import Parsed
from pipeline.errors import FetchError
from pipeline.model import Feed
from pipeline.outside.web import Response
from pipeline.text import plain
from pipeline.text.printable import NOTHING, Printable, printable

_TYPE = re.compile(r"(?:application|text)/(?:x[.-])?(?:(?:rss|atom|rdf)(?:[+_-]?xml)?|feed\+json)")
"""The types of feeds, and the near misses that sites write."""
_MAYBE = frozenset({"application/json", "application/xml", "text/xml"})  # feeds, if their address or title says so
_WELL_KNOWN = ("/feed/", "/rss.xml", "/atom.xml", "/feed.xml", "/index.xml", "/rss", "/feed.json")
_LINKED = re.compile(r"(?:^|[/._=-])(?:feed|feeds|rss|rss2|atom|rdf)(?:$|[/._?-])", re.IGNORECASE)
"""Addresses of ordinary links that may be a feed's."""
_COMMENTS = re.compile(r"/comments?/(?:feed|default)|comments?[-_.]?(?:feed|rss|atom)|\bcomments feed\b", re.IGNORECASE)
_MOST = 12  # candidates that are tried at one site

Fetch = Callable[[str], Response]  # what is at an address; raises FetchError


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A feed that answered and parsed."""

    url: str
    title: Printable  # what it calls itself, else what the page calls it, else ""
    entries: int


def find(url: str, *, fetch: Fetch) -> tuple[Found, ...]:
    """The feeds behind an address, the most telling first: itself, what its page names, then well-known paths. Raises
    FetchError if the address itself does not answer, or if there is no feed."""
    first, results = fetch(url), list[Parsed | FetchError]()
    with box.opened(lambda _, result: results.append(result)) as parsing:  # candidates are strangers' too

        def parsed(answer: Response, title: Printable) -> Found:
            parsing.put(box.Job(feed=Feed(url=answer.url, name=""), answer=answer))
            parsing.drain()
            found = results.pop()
            if isinstance(found, FetchError):
                raise found
            return Found(url=answer.url, title=found.title or title, entries=len(found.articles))

        def tried(named: Iterable[tuple[str, Printable]], *, stay: bool = False) -> tuple[Found, ...]:
            """Those that answer with a feed; with *stay*, redirects do not count: most lead to the front page."""
            found = dict[str, Found]()
            for target, title in named:
                with suppress(FetchError):
                    answer = fetch(target)
                    if not stay or urlsplit(answer.url).path.rstrip("/") == urlsplit(target).path.rstrip("/"):
                        found.setdefault(answer.url, parsed(answer, title))
            return tuple(found.values())

        try:
            return (parsed(first, NOTHING),)
        except FetchError as e:
            why = "" if e.reason == "html" else f" ({e})"
            hint = "look on the site for a link named RSS or feed"
            if e.reason == "no-entries":
                hint = "add it once it has articles, or write it into newsletter.toml by hand"
        guesses = [(urljoin(first.url, path), NOTHING) for path in _WELL_KNOWN]
        found = tried(links(first)) or tried(linked(first)) or tried(guesses, stay=True)[:1]
    if not found:
        raise FetchError(f"there is no feed at {url}{why}", reason="not-a-feed", hint=hint)
    return found


def links(answer: Response) -> tuple[tuple[str, Printable], ...]:
    """(address, title) of the feeds that a page names in its Link header and its <link> tags; no comment feeds."""
    page = Head(answer.body.decode("utf-8", "replace"))
    base = _joined(answer.url, page.base)
    named = [(_joined(answer.url, target), attrs) for target, attrs in _link_header(answer.headers.get("link", ""))]
    named += [(_joined(base, attrs.get("href", "")), attrs) for attrs in page.links]
    found = dict[str, Printable]()
    for target, attrs in named:
        title = printable(plain(attrs.get("title", "")), 80)
        if urls.is_public_http(target) and _is_feed(target, attrs) and not _COMMENTS.search(f"{target} {title}"):
            found.setdefault(target, title)
    return tuple(found.items())[:_MOST]


def linked(answer: Response) -> tuple[tuple[str, Printable], ...]:
    """(address, "") of what a page's ordinary links say is a feed, on its own site."""
    page = Head(answer.body.decode("utf-8", "replace"))
    base = _joined(answer.url, page.base)
    targets = (_joined(base, re.sub(r"^feed:(?=https?:|//)", "", href)) for href in page.anchors)
    own = (t for t in targets if urls.is_public_http(t) and _LINKED.search(urlsplit(t).path + "?" + urlsplit(t).query))
    return tuple((t, NOTHING) for t in dict.fromkeys(own) if not _COMMENTS.search(t))[:6]


def _is_feed(target: str, attrs: Mapping[str, str]) -> bool:
    rel = set(attrs.get("rel", "").lower().split())
    kind = attrs.get("type", "").partition(";")[0].strip().lower()
    if "stylesheet" in rel or not rel & {"alternate", "feed"} or "/wp-json/" in target:
        return False
    looks_so = re.search(r"feed|rss|atom", f"{target} {attrs.get('title', '')}", re.IGNORECASE)
    return bool(_TYPE.fullmatch(kind)) or (kind in _MAYBE and bool(looks_so)) or ("feed" in rel and not kind)


def _link_header(header: str) -> list[tuple[str, dict[str, str]]]:
    """RFC 8288: <target>; name=value; name="value", …"""
    found = []
    for target, rest in re.findall(
        r"<([^<>]*)>((?:\s*;\s*[\w*-]+\s*(?:=\s*(?:\"[^\"]*\"|[^\s;,\"]*))?)*)", header[:8000]
    ):
        pairs = re.findall(r";\s*([\w*-]+)\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]*))", rest)
        found.append((target, {name.lower(): quoted or bare for name, quoted, bare in pairs}))
    return found


def _joined(base: str, target: str) -> str:
    try:
        return urljoin(base, target.strip())
    except ValueError:
        return ""
