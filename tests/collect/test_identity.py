"""Identity and volume: whatever entries come, each article has one key, and the same one tomorrow."""

from datetime import UTC, datetime, timedelta

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
