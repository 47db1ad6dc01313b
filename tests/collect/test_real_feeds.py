"""All real feeds that lie beside the project, with two other parsers as a second opinion."""

import io
from datetime import UTC, datetime

import pytest

from pipeline import urls
from pipeline.collect.parse import parse
from pipeline.errors import FetchError
from pipeline.model import Feed
from pipeline.text import plain
from tests.tools import data

pytestmark = pytest.mark.real

NOW = datetime(2026, 2, 20, 8, tzinfo=UTC)

# Feeds that hold no article, and why that is the right answer.
NAMED = {
    "7ef13a42fa7e177a": "no-entries",  # its tags and attributes are beyond any parser's repair but one
    "rss_2.0_invalid_1.xml": "no-entries",  # meant to fail
}


@pytest.fixture(scope="module")
def readings():
    """Each real feed by name: its bytes, and our articles or the reason why there are none."""
    found = {}
    for path in sorted(data("feeds").rglob("*")):
        if path.is_file() and not path.name.endswith((".serde.json", "README.md")):
            body = path.read_bytes()
            try:
                url = f"https://feeds.example/{path.name}"
                found[path.name] = body, parse(body, feed=Feed(url=url, name=path.name), url=url, now=NOW).articles
            except FetchError as error:
                found[path.name] = body, error.reason
    return found


def test_every_feed_ends_as_articles_or_a_reason(readings):
    """No exception but our own, and the few without articles are known by name."""
    assert NAMED == {name: found for name, (_, found) in readings.items() if isinstance(found, str)}


def test_nothing_is_lost(readings):
    """We have every article that feedparser has: less only repeated items, items without a word, and the 1,001st."""
    import feedparser

    for name, (body, found) in readings.items():
        read = feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
        theirs = {
            (plain(entry.get("title", "")), urls.canonical(entry.get("link") or entry.get("id") or ""))
            for entry in read.entries
            if any(plain(entry.get(part, "")) for part in ("title", "summary"))
        }
        ours = 0 if isinstance(found, str) else len(found)
        assert ours >= min(len(theirs), 1000), name


def test_only_plain_text_and_sound_links(readings):
    """What comes out is safe to show: no tags, no odd schemes, dates in UTC and in this age."""
    for name, (_, found) in readings.items():
        for article in () if isinstance(found, str) else found:
            for text in (article.title, article.summary, article.text):
                assert "</script" not in text.lower(), name
            assert not article.url or urls.is_public_http(article.url)
            assert article.title
            assert (article.published is None) == (article.dated == "first-seen")
