"""Quotas, the shelf, reasons, blurbs and reports, value by value."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest
from makers import DAY, NOW, article, chosen, good, knees, profile

from pipeline.choose import draft
from pipeline.choose.blurb import blurb
from pipeline.choose.draft import preheader, subject
from pipeline.choose.five import Quotas, fill
from pipeline.choose.score import why
from pipeline.config.evergreen import StandingArticle
from pipeline.issue.candidates import plain, row
from pipeline.model import Article, Candidate, Feed, Part, Reason, Verdict


def candidate(title="A", source="S", topic="walking", form="news", parts=(), feed="f"):
    made = Article(key=title, url=f"https://a.example/{title}", title=title, source=source, feed=feed)
    return Candidate(article=made, topic=topic, format=form, story=title, parts=parts)


@pytest.mark.parametrize("one, relaxed, expected", [
    (candidate("B", "S", "rest", "x"), (), "this issue already has 1 article from S"),
    (candidate("B", "S", "rest", "x"), ("source",), ""),
    (candidate("B", "T", "walking", "x"), (), "this issue already has 1 article on walking"),
    (candidate("B", "T", "walking", "x"), ("topic",), ""),
    (candidate("B", "T", "", "x"), (), ""),
    (candidate("B", "T", "rest", "news"), ("source", "topic", "lately"),
     "this issue already has 1 article of the kind news"),
    (candidate("B", "T", "rest", "how-to"), (), ""),
    (candidate("B", "Often", "rest", "x"), (), "Often came 2 times in the last three issues"),
    (candidate("B", "Often", "rest", "x"), ("lately",), ""),
    (candidate("B", "Once", "rest", "x"), (), ""),
    (candidate("B", "Own", "rest", "x", feed="own"), (), ""),
])  # fmt: skip
def test_quotas_one_by_one(one, relaxed, expected):
    """Each quota says no in its own words, and only its own relaxation lets the article in."""
    rules = Quotas(
        per_source=1,
        per_topic=1,
        profile=knees(),
        own={"own": Feed(url="own", name="Own", own=True)},
        recent=Counter({"Often": 2, "Once": 1, "Own": 5}),
    )

    assert expected == rules.against(one, [candidate()], frozenset(relaxed))


def test_relaxed_once_only():
    """A relaxed quota lets in one more, not any number."""
    rules = Quotas(per_source=1, per_topic=1, profile=knees())
    picks = [candidate("A", "S", "walking", "x"), candidate("B", "S", "walking", "x")]
    more = candidate("C", "S", "rest", "x")

    assert rules.against(more, picks, frozenset({"source"})) == "this issue already has 2 articles from S"
    assert (
        rules.against(candidate("C", "T", "walking", "x"), picks, frozenset({"topic"}))
        == "this issue already has 2 articles on walking"
    )


def test_shelf_candidate():
    """A standing article stands there with all that the editor wrote, and says where it is from."""
    item = StandingArticle(title="Pace your day", url="https://a.example/pace?utm_source=x", source="A Trust",
                           topic="walking", format="how-to", review=date(2027, 1, 1), blurb="Rest first.")  # fmt: skip

    candidates, shelf, notes = fill([], [item], 1, knees(), (), 26, DAY)

    key = "https://a.example/pace"
    assert {key: item} == dict(shelf)
    assert notes == ("1 from evergreen.toml to fill up: only 0 new ones were good enough this week",)
    assert (
        Candidate(
            article=Article(key=key, url=item.url, title="Pace your day", summary="Rest first.", source="A Trust"),
            topic="walking",
            format="how-to",
            story=key,
            parts=(Part(name="shelf", value=1.0, weight=0.0, words="Walking. From the editor's shelf"),),
        ),
    ) == candidates
    (other,), *_ = fill([], [item.model_copy(update={"topic": "none"})], 1, knees(), (), 26, DAY)
    assert other.parts[0].words == "From the editor's shelf"


def test_why_shows_points_only():
    """A clause has words and points, or is the topic's or the shelf's; what came lately is none; five at most."""

    def part(name, points=1.0, words=None):
        return Part(name=name, value=1.0, weight=points, words=name if words is None else words)

    shown = why(candidate(parts=(part("topic", 0.0), part("source", 0.0), part("help", words=""),
                                 part("readers", 0.5), part("lately", -1.0), part("kind"))))  # fmt: skip

    assert shown == ("topic", "readers")
    assert why(candidate(parts=(part("shelf", 0.0),))) == ("shelf",)
    names = ("topic", "shelf", "source", "readers", "help", "lately")
    assert names[:5] == why(candidate(parts=tuple(part(name) for name in names)))


@pytest.mark.parametrize(("seen", "expected"), [
    pytest.param("Grip " + "a " * 48 + "cup.", True, id="fifty words, where nothing shorter will do"),
    pytest.param("Grip " + "a " * 49 + "cup.", False, id="fifty-one words"),
    pytest.param("Grip a cup in one hand.", True, id="six words"),
    pytest.param("Grip a cup each day.", False, id="five words"),
    pytest.param("Grip a cup in each hand!", True, id="an exclamation"),
    pytest.param("Grip a cup in each hand", False, id="no end"),
    pytest.param("He said: “Grip a cup in each hand.”", True, id="an end in quotes"),
    pytest.param("Grip a cup “in each hand today.", False, id="a quotation that does not end"),
    pytest.param("Grip a cup in each hand” today.", False, id="a quotation that does not begin"),
    pytest.param('Grip a "cup in each hand today.', False, id="a plain quotation that does not end"),
    pytest.param('Grip a "cup" in each hand today.', True, id="a plain quotation"),
    pytest.param("grip a cup in each hand today.", False, id="no beginning"),
    pytest.param("Grip a cup? Or a ball in each hand?", False, id="a question"),
    pytest.param("Grip A Cup In One Hand.", False, id="the title itself"),
])  # fmt: skip
def test_usable(seen, expected):
    """A blurb is a whole sentence of six words or more that stands on its own and is not the title."""
    title = "Grip a cup in one hand" if "Grip A Cup" in seen else "Other"

    assert expected == bool(blurb([seen.replace("He said: ", "Doctors said: ")], title, {"grip", "cup", "hand"}))


def test_blurb_tells_of_the_subject():
    """A sentence on the subject comes before an easier one on something else, which alone is no blurb."""
    easy, telling = (
        "We all like to sit in the sun.",
        "Gripping exercises strengthen your hand considerably over several months.",
    )

    assert telling == blurb(
        [f"{easy} Cats and dogs do not care much for it at all. What now? {telling}"], "T", {"hands"}
    )
    assert blurb([f"{easy} What now? Gripping strengthens all considerably."], "T", {"knees"}) == ""
    assert blurb(["What now? It is so."], "T", {"knees"}) == ""


def test_report_of_one_article():
    """A verdict's entry holds every field, under its own name."""
    made = Article(key="k", url="https://a.example/", title="T", source="S",
                   published=datetime(2026, 11, 1, tzinfo=UTC), dated="exact")  # fmt: skip
    part = Part(name="topic", value=1.234, weight=2.0, words="Walking")
    one = Candidate(article=made, topic="walking", format="news", story="k", parts=(part,))
    reason = Reason(code="quota", words="at most one", matched=("w",))

    found = dict(row(Verdict(candidate=one, outcome="bench", reason=reason, also=("Other",))))

    assert found == {
        "url": "https://a.example/", "title": "T", "source": "S", "topic": "walking", "format": "news", "score": 2.47,
        "parts": [{"name": "topic", "value": 1.234, "weight": 2.0, "points": 2.47, "words": "Walking"}],
        "reason": {"code": "quota", "words": "at most one", "matched": ["w"]},
        "key": "k", "story": "k", "also": ["Other"], "caution": [],
        "published": "2026-11-01T00:00:00+00:00", "dated": "exact",
    }  # fmt: skip


def test_report_of_a_week():
    """The report names the issue, the moment, all four outcomes, and the notes."""
    choice = chosen(good(), minimum=5)

    found = plain(choice)

    assert list(found) == ["issue", "collected", "chosen", "picks", "bench", "held", "rejected", "notes", "missing"]
    assert ("2026-11-23", NOW.isoformat(), "") == (found["issue"], found["chosen"], found["missing"])
    assert [v.candidate.article.title for v in choice.picks] == [each["title"] for each in found["picks"]]
    assert list(choice.notes) == found["notes"]


def test_the_draft_has_the_whole_choice():
    """Number, day, subject, preheader and all three lists are the choice's own."""
    second = "Go to bed at the same time each night. Keep your naps short and your room dark."
    choice = chosen([*good(), article("Sleep tips after a stroke: rest at night", second, "Night Watch")])
    made = draft(choice, number=7, day=DAY, profile=profile(), pages={})

    assert (made.number, made.date) == (7, DAY)
    assert subject(made.stories) == made.subject
    unsure = {v.candidate.article.url for v in choice.picks if not v.candidate.sure}
    assert preheader(made.stories, profile(), unsure) == made.preheader
    for shown, outcome in ((made.stories, "pick"), (made.bench, "bench"), (made.held, "held")):
        verdicts = choice.of(outcome)
        assert [(v.candidate.article.title, v.candidate.topic, v.candidate.format) for v in verdicts] == [
            (s.title, s.topic, s.format) for s in shown
        ]
    assert made.bench


def test_readers_never_see_what_stood_against_a_story():
    """What an editor takes from the bench, or releases, brings the reasons for it; what held it is a private note."""
    harm = "Skip the wait for a therapist: hand exercises after your stroke. Squeeze a soft ball gently at home."
    second = "Go to bed at the same time each night. Keep your naps short and your room dark."
    more = [article("Sleep tips after a stroke: rest at night", second, "Night Watch")]
    choice = chosen([*good(), *more, article("Hands after stroke: test yourself", harm, "Hasty")])
    made = draft(choice, number=7, day=DAY, profile=profile(), pages={})

    assert "For survivors and families" in made.bench[0].why
    assert made.bench[0].note == ""
    assert "Held: may talk readers out of seeing a professional" in made.held[0].note
    against = [v.reason.words for v in (*choice.of("bench"), *choice.of("held"))]
    assert not {why for story in (*made.bench, *made.held) for why in story.why} & {*against}


def test_the_bench_takes_first_what_could_join_the_picks():
    """Five better articles of a source that had its place leave room on the bench for a lesser one of another."""
    again = [
        (
            "Pain in the shoulder after a stroke",
            "Rest your sore arm on a pillow, and ask for help when it hurts.",
            "Hands Again",
        ),
        ("Walking outdoors after a stroke", "Take a stick, choose a flat path, and go with a friend.", "Hands Again"),
        ("Swallowing safely after a stroke", "Sit up, take small sips, and rest between them.", "Hands Again"),
        (
            "Low mood after a stroke",
            "Feeling sad is common. Talk to somebody you trust, and see your doctor.",
            "Hands Again",
        ),
        ("Cooking with one hand after a stroke", "A board with spikes holds the food while you cut.", "Hands Again"),
        ("Driving again after a stroke", "Ask your doctor first. Your licence office has a form.", "Hands Again"),
    ]
    other = ("Memory after a stroke", "A notebook can help.", "Notes")
    choice = chosen([*good(), *(article(*row) for row in [*again, other])])

    bench = [v.candidate for v in choice.of("bench")]
    assert "Notes" in {candidate.article.source for candidate in bench}
    assert bench == sorted(bench, key=lambda candidate: -candidate.score)
