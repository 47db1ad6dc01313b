"""Feeds with one quirk each, and answers that are no feed."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.collect.parse import parse
from pipeline.errors import FetchError
from pipeline.model import Feed

FEEDS = Path(__file__).parent.parent / "feeds"
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
FEED = Feed(url="https://a.org/feed", name="A")


def read(body: bytes):
    return parse(body, feed=FEED, url="https://a.org/blog/feed")


@pytest.mark.parametrize(
    "feed", sorted(f for f in FEEDS.glob("*") if f.suffix in (".xml", ".jsonfeed")), ids=lambda p: p.stem
)
def test_quirk(feed):
    """Each quirk is read as the JSON beside it says."""
    wanted = json.loads(feed.with_suffix(".json").read_text())
    found = json.loads(json.dumps([asdict(a) for a in read(feed.read_bytes()).articles], default=datetime.isoformat))
    assert wanted == [{k: f[k] for k in w} for f, w in zip(found, wanted, strict=True)]


@pytest.mark.parametrize(
    ("reason", "body"),
    [
        ("empty", b""),
        ("empty", b"\xef\xbb\xbf \n"),
        ("html", b"<!doctype html><title>Welcome</title>"),
        ("html", b"<!-- page --><html><body>Log in</body></html>"),
        ("bot-challenge", b"<!DOCTYPE html><title>Just a moment...</title>"),
        ("not-a-feed", b"/etc/passwd"),
        ("not-a-feed", b"https://a.org/feed"),
        ("not-a-feed", b'{"error": "none"}'),
        ("not-a-feed", b"{broken"),
        ("not-a-feed", b"\x00\x01\x02\xff"),
        (
            "entities",
            b'<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss version="2.0"/>',
        ),
        ("entities", b'<!-- <a> --><!DOCTYPE r [<!entity a "b">]><rss version="2.0"/>'),
        ("entities", '<!DOCTYPE r [<!ENTITY a "b">]><rss/>'.encode("utf-16")),
        ("no-entries", b'<rss version="2.0"><channel><title>Quiet</title></channel></rss>'),
        ("no-entries", b'{"version": "https://jsonfeed.org/version/1.1", "items": []}'),
    ],
)
def test_refusals(reason, body):
    """What holds no articles is refused by its name."""
    with pytest.raises(FetchError) as caught:
        read(body)

    assert reason == caught.value.reason


@pytest.mark.parametrize(
    ("minutes", "skips", "head"),
    [
        (0, "", ""),
        (90, "", "<ttl> 90 </ttl>"),
        (0, "", "<ttl>soon</ttl>"),
        (44640, "", "<ttl>999999999</ttl>"),
        (720, "", "<sy:updatePeriod> Daily </sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>"),
        (1440, "", "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>"),
        (0, "", "<sy:updatePeriod>often</sy:updatePeriod>"),
        (0, "0 23", "<skipHours><hour>23</hour> <hour>24</hour><hour>x</hour></skipHours>"),
        (0, "sat sun", "<skipDays><day>Saturday</day><day>SUNDAY</day><day>Someday</day></skipDays>"),
        (0, "", "<item><description><![CDATA[<skipDays><day>Mon</day></skipDays>]]></description></item>"),
    ],
)
def test_how_long_a_feed_calls_itself_fresh(minutes, skips, head):
    """ttl, the syndication module, skipHours with every hour, skipDays; nonsense and an item's words are nothing."""
    names = 'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
    item = "<item><title>Walking</title></item>"
    got = read(f'<rss version="2.0" {names}><channel><title>A</title>{head}{item}</channel></rss>'.encode())
    assert (minutes, skips) == (got.ttl_minutes, got.skips)


@pytest.mark.parametrize(
    ("home", "body"),
    [
        (
            "www.b.org",
            b"<rss version='2.0'><channel><link>https://www.b.org/</link><item><title>Walk</title></item></channel></rss>",
        ),
        (
            "b.org",
            b"<feed xmlns='http://www.w3.org/2005/Atom'><link rel='self' href='https://c.org/f'/>"
            b"<link href='https://b.org/'/><entry><title>Walk</title></entry></feed>",
        ),
        ("b.org", b'{"version": "1", "home_page_url": "https://b.org/", "items": [{"id": "1", "title": "Walk"}]}'),
        ("", b"<rss version='2.0'><channel><item><title>Walk</title></item></channel></rss>"),
    ],
    ids=["RSS", "Atom", "JSON", "none"],
)
def test_the_site_that_a_feed_belongs_to(home, body):
    """Each article knows the host of the site that its feed names as its own."""
    assert [home] == [article.home for article in read(body).articles]
