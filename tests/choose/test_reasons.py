"""Every reason that keeps an article out of the five, word for word; and who speaks for a story that several tell."""

from datetime import UTC, date, datetime, timedelta

import pytest
from makers import DAY, NOW, article, chosen, good, knees, profile

from pipeline.choose import gates, window
from pipeline.choose.reading import Reader
from pipeline.choose.score import stem
from pipeline.config import Choose
from pipeline.config.profile import Gate
from pipeline.model import Feed, Sent, Story

HAND = "Hand exercises after stroke you can do at home"
SOFT = "If your hand is stiff after a stroke, try these simple exercises. Squeeze a soft ball gently."


@pytest.mark.parametrize(("word", "expected"), [
    ("exercises", "exercise"), ("carries", "carry"), ("stretches", "stretch"), ("wishes", "wish"), ("boxes", "box"),
    ("glasses", "glass"), ("legs", "leg"), ("days", "day"), ("eye", "eye"), ("gas", "gas"), ("press", "press"),
    ("focus", "focus"), ("paralysis", "paralysis"), ("noses", "nose"), ("arms", "arm"), ("toes", "toe"),
])  # fmt: skip
def test_stem(word, expected):
    """A plural counts as its singular, and words that only end like a plural stay as they are."""
    assert expected == stem(word)


def stop(one, using, *, tier="B", since=NOW - timedelta(days=10), sent=()):
    """The gate that stops an article: whether it is held, and the reason."""
    reading = Reader(using, [Feed(url=one.feed, name=one.source, tier=tier)]).read(one)
    found = gates.stop(reading, using, since=since, now=NOW, sent=sent)
    return found and (found.held, found.reason.code, found.reason.words)


KNEES = "Walk with bad knees"


@pytest.mark.parametrize(("change", "more", "expected"), [
    pytest.param({}, {}, None, id="nothing stops it"),
    pytest.param({"source": "Gossip"}, {"tier": "X"}, ("blocked", "Gossip is blocked (tier X)"), id="blocked"),
    pytest.param({"title": ""}, {}, ("empty", "it has no title"), id="no title"),
    pytest.param({"age": 10}, {}, None, id="on the first day of the window"),
    pytest.param({"age": 10.01}, {}, ("old", "published on 2026-11-10, before this issue's window"), id="old"),
    pytest.param({"age": 10.01, "dated": "first-seen"}, {}, None, id="old, but only seen then"),
    pytest.param({"age": 0}, {}, None, id="this very moment"),
    pytest.param({"age": -1}, {}, ("future", "dated in the future (2026-11-21): waits until then"), id="future"),
    pytest.param({"key": "k"}, {"sent": ("k",)}, ("repeat", "readers have already had this address"), id="by its key"),
    pytest.param(
        {"url": "https://www.a.example/x/?utm_source=y"}, {"sent": ("https://a.example/x",)},
        ("repeat", "readers have already had this address"), id="by its address",
    ),
    pytest.param({"title": "Walk"}, {}, ("off-topic", "says nothing about knees"), id="off topic"),
    pytest.param({"title": "Walk with a stick"}, {}, None, id="words that are ours in a title"),
    pytest.param(
        {"title": "Walk", "summary": "Use a stick."}, {}, ("off-topic", "says nothing about knees"), id="further down"
    ),
])  # fmt: skip
def test_what_stops(change, more, expected):
    """Each gate says what is wrong in words of its own; at its border it stays open."""
    one = article(**{"title": KNEES, "summary": "Slowly.", **change})

    assert expected == (found := stop(one, knees(), **more)) or found == (False, *expected)


@pytest.mark.parametrize(("summary", "lang", "expected"), [
    pytest.param("", "de", "its feed says that it is in another language (de)", id="the feed says so"),
    pytest.param("", "en", None, id="ours"),
    pytest.param("Nach dem Schlaganfall hilft langsames Gehen mit dem Stock jeden Tag.", "", "it reads like another "
                 "language", id="it reads so"),
    pytest.param("Nach dem Schlaganfall hilft Gehen.", "", None, id="too short to tell"),
])  # fmt: skip
def test_languages(summary, lang, expected):
    """Another language is told by the feed's word, or by too few of our common words in twelve or more."""
    found = stop(article("Stroke Rehabilitation", summary, lang=lang), profile())

    assert (expected and (False, "language", expected)) == found


def gated(**gate):
    """A profile with one gate."""
    made = Gate(**{"code": "claim", "outcome": "held", "words": "claims too much", **gate})
    return knees().model_copy(update={"gates": (made,)})


@pytest.mark.parametrize(("gate", "text", "expected"), [
    ({"text": ("miracle", "cure", "magic", "wonder", "secret")}, "A cure, a miracle, magic, a wonder, a secret.",
     (True, "claim", "claims too much: “cure”, “miracle”, “magic”, “wonder”")),
    ({"text": ("miracle",), "unless": ("no miracle",)}, "It is no miracle.", None),
    ({"text": ("miracle",), "unless": ("no miracle",)}, "It is no miracle. A miracle!",
     (True, "claim", "claims too much: “miracle”")),
    ({"text": ("award",), "unless": ("how to",), "outcome": "rejected"}, "An award. This is how to walk.", None),
    ({"text": ("award",), "outcome": "rejected"}, "An award.", (False, "claim", "claims too much: “award”")),
    ({"text": ("award", "prize"), "at_least": 2}, "An award.", None),
    ({"text": ("award",), "unless_title": ("bad",)}, "An award.", None),
    ({"text": ("award",), "within": 6}, "An award.", (True, "claim", "claims too much: “award”")),
    ({"text": ("award",), "within": 5}, "An award.", None),
    ({"text": ("award",), "beside": ("staff",)}, "An award.", None),
    ({"text": ("award",), "beside": ("staff",)}, "An award for staff.", (True, "claim", "claims too much: “award”")),
    ({"text": ("award",), "beside": ("staff",), "within": 7}, "An award for staff.", None),
    ({"title": ("award",)}, "An award.", None),
    ({"title": ("walk with",)}, "Slowly.", (True, "claim", "claims too much: “walk with”")),
])  # fmt: skip
def test_a_gate_of_words(gate, text, expected):
    """A gate opens at its words, with what excuses them, what must stand beside them, and how far it looks."""
    assert expected == stop(article(KNEES, text), gated(**gate))


def told(title, source, *, host="", age=2.0, tier="B"):
    """The same story, as one source tells it."""
    return article(title, SOFT, source, url=f"https://{host or source.lower() + '.example'}/hand", age=age), tier


@pytest.mark.parametrize(("one", "other"), [
    pytest.param(told(HAND, "Trust", tier="A"), told(HAND, "Blog"), id="a charity before others"),
    pytest.param(told(HAND, "Blog"), told(HAND, "Daily", tier="C"), id="anybody before the news"),
    pytest.param(told(HAND, "Strokes", host="strokehelp.example"), told(HAND, "Blog"), id="a site on it before others"),
    pytest.param(told(HAND, "New", age=1), told(HAND, "Old", age=3), id="the newer of two alike"),
])  # fmt: skip
def test_who_speaks_for_a_story(one, other):
    """Of several that tell one story the better source speaks, then the newer one; the other says whose it is."""
    for pair in ((one, other), (other, one)):
        feeds = [Feed(url=a.feed, name=a.source, tier=tier) for a, tier in pair]
        choice = chosen([a for a, _ in pair], feeds=feeds)

        assert [one[0].source] == [v.candidate.article.source for v in choice.picks]
        (rejected,) = choice.of("rejected")
        assert f"the same story as “{HAND}” from {one[0].source}" == rejected.reason.words
        assert ("same-story", one[0].key) == (rejected.reason.code, rejected.candidate.story)
        assert (other[0].source,) == choice.picks[0].also


def test_a_story_that_readers_had():
    """A story in other words is refused with its date where it is known, and the title that readers saw."""
    for day, when in ((DAY - timedelta(weeks=3), " on 2026-11-02"), (None, "")):
        sent = Sent(url="https://old.example/", date=day, title=HAND, blurb=SOFT)
        choice = chosen([article(HAND, SOFT, "Blog")], past=[sent])

        assert [("repeat", f"readers had this story{when}: “{HAND}”")] == [
            (v.reason.code, v.reason.words) for v in choice.of("rejected")
        ]


def test_a_story_is_free_again_after_its_weeks():
    """A story counts for so many weeks and no day longer."""
    for days, expected in ((182, "pick"), (181, "rejected")):
        sent = Sent(url="https://old.example/", date=DAY - timedelta(days=days), title=HAND, blurb=SOFT)
        choice = chosen([article(HAND, SOFT, "Blog")], past=[sent], repeat_after_weeks=26)

        assert expected == choice.verdicts[0].outcome


def test_a_pinned_story():
    """What is pinned stays, with its reason; whoever tells the same story gives way to it."""
    pinned = Story(title=HAND, url="https://mine.example/", source="Mine", topic="hand", format="how-to", blurb=SOFT)

    choice = chosen([article(HAND, SOFT, "Blog"), *good()[1:]], pinned=[pinned])
    first = next(v for v in choice.picks if v.reason.code == "pinned")

    assert (first.reason.code, first.reason.words) == ("pinned", "An editor pinned it.")
    assert (
        first.candidate.article.summary, first.candidate.topic, first.candidate.format, first.candidate.story
    ) == (SOFT, "hand", "how-to", "https://mine.example")  # fmt: skip
    assert [("same-story", f"the same story as “{HAND}”, which is pinned")] == [
        (v.reason.code, v.reason.words) for v in choice.of("rejected")
    ]


def test_what_is_on_the_bench_and_why():
    """What passed but was not taken says its points and those of the last pick, or the quota; below the floor, that."""
    more = [article(f"Sleep tips {n} after a stroke", f"Night {n}: rest and go to bed {'early ' * n}.", f"Site {n}")
            for n in range(9)]  # fmt: skip
    choice = chosen([*good(), *more], count=5)
    last = min(choice.picks, key=lambda v: v.candidate.score).candidate

    for one in (*choice.of("bench"), *choice.of("rejected")):
        points = f"{one.candidate.score:.1f} points"
        assert (
            one.reason.words
            in {
                "quota": "this issue already has 1 article on sleep",
                "outranked": f"{points}; the last pick, “{last.article.title}”, has {last.score:.1f}",
                "floor": f"{points}; a pick needs {profile().points.floor:.1f}",
                "same-story": one.reason.words,
            }[one.reason.code]
        )
    assert {"bench"} <= {v.outcome for v in choice.verdicts}
    assert sorted(choice.verdicts, key=lambda v: ("pick", "bench", "held", "rejected").index(v.outcome)) == list(
        choice.verdicts
    )


def test_too_few_says_what_stopped_the_others():
    """An issue that cannot be made names how many were looked at, why they fell, and where more could come from."""
    noise = [article(f"Ten golf strokes, part {n}", "Keep your club low.", f"Golf {n}") for n in range(3)]
    held = article("A miracle for stroke survivors", "Walk again at once.")

    choice = chosen([*good(2), *noise, held], minimum=3)

    assert choice.missing == (
        "2 of 3 good articles: 6 articles considered (3 sense, 1 safety); evergreen.toml has no articles to add"
    )
    assert chosen(good(3), minimum=3).missing == ""
    assert (
        chosen([], minimum=1).missing
        == "0 of 1 good articles: 0 articles considered; evergreen.toml has no articles to add"
    )


@pytest.mark.parametrize(("days", "noted"), [(1095, False), (1095.1, True)])
def test_advice_of_three_years_ago(days, noted):
    """How-to advice stays good, and after three years an editor is asked to look again."""
    choice = chosen([article(HAND, SOFT, age=days)])
    words = f"“{HAND}” is from 2023: check that it still holds"

    assert noted == (words in choice.notes), choice.notes


def test_the_window_reaches_back_to_the_last_issue():
    """After a pause the window begins six days before the last issue, so that nothing in between is lost."""
    pause = [Sent(url="https://old.example/", date=date(2026, 10, 12)), Sent(url="https://older.example/", date=None)]
    week = [Sent(url="https://old.example/", date=date(2026, 11, 16))]
    two_weeks = Choose(window_days=14)

    assert NOW - timedelta(days=14) == window(two_weeks, (), NOW) == window(two_weeks, week, NOW)
    assert datetime(2026, 10, 6, tzinfo=UTC) == window(two_weeks, pause, NOW)
