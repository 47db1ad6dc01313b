"""What is told of an article: what counted, where it came from, what it beat, what was said of its like."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from pipeline.model import Sent
from pipeline.preview.why import Choice, earlier
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


def test_what_counted_and_origin():
    """What counted is said in words, the most first, and nothing that counted for nothing; the origin in sentences."""
    points = {"Fresh": 0.5, "A charity": 3.0, "For readers": 1.0, "Topic": 0.0, "Long": -0.5}
    parts = [{"name": "part", "value": n, "weight": 1.0, "points": n, "words": words} for words, n in points.items()]
    told = known(picks=[{**PICK, "parts": parts}])

    assert told.counted == (
        ("A charity", "a main reason"),
        ("For readers", "a reason"),
        ("Fresh", "a minor reason"),
        ("Long", "a point against it"),
    )
    assert told.verdict.reason.words == "Best of its topic"
    assert told.origin == ("From Elsewhere.", "Published November 18, 2026.", "Also covered by The Daily.")


def test_beat():
    """It beat the best on its topic, then the best of its kind, with their reasons; at most five."""
    others = [row(f"kind {n}", score=5 - n / 10, format="how-to") for n in range(6)]
    rivals = [row("weak", score=2.0, topic="hand"), row("strong", score=4.0, topic="hand", words="too late")]
    told = known(rejected=[*others, *rivals], bench=[row("elsewhere", score=9.0, topic="sleep")])

    titles = [verdict.candidate.article.title for verdict, _ in told.beat]
    assert titles == ["strong", "weak", "kind 0", "kind 1", "kind 2"]
    assert (told.beat[0][1], told.beat[0][0].reason.words) == ("the same topic", "too late")
    assert told.beat[2][1] == "also how-to"


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
    """Of an article that nobody compared nothing is told."""
    told = known(story=replace(FIRST, url="https://by-hand.example/"))

    assert (told.verdict, told.counted, told.beat) == (None, (), ())


def test_earlier_blurb():
    """A story's blurb of then is that of the newest on its topic, unless an older one has a title much like its own."""
    day = date(2026, 3, 2)

    def sent(title, weeks, topic=FIRST.topic, blurb="Words of then."):
        return Sent(
            url=f"https://then.example/{weeks}",
            date=day + timedelta(weeks=weeks),
            title=title,
            topic=topic,
            blurb=blurb,
        )

    old, new = sent("Hand exercises: five", 0), sent("A towel", 2)
    others = (sent("Five hand exercises", 3, topic="sleep"), sent("Five hand exercises", 4, blurb=""))

    assert earlier((old, new, *others), ISSUE)[FIRST.url] == old
    assert earlier((new, *others), ISSUE)[FIRST.url] == new
    assert FIRST.url not in earlier(others, ISSUE)
