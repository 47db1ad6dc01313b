"""One article that an editor asks for: drafted as the machine would, and never rejected."""

from datetime import date, timedelta

import pytest
from makers import DAY, NOW, article, profile

from pipeline.choose import single
from pipeline.errors import UsageError
from pipeline.model import Feed, Sent, Story

HANDS = ("Hand exercises after stroke you can do at home", "Squeeze a soft ball gently, then rest.", "Hands Again")
URL = "https://hands-again.example/squeeze"


def asked(title, summary, source, *, page="", feeds=(), past=(), since=NOW - timedelta(days=8), url=URL, **more):
    """What comes of asking for one article."""
    return single(
        article(title, summary, source, url=url, **more),
        page=page,
        profile=profile(),
        feeds=feeds,
        past=past,
        since=since,
        day=DAY,
        now=NOW,
    )


@pytest.mark.parametrize(("lang", "word"), [("", "program"), ("en", "program"), ("fr", "programme")])
def test_other_languages_keep_their_spelling(lang, word):
    """An article in another language is not spelled as American English."""
    summary = "Un programme pour la main peut aider chaque jour, pour tous, avec le temps."

    assert word in asked("Ma main", summary, "Un site", lang=lang).blurb.split()


def test_a_good_article_is_drafted_as_every_other():
    """Topic, kind, blurb, minutes of its page and reasons; the first reason is that an editor wanted it."""
    page = "The park by the river is green and quiet. " * 50

    assert asked(*HANDS, page=page) == Story(
        title="Hand exercises after stroke you can do at home",
        url=URL,
        source="Hands Again",
        topic="hand",
        format="exercise",
        minutes=3,
        blurb="The article’s advice: squeeze a soft ball gently, then rest.",
        why=(
            "An editor added it",
            "Hand exercises",
            "For survivors and families",
            "Practical help",
        ),
    )


@pytest.mark.parametrize(
    ("flagged", "note", "more"),
    [
        pytest.param((), "", {}, id="nothing"),
        pytest.param(
            ("Stop taking your tablets.",),
            "Held: may tell readers to stop, skip or change a medicine: “Stop taking your tablets.”",
            {"page": "Stop taking your tablets."},
            id="what only its page says",
        ),
        pytest.param(
            (), "", {"page": "A miracle.", "text": "For your hand after a stroke."}, id="the feed has its text"
        ),
        pytest.param(
            (),
            "The machine would have left it out: its feed says that it is in another language (de)",
            {"lang": "de"},
            id="another language",
        ),
        pytest.param((), "", {"past": [Sent(url=URL, title=HANDS[0], date=date(2026, 11, 9))]}, id="readers had it"),
    ],
)
def test_what_the_gates_say_is_a_private_note(flagged, note, more):
    """An editor hears what would have stopped it, and what raised a hold; no reason for readers says so."""
    found = asked(*HANDS, **more)

    assert (flagged, note) == (found.flagged, found.note)
    assert found.why[0] == "An editor added it"
    assert not [why for why in found.why if "left it out" in why or "promises" in why]


def test_an_old_article():
    """The window counts for what is asked for, too; only exercises never go stale."""
    bladder = ("Bladder control after a stroke", "It can get better.", "A Site")
    note = "The machine would have left it out: published on 2026-11-18, before this issue's window"

    assert note == asked(*bladder, since=NOW - timedelta(days=1)).note
    assert "" == asked(*bladder).note == asked(*HANDS, since=NOW - timedelta(days=1)).note


def test_a_long_objection_is_cut():
    """A note is at most 600 letters."""
    words = " ".join(f"miracle cure {n}" for n in range(90))

    assert len(asked(*HANDS, page=f"For your hand after a stroke: {words}").note) <= 600


def test_a_blocked_source_is_refused():
    """What an editor blocked stays out until it is unblocked."""
    blocked = Feed(url="https://handsagain.example/feed", name="Hands Again", tier="X")

    with pytest.raises(UsageError) as refused:
        asked(*HANDS, feeds=[blocked])

    assert str(refused.value) == "Hands Again is blocked (tier X)"
    assert refused.value.hint == "unblock the source in newsletter.toml first, or take another article"
