"""Bytes of a stranger → articles, or a named reason why not. The only importer of feedparser; it never sees a URL."""

import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any
from xml.sax.expatreader import ExpatParser

from pipeline.collect.entries import Entry, articles
from pipeline.errors import FetchError
from pipeline.model import Article, Feed
from pipeline.text import plain, table
from pipeline.text.printable import NOTHING, Printable, printable


@dataclass(frozen=True, kw_only=True, slots=True)
class Parsed:
    """What one feed held."""

    articles: tuple[Article, ...]
    title: Printable = NOTHING  # what the feed calls itself: plain text
    reason: Printable = NOTHING  # what was wrong with the feed although it could be used; "" for a sound one
    ttl_minutes: int = 0  # how long the feed says that nothing changes, at most 31 days; 0 when it does not say
    skips: str = ""  # hours and days in which it says so, as in `Record`


def parse(body: bytes, *, feed: Feed, url: str, content_type: str = "") -> Parsed:
    """The articles of a feed; FetchError with reason empty, html, bot-challenge, entities, not-a-feed or no-entries.
    *url* is where the body came from, to complete relative links."""
    start = _start(body)
    body = _refuse(start, body)
    if start.startswith(b"{"):
        title, home, entries = _json_feed(body)
        title, found = escape(title, quote=False), articles(entries, feed=feed, url=url, home=home)
        reason, ttl, skips = NOTHING, 0, ""
    else:
        read = _feedparser(body, content_type)
        is_atom = str(read.get("version")).startswith("atom")
        lang = str(read["feed"].get("language") or "")
        listed = (_entry(raw, lang, is_atom) for raw in read["entries"])
        found = articles(listed, feed=feed, url=url, home=_link(read["feed"]))
        reason = printable(read.get("bozo_exception") or "" if read.get("bozo") else "")
        ttl = _minutes(read["feed"])
        skips = _skips(body)
        title = _markup(read["feed"], "title", is_atom)
    if not found:
        raise FetchError("the feed has no entries", reason="no-entries")
    return Parsed(articles=found, reason=reason, ttl_minutes=ttl, skips=skips, title=printable(plain(title), 80))


def _start(body: bytes) -> bytes:
    """The first bytes that matter: NULs (of UTF-16), byte order marks, comments and instructions left out."""
    head = body[:65536].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe\xfe\xff \t\r\n\x0b\x0c")
    return re.sub(rb"<!--.*?-->|<\?.*?\?>", b"", head, flags=re.DOTALL).lstrip()


# Some feeds are wrapped in a page; some pages show a feed's source, and then hold "&lt;rss".
_FEED_INSIDE = re.compile(rb"<(?:rss|rdf:RDF)\b|<feed\s[^>]*xmlns", re.IGNORECASE)


def _refuse(start: bytes, body: bytes) -> bytes:
    """Name what is plainly no feed, before any parser sees it; else the body, its harmless entities written out."""
    if not body.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise FetchError("the answer is empty", reason="empty")
    if re.match(rb"<(?:!doctype\s+html|html|head|body)\b", start, re.IGNORECASE) and not _FEED_INSIDE.search(start):
        if re.search("|".join(table("feeds")["challenge"]).encode(), start, re.IGNORECASE):
            raise FetchError("the site answers with a robot check instead of its feed", reason="bot-challenge")
        raise FetchError("this is a web page, not a feed", reason="html")
    prolog = re.split(rb"<[A-Za-z]", start, maxsplit=1)[0]
    if not re.search(rb"<!ENTITY", prolog, re.IGNORECASE):
        return body
    doctype = re.search(rb"<!DOCTYPE[^\[>]*\[.*?\]\s*>", body, re.DOTALL)
    inside = doctype[0] if doctype else b"<!ENTITY"
    named = {name: value[1:-1] for name, value in _HARMLESS.findall(inside)}
    written = _HARMLESS.sub(b"", inside)
    grown = len(body) + body.count(b"&") * max(map(len, named.values()), default=0)
    if re.search(rb"<!ENTITY", written, re.IGNORECASE) or grown > 2 * len(body) + 1_000_000:
        raise FetchError("the feed declares entities, which can overload a reader", reason="entities")
    return re.sub(rb"&([\w.-]{1,40});", lambda used: named.get(used[1], used[0]), body.replace(inside, b""))


# A name for a letter or for a few words, which names no other: `<!ENTITY nbsp "&#160;">`.
_HARMLESS = re.compile(
    rb"""<!ENTITY\s+([\w.-]{1,40})\s+("(?:[^"<>%&]|&(?:\#\w+|amp|lt|gt|quot|apos);){0,64}"|'(?:[^'<>%&]|&\#\w+;){0,64}')\s*>"""
)


def _feedparser(body: bytes, content_type: str) -> Mapping[str, Any]:  # feedparser has no types
    """feedparser's reading. Only a BytesIO is safe: it fetches strings, and opens files whose path the bytes spell."""
    import feedparser.api

    feedparser.api.PREFERRED_XML_PARSERS = [__name__]
    headers = {"content-type": content_type} if content_type else {}
    try:
        read: Mapping[str, Any] = feedparser.parse(
            io.BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception as error:  # hostile input finds ways to raise nearly anything in there
        raise FetchError("the feed cannot be read", reason="not-a-feed") from error
    if not read.get("version") and not read.get("entries"):
        raise FetchError("this is not a feed", reason="not-a-feed")
    return read


class Expat(ExpatParser):
    """Python's own XML reader, told to hand over each text whole: feedparser pays for each piece, twice the time."""

    _parser: Any  # the type stubs leave it out

    def reset(self) -> None:
        super().reset()
        self._parser.buffer_text = True


def create_parser() -> Expat:
    """What `xml.sax.make_parser` calls in a module that it is given."""
    return Expat()


def _entry(raw: Mapping[str, Any], lang: str, is_atom: bool) -> Entry:
    parts = [_literal(str(p.get("value") or ""), p, is_atom) for p in raw.get("content") or ()]
    content = max(parts, key=len, default="")
    return Entry(
        title=_markup(raw, "title", is_atom),
        link=_link(raw),
        guid=_text(raw, "id"),
        identifiers=tuple(filter(None, (_text(raw, name) for name in ("prism_doi", "dc_identifier", "prism_pmid")))),
        summary=_markup(raw, "summary", is_atom),
        content=content,
        author=_text(raw, "author"),
        source=_text(raw.get("source") or {}, "title"),
        lang=_text(raw, "language") or lang,
        dates=tuple(
            # `in`, never .get: feedparser answers "updated" with *published* where there is none. In RSS, what it
            # calls "updated" is dc:date, the date of publication; in Atom, it moves with every edit.
            (_text(raw, name), name == "published" or (name == "updated" and not is_atom))
            for name in ("published", "updated", "created")
            if name in raw
        ),
    )


def _markup(raw: Mapping[str, Any], name: str, is_atom: bool) -> str:
    return _literal(_text(raw, name), raw.get(f"{name}_detail") or {}, is_atom)


def _literal(value: str, construct: Mapping[str, Any], is_atom: bool) -> str:
    """A text construct as markup: in Atom, type="text" is text, whatever it looks like (RFC 4287, 3.1.1.1)."""
    if not (is_atom and construct.get("type") == "text/plain"):
        return value
    return escape(escape(value.replace("&amp;", "&"), quote=False), quote=False)  # `plain` undoes a second escaping


def _link(raw: Mapping[str, Any]) -> str:
    """The page for readers: the first alternate (feedparser keeps the last), never an enclosure."""
    if original := _text(raw, "feedburner_origlink"):
        return original
    links = [link for link in raw.get("links") or () if link.get("href")]
    pages = [link for link in links if link.get("rel", "alternate") == "alternate"]
    html = [link for link in pages if "html" in str(link.get("type") or "html")]
    for link in html or pages:
        return str(link["href"])
    # Without any link, feedparser passes the guid off as one: entries.py judges that itself.
    return "" if not links else _text(raw, "link")


def _text(raw: Mapping[str, Any], name: str) -> str:
    value = raw[name] if name in raw else ""  # noqa: SIM401  see the dates above
    return value if isinstance(value, str) else ""


def _minutes(channel: Mapping[str, Any]) -> int:
    """RSS's ttl, or how often a feed is updated by its syndication module; at most 31 days."""
    ttl = _count(channel.get("ttl"))
    period = int(table("feeds")["periods"].get(str(channel.get("sy_updateperiod") or "").strip().lower(), 0))
    return min(max(ttl, period // (_count(channel.get("sy_updatefrequency")) or 1)), 31 * 24 * 60)


def _count(value: object) -> int:
    text = str(value or "").strip()
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 0


def _skips(body: bytes) -> str:
    """The skipHours and skipDays of an RSS channel, of which feedparser keeps the last only."""
    head = re.split(rb"<item\b", body[:200_000].replace(b"\0", b""), maxsplit=1)[0]  # an item may quote such words
    hours, days = (
        b" ".join(re.findall(rb"<%b>(.{0,1000}?)</%b>" % (name, name), head, re.DOTALL | re.IGNORECASE))
        for name in (b"skipHours", b"skipDays")
    )
    found = {str(int(n) % 24) for n in re.findall(rb"<hour>\s*(\d{1,2})\s*</hour>", hours, re.IGNORECASE)}  # 24 is 0
    found |= {d.decode().lower() for d in re.findall(rb"<day>\s*(mon|tue|wed|thu|fri|sat|sun)", days, re.IGNORECASE)}
    return " ".join(sorted(found))


def _json_feed(body: bytes) -> tuple[str, str, tuple[Entry, ...]]:
    """The title, the site and the items of a JSON Feed 1.0 or 1.1 (https://www.jsonfeed.org/version/1.1/), which
    feedparser does not know; FetchError when the JSON is something else."""
    try:
        feed = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise FetchError("the answer is broken JSON, not a feed", reason="not-a-feed") from error
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise FetchError("the answer is JSON, but not a JSON Feed", reason="not-a-feed")
    lang = _string(feed.get("language"))
    items = tuple(_item(item, lang) for item in feed["items"] if isinstance(item, dict))
    return _string(feed.get("title")), _string(feed.get("home_page_url")), items


def _item(item: dict[str, object], lang: str) -> Entry:
    content = _string(item.get("content_html")) or escape(_string(item.get("content_text")), quote=False)
    return Entry(
        title=escape(_string(item.get("title")), quote=False),
        link=_string(item.get("url")) or _string(item.get("external_url")),
        guid=_string(item.get("id")),
        summary=escape(_string(item.get("summary")), quote=False),
        content=content,
        author=_author(item),
        lang=_string(item.get("language")) or lang,
        dates=tuple(
            (_string(item[name]), name == "date_published")
            for name in ("date_published", "date_modified", "date_updated")
            if item.get(name)
        ),
    )


def _author(item: dict[str, object]) -> str:
    authors = item.get("authors")
    first = authors[0] if isinstance(authors, list) and authors else item.get("author")
    return _string(first.get("name")) if isinstance(first, dict) else ""


def _string(value: object) -> str:
    """Ids may be numbers; anything but text and numbers is nothing."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""
