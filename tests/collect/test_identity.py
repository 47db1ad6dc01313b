"""Identity and volume: whatever entries come, each article has one key, and the same one tomorrow."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.collect.entries import MOST, Entry, articles
from pipeline.model import Feed

FEED = Feed(url="https://a.org/feed", name="A")
SHORT = (
    st.sampled_from(["", "a", "b", "https://a.org/1", "https://a.org/2?utm_source=x", "pubmed:7", "10.1000/x"])
    | st.text()
)
ENTRIES = st.lists(st.builds(Entry, title=SHORT, link=SHORT, guid=SHORT, summary=SHORT, content=SHORT), max_size=8)


@given(ENTRIES)
def test_stable(entries):
    """No entries raise; keys are unique in a feed, and neither a second reading nor another order changes them."""
    first = articles(entries, feed=FEED, url=FEED.url)
    keys = [article.key for article in first]

    assert len(set(keys)) == len(keys)
    assert first == articles(entries, feed=FEED, url=FEED.url)
    assert set(keys) == {article.key for article in articles(entries[::-1], feed=FEED, url=FEED.url)}
    for article in first:
        (article.key + article.url + article.title + article.summary + article.text).encode()


def test_the_newest_of_very_many():
    """A feed with its whole history gives its newest articles, wherever they stand in it."""
    start = datetime(2020, 1, 1, tzinfo=UTC)
    entries = [
        Entry(title=f"No {n}", link=f"https://a.org/{n}", dates=(((start + timedelta(days=n)).isoformat(), True),))
        for n in range(MOST + 50)
    ]
    kept = articles(entries, feed=FEED, url=FEED.url)

    assert len(kept) == MOST
    assert start + timedelta(days=50) == min(article.published for article in kept)


def test_a_changed_headline_is_the_same_article():
    """An edit of title or text keeps the key while link or guid stay."""
    before = articles([Entry(title="Walking", link="https://a.org/1"), Entry(title="B", guid="2")], feed=FEED, url="")
    after = articles(
        [Entry(title="Walking!", link="https://a.org/1?fbclid=x"), Entry(title="C", guid="2")], feed=FEED, url=""
    )

    assert [article.key for article in before] == [article.key for article in after]


@pytest.mark.parametrize(
    "link",
    [*"# null /null None N/A https://a.org/undefined https://null about:blank javascript:void(0)".split(), "", "#top"],
)
def test_what_is_no_link(link):
    """What only fills the place of a link leads nowhere: the guid's address counts, and else there is none."""
    found = articles(
        [Entry(title="A", link=link, guid="HTTPS://a.org/walk"), Entry(title="B", link=link, guid="7")],
        feed=FEED,
        url=FEED.url,
    )

    assert [article.url for article in found] == ["https://a.org/walk", ""]


@pytest.mark.parametrize("link", ["/nullify", "none-of-us", "https://a.org/#/walk", "?p=1", "https://a.org/nan?id=1x"])
def test_odd_links_that_lead_somewhere(link):
    """Only whole values are empty, not words that hold one."""
    assert articles([Entry(title="A", link=link, guid="https://b.org/")], feed=FEED, url=FEED.url)[0].url.startswith(
        "https://a.org/"
    )


def test_a_password_in_a_feeds_address_goes_no_further():
    """Relative links and keys do not carry it."""
    secret = Feed(url="https://me:secret@a.org/feed", name="A")
    found = articles([Entry(title="A", link="/1"), Entry(title="B", guid="2")], feed=secret, url=secret.url)

    assert [article.key for article in found] == ["https://a.org/1", "guid:https://a.org/feed 2"]
    assert found[0].url == "https://a.org/1"
