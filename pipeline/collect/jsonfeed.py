"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/) → raw entries; forgiving, as feedparser knows none."""

import json
from html import escape

from pipeline.collect.entries import Entry
from pipeline.errors import FetchError


def read(body: bytes) -> tuple[str, str, tuple[Entry, ...]]:
    """The title, the site and the items of a JSON Feed; FetchError when the JSON is something else."""
    try:
        feed = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise FetchError("the answer is broken JSON, not a feed", reason="not-a-feed") from error
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise FetchError("the answer is JSON, but not a JSON Feed", reason="not-a-feed")
    lang = _text(feed.get("language"))
    items = tuple(_entry(item, lang) for item in feed["items"] if isinstance(item, dict))
    return _text(feed.get("title")), _text(feed.get("home_page_url")), items


def _entry(item: dict[str, object], lang: str) -> Entry:
    content = _text(item.get("content_html")) or escape(_text(item.get("content_text")), quote=False)
    return Entry(
        title=escape(_text(item.get("title")), quote=False),
        link=_text(item.get("url")) or _text(item.get("external_url")),
        guid=_text(item.get("id")),
        summary=escape(_text(item.get("summary")), quote=False),
        content=content,
        author=_author(item),
        lang=_text(item.get("language")) or lang,
        dates=tuple(
            (_text(item[name]), name == "date_published")
            for name in ("date_published", "date_modified", "date_updated")
            if item.get(name)
        ),
    )


def _author(item: dict[str, object]) -> str:
    authors = item.get("authors")
    first = authors[0] if isinstance(authors, list) and authors else item.get("author")
    return _text(first.get("name")) if isinstance(first, dict) else ""


def _text(value: object) -> str:
    """Ids may be numbers; anything but text and numbers is nothing."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""
