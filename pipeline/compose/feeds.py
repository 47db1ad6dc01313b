"""feed.xml, feed.json and sitemap.xml: stable ids, full text, the same bytes for the same issues."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from xml.etree import ElementTree as ET

from pipeline.compose.view import Page
from pipeline.config import Config

LATEST: Final = 20  # how many issues the feeds carry, newest first; the site keeps all

_ATOM = "http://www.w3.org/2005/Atom"
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One issue in lists, feeds and neighbors' links."""

    page: Page
    path: str
    topics: tuple[str, ...]
    send_at: datetime
    updated: datetime  # when readers last got something new: the send time, or a later correction
    errata: tuple[tuple[str, str], ...]  # each correction's day in words, and its words
    html: str = ""  # its full text, for feeds
    text: str = ""  # the same as plain text


def urn(name: str) -> str:
    """A permanent name, whatever happens to address, title or design: it depends on ``{newsletter.id}-{date}`` only."""
    return uuid.uuid5(uuid.NAMESPACE_URL, name).urn


def atom(entries: Sequence[Entry], config: Config) -> bytes:
    """The Atom feed (RFC 4287)."""
    news = config.newsletter
    feed = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": news.language})
    _text(feed, "id", urn(news.id))
    _text(feed, "title", news.title)
    _text(feed, "subtitle", news.tagline)
    _text(feed, "updated", _time(max((entry.updated for entry in entries), default=_NEVER)))
    _text(ET.SubElement(feed, "author"), "name", news.title)
    ET.SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": f"{news.home}feed.xml"})
    ET.SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": news.home})
    for entry in entries:
        item = ET.SubElement(feed, "entry")
        _text(item, "id", urn(entry.page.identity))
        _text(item, "title", entry.page.subject)
        ET.SubElement(item, "link", {"rel": "alternate", "type": "text/html", "href": entry.page.url})
        _text(item, "published", _time(entry.send_at))
        _text(item, "updated", _time(entry.updated))
        for topic in entry.topics:
            ET.SubElement(item, "category", {"term": topic})
        _text(item, "summary", entry.page.preheader)
        _text(item, "content", entry.html).set("type", "html")
    return _xml(feed)


def json_feed(entries: Sequence[Entry], config: Config) -> bytes:
    """The JSON Feed (version 1.1)."""
    news = config.newsletter
    items = [
        {
            "id": urn(entry.page.identity),
            "url": entry.page.url,
            "title": entry.page.subject,
            "summary": entry.page.preheader,
            "content_html": entry.html,
            "content_text": entry.text,
            "date_published": _time(entry.send_at),
            "date_modified": _time(entry.updated),
            "tags": list(entry.topics),
        }
        for entry in entries
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": news.title,
        "home_page_url": news.home,
        "feed_url": f"{news.home}feed.json",
        "description": news.tagline,
        "language": news.language,
        "authors": [{"name": news.title}],
        "items": items,
    }
    return json.dumps(feed, ensure_ascii=False, indent=1).encode() + b"\n"


def sitemap(entries: Sequence[Entry], pages: Sequence[str], config: Config) -> bytes:
    """Every page that a search engine may list."""
    home = config.newsletter.home
    urls = ET.Element("urlset", {"xmlns": _SITEMAP})
    for path in ("", *pages):
        _text(ET.SubElement(urls, "url"), "loc", home + path.removesuffix("index.html"))
    for entry in entries:
        url = ET.SubElement(urls, "url")
        _text(url, "loc", entry.page.url)
        _text(url, "lastmod", _time(entry.updated))
    return _xml(urls)


def _text(parent: ET.Element, name: str, words: str) -> ET.Element:
    element = ET.SubElement(parent, name)
    element.text = words
    return element


def _time(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _xml(root: ET.Element) -> bytes:
    ET.indent(root, " ")
    words: str = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{words}\n'.encode()
