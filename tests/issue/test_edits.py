"""What editors do to stories, whether they type it or press a button in the studio."""

import re
from dataclasses import replace
from datetime import date

import pytest

from pipeline.errors import UsageError
from pipeline.issue import Document, changes, dump
from pipeline.model import Issue, Story


def story(letter, **more):
    return Story(title=letter, url=f"https://{letter}.example/", **more)


FILE = dump(
    Issue(
        number=1,
        date=date(2026, 11, 23),
        subject="s",
        preheader="p",
        stories=tuple(map(story, "abc")),
        bench=tuple(map(story, "xyz")),
        held=(story("h", flagged=("cure",)),),
        dropped=(story("d"),),
    )
)


def shape(document):
    """The titles of each kind, one word a kind."""
    issue = document.issue
    return tuple("".join(s.title for s in each) for each in (issue.stories, issue.bench, issue.held, issue.dropped))


@pytest.mark.parametrize(
    ("expected", "act"),
    [
        pytest.param(("axc", "yzb", "h", "d"), lambda d: d.swap(1, 0), id="what was taken out is the last"),
        pytest.param(("axc", "ybz", "h", "d"), lambda d: d.swap(1, 2).swap(1, 0), id="swapped twice"),
        pytest.param(("axc", "yz", "h", "bd"), lambda d: d.drop("story", 1), id="the next takes its place"),
        pytest.param(("ac", "xyz", "h", "bd"), lambda d: d.drop("story", 1, places=2), id="there was one too many"),
        pytest.param(("axc", "yz", "h", "bd"), lambda d: d.drop("story", 1, places=3), id="its place is filled"),
        pytest.param(("abc", "xz", "h", "yd"), lambda d: d.drop("bench", 1), id="dropped from the bench"),
        pytest.param(("abc", "xyz", "", "hd"), lambda d: d.drop("held", 0), id="dropped while held"),
        pytest.param(("abc", "hxyz", "", "d"), lambda d: d.turn("held", 0, "bench", 0), id="released"),
        pytest.param(("abc", "dxyz", "h", ""), lambda d: d.turn("dropped", 0, "bench", 0), id="taken back"),
        pytest.param(("abc", "xyz", "h", "d"), lambda d: d.set("story", 0, "pinned", True), id="pinned"),
    ],
)
def test_places(expected, act):
    """The bench is in the order of its use: what came out is last, what an editor wants is first."""
    assert expected == shape(act(Document(FILE)))


def test_what_was_swapped_out_does_not_come_back_by_itself():
    """Swap one story, drop another: the place is filled by the next best, not by what was just taken out."""
    assert shape(Document(FILE).swap(0, 0).drop("story", 2)) == ("xby", "za", "h", "cd")


def varied(stories, bench):
    """A document of stories and a bench, each written as title, source and topic: "a:one/sleep"."""
    made = [
        [
            story(title, source=source, topic=topic)
            for title, source, topic in (re.split("[:/]", s) for s in each.split())
        ]
        for each in (stories, bench)
    ]
    day = date(2026, 11, 23)
    return Document(dump(Issue(number=1, date=day, subject="s", preheader="p", stories=(*made[0],), bench=(*made[1],))))


@pytest.mark.parametrize(
    ("expected", "bench"),
    [
        pytest.param("z", "x:one/food y:two/sleep z:three/food", id="a new source and topic before better ones"),
        pytest.param("y", "x:one/sleep y:one/food", id="what repeats once before what repeats twice"),
        pytest.param("x", "x:one/sleep y:one/sleep", id="the first when all repeat as much"),
        pytest.param("x", "x:two/pain y:three/food", id="what only the outgoing story has is no repetition"),
        pytest.param("x", "x:three/ y:four/sleep", id="no topic repeats none"),
    ],
)
def test_what_comes_in_keeps_the_issue_varied(expected, bench):
    """Without a place on the bench, a swap and a drop bring the first that repeats the least."""
    document = varied("a:one/sleep b:two/pain", bench)

    assert expected == document.swap(1).issue.stories[1].title
    assert expected == document.drop("story", 1).issue.stories[1].title


def test_two_stories_without_a_topic_repeat_nothing():
    """An empty topic is no topic."""
    assert varied("a:one/ b:two/pain", "x:three/ y:four/food").swap(1).issue.stories[1].title == "x"


@pytest.mark.parametrize(
    ("expected", "subject"),
    [
        pytest.param(True, "How to sleep well at night + 1 more", id="its title"),
        pytest.param(True, "how to sleep well + 1 more", id="its first words"),
        pytest.param(False, "Rest, and a plan", id="the editor's own words"),
        pytest.param(False, "Eat + how to sleep", id="another first"),
    ],
)
def test_the_editor_hears_of_a_subject_that_names_a_story_which_is_not_first(expected, subject):
    """The subject is the editor's, so no edit changes it; but what it promises must come first."""
    sleep, eat = story("How to sleep well at night", source="One"), story("Eat", source="Two")
    before = Issue(number=1, date=date(2026, 11, 23), subject=subject, preheader="p", stories=(sleep, eat))
    said = changes(before, replace(before, stories=(eat, sleep)))

    assert expected == any("the subject still names" in line for line in said)
    unmoved = replace(before, subject="How to sleep well at night + 1 more")
    assert not [line for line in changes(unmoved, unmoved) if "subject" in line]


def test_an_edit_says_what_it_came_to():
    """The stories by their places, what comes twice, and how many there are now."""
    three = tuple(
        story(title, source="One", topic=topic) for title, topic in (("a", "sleep"), ("b", "sleep"), ("c", ""))
    )
    before = Issue(number=1, date=date(2026, 11, 23), subject="s", preheader="p", stories=three)

    assert changes(before, replace(before, stories=three[:2])) == (
        "  1. a (One, sleep)",
        "  2. b (One, sleep)",
        "Note: 2 articles with the source One",
        "Note: 2 articles with the topic sleep",
        "Note: the issue has 2 articles now",
    )


def test_drop_without_a_bench():
    """With nothing to fill the place, a dropped story leaves one less."""
    bare = Document(dump(replace(Document(FILE).issue, bench=())))

    assert shape(bare.drop("story", 0)) == ("bc", "", "h", "ad")


@pytest.mark.parametrize(
    ("expected", "before", "reason"),
    [
        pytest.param("old", "", "old", id="only the reason"),
        pytest.param("ours; old", "ours", "old", id="behind a note"),
        pytest.param("ours", "ours", "", id="no reason"),
    ],
)
def test_why_it_was_dropped(expected, before, reason):
    """A reason joins the note that an editor wrote before."""
    document = Document(FILE).set("story", 0, "note", before)

    assert expected == document.drop("story", 0, reason).issue.dropped[0].note


def test_pin_and_unpin():
    """Pinned and unpinned is the same file, byte for byte."""
    pinned = Document(FILE).set("story", 0, "pinned", True)

    assert pinned.issue.stories[0].pinned
    assert pinned.set("story", 0, "pinned", None).text == FILE


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(lambda d: d.swap(3, 0), id="swap"),
        pytest.param(lambda d: d.swap(3), id="swap with the best"),
        pytest.param(lambda d: d.drop("story", 3, "old"), id="drop"),
        pytest.param(lambda d: d.turn("held", 1, "bench", 0), id="release"),
        pytest.param(lambda d: d.set("story", 3, "pinned", True), id="pin"),
    ],
)
def test_no_such_place(act):
    """A place that is not there is refused, with the places that are."""
    with pytest.raises(UsageError, match=r"there is no (article 4|held article 2)$") as caught:
        act(Document(FILE))
    assert re.fullmatch(r"choose a place from 1 to [13]", caught.value.hint)
