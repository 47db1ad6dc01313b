"""Plain text, sentences and reading grade."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.text import bold_runs, clip, grade, plain, sentences, squeeze, syllables, words


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        pytest.param("Walk a little, often", "Walk a little, often", id="plain text stays"),
        pytest.param("<p>One</p><p>Two</p>", "One\nTwo", id="blocks become lines"),
        pytest.param("Grip &amp; <b>hold</b>", "Grip & hold", id="inline tags go"),
        pytest.param("Grip &amp;amp; hold", "Grip & hold", id="an entity escaped twice"),
        pytest.param("&lt;p&gt;Grip &amp;amp; hold&lt;/p&gt;", "Grip & hold", id="markup escaped twice"),
        pytest.param("&amp;amp;amp;", "&amp;", id="never decoded a third time"),
        pytest.param("R&D at AT&T", "R&D at AT&T", id="a bare ampersand stays"),
        pytest.param("5 < 6 and 7 > 2", "5 < 6 and 7 > 2", id="less-than is no tag"),
        pytest.param("a<script>alert(1)</script>b<style>p{}</style>c", "abc", id="scripts and styles go"),
        pytest.param("<svg><title>x</title></svg>Hand", "Hand", id="pictures say nothing"),
        pytest.param("a<br>b<br/>c", "a\nb\nc", id="line breaks"),
        pytest.param("<p title='>'>One</p\n><P>Two", "One\nTwo", id="a tag ends where its quotes are closed"),
        pytest.param('<a href="x>One</a> <b>Two</b>', "One Two", id="a quote that nothing closes hides nothing"),
        pytest.param("a<!-- <p>b</p> -->c<!d>e<?f?>", "ace", id="comments and declarations go"),
        pytest.param("a<iframe src=x/>b<script>c", "ab", id="a script that nothing closes hides the rest"),
        pytest.param("<p>Start.<button>Play<p>All", "Start. Play\nAll", id="an open button hides nothing"),
        pytest.param("a<select>b<svg>c<iframe>d", "a b c d", id="nor do a menu, a picture or a frame"),
        pytest.param("<button>x<button>y</button>z", "xz", id="an opening one ends the one before"),
        pytest.param("10<sup>9</sup>", "10⁹", id="figures are raised, never glued to a number"),
        pytest.param("12<sup>3</sup> percent", "12³ percent", id="as the mark of a note"),
        pytest.param("H<sub>2</sub>O, 5<sup>-3</sup>", "H₂O, 5⁻³", id="and lowered, and negative"),
        pytest.param("10<sup>9.5</sup>/l, 25<sup>a</sup>", "10 9.5 /l, 25 a", id="what cannot be raised stands apart"),
        pytest.param("the 4<sup>th</sup> day, Walk<sup>®</sup>", "the 4th day, Walk®", id="endings of numbers, signs"),
        pytest.param("up<sup><a href='#n1'>1,2</a></sup>.", "up¹,².", id="the marks of notes are links"),
        pytest.param("if a<b then c>d", "if a<b then c>d", id="words are no attributes"),
        pytest.param("a&lt;b", "a<b", id="an escaped sign is a sign"),
        pytest.param("donâ€™t wait â€“ cafÃ©", "don’t wait – café", id="what was decoded wrongly once is mended"),
        pytest.param("donâ\x80\x99t", "don’t", id="also in its other form"),
        pytest.param("São Tomé, Ångström, naïve", "São Tomé, Ångström, naïve", id="accents are no mistake"),
        pytest.param("\u3164", "", id="fillers are nothing"),
        pytest.param("<![CDATA[<i>a</i>]]> b", "a b", id="sections are what they hold"),
        pytest.param("Hi" + "=\">'<svg ='" * 40_000, "Hi=\">'", id="quotes within quotes do not make it search again"),
        pytest.param("so\u00adft zero\u200bwidth \u202eevil", "soft zerowidth evil", id="invisible characters go"),
        pytest.param("lone \ud800 surrogate", "lone surrogate", id="what UTF-8 cannot write goes"),
        pytest.param("Hi <![bogus[x]>hello <!-- no --><![CDATA[5 & 6]]>", "Hi hello 5 & 6", id="sections and comments"),
        pytest.param("3 <4, and <b", "3 <4, and <b", id="an open end is text"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_plain(markup, text):
    """Markup becomes what a reader would see."""
    assert text == plain(markup)


@settings(deadline=None)  # what mends text is loaded when it is first needed
@given(st.text() | st.text(alphabet="<>&;/![]-abp#x1\" '="))
def test_plain_never_raises(markup):
    """Any text at all becomes lines without stray space, which UTF-8 can write."""
    text = plain(markup)
    assert "\n".join(squeeze(line) for line in text.split("\n")) == text
    text.encode()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Sit tall. Breathe in! Ready?", ("Sit tall.", "Breathe in!", "Ready?")),
        ("Ask Dr. Green first. Then try.", ("Ask Dr. Green first.", "Then try.")),
        ("It takes 2.5 minutes. Rest.", ("It takes 2.5 minutes.", "Rest.")),
        ("Fruit, e.g. Pears, is soft.", ("Fruit, e.g. Pears, is soft.",)),
        ("A heading\nA sentence.", ("A heading", "A sentence.")),
        ("“Sit down.” She sat.", ("“Sit down.”", "She sat.")),
        ("visit a.org/x. then go", ("visit a.org/x. then go",)),
        ("", ()),
    ],
)
def test_sentences(text, found):
    """Sentences end at a stop before a capital, not after an abbreviation."""
    assert found == sentences(text)


def test_words():
    """Words keep their apostrophes; hyphenated parts count one by one."""
    assert words("Don't skip: sit-to-stand, 3 times!") == ("Don't", "skip", "sit", "to", "stand", "3", "times")


@pytest.mark.parametrize(
    ("count", "some"),
    [
        (1, "stroke speech hand eye eyes walked helped makes league queue voice while rules 42"),
        (2, "walking table muscles little handled rested changes fatigue useful something every people science diet"),
        (3, "therapy aphasia area idea serious medicine swallowing caregiver enjoying piano period"),
        (4, "recovery spasticity society anxiety appreciate ability usually January"),
        (5, "hemiplegia associated occupational anniversary"),
        (6, "physiotherapist rehabilitation"),
    ],
)
def test_syllables(count, some):
    """The words of this field have the syllables one hears."""
    assert dict.fromkeys(some.split(), count) == {word: syllables(word) for word in some.split()}


def test_grade():
    """Easy text grades low, a paper's abstract high, nothing at all is zero."""
    assert 0.0 == grade("") == grade("…")
    assert grade("Sit on a firm chair. Put your feet flat. Now stand up.") < 2
    assert grade("Interdisciplinary rehabilitation interventions significantly ameliorated spasticity.") > 14


@pytest.mark.parametrize(
    ("limit", "clipped"),
    [
        (100, "Sit tall and breathe"),
        (20, "Sit tall and breathe"),
        (19, "Sit tall and…"),
        (4, "Sit…"),
        (2, "S…"),
        (0, ""),
    ],
)
def test_clip(limit, clipped):
    """Cut between words, with an ellipsis, never longer than asked."""
    assert clipped == clip("Sit  tall and breathe", limit)


@given(st.text(), st.integers(0, 80))
def test_clip_twice_is_once(text, limit):
    """Clipping is bounded and idempotent."""
    once = clip(text, limit)
    assert len(once) <= limit
    assert once == clip(once, limit)


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("Take **one** step", (("Take ", False), ("one", True), (" step", False))),
        ("2 * 3 ** 4", (("2 * 3 ** 4", False),)),
        ("**open", (("**open", False),)),
        ("**a****b**", (("a", True), ("b", True))),
        ("", ()),
    ],
)
def test_bold_runs(text, runs):
    """Two asterisks on both sides are bold; anything else is only asterisks."""
    assert runs == bold_runs(text)


@settings(deadline=None)  # what mends text is loaded when it is first needed
@given(st.text())
def test_text_functions_never_raise(text):
    """Sentences, words, grade and bold runs take any text, and lose none of its words."""
    assert words(" ".join(sentences(text))) == words(" ".join(text.splitlines()))
    assert isinstance(grade(text), float)
    assert text == "".join(f"**{run}**" if bold else run for run, bold in bold_runs(text))
