"""The feeds: read alike by different readers, with ids that nothing changes."""

import json
import warnings
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import fastfeedparser
import feedparser

from pipeline.collect.parse import parse
from pipeline.model import Feed, Story
from tests.compose import sites

A = "{http://www.w3.org/2005/Atom}"
LATER = datetime(2016, 12, 20, 9, 30, tzinfo=UTC)


def built(**more):
    """The feeds of three issues, the first of them corrected."""
    made = sites.build([sites.public(0, errata=[(LATER, "A wrong link.")]), sites.public(1), sites.public(2)], **more)
    return made["feed.xml"], json.loads(made["feed.json"])


def test_three_parsers_agree():
    """feedparser, fastfeedparser and a JSON reader see the same issues."""
    atom, feed = built()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        one = feedparser.parse(atom)
        two = fastfeedparser.parse(atom)

    assert not one.bozo
    wanted = [(item["id"], item["title"], item["url"]) for item in feed["items"]]
    assert wanted == [(entry.id, entry.title, entry.link) for entry in one.entries]
    assert wanted == [(entry["id"], entry["title"], entry["link"]) for entry in two.entries]
    assert [item["content_html"] for item in feed["items"]] == [
        ET.fromstring(atom).findall(f"{A}entry")[n].findtext(f"{A}content") for n in range(3)
    ]
    assert one.feed.links[0].href == "https://news.example/monday/feed.xml"


def test_json_feed_11():
    """What JSON Feed 1.1 asks for is there, and the text has no markup."""
    _, feed = built()

    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == "https://news.example/monday/feed.json"
    assert [int(item["title"].rsplit(" ", 1)[1]) for item in feed["items"]] == [3, 2, 1]
    for item in feed["items"]:
        assert {"id", "url", "title", "content_html", "content_text", "date_published", "date_modified"} <= item.keys()
        assert "<" not in item["content_text"]
        assert "**" not in item["content_text"]


def test_atom_has_what_rfc_4287_asks_for():
    """Feed and entries have id, title and updated; there is an author and a self link."""
    root = ET.fromstring(built()[0])

    for element in (root, *root.findall(f"{A}entry")):
        for name in ("id", "title", "updated"):
            assert element.findtext(A + name)
    assert root.find(f"{A}author/{A}name") is not None
    assert {"self", "alternate"} == {link.get("rel") for link in root.findall(f"{A}link")}


def test_ids_are_for_ever():
    """Ids depend on the newsletter's id and the date: not on address, title or words."""
    moved = sites.settings().newsletter.model_copy(update={"home": "https://b.example/", "title": "New"})
    conf = sites.settings().model_copy(update={"newsletter": moved})

    assert [item["id"] for item in built()[1]["items"]] == [item["id"] for item in built(conf=conf)[1]["items"]]
    assert built()[1]["items"][2]["id"] == "urn:uuid:6cf9ce0d-6575-5cbf-beb9-fe5fb2004c94"


def test_errata_move_updated():
    """A correction is at the top of the text, and moves `updated`; nothing else does."""
    _, feed = built()
    corrected = feed["items"][2]

    assert corrected["date_published"] == "2016-12-05T16:00:00Z"
    assert corrected["date_modified"] == "2016-12-20T09:30:00Z"
    assert corrected["content_text"].startswith("Correction, December 20, 2016: A wrong link.")
    assert all(item["date_published"] == item["date_modified"] for item in feed["items"][:2])


def test_what_is_not_known_of_a_story():
    """Without a source, a reading time or both, the feeds hold no comma and no empty line for them."""
    rows = (("", 4), ("Trust", None), ("", None), ("Trust", 1))
    stories = tuple(
        Story(title="T", url="https://a.example/", blurb="Rest.", source=source, minutes=minutes)
        for source, minutes in rows
    )
    feed = json.loads(sites.build([sites.public(stories=stories)])["feed.json"])["items"][0]

    told = ["4 minutes to read", "Trust", "", "Trust, 1 minute to read"]
    for n, words in enumerate(told, 1):
        paragraph = f"<p>{words}</p>\n" if words else ""
        assert f'<h2>{n}. <a href="https://a.example/">T</a></h2>\n{paragraph}<p>Rest.</p>' in feed["content_html"]
        line = f"{words}\n" if words else ""
        assert f"{n}. T\n{line}Rest.\n" in feed["content_text"]


def test_the_latest_only():
    """Feeds carry the latest twenty issues; the sitemap carries all."""
    made = sites.build([sites.public(n) for n in range(30)])

    assert len(json.loads(made["feed.json"])["items"]) == 20
    assert made["sitemap.xml"].count(b"<loc>") == 33


def test_our_own_collect_reads_them():
    """What we publish, we could collect: the same issues from both feeds."""
    atom, feed = built()
    source = Feed(url="https://news.example/monday/feed.xml", name="Us")

    found = [parse(body, feed=source, url=source.url).articles for body in (atom, json.dumps(feed).encode())]

    assert [(item["title"], item["url"]) for item in feed["items"]] == [(a.title, a.url) for a in found[0]]
    assert [(a.title, a.url, a.published) for a in found[0]] == [(a.title, a.url, a.published) for a in found[1]]
