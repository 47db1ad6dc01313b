"""Just here and no further: what a rule of the choice takes in, and what it leaves out."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from makers import DAY, NOW, article, chosen, good, knees, profile, verdict

from pipeline.choose import choose, safety
from pipeline.choose.claims import claims
from pipeline.choose.draft import subject
from pipeline.choose.phrases import said
from pipeline.choose.reading import Reader
from pipeline.choose.score import Scorer
from pipeline.config import Choose
from pipeline.model import Aside, Feed, Part, Story


@pytest.mark.parametrize(("days", "asked"), [(365, False), (366, True)])
def test_a_superseded_claim_is_checked_once_a_year(days, asked):
    """A year after somebody checked it, and no day sooner, the editor is asked whether it still holds."""
    [one, *_] = profile().superseded
    using = profile().model_copy(
        update={"superseded": (one.model_copy(update={"checked_on": DAY - timedelta(days=days)}),)}
    )

    assert any("does" in note and "still hold?" in note for note in chosen(good(), using=using).notes) == asked


def test_a_subject_of_an_issue_that_must_all_be_read():
    """Where every article must be read first, the subject names the first all the same."""
    stories = [Story(title=f"Article {n}", url=f"https://a.example/{n}", caution=("Read it.",)) for n in (1, 2)]

    assert subject(stories) == "Article 1 + 1 more"


def test_another_condition_in_the_text():
    """An article that names another condition in passing stays; one whose title names it does not."""
    text = "After a stroke you can lay your clothes out first. People with multiple sclerosis do it, too."

    found = chosen([article("Getting dressed with one arm", text), article("Dressing with multiple sclerosis", text)])

    assert verdict(found, "Getting dressed with one arm") == ("pick", "picked")
    assert verdict(found, "Dressing with multiple sclerosis") == ("rejected", "off-topic")


def test_the_weight_of_a_kind_of_page():
    """What a kind of page counts down is its own points times the profile's, to three places."""
    using = knees()
    using = using.model_copy(update={"points": using.points.model_copy(update={"kind": 0.3333})})
    reading = Reader(using, ()).read(article("Final of the knees", "The season is over."))

    parts = {part.name: part for part in Scorer(using, (), DAY, NOW).score(reading).parts}

    assert parts["kind"] == Part(name="kind", value=2.0, weight=-0.167, words="news of sports: “final”, “season”")


@pytest.mark.parametrize(("sentence", "kinds"), [
    ("Start confiscating her phone.", ["coercion"]),
    ("Stop confiscating her phone.", []),
    ("Quit confiscating her phone.", []),
    ("Do not ask your doctor.", ["unasked"]),
    ("Ask your doctor.", []),
])  # fmt: skip
def test_an_order_to_stop_or_not_to(sentence, kinds):
    """To stop a harm is no harm; not to do what keeps people safe is one."""
    assert [claim.kind for claim in claims(said("After a stroke", sentence)) if claim.clear] == kinds


def test_how_many_readings_an_issue_has():
    """An article that is left out because others must be read first, too, says how many those are."""
    rows = [
        ("Balance after a stroke: exercises with eyes closed", "Try this at home. You can stand on one leg for help."),
        ("Shoulder exercises after a stroke: weights overhead", "Try this at home. You can lift dumbbells for help."),
        ("Swallowing tips after a stroke: thickened drinks", "Try this at home. You can add thickener for help."),
    ]
    found = chosen([*good(), *(article(*row, f"Site {n}") for n, row in enumerate(rows))])

    reasons = [v.reason.words for v in found.verdicts if v.caution and v.outcome != "pick"]
    assert reasons == ["this issue already has 2 articles that must be read first"]


@pytest.mark.parametrize(("note", "words"), [
    ("", "an editor dropped it from the November 16 issue"),
    ("Too long.", "an editor dropped it from the November 16 issue: Too long."),
])  # fmt: skip
def test_what_an_editor_dropped(note, words):
    """It stays out of the next issues, with who left it out, when, and why; nobody is asked to read it."""
    one, *others = good()
    one = replace(one, summary=f"{one.summary} Stop taking your tablets.")
    gone = Aside(story=Story(title=one.title, url=one.url, note=note), day=date(2026, 11, 16), dropped=True)
    found = choose(
        [one, *others], profile=profile(), feeds=[Feed(url=a.feed, name=a.source) for a in (one, *others)],
        settings=Choose(), past=(), shelf=(), day=DAY, now=NOW, aside=[gone],
    )  # fmt: skip

    [left] = [v for v in found.verdicts if v.candidate.article.url == one.url]
    assert (left.outcome, left.reason.code, left.reason.words, left.caution) == ("rejected", "dropped", words, ())


@pytest.mark.parametrize(("text", "asked"), [
    ("Our son can stretch his hand on Sundays.", True),
    ("Our son can visit us on Sundays.", False),
])  # fmt: skip
def test_children_are_no_caution_by_themselves(text, asked):
    """A child is a reason to read first only beside a treatment."""
    found = safety.ask(article("A day out with the family", text))

    assert any("children" in reason for reason in found.caution) == asked


def test_a_key_that_no_file_can_hold():
    """Half a surrogate pair in an identifier, as a broken feed may have it, has its place in the order, too."""
    odd = article("Ten golf strokes to try", "Keep your club low.", "Golf", key="guid:\ud800")

    assert verdict(chosen([odd, *good()]), odd.title)[0] == "rejected"
