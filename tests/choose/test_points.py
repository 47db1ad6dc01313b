"""Each part of a score, to the number and the word."""

from dataclasses import replace
from datetime import timedelta

import pytest
from makers import DAY, NOW, article, knees

from pipeline.choose.reading import Reader, _ends
from pipeline.choose.score import Scorer, worth
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

    found, _ = scored(past=past)

    assert (found.topic, found.format) == ("walking", "news")
    assert [
        Part(name="topic", value=1.0, weight=0.0, words="Walking"),
        Part(name="help", value=2.0, weight=0.5, words="Practical help"),
        Part(name="selling", value=3.0, weight=-0.4, words="sells something: little, single, day"),
        Part(name="source", value=0.9, weight=1.0, words="From a site with “knee” in its name"),
        Part(name="lately", value=-2.15, weight=0.6,
             words="Walking: last covered 2 weeks ago; Knee Trust came 2 times in 4 weeks"),
    ] == list(found.parts)  # fmt: skip
    assert worth(found) == pytest.approx(found.score + 2.15 * 0.6)


@pytest.mark.parametrize(("host", "tier", "expected"), [
    ("kneetrust.org.uk", "A", (1.0, "From a charity or health service")),
    ("kneetrust.org.uk", "C", (0.5, "From a site with “knee” in its name")),
    ("kneetrust.org.uk", "B", (0.9, "From a site with “knee” in its name")),
    ("joints.org.au", "B", (0.5, "From an address in “.org”")),
    ("www.organizedjoints.example", "B", None),
    ("sportstrust.example", "B", None),
])  # fmt: skip
def test_sources(host, tier, expected):
    """An editor's rating counts most, then what the address says; a kind of page without trust loses that."""
    using = knees()
    kinds = (using.kinds[0].model_copy(update={"trust": False}),)
    one = article("Walk", "Slowly.", "Joints", url=f"https://{host}/a")
    reading = Reader(using, [Feed(url=one.feed, name="Joints", tier=tier, hosts=(host,))]).read(one)
    found = Scorer(using.model_copy(update={"kinds": kinds}), (), DAY, NOW).score(reading)
    parts = {part.name: (pytest.approx(part.points), part.words) for part in found.parts}

    assert expected == parts.get("source")


@pytest.mark.parametrize(("url", "hosts", "expected"), [
    ("https://www.jointsa.example/x", (), "A"),
    ("https://shop.jointsa.example/x", (), "A"),
    ("https://elsewhere.example/x", (), ""),
    ("https://elsewhere.example/x", ("elsewhere.example",), "A"),
    ("https://jointsb.co.uk/x", ("jointsa.co.uk",), ""),
    ("https://a.jointsb.co.uk/x", ("jointsb.co.uk",), "A"),
])  # fmt: skip
def test_a_rating_holds_on_its_own_sites(url, hosts, expected):
    """A page that lies elsewhere than its feed has nothing of the feed's rating, unless the editor named its host."""
    one = article("Walk", source="Jointsa", url=url)
    feed = Feed(url=one.feed, name="Jointsa", tier="A", hosts=hosts)

    assert expected == Reader(knees(), [feed]).read(one).tier


@pytest.mark.parametrize("page", ["https://eve.blogspot.com/x", "https://eve.joints.blogs.example/x"])
def test_a_rating_does_not_reach_strangers(page):
    """A blog's rating says nothing of other blogs on the same platform."""
    one = article("Walk", source="Joints", url=page)
    bob = "https://bob." + page.partition(".")[2].removesuffix("/x") + "/feed"
    found = Reader(knees(), [Feed(url=bob, name="Joints", tier="A")]).read(replace(one, feed=bob))

    assert found.tier == ""


def test_a_rating_holds_on_the_site_that_the_feed_names():
    """A feed may lie on another host than its site, which it names itself: the rating holds there."""
    one = replace(article("Walk", source="Jointsa", url="https://joints.example/x"), home="www.joints.example")

    assert Reader(knees(), [Feed(url=one.feed, name="Jointsa", tier="A")]).read(one).tier == "A"


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
    ("www.organized.com", ".org", False), ("health.gov.free.example", ".gov", False),
    ("stroke.org", "stroke.org.uk", False),
])  # fmt: skip
def test_ends(host, end, expected):
    """A host ends in a name at a dot; a leading dot lets a country follow."""
    assert expected == _ends(host, end)
