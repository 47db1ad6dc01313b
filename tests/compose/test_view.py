"""What templates may see: cleaned, cut, and nothing private."""

from dataclasses import fields, replace
from datetime import date

import pytest

from pipeline.compose import view
from pipeline.text import bold_runs
from tests.compose import sample


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        pytest.param("plain words", "plain words", id="nothing to do"),
        pytest.param("don\x92t", "don’t", id="Windows quotes are repaired"),
        pytest.param("a\x81b", "ab", id="a C1 character that means nothing goes"),
        pytest.param("a\r\nb\tc", "a b c", id="one line"),
        pytest.param("a\u202eb\u2066c\ufeffd", "abcd", id="direction overrides go"),
        pytest.param("👩🏽‍🦽", "👩🏽‍🦽", id="joined emoji stay"),
        pytest.param("می‌خواهم", "می‌خواهم", id="Persian joiners stay"),
        pytest.param("e\u0301", "e\u0301", id="combining marks stay"),
        pytest.param("a\ud800b", "ab", id="half a character goes"),
    ],
)
def test_clean(raw, cleaned):
    """What breaks mail clients goes, what readers see stays; twice is once."""
    assert cleaned == view.clean(raw, 50) == view.clean(view.clean(raw, 50), 50)


def test_cut():
    """Titles end at 200 characters and blurbs at 600, with a sign that something is missing."""
    story = sample.STORIES[0].__class__(title="word " * 100, url="https://a.example/", blurb="word " * 300)
    card = view.page(sample.issue(story), sample.newsletter()).cards[0]

    assert len(card.title) <= 200
    assert len(card.blurb) <= 600
    assert card.title.endswith("…")


@pytest.mark.parametrize("stars", [1, 2, 3])
def test_bold_that_runs_over_the_cut(stars):
    """A cut between two pairs of stars leaves none that readers would see; bold before it stays."""
    long = "**one** " * (stars - 1) + "**" + "word " * 450 + "** and the end"
    page = view.page(sample.issue(replace(sample.STORIES[0], blurb=long), intro=long), sample.newsletter())

    for shown in (page.cards[0].blurb, page.intro):
        assert shown.endswith("word…")
        assert "**" not in "".join(words for words, _ in bold_runs(shown))
    assert stars - 1 == page.cards[0].blurb.count("**one**")


def test_nothing_private():
    """Neither page nor card has a place for what only editors may see."""
    seen = {field.name for kind in (view.Page, view.Card) for field in fields(kind)}

    assert set() == seen & {"note", "flagged", "bench", "held", "dropped", "draft", "pinned", "shelf", "format"}


def test_in_words():
    """A date as people say it."""
    assert view.in_words(date(2026, 12, 7), sample.newsletter().newsletter) == "December 7, 2026"


def test_a_picture_lives_under_home():
    """An editor's picture is linked where the archive publishes it, with its name quoted."""
    card = view.page(sample.illustrated(), sample.newsletter()).cards[0]

    assert card.image == "https://news.example.org/monday/2026-11-23/cup.jpg"
