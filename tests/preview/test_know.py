"""What is told of an article: its points, where it came from, what it beat."""

from dataclasses import replace

import pytest

from pipeline.preview.know import Choice
from tests.preview.newsroom import ISSUE, STORIES, considered

FIRST = STORIES[0]


def row(title, *, url="", score=1.0, topic="", format="", code="outranked", words="outranked", parts=True, **more):
    part = {"name": "topic", "value": score, "weight": 1.0, "points": score, "words": f"About {title}"}
    return {
        "title": title, "url": url or f"https://lost.example/{title}", "source": "Elsewhere", "score": score,
        "topic": topic, "format": format, "parts": [part] if parts else [], "reason": {"code": code, "words": words},
        **more,
    }  # fmt: skip


PICK = row(
    "Hands", url=FIRST.url, score=6.5, topic="hand", format="how-to", words="Best of its topic",
    published="2026-11-18T08:00:00+00:00", dated="exact", also=["The Daily"],
)  # fmt: skip


def known(*, picks=(PICK,), bench=(), rejected=(), issue=ISSUE, story=FIRST):
    found = considered(picks=list(picks), bench=list(bench), rejected=list(rejected))
    return Choice(found).known(story, issue)


def test_points_and_origin():
    """Points have a name, words and a sum; the origin is told in whole sentences."""
    told = known()

    assert (told.score, told.because) == (6.5, "Best of its topic")
    assert told.parts == (("topic", "About Hands", 6.5),)
    assert told.origin == ("From Elsewhere.", "Published November 18, 2026.", "Also told by The Daily.")


def test_beat():
    """It beat the best on its topic, then the best of its kind, with their reasons; at most five."""
    others = [row(f"kind {n}", score=5 - n / 10, format="how-to") for n in range(6)]
    rivals = [row("weak", score=2.0, topic="hand"), row("strong", score=4.0, topic="hand", words="too late")]
    told = known(rejected=[*others, *rivals], bench=[row("elsewhere", score=9.0, topic="sleep")])

    assert [rival.title for rival in told.beat] == ["strong", "weak", "kind 0", "kind 1", "kind 2"]
    assert (told.beat[0].shared, told.beat[0].because, told.beat[0].score) == ("the same topic", "too late", 4.0)
    assert told.beat[2].shared == "also how-to"


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(row("in it now", url=STORIES[1].url, topic="hand"), id="one that an editor swapped in"),
        pytest.param(row("stopped", topic="hand", parts=False), id="one that a gate stopped"),
        pytest.param(row("on another", topic="sleep", format="news"), id="one with nothing in common"),
    ],
)
def test_did_not_beat(other):
    """It is compared only with what could have been picked in its place."""
    assert known(rejected=[other]).beat == ()


def test_without_topic():
    """Two articles without a topic do not share it."""
    assert known(picks=[row("Hands", url=FIRST.url)], rejected=[row("other")]).beat == ()


def test_added_by_hand():
    """An article that nobody compared has no points."""
    told = known(story=replace(FIRST, url="https://by-hand.example/"))

    assert (told.score, told.beat) == (None, ())
