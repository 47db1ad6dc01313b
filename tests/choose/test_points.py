"""Each part of a score, to the number and the word."""

from datetime import timedelta

import pytest
from makers import DAY, NOW, article, knees

from pipeline import text
from pipeline.choose.reading import Reader, _ends
from pipeline.choose.score import Scorer
from pipeline.model import Feed, Part, Sent

TITLE = "Bad knees: walk with your stick"
SUMMARY = "Your knees get stronger when you walk a little every single day, we promise."


def scored(*, title=TITLE, summary=SUMMARY, tier="B", past=(), age=3.5, dated="exact", host="kneetrust.org.uk"):
    """The parts of one article by name, without those that are worth nothing."""
    one = article(title, summary, "Knee Trust", url=f"https://{host}/a", age=age, dated=dated)
    using = knees()
    reading = Reader(using, [Feed(url=one.feed, name="Knee Trust", tier=tier)]).read(one)
    found = Scorer(using, past, DAY, NOW).score(reading)
    return found, {part.name: part for part in found.parts}


def test_every_part_to_the_number():
    """Each part has the value that its rule gives by hand, its weight, and its words."""
    past = [
        Sent(
            url=f"https://x.example/{topic}",
            date=DAY - timedelta(weeks=weeks),
            topic=topic,
            source="Knee Trust",
            title="",
        )
        for topic, weeks in (("walking", 2), ("rest", 3))
    ]
    grade = text.grade(f"{TITLE}. {SUMMARY}")
    easy = f"Easy to read (grade {grade:.0f})"

    found, _ = scored(past=past)

    assert ("walking", "news") == (found.topic, found.format)
    assert [
        Part(name="subject", value=1.833, weight=1.0, words="About knees"),
        Part(name="topic", value=0.968, weight=1.0, words="Walking"),
        Part(name="help", value=2.0, weight=0.5, words="Practical help"),
        Part(name="selling", value=3.0, weight=-0.4, words="sells something: little, single, day"),
        Part(name="journal", value=1.0, weight=-2.5, words="from a journal for researchers"),
        Part(name="press release", value=1.0, weight=-0.8, words="a press release"),
        Part(name="plain words", value=1.2, weight=1.0, words="Speaks to you directly"),
        Part(name="easy reading", value=round((9 - grade) / 4, 3), weight=0.3, words=easy),
        Part(name="source", value=0.7, weight=0.7, words="From a site about knees"),
        Part(name="fresh", value=0.707, weight=0.3, words="New this week"),
        Part(name="lately", value=-2.15, weight=0.5,
             words="Walking: last covered 2 weeks ago; Knee Trust came 2 times in 4 weeks"),
    ] == list(found.parts)  # fmt: skip


def test_the_easiest_text_is_of_grade_0():
    """The formula goes below 0 for the shortest words; no reader knows such a grade."""
    assert (
        "Easy to read (grade 0)" == scored(title="Go on", summary="Sit up. Go on. Be on it.")[1]["easy reading"].words
    )


def test_long_words_count_against():
    """Words of more than nine letters are taken off, as a share of the text, 1.5 at most."""
    _, parts = scored(title="Knees", summary="Rehabilitation neuroplasticity " + "of a knee " * 6)

    assert Part(name="plain words", value=round(-5 * 2 / 21, 3), weight=1.0) == parts["plain words"]
    assert -1.5 == scored(title="Knees", summary="rehabilitation " * 40)[1]["plain words"].value


def test_sources_by_tier():
    """An editor's own tier counts, and a specialist that is no charity gets something."""
    assert (
        Part(name="source", value=1.0, weight=0.7, words="From a charity or health service")
        == scored(tier="A")[1]["source"]
    )
    assert 0.1 == pytest.approx(scored(tier="C")[1]["source"].value)


@pytest.mark.parametrize("age, dated, value, words", [
    (0, "exact", 1.0, "New this week"),
    (7, "exact", 0.5, "New this week"),
    (7.01, "exact", 0.5, ""),
    (7, "guessed", 0.25, ""),
    (-1, "exact", 1.0, "New this week"),
])  # fmt: skip
def test_freshness(age, dated, value, words):
    """News halves in its half-life, a guessed date counts half, and only a sure date is new this week."""
    fresh = scored(age=age, dated=dated)[1]["fresh"]

    assert (pytest.approx(value, abs=0.001), words) == (fresh.value, fresh.words)


def test_no_date_no_freshness():
    """Without a date, or with that of our first sight only, nothing is added."""
    assert "fresh" not in scored(age=None)[1]
    assert "fresh" not in scored(dated="first-seen")[1]


@pytest.mark.parametrize(
    "days, words", [(7, "1 week ago"), (14, "2 weeks ago"), (28, "4 weeks ago"), (29, None), (0, None)]
)
def test_lately(days, words):
    """A topic counts as covered for four weeks, less and less."""
    past = [Sent(url="https://x.example/", date=DAY - timedelta(days=days), topic="walking", source="Other", title="")]

    lately = scored(past=past)[1].get("lately")

    assert words is None if lately is None else lately.words == f"Walking: last covered {words}"


@pytest.mark.parametrize(("host", "end", "expected"), [
    ("nhs.uk", "nhs.uk", True), ("www.nhs.uk", "nhs.uk", True), ("xnhs.uk", "nhs.uk", False),
    ("health.gov", ".gov", True), ("health.gov.au", ".gov", True), ("mygov.org", ".gov", False),
    ("stroke.org", "stroke.org.uk", False),
])  # fmt: skip
def test_ends(host, end, expected):
    """A host ends in a name at a dot; a leading dot lets a country follow."""
    assert expected == _ends(host, end)
