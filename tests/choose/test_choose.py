"""The whole of `choose`: five picks, everything else with a reason."""

import json
import random
from datetime import date, timedelta
from pathlib import Path

import pytest
from makers import DAY, NOW, article, chosen, good, profile, verdict

from pipeline.choose import draft
from pipeline.config.evergreen import StandingArticle
from pipeline.config.profile import read_profile
from pipeline.issue.candidates import plain
from pipeline.model import Feed, Sent, Story


def draft_of(choice):
    return draft(choice, number=1, day=DAY, profile=profile(), pages={})


def titles(verdicts):
    return [v.candidate.article.title for v in verdicts]


def test_five():
    """Five good articles among noise are the issue, each with a reason in words."""
    noise = [article(f"Ten golf strokes to try, part {n}", "Keep your club low.", f"Golf {n}") for n in range(20)]

    choice = chosen([*noise, *good()])

    assert {a.title for a in good()} == set(titles(choice.picks))
    assert (choice.missing, len(choice.verdicts)) == ("", 25)
    assert all(v.reason.words and v.reason.code == "picked" for v in choice.picks)


def test_order_does_not_matter():
    """The same articles in any order give the same choice."""
    mixed = good()
    random.Random(4).shuffle(mixed)

    assert titles(chosen(good()).picks) == titles(chosen(mixed).picks)


@pytest.mark.parametrize(
    ("outcome", "code", "title", "summary"),
    [
        pytest.param("rejected", "sense", "Fix your golf stroke", "A coach shows how.", id="golf"),
        pytest.param("rejected", "sense", "Spot heat stroke early", "Drink water on hot days.", id="heat"),
        pytest.param("rejected", "off-topic", "Bake better bread", "Flour, water, time.", id="bread"),
        pytest.param(
            "rejected", "off-topic", "Walking with MS", "Foot drop and stroke can look alike.", id="other condition"
        ),
        pytest.param(
            "rejected", "acute", "Thrombectomy works late", "It helped stroke patients after ten hours.", id="acute"
        ),
        pytest.param(
            "rejected",
            "audience",
            "A randomised trial of arm training after stroke",
            "Participants were randomly assigned.",
            id="paper",
        ),
        pytest.param("rejected", "kind", "Hospital wins stroke care award", "Staff were delighted.", id="award"),
        pytest.param(
            "rejected", "kind", "Stroke gel helps brains heal", "In mice, researchers say, it worked.", id="animal"
        ),
        pytest.param("held", "safety", "A miracle for stroke survivors", "Walk again at once.", id="miracle"),
        pytest.param("held", "safety", "Stop taking your tablets after stroke", "Eat garlic.", id="tablets"),
        pytest.param(
            "held", "safety", "Test your swallowing after a stroke", "A self test with bread.", id="swallowing test"
        ),
        pytest.param(
            "rejected", "superseded", "Fluoxetine after a stroke", "It helps you regain movement.", id="superseded"
        ),
        pytest.param(
            "pick", "picked", "Back to golf: a stroke survivor's tips", "How you can play again.", id="golf survivor"
        ),
        pytest.param(
            "pick", "picked", "There is no miracle after stroke, but practice helps you", "Try daily.", id="no miracle"
        ),
        pytest.param(
            "pick", "picked", "Secure your home after stroke", "Simple tips on rails and rugs.", id="cure in secure"
        ),
    ],
)
def test_gates(outcome, code, title, summary):
    """Each gate stops what it is for, and lets near misses pass."""
    choice = chosen([article(title, summary)])

    assert (outcome, code) == verdict(choice, title)


def test_far_down():
    """A long article is judged by its lead; only harmful advice counts wherever it stands."""
    lead = "Try these tips at home after a stroke. " + "You can rest and then go on at your own pace. " * 20
    calm = article("Hand exercises after stroke", lead + "Her MRI on the stroke unit was a shocking sight.", "Calm")
    harm = article("Sleep after stroke", lead + "Then stop taking the tablets.", "Harm")

    choice = chosen([calm, harm])

    assert (verdict(choice, calm.title), verdict(choice, harm.title)) == (("pick", "picked"), ("held", "safety"))


def test_at_home():
    """On a site about stroke an article need not say so again."""
    here = article(
        "Shoulder pain: what helps you", "Survivors can try a warm towel.", url="https://strokehelp.example/1"
    )
    there = article("Shoulder pain: what helps me", "Survivors can try a warm towel.", url="https://help.example/2")

    choice = chosen([here, there])

    assert (
        verdict(choice, here.title),
        verdict(choice, there.title),
    ) == (("pick", "picked"), ("rejected", "off-topic"))


def test_held_shows_the_words():
    """What is held quotes the sentence that raised it."""
    choice = chosen([article("A miracle after stroke", "A cure for all.")])

    assert choice.of("held")[0].reason.matched == ("A cure for all.",)
    assert draft_of(choice).held[0].flagged == ("A cure for all.",)


def test_same_story():
    """A story told by two sites comes once; the health service's version stays and names the other."""
    told = "Hand exercises after stroke you can do at home with a soft ball and a towel"
    ours = article(told, "Squeeze the ball ten times, then rest.", "Own Words", url="https://www.nhs.uk/hand")
    copy = article(told, "Squeeze the ball ten times, then rest!", "Copies")

    choice = chosen([copy, ours])

    assert [ours.title] == titles(choice.picks)
    assert (choice.picks[0].candidate.article.url, choice.picks[0].also) == ("https://www.nhs.uk/hand", ("Copies",))
    assert [v.reason.code for v in choice.of("rejected")] == ["same-story"]


@pytest.mark.parametrize(
    ("weeks", "change", "expected"),
    [
        pytest.param(100, {}, ("rejected", "repeat"), id="an address never returns"),
        pytest.param(4, {"url": "https://other.example/x"}, ("rejected", "repeat"), id="nor a story within 26 weeks"),
        pytest.param(30, {"url": "https://other.example/x"}, ("pick", "picked"), id="later it may"),
    ],
)
def test_memory(weeks, change, expected):
    """Readers never get an address twice, nor a story within the settings' weeks."""
    one = good(1)[0]
    sent = {"url": one.url + "?utm_source=x", "title": one.title, "blurb": one.summary} | change
    past = [Sent(date=DAY - timedelta(weeks=weeks), **sent)]

    assert expected == verdict(chosen([one], past=past), one.title)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        pytest.param({"age": 30}, "old", id="old news"),
        pytest.param({"age": -3}, "future", id="quarantine"),
        pytest.param({"lang": "fr"}, "language", id="another language, says the feed"),
        pytest.param({"key": "k", "url": " "}, "off-topic", id="a strange link alone stops nothing"),
    ],
)
def test_dates_and_languages(more, expected):
    """Old, future and foreign articles are set aside with their own reason."""
    summary = "A walk by the sea." if expected == "off-topic" else "Researchers say that stroke patients improved."

    assert ("rejected", expected) == verdict(chosen([article("A new study", summary, **more)]), "A new study")


def test_foreign_text():
    """A text in another language is known by its little words, whatever the feed says."""
    title = "Ejercicios tras un ictus: stroke en casa para la mano y el brazo, con una pelota"

    assert verdict(chosen([article(title)]), title) == ("rejected", "language")


def test_advice_has_no_age():
    """A how-to of last year competes with this week's."""
    one = article("Hand exercises after stroke you can do at home", "Try these tips.", age=400)

    assert verdict(chosen([one]), one.title) == ("pick", "picked")


def test_quotas():
    """One source and one topic come once; the next best wait on the bench with the quota as reason."""
    more = [article(f"Hand exercises after stroke, set {n}", f"Grip {n} cups. Squeeze.", f"Site {n}") for n in range(3)]
    more.append(article("Walking after a stroke: tips for your feet", "Walk every day.", "Quiet Nights"))

    choice = chosen([*good(), *more])

    assert 5 == len(choice.picks) == len({v.candidate.topic for v in choice.picks})
    assert len({v.candidate.article.source for v in choice.picks}) == 5
    assert {"quota"} <= {v.reason.code for v in (*choice.of("bench"), *choice.of("rejected"))}


def test_own_feed():
    """The publisher's own feed may fill the places that it was given."""
    own = [
        article(*row[:2], "Ours") for row in (("Hand exercises after stroke", "Grip."), ("Sleep after stroke", "Rest."))
    ]
    feed = Feed(url=own[0].feed, name="Ours", own=True, per_issue=2)

    assert len(chosen(own, feeds=[feed], count=2, minimum=2).picks) == 2


def test_too_few():
    """A thin week says in words what was missing; the floor does not move."""
    choice = chosen([*good(2), article("Bake bread")])

    assert choice.missing.startswith("2 of 5 good articles: 3 articles considered (1 off-topic)")


def test_what_ran_lately_makes_nobody_too_bad():
    """A few sources that write about the same topics week after week still fill an issue: memory orders, no more."""
    found = [v.candidate for v in chosen(good()).picks]
    past = [
        Sent(url=f"https://x.example/{n}-{weeks}", date=DAY - timedelta(weeks=weeks), topic=c.topic, source=source)
        for n, c in enumerate(found)
        for source in (c.article.source,)
        for weeks in (1, 2, 3)
    ]

    assert {c.article.title for c in found} == set(titles(chosen(good(), past=past).picks))


def test_shelf_fills():
    """Standing articles fill a thin week, labelled; one due for review or used lately stays away."""

    def standing(name, **more):
        return StandingArticle(
            **{"title": name, "url": f"https://e.example/{name}", "source": "E", "review": date(2027, 5, 1), **more}
        )

    shelf = [standing("used"), standing("due", review=date(2026, 1, 1)), standing("free", blurb="A true line.")]
    past = [Sent(url="https://e.example/used", date=DAY - timedelta(weeks=3), shelf=True)]

    choice = chosen(good(4), shelf=shelf, past=past)

    assert (titles(choice.picks)[-1], choice.missing) == ("free", "")
    assert (draft_of(choice).stories[-1].shelf, draft_of(choice).stories[-1].blurb) == (True, "A true line.")
    assert any("due for review" in note for note in choice.notes)


def test_json():
    """candidates.json is plain data with every article and all points."""
    data = json.loads(json.dumps(plain(chosen([*good(), article("Bake bread")]))))

    assert (data["issue"], len(data["picks"]), len(data["rejected"])) == ("2026-11-23", 5, 1)
    pick = data["picks"][0]
    assert {"url", "title", "source", "topic", "score", "parts", "reason"} <= set(pick)
    assert pick["score"] == pytest.approx(sum(part["points"] for part in pick["parts"]), abs=0.05)


def test_any_subject():
    """A profile without words accepts whatever comes."""
    text = (Path(__file__).parent / "any-subject.toml").read_text(encoding="utf-8")
    several = [article(f"{word} news", "", word) for word in ("Ships", "Cakes", "Clouds", "Roads", "Wolken", "旅")]

    choice = chosen(several, using=read_profile(text, "any-subject.toml"))

    assert (len(choice.picks), choice.missing) == (5, "")
    assert all(story.blurb for story in draft_of(choice).stories)


def test_odd_input():
    """Empty, huge and many articles end with verdicts, not with errors."""
    odd = [article("", "x"), article("Stroke", "word " * 40_000, "Long"), article("?", "", "Q", age=None)]
    many = [article(f"Stroke survivors: tips {n}", "You can try.", "One Feed") for n in range(900)]

    choice = chosen([*odd, *many])

    assert len(choice.verdicts) == 903
    assert sum(v.candidate.article.source == "One Feed" for v in choice.picks) <= 2


def test_now_is_given():
    """The choice keeps the instant it was made for."""
    assert chosen(good()).now == NOW


def test_two_first_persons():
    """Two survivors who both say I are two stories."""
    one = article(
        "How I learned to write again", "After my stroke I had to learn. I used a pen. I was slow, and I laughed.", "P"
    )
    two = article(
        "My first cup of coffee", "After my stroke I spilled it. I tried a jar. I was cross, and I cried.", "C"
    )

    assert "same-story" not in {v.reason.code for v in chosen([one, two]).verdicts}


def test_tagged_feed():
    """A feed that the editor tagged with the subject is on it, whatever its articles repeat."""
    one = article("Carers: pack a bag for hospital visits", "Ask your family to help you.", "Kettle")

    tagged = chosen([one], feeds=[Feed(url=one.feed, name="Kettle", tags=("stroke",))])

    assert (
        verdict(chosen([one]), one.title),
        verdict(tagged, one.title),
    ) == (("rejected", "off-topic"), ("pick", "picked"))


def test_withdrawn():
    """What its publisher took back is not sent."""
    title = "Retraction: hand exercises after stroke"

    assert verdict(chosen([article(title, "You can stop.")]), title) == ("rejected", "superseded")


def test_pinned():
    """What an editor pinned has its place whatever its points; source, topic and story count against all others."""
    ours, *others = good()
    page = "https://ours.example/walk"
    walk, go = "Walking after a stroke: our way", "A stroke survivor walks to the shop. You can practise at home."
    pinned = Story(title=walk, url=page, source=ours.source, topic="speech_aphasia", blurb=go)
    again = article(walk, go, source="Another Site")

    choice = chosen([ours, *others, again], pinned=[pinned], minimum=1)

    assert verdict(choice, walk) == ("pick", "pinned")
    assert verdict(choice, ours.title) == ("bench", "quota")
    assert choice.notes == ("two articles share a topic: no other article was good enough",)
    told = [v.reason.words for v in choice.of("rejected") if v.candidate.article.source == "Another Site"]
    assert [f"the same story as “{walk}”, which is pinned"] == told
    assert pinned == draft(choice, number=1, day=DAY, profile=profile(), pages={}, pinned={1: pinned}).stories[1]


def test_pinned_is_never_swapped_for_a_wish():
    """A wish may cost the last pick its place, never a pinned one."""
    pinned = tuple(Story(title=f"Ours {n}", url=f"https://ours{n}.example/", source=f"Ours {n}") for n in range(5))

    choice = chosen(good(), pinned=pinned)

    assert {story.url for story in pinned} == {v.candidate.article.url for v in choice.picks}
