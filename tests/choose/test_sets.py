"""The five as a set and the shelf behind it, with points that a reader can add up."""

from datetime import date, timedelta

import pytest
from makers import DAY, knees

from pipeline.choose.five import fill, five, quotas
from pipeline.config import Choose
from pipeline.config.evergreen import StandingArticle
from pipeline.config.profile import Format, Topic
from pipeline.model import Article, Candidate, Feed, Part, Sent

DO = "something to do today"
CARE = "something on mood, caregivers or daily life"


def profile():
    """Knees, with a kind of article that is something to do, and a topic of care."""
    base = knees()
    topics = {**base.topics, "mood": Topic(label="mood", line="mood", care=True)}
    return base.model_copy(update={"topics": topics, "formats": (*base.formats, Format(name="exercise", do=True))})


def one(title, points, *, topic="walking", form="how-to", source="", feed="f"):
    """A candidate with so many points, from a source of its own."""
    made = Article(key=title, url=f"https://a.example/{title}", title=title, source=source or title, feed=feed)
    part = Part(name="x", value=float(points), weight=1.0)
    return Candidate(article=made, topic=topic, format=form, story=title, parts=(part,))


def rules(**settings):
    return quotas(Choose(**{"per_topic": 9, **settings}), profile(), (), ())


def titles(picks):
    return [pick.article.title for pick in picks]


MOOD = one("Mood", 5, topic="mood", form="exercise")


@pytest.mark.parametrize(("points", "expected", "note"), [
    (3.0, ["A", "B", "M"], [f"“M” was taken instead of “C”, so that the issue has {CARE}"]),
    (2.9, ["A", "B", "C"], [f"the issue lacks {CARE}: no such article was good enough this week"]),
])  # fmt: skip
def test_a_wish_costs_one_point_at_most(points, expected, note):
    """An issue tries to have something of care; for that it gives one point, no more."""
    ranked = [*(one(t, p, form="exercise") for t, p in (("A", 6), ("B", 5), ("C", 4))), one("M", points, topic="mood")]

    picks, notes = five(ranked, 3, rules())

    assert (expected, note) == (titles(picks), list(notes))


def test_both_wishes():
    """Each wish swaps the last pick that grants no other; the first notes name both swaps."""
    ranked = [one("A", 6), one("B", 6), one("C", 5.9), one("E", 5.8, form="exercise"), one("M", 5.7, topic="mood")]

    picks, notes = five(ranked, 3, rules())

    assert titles(picks) == ["A", "E", "M"]
    assert [
        f"“E” was taken instead of “C”, so that the issue has {DO}",
        f"“M” was taken instead of “B”, so that the issue has {CARE}",
    ] == list(notes)


def test_a_wish_is_granted_by_whoever_is_there():
    """Nothing is swapped, and nothing is said, where a pick fits already, or where there is no pick at all."""
    assert (lambda found: (titles(found[0]), found[1]))(five([MOOD, one("A", 4)], 2, rules())) == (["Mood", "A"], ())
    assert five([], 5, rules()) == ((), ())


def test_a_wish_minds_the_quotas():
    """What a quota forbids does not come in for a wish; the next one that fits does."""
    ranked = [
        one("A", 6, form="exercise", source="S"), one("B", 6, form="exercise", source="T"),
        one("M", 5.9, topic="mood", source="S"), one("N", 5.8, topic="mood", source="U"),
    ]  # fmt: skip

    picks, notes = five(ranked, 2, rules())

    assert (["A", "N"], (f"“N” was taken instead of “B”, so that the issue has {CARE}",)) == (titles(picks), notes)


def test_pinned_stories_give_way_to_no_wish():
    """A wish never swaps what an editor has pinned."""
    fixed = (one("P", 0),)

    picks, notes = five([one("A", 5, form="exercise"), one("M", 4.9, topic="mood")], 1, rules(), fixed)

    assert titles(picks) == ["P"]
    assert (
        f"the issue lacks {DO}: no such article was good enough this week",
        f"the issue lacks {CARE}: no such article was good enough this week",
    ) == notes


def test_quotas_give_way_in_their_order():
    """With too few left a topic may come twice first, then a source, and each step is told once."""
    ranked = [
        one("A", 6, source="S", topic="mood", form="exercise"),
        one("B", 5, source="S", topic="walking"),
        one("C", 4, source="T", topic="mood"),
    ]

    picks, notes = five(ranked, 3, rules(per_topic=1))

    assert titles(picks) == ["A", "B", "C"]
    assert [note for note in notes if "good enough" in note and "lacks" not in note] == [
        "two articles share a topic: no other article was good enough",
        "two articles share a source: no other article was good enough",
    ]


def test_what_the_last_three_issues_took():
    """A source's recent picks are those of the last three issues, the shelf's not counted; own feeds have their own."""

    def sent(week, source="S", *, shelf=False, dated=True):
        day = DAY - timedelta(weeks=week) if dated else None
        return Sent(url=f"https://a.example/{week}", date=day, source=source, shelf=shelf)

    past = [sent(4), sent(1), sent(3), sent(2, "T"), sent(2, shelf=True), sent(9, dated=False)]
    feeds = [Feed(url="own", name="Own", own=True), Feed(url="f", name="F")]

    made = quotas(Choose(per_source=2, per_topic=3), profile(), feeds, past)

    assert dict(made.recent) == {"S": 2, "T": 1}
    assert list(made.own) == ["own"]
    assert (made.per_source, made.per_topic) == (2, 3)


def standing(title, topic="", review=date(2027, 1, 1)):
    return StandingArticle(
        title=title, url=f"https://shelf.example/{title}", source="Trust", topic=topic, review=review
    )


def filled(items, *, picks=(), minimum=1, past=()):
    candidates, _, notes = fill(picks, items, minimum, knees(), past, 4, DAY)
    return titles(candidates), list(notes)


def given(n, picks=0):
    return f"{n} from evergreen.toml to fill up: only {picks} new ones were good enough this week"


def test_the_shelf_is_for_thin_weeks():
    """Only so many are taken as are missing; with enough picks none is looked at, not even its review."""
    overdue = standing("Old", review=DAY)

    assert (["A"], [given(1, 1)]) == filled([standing("A"), standing("B")], picks=[one("P", 1)], minimum=2)
    assert filled([overdue], picks=[one("P", 1)], minimum=1) == ([], [])
    assert ([], [f"evergreen.toml: “Old” was due for review on {DAY}, so it was not used"]) == filled([overdue])
    assert (["Old"], [given(1)]) == filled([standing("Old", review=DAY + timedelta(days=1))])


def test_the_shelf_rests():
    """What readers had rests for its weeks; what was unused longest comes first, what was never used before all."""
    past = [
        Sent(url=f"https://www.shelf.example/{title}/?utm_source=x", date=DAY - timedelta(days=days))
        for title, days in (("A", 28), ("B", 27), ("C", 40))
    ]
    items = [standing(title) for title in "ABCD"]

    assert (["D", "C", "A"], [given(3)]) == filled(items, minimum=4, past=past)


def test_the_shelf_brings_variety():
    """An article on a topic of its own comes before one whose topic is there; without a topic it fits always."""
    items = [standing("Walk", "walking"), standing("Any"), standing("Rest", "rest"), standing("Bed", "rest")]
    picks = [one("P", 1, topic="walking")]

    assert filled(items, picks=picks, minimum=3)[0] == ["Any", "Rest"]
    assert filled(items, picks=picks, minimum=4)[0] == ["Any", "Rest", "Walk"]
    assert filled(items, picks=picks, minimum=9)[0] == ["Any", "Rest", "Walk", "Bed"]


def test_the_shelf_repeats_no_pick():
    """An article that is in the issue already is not taken from the shelf as well."""
    made = Article(key="k", url="https://shelf.example/A?utm_medium=y", title="A", source="S")

    assert (["B"], [given(1, 1)]) == filled(
        [standing("A"), standing("B")], picks=[Candidate(article=made, story="k")], minimum=2
    )
