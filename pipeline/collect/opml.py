"""Lists of feeds as other readers keep them (OPML) ⇄ feeds; folders become tags. Read leniently, written strictly."""

import re
from collections.abc import Iterable
from html import escape
from html.parser import HTMLParser
from typing import Final, cast, get_args
from urllib.parse import urlsplit

from pipeline import urls
from pipeline.errors import ConfigError
from pipeline.model import Feed, Tier
from pipeline.text import decoded
from pipeline.text.printable import printable

_OURS: Final = "urn:monday-five:opml"  # OPML 2.0 lets attributes be added in a namespace of one's own


class _Outlines(HTMLParser):
    """Collects feeds with the folders around them; this parser survives bare ampersands and any case of names."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.is_opml = False
        self.feeds = dict[str, Feed]()
        self._folders: list[str] = []  # one per open outline; "" for those that are feeds

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "outline":
            self._folders.append(self._outline({name: value or "" for name, value in attrs}))
        elif tag == "opml":
            self.is_opml = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "outline" and self._folders:
            self._folders.pop()

    def _outline(self, attrs: dict[str, str]) -> str:
        name = printable(attrs.get("title") or attrs.get("text") or "")
        url = attrs.get("xmlurl", "").strip()
        if not url:
            return name
        # Only the web: a list from elsewhere must never name a file on this machine.
        if urls.is_public_http(url) and attrs.get("iscomment", "").lower() != "true":
            categories = (printable(part.strip(" /")) for part in attrs.get("category", "").split(","))
            tags = tuple(dict.fromkeys(tag for tag in (*self._folders, *categories) if tag))
            tier = cast(Tier, attrs.get("monday:tier", "").upper())
            tier = tier if tier in get_args(Tier) else ""
            parts = urlsplit(url)  # its scheme is in lower case
            feed = Feed(url=parts.geturl(), name=name or parts.netloc, tier=tier, tags=tags)
            self.feeds.setdefault(urls.canonical(url), feed)
        return ""


def read(body: bytes) -> tuple[Feed, ...]:
    """The feeds of an OPML file, each address once; ConfigError when it is something else."""
    outlines = _Outlines()
    try:
        declared = re.match(rb"\s*<\?xml[^>]*encoding=[\"']([\w.-]+)", body.removeprefix(b"\xef\xbb\xbf"))
        outlines.feed(decoded(body, declared[1].decode() if declared else ""))
        outlines.close()
    except AssertionError as error:  # html.parser's answer to a malformed "<![…"
        raise ConfigError("this OPML file is broken", hint="export it again from the other program") from error
    if not outlines.is_opml:
        raise ConfigError("this is not an OPML file", hint="export the list of feeds as OPML from the other program")
    return tuple(outlines.feeds.values())


def write(feeds: Iterable[Feed], *, title: str) -> bytes:
    """The feeds as OPML 2.0 that other readers can import; samples and local files stay at home."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<opml version="2.0" xmlns:monday="{_OURS}">',
        f"  <head><title>{escape(title)}</title></head>",
        "  <body>",
    ]
    for feed in feeds:
        if not urls.is_public_http(feed.url):
            continue
        folders = "".join(f'<outline text="{escape(tag)}">' for tag in feed.tags)
        name = escape(feed.name)
        tier = f' monday:tier="{feed.tier}"' if feed.tier else ""
        outline = f'<outline type="rss" text="{name}" title="{name}" xmlUrl="{escape(feed.url)}"{tier}/>'
        lines.append(f"    {folders}{outline}{'</outline>' * len(feed.tags)}")
    return "\n".join([*lines, "  </body>", "</opml>", ""]).encode()
