"""The bundled sample is enough to get to know the newsletter with."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipeline import config
from pipeline.choose import choose
from pipeline.collect import samples
from pipeline.collect.parse import parse
from pipeline.config.profile import load_profile
from pipeline.model import Sent

ROOT = Path(__file__).parents[2]


def test_six_mondays():
    """Six approved Mondays of five each: nothing twice, five sources, at least four topics, no trap, few readings.

    With the suggested ratings signed by a person, an issue has two stories to read first at most, mostly none or one.
    """
    ours = config.load(ROOT)
    feeds = [replace(feed, rated_by="AB") for feed in ours.feeds]
    readings = []
    profile = load_profile(ours)
    past: list[Sent] = []
    for week in range(6):
        now = datetime(2026, 11, 20, 18, tzinfo=UTC) + timedelta(weeks=week)
        articles = tuple(
            article
            for feed in feeds
            for article in parse(samples.body(feed.url.removeprefix("sample:"), now), feed=feed, url="").articles
        )
        day = (now + timedelta(days=3)).date()
        choice = choose(
            articles, profile=profile, feeds=feeds, settings=ours.choose, past=past, shelf=(), day=day, now=now
        )
        picks = [verdict.candidate for verdict in choice.picks]
        readings.append(sum(bool(verdict.caution) for verdict in choice.picks))

        assert 5 == len(picks) == len({pick.article.source for pick in picks})
        assert len({pick.topic for pick in picks}) >= 4
        for pick in picks:
            title = pick.article.title.lower()
            assert not [trap for trap in ("golf", "tennis", "rowing", "miracle", "heat", "sale") if trap in title]
            past.append(
                Sent(
                    url=pick.article.url,
                    date=day,
                    title=pick.article.title,
                    blurb=pick.article.summary,
                    source=pick.article.source,
                    topic=pick.topic,
                    key=pick.article.key,
                )
            )
    assert len({sent.url for sent in past}) == 30
    assert max(readings) <= 2, readings
    assert sum(count <= 1 for count in readings) >= 4, readings
