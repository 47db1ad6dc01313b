"""What editors do to stories, whether they type it or press a button in the studio."""

from dataclasses import replace
from datetime import date

import pytest

from pipeline.errors import UsageError
from pipeline.issue import Document, acts, dump
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
        pytest.param(("axc", "yzb", "h", "d"), lambda d: acts.swap(d, 1, 0), id="what was taken out is the last"),
        pytest.param(("axc", "ybz", "h", "d"), lambda d: acts.swap(acts.swap(d, 1, 2), 1, 0), id="swapped twice"),
        pytest.param(("axc", "yz", "h", "bd"), lambda d: acts.drop(d, "story", 1), id="the next takes its place"),
        pytest.param(("abc", "xz", "h", "yd"), lambda d: acts.drop(d, "bench", 1), id="dropped from the bench"),
        pytest.param(("abc", "xyz", "", "hd"), lambda d: acts.drop(d, "held", 0), id="dropped while held"),
        pytest.param(("abc", "hxyz", "", "d"), lambda d: acts.to_bench(d, "held", 0), id="released"),
        pytest.param(("abc", "dxyz", "h", ""), lambda d: acts.to_bench(d, "dropped", 0), id="taken back"),
        pytest.param(("abc", "xyz", "h", "d"), lambda d: acts.pin(d, "story", 0), id="pinned"),
    ],
)
def test_places(expected, act):
    """The bench is in the order of its use: what came out is last, what an editor wants is first."""
    assert expected == shape(act(Document(FILE)))


def test_what_was_swapped_out_does_not_come_back_by_itself():
    """Swap one story, drop another: the place is filled by the next best, not by what was just taken out."""
    assert ("xby", "za", "h", "cd") == shape(acts.drop(acts.swap(Document(FILE), 0, 0), "story", 2))


def test_drop_without_a_bench():
    """With nothing to fill the place, a dropped story leaves one less."""
    bare = Document(dump(replace(Document(FILE).issue, bench=())))

    assert ("bc", "", "h", "ad") == shape(acts.drop(bare, "story", 0))


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

    assert expected == acts.drop(document, "story", 0, reason).issue.dropped[0].note


def test_pin_and_unpin():
    """Pinned and unpinned is the same file, byte for byte."""
    pinned = acts.pin(Document(FILE), "story", 0)

    assert pinned.issue.stories[0].pinned
    assert FILE == acts.pin(pinned, "story", 0, pinned=False).text


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(lambda d: acts.swap(d, 3, 0), id="swap"),
        pytest.param(lambda d: acts.drop(d, "story", 3, "old"), id="drop"),
        pytest.param(lambda d: acts.to_bench(d, "held", 1), id="release"),
        pytest.param(lambda d: acts.pin(d, "story", 3), id="pin"),
    ],
)
def test_no_such_place(act):
    """A place that is not there is refused, with the places that are."""
    with pytest.raises(UsageError, match="this issue has"):
        act(Document(FILE))
