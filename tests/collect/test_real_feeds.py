"""All real feeds that lie beside the project, with two other parsers as a second opinion."""

import io
from collections import Counter
from datetime import UTC, datetime
from urllib.parse import urljoin

import pytest

from pipeline import urls
from pipeline.collect.parse import parse
from pipeline.errors import FetchError
from pipeline.model import Feed
from pipeline.text import plain, squeeze
from tests.tools import data

pytestmark = [pytest.mark.real, pytest.mark.prove]

NOW = datetime(2026, 2, 20, 8, tzinfo=UTC)

# Feeds that hold no article, and why that is the right answer.
NAMED = {
    "7ef13a42fa7e177a": "no-entries",  # its tags and attributes are beyond any parser's repair but one
    "rss_2.0_invalid_1.xml": "no-entries",  # meant to fail
}


_ZERO = "it has 0001-01-01 (a zero time written out) where there is no date; we say first-seen"
_UNTITLED = "the entry has no title: ours is the beginning of its text"

# What fastfeedparser reads otherwise, and why ours is right or accepted.
EXPLAINED = {
    ("1c17c9c37207f120", "date"): _ZERO,
    ("3ac543065ca0ef7d", "date"): _ZERO,
    ("3c1152be6c9e4752", "date"): _ZERO,
    ("4059f23db954f1b5", "date"): _ZERO,
    ("4a8cebf8e68acfdb", "date"): _ZERO,
    ("995fa12531de4aa0", "date"): _ZERO,
    ("b38787f0a7eb3696", "date"): _ZERO,
    ("c717c9312dd08044", "date"): _ZERO,
    ("d597083ccac7f99a", "date"): _ZERO,
    ("6ca5c4168c5b374f", "title"): _UNTITLED,
    ("c2a4afd1f4ddcada", "title"): _UNTITLED,
    ("rss_2.0_spec_1.xml", "title"): _UNTITLED,
    ("705749c3b1bd02d8", "title"): "it drops a bare ampersand; we keep it",
    ("rss_2.0_nbcny.xml", "date"): "it overlooks PM; we read the afternoon",
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
                found[path.name] = body, parse(body, feed=Feed(url=url, name=path.name), url=url).articles
            except FetchError as error:
                found[path.name] = body, error.reason
    return found


def test_every_feed_ends_as_articles_or_a_reason(readings):
    """No exception but our own, and the few without articles are known by name."""
    assert {name: found for name, (_, found) in readings.items() if isinstance(found, str)} == NAMED


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


def test_second_opinion(readings):
    """fastfeedparser, an independent parser, reads the same titles and instants but for known differences."""
    differences = set()
    for name, (body, found) in readings.items():
        theirs = Counter[str]()
        titles, dates = dict[str, str](), dict[str, str]()
        for entry in () if isinstance(found, str) else _fast(body):
            link = urls.clean(urljoin(f"https://feeds.example/{name}", entry.get("link") or ""))
            theirs[link] += 1
            titles[link], dates[link] = squeeze(plain(entry.get("title") or "")), entry.get("published") or ""
        for article in () if isinstance(found, str) else found:
            if theirs[article.url] != 1:  # in both, a link names one entry, or there is nothing to compare
                continue
            if article.title != titles[article.url]:
                differences.add((name, "title"))
            if _instant(dates[article.url]) != (article.published and article.published.replace(microsecond=0)):
                differences.add((name, "date"))

    assert set(EXPLAINED) == differences


def _fast(body):
    import fastfeedparser

    try:
        return fastfeedparser.parse(body).entries
    except Exception:  # it raises on whatever it does not know; then there is no second opinion
        return []


def _instant(text):
    moment = datetime.fromisoformat(text) if text else None
    return moment and moment.replace(microsecond=0)
