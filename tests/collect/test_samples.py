"""The bundled sample feeds: readable, never stale, made up throughout."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.collect import samples
from pipeline.collect.parse import parse
from pipeline.errors import ConfigError
from tests.newsletter import sample_feeds

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def articles(now=NOW):
    return [
        article
        for feed in sample_feeds()
        for article in parse(samples.body(feed.url.removeprefix("sample:"), now), feed=feed, url="").articles
    ]


@pytest.mark.parametrize(
    "now", [NOW, NOW + timedelta(days=6), datetime(2025, 3, 1, tzinfo=UTC), datetime(2031, 7, 4, tzinfo=UTC)]
)
def test_never_stale(now):
    """In any week, past or future, every feed has news of the last fortnight and none of tomorrow."""
    for feed in sample_feeds():
        parsed = parse(samples.body(feed.url.removeprefix("sample:"), now), feed=feed, url="")
        newest = max(article.published for article in parsed.articles if article.published)
        assert timedelta() <= now - newest < timedelta(days=14)


def test_whole_weeks():
    """Dates keep their weekday and their distance; addresses and keys never move, so nothing returns as new."""
    first, later = articles(), articles(NOW + timedelta(weeks=5))

    assert {timedelta(weeks=5)} == {b.published - a.published for a, b in zip(first, later, strict=True) if a.published}
    assert [article.key for article in first] == [article.key for article in later]


def test_made_up():
    """Every address is on a .example host, so nothing of it can be mistaken for the real world."""
    for article in articles():
        assert re.match(r"https://(?:[a-z-]+\.)+example/", article.url)


def test_unknown_sample():
    """A sample that is not there is named, with those that are."""
    with pytest.raises(ConfigError) as caught:
        samples.body("../model", NOW)

    assert str(caught.value) == "there is no sample feed '../model'"
    assert "harbour" in caught.value.hint
