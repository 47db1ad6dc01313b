"""What kind of page it is: independent signs, everyday words, and gates that no word of their own opens."""

import pytest
from makers import article, chosen, profile, verdict

from pipeline.choose.gates import matches
from pipeline.choose.kinds import kinds
from pipeline.choose.reading import Reader
from pipeline.config.profile import Gate, Kind, Sign, read_profile

SPORT = Kind(
    code="kind",
    words="news of sports",
    points=-0.5,
    signs=(
        Sign(host=("sport",), path=("match reports",)),
        Sign(title=("final",), text=("season",)),
        Sign(text=("season", "goal*")),
        Sign(text=("coach",), weak=True),
    ),
    unless=("your knee*",),
)


@pytest.mark.parametrize(("title", "text", "path", "expected"), [
    pytest.param("Walk", "The season was long.", "", ("season",), id="one word meets one sign only"),
    pytest.param("Final", "The season was long.", "", ("final", "season"), id="two signs"),
    pytest.param("Walk", "The season had goals.", "", ("season", "goals"), id="another word of a list that is met"),
    pytest.param("Walk", "A coach came.", "", None, id="everyday words alone"),
    pytest.param("Walk", "A coach for the season.", "", ("season", "coach"), id="everyday words beside a sign"),
    pytest.param("Walk", "The season is long for your knees.", "", None, id="what speaks against it"),
    pytest.param("Walk", "Slowly.", "match-reports/walk", ("/match reports/",), id="the path"),
    pytest.param("Match reports", "Slowly.", "match-reports", None, id="a path that repeats the title"),
])  # fmt: skip
def test_signs(title, text, path, expected):
    """Each sign counts once, by words that no other sign has used."""
    using = read_profile('title = "knees"', "knees.toml").model_copy(update={"kinds": (SPORT,)})
    reading = Reader(using, ()).read(article(title, text, url=f"https://a.example/{path}"))

    assert expected == next((found.signs for found in kinds(reading, using)), None)


GATES = [(name, gate) for name in ("stroke-recovery", "brain-injury") for gate in profile(name).gates]


@pytest.mark.parametrize(("name", "gate"), GATES, ids=[f"{name}: {gate.words}" for name, gate in GATES])
def test_no_phrase_of_a_gate_opens_it(name, gate):
    """A phrase that shuts a gate, with an exception that begins with its last words, leaves it shut."""
    for phrase in (*gate.title, *gate.text):
        for but in gate.unless:
            tail, head = phrase.split()[-1], but.split()[0]
            if "*" in phrase or tail != head:
                continue
            joined = f"{phrase} {' '.join(but.split()[1:])}".replace("*", "").replace("..", "").replace("#", "7")
            using = profile(name).model_copy(update={"gates": (gate,)})

            assert matches(Reader(using, ()).read(article(joined, "")), gate, 0), joined


@pytest.mark.parametrize(("text", "shut"), [
    ("A knee clinic.", True),
    ("A knee clinic and a home plan.", False),
    ("A knee clinic plan.", True),
])  # fmt: skip
def test_an_exception_that_overlaps(text, shut):
    """Only an exception that stands apart from what shut the gate opens it."""
    gate = Gate(code="kind", words="sells", text=("knee clinic",), unless=("clinic plan", "home plan"))
    using = read_profile('title = "knees"', "knees.toml").model_copy(update={"gates": (gate,)})

    assert shut == bool(matches(Reader(using, ()).read(article("Walk", text)), gate, 0))


@pytest.mark.parametrize(("title", "summary"), [
    ("Using a trackball after a stroke", "A mouse with big buttons helps you click with your weak hand."),
    ("Back to part-time work after my stroke", "My boss agreed to short days. Ask about your salary first."),
    ("I walked a 10k after my stroke", "Small goals helped me. Start slowly and rest often."),
    ("Legal advice after a stroke: power of attorney", "Who can sign for you? Ask your family early."),
    ("A police officer's stroke recovery", "How I learned to speak again, and tips for your first weeks at home."),
    ("Effects of a stroke on sleep, and what helps", "Keep a routine. Ask your doctor about snoring."),
    ("The mayor's stroke taught our town to wait", "What helps when you talk with someone with aphasia."),
    ("Growing a garden with one hand", "Stock a low shelf. Use light tools after a stroke."),
])  # fmt: skip
def test_everyday_words(title, summary):
    """A single everyday word that other kinds of page use, too, stops no good article."""
    assert verdict(chosen([article(title, summary)]), title) == ("pick", "picked")


@pytest.mark.parametrize(("title", "summary", "url"), [
    ("Missed stroke? Talk to our lawyers", "You may be entitled to compensation for negligence.", ""),
    ("Stroke ward nurse, full time", "Apply now. Salary to match your experience.", ""),
    ("Stroke survivor charged after assault", "Police said that a carer was hurt.", ""),
    ("SPONSORED: shoes for stroke survivors", "Buy now with code WALK10.", ""),
    ("Fun run for stroke survivors", "Register now. It takes place on Saturday to raise money.", ""),
    ("Ann Lee, 80", "She died peacefully after a stroke. She is survived by two sons.", "https://a.example/obituaries/lee"),
    ("Stroke rehab robots", "The global market will grow, with a CAGR of 8%. Investors see revenue.", ""),
    ("Gait after stroke: a cohort study", "Participants were randomly assigned; the difference was significant.", ""),
    ("Heat stroke recovery: a survivor's tips", "Rest at home after heat stroke, with your family.", ""),
    ("Find your stroke", "Hold the brush lightly and let the paint flow.", ""),
])  # fmt: skip
def test_two_signs_reject(title, summary, url):
    """What two independent signs tell is rejected with its reason, whatever it says of survivors."""
    outcome, code = verdict(chosen([article(title, summary, url=url)]), title)

    assert (outcome, code in ("kind", "sense", "audience", "sponsored")) == ("rejected", True)


def test_an_old_copy_of_a_profile_loads():
    """Keys that count no longer are named in a note, and everything else still holds."""
    text = 'title = "knees"\nfloor = 2.0\n[weights]\nsubject = 1.0\n[subject]\ncore = ["knee*"]\ncontext = ["walk"]\n'
    text += '[[formats]]\nname = "a"\nhalf_life = 7\n[[formats]]\nname = "b"\nhalf_life = 9\n'
    using = read_profile(text, "mine.toml")

    assert using.ignored == ("floor", "weights", "subject.context", "formats.half_life")
    assert any(
        "ignores its floor, weights, subject.context, formats.half_life" in note
        for note in chosen([], using=using).notes
    )
