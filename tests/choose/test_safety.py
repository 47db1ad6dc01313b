"""Nothing risky goes out unread: what has a caution, what is held, and who is spared the reading."""

import tomllib
from pathlib import Path

import pytest
from makers import GOOD, article, chosen, good, knees, profile

from pipeline.choose import draft, safety
from pipeline.choose.claims import claims
from pipeline.choose.phrases import said
from pipeline.issue.candidates import row
from pipeline.model import Feed
from pipeline.text import table

TWINS = tomllib.loads((Path(__file__).parent / "harm.toml").read_text(encoding="utf-8"))["pair"]


def asked(title, summary="", *, page="", spared=False, **more):
    return safety.ask(article(title, summary, **more), page=page, spared=spared)


def test_what_could_harm_is_noticed():
    """Each harmful text is read by a person before it goes out, and most are held; none of their harmless twins is."""
    harm = {pair["harm"][0]: asked(*pair["harm"]) for pair in TWINS}
    safe = {pair["safe"][0]: asked(*pair["safe"]) for pair in TWINS}

    assert [title for title, found in harm.items() if not (found.caution or found.hold)] == []
    assert [title for title, found in safe.items() if found.hold] == []
    assert sum(found.hold is not None for found in harm.values()) / len(harm) >= 0.7


@pytest.mark.parametrize(
    ("title", "summary"),
    [
        pytest.param(*GOOD[0][:2], id="a soft ball"),
        pytest.param("Low mood after a stroke", "Many survivors feel sad or anxious. Talk to a friend.", id="mood"),
        pytest.param("Money after a stroke", "You may get help with rent. Ask for the form.", id="money"),
        pytest.param("Soups for one hand", "Try a lentil soup with bread. It takes ten minutes.", id="food"),
        pytest.param("Seated stretches", "Sit on a firm chair and lift one foot at a time.", id="seated exercise"),
        pytest.param("My week", "I put my tablets by the bed, my glasses too.", id="a passing mention"),
    ],
)
def test_bare_subjects_need_no_reading(title, summary):
    """What the newsletter is for, and a passing mention, give no caution."""
    assert (asked(title, summary).caution, asked(title, summary).hold) == ((), None)


def test_no_reason_states_harm_as_a_fact():
    """What words look like is no judgment: each reason to read or to hold says what an article may do."""
    found = [asked(*pair["harm"]) for pair in TWINS]
    reasons = [reason for one in found for reason in (*one.caution, *([one.hold.words] if one.hold else []))]

    assert [reason for reason in reasons if not reason.lower().removeprefix("it ").startswith("may ")] == []


def test_a_caution_quotes_the_article():
    """Each reason is a sentence with the article's own words, fit to be shown to an editor."""
    found = asked("Walking again", "Use the treadmill three times a week. Your tens machine can help.")

    assert found.caution == (
        "It may give advice on falls, transfers and standing without support: “Use the treadmill three times a week.”",
        "It may give advice on devices, stimulation, heat, and splints on limbs with little feeling: "
        "“Your tens machine can help.”",
    )


def test_a_subject_counts_in_a_heading():
    """Advice in a long text counts by its headings; deep in the text it does not."""
    deep = "You can rest and go on at your own pace. " * 60

    assert asked("After stroke", "Tips for home.", text=f"{deep}\nYou can use the treadmill.").caution == ()
    assert asked("After stroke", "Tips for home.", text=f"{deep}\nUsing the treadmill\n{deep}").caution != ()


@pytest.mark.parametrize(
    ("sentence", "clear"),
    [
        ("Stop taking your tablets.", [True]),
        ("Never stop taking your tablets.", []),
        ("Do not stop, skip or halve your tablets.", []),
        ("Should you stop taking your tablets?", []),
        ("You can skip your tablets on good days.", [True]),
        ("It is a myth that you can skip your tablets on good days.", [False]),
        ("You can skip your tablets. That is dangerous advice.", [False]),
        ("There is no need to ask your doctor.", [True]),
        ("Never start without asking your doctor.", []),
        ("Don't hesitate to call your doctor.", []),
        ("They are not dangerous: skip your tablets.", [True]),
        ("Stopping your tablets can cause another stroke.", [False]),
        ("If you stop your tablets, tell your doctor.", []),
        ("I was about to stop my tablets.", []),
        ("You can throw your tablets away.", [True]),
        ("An ambulance is a waste of time.", [True]),
        ("An ambulance is never a waste of time.", []),
        ("Surveys do not replace therapy.", []),
        ("Skipping your tablets is not strength.", []),
        ("Skipping your tablets is not dangerous.", [True]),
        ("A weak arm is heavy: it can pull on the shoulder and hurt.", []),
    ],
)
def test_who_says_it_and_which_way(sentence, clear):
    """An order or a permission is a claim; "never" is none; a correction beside it takes it back."""
    assert clear == [claim.clear for claim in claims(said("After a stroke", sentence))][:1]


def test_a_shrug_takes_the_warning_away():
    """A warning that is brushed aside does not take a claim back; one that stands does."""
    claim = "You can skip your tablets on good days. Doctors say that it is dangerous"

    assert asked("Tablets", f"{claim}, but they are only covering themselves.").hold is not None
    assert asked("Tablets", f"{claim}.").hold is None


def test_the_last_word_counts_double():
    """A warning after a claim takes it back where the same warning before it does not; a title may turn it, too."""
    claim, warning = "You can simply skip your tablets.", "Some doctors find that wrong."

    assert asked("Tablets after a stroke", f"{warning} {claim}").hold
    assert not asked("Tablets after a stroke", f"{claim} {warning}").hold
    assert not asked("Tablets are not sweets", f"{warning} {claim}").hold


def test_cheer_weighs_where_a_claim_is_taken_back():
    """A claim that is taken back is held again where something cheers readers on."""
    swim = "On his own in open water, out of reach of the rail, Bob is climbing the steps. He used to ask."

    assert not asked("Swimming after a stroke", swim).hold
    assert asked("Swimming after a stroke", f"{swim} It is only water, and so can you.").hold


@pytest.mark.parametrize(
    ("text", "held"),
    [
        pytest.param("Her walking frame is in the attic.", True, id="what keeps from falls, put away"),
        pytest.param("Her old records are in the attic.", False, id="what keeps from nothing, put away"),
        pytest.param("A bruise is how you know that the stretch works.", True, id="a warning sign read as a good one"),
        pytest.param("A smile is how you know that the stretch works.", False, id="a good sign"),
    ],
)
def test_claims_of_more_than_one_word(text, held):
    """A claim is an act and what it is done to; neither alone is one."""
    assert bool(asked("After a stroke", text).hold) == held


def test_a_hedge_lifts_no_hold():
    """To be told to ask somebody first does not make a harmful sentence harmless."""
    assert asked("Tablets", "Stop taking your tablets. Ask your therapist first.").hold is not None


@pytest.mark.parametrize(
    ("advice", "read"),
    [
        ("Use the treadmill three times a week.", True),
        ("Use the treadmill three times a week. Ask your therapist first.", False),
        ("Use the treadmill three times a week. There is no need to ask your therapist.", True),
        ("You can start on a statin. Ask your doctor first.", True),
    ],
)
def test_a_hedge_makes_a_caution_a_note(advice, read):
    """Who is sent to a professional first is told nothing risky, except on what is read whatever the source."""
    assert bool(asked("After a stroke", advice).caution) == read


def test_the_page_is_asked_too():
    """A sentence that could harm holds an article, wherever on its page it stands."""
    found = asked(*GOOD[0][:2], page="Squeeze the ball. " * 300 + "Then stop taking your tablets.")

    assert (found.hold.code, found.hold.matched) == ("safety", ("Then stop taking your tablets.",))


@pytest.mark.parametrize("words", ["He died by suicide.", "I hurt myself on purpose.", "Some want to die."])
@pytest.mark.parametrize("spared", [False, True])
def test_suicide_is_always_held(words, spared):
    """Suicide and self-harm are held whatever the source, and wherever the feed's summary names them."""
    found = asked("After a stroke", words, spared=spared)

    assert found.hold.code == "safety-suicide"


def test_depression_is_not_held():
    """Depression, grief and anxiety raise nothing by themselves; a helpline far down in a text does not either."""
    long = "You are not alone. " * 200 + "If you have thoughts of suicide, call 988."

    assert asked("Depression after a stroke", "Grief and anxiety are common. Talk to somebody.").hold is None
    assert asked("Depression after a stroke", "It is common.", text=long).hold is None


FEED = "https://trust.example/feed"
FALLS = ("Use the treadmill after a stroke", "You can walk on it for five minutes.")
SIGNS = ("Signs of another stroke: tips for families", "Call 911 if a survivor's face droops.")


@pytest.mark.parametrize(
    ("given", "falls", "signs"),
    [
        ({}, True, True),
        ({"tier": "A"}, True, True),
        ({"tier": "A", "rated_by": "AB"}, False, True),
        ({"tier": "B", "rated_by": "AB"}, True, True),
        ({"own": True, "tier": "A"}, False, True),
    ],
)
def test_who_is_spared_the_reading(given, falls, signs):
    """A source that a named person rated A is spared the reading, but for signs, doses and textures."""
    feed = Feed(url=FEED, name="Trust", **given)
    rows = [article(*FALLS, "Trust"), article(*SIGNS, "Trust")]

    choice = chosen(rows, feeds=[feed], minimum=1, per_source=9)

    found = {v.candidate.article.title: bool(v.caution) for v in choice.verdicts}
    assert {FALLS[0]: falls, SIGNS[0]: signs} == found


def test_a_hold_spares_nobody():
    """The publisher's own feed is spared the reading, not a hold."""
    choice = chosen(
        [article("Tablets after a stroke", "Stop taking your tablets.", "Trust")],
        feeds=[Feed(url=FEED, name="Trust", own=True, tier="A", rated_by="AB")],
    )

    assert [v.reason.code for v in choice.of("held")] == ["safety"]


def risky(count):
    """Better than the good ones, each on a topic of its own, and each to be read first."""
    rows = [
        ("Balance after a stroke: exercises with eyes closed", "Try this at home. You can stand on one leg for help."),
        ("Shoulder exercises after a stroke: weights overhead", "Try this at home. You can lift dumbbells for help."),
        ("Swallowing tips after a stroke: thickened drinks", "Try this at home. You can add thickener for help."),
        ("Driving after a stroke: tips", "Try this at home. You can practice with a car in a car park."),
    ]
    return [article(*row, f"Site {n}") for n, row in enumerate(rows[:count])]


def test_at_most_two_readings():
    """An issue takes two at most that wait for a reading while others are good enough, and none in first place."""
    choice = chosen([*good(), *risky(4)], count=5)

    waiting = [bool(v.caution) for v in choice.picks]
    assert (len(waiting), sum(waiting) <= 2) == (5, True)
    assert not waiting[0]
    assert draft(choice, number=1, day=choice.day, profile=profile(), pages={}).subject.startswith(
        choice.picks[0].candidate.article.title[:20]
    )


def test_more_readings_only_for_want_of_others():
    """With nothing else good enough the issue takes them, and says so."""
    choice = chosen([*good(1), *risky(4)], count=5, minimum=1)

    assert sum(bool(v.caution) for v in choice.picks) == 4
    assert "more articles than usual must be read first: no other article was good enough" in choice.notes


@pytest.mark.parametrize("using", [knees(), profile("brain-injury")])
def test_every_profile_asks(using):
    """Both questions are asked whatever the profile says."""
    choice = chosen([article("Knees and brain injury", "Stop taking your tablets.")], using=using)

    assert [v.reason.code for v in choice.of("held")] == ["safety"]


def test_what_is_rejected_anyway_is_not_held():
    """What another gate rejects is no work for an editor; its code says that it could harm too."""
    old = article("Fluoxetine after a stroke", "It helps you regain movement. Stop taking your tablets.")
    choice = chosen([old])

    assert [(v.outcome, v.reason.code) for v in choice.verdicts] == [("rejected", "safety")]


def test_the_report_names_the_cautions():
    """`choose --json` and candidates.json carry each reason to read first."""
    choice = chosen([*good(), *risky(1)])

    found = [row(v)["caution"] for v in choice.verdicts if v.caution]
    assert [list(v.caution) for v in choice.verdicts if v.caution] == found != []


def test_the_vocabularies_are_plain():
    """Every list that a phrase names exists, and every claim says what it does."""
    claims = table("claims")
    named = {
        phrase.partition("@")[2].split()[0]
        for lists in (*claims["claims"], claims["says"], claims["lists"])
        for phrases in lists.values()
        if isinstance(phrases, list)
        for phrase in phrases
        if "@" in phrase
    }

    assert set() == named - {*claims["lists"], *claims["says"]}
    assert [rule["name"] for rule in claims["claims"] if not {"risk", "care"} & set(rule) or not rule["words"]] == []
