"""check as a whole: few findings, in order, the same every time; the sizes; made-up content."""

from dataclasses import replace

import pytest

from pipeline import check
from pipeline.check import GROUPS, Answer, sample_findings, sizes, tally, to_do
from pipeline.check import check as run
from pipeline.model import Finding
from tests.check import sound
from tests.compose import sample


def test_a_sound_issue_is_nearly_silent():
    """No error, and fewer than ten findings: a list that is long is not read."""
    found = run(sound.material())

    assert [f for f in found if f.level == "error"] == []
    assert len(found) < 10


def test_no_story_no_exception():
    """An empty issue is judged, not tripped over."""
    found = run(sound.material(sample.issue(stories=(), subject="", preheader="", intro="")))

    assert found[0].level == "error"


def test_worst_first():
    """Errors stand before warnings, warnings before notes."""
    given = replace(
        sound.material(), answers=(Answer(url="https://a.example/", status=404), Answer(url="https://b.example/"))
    )
    levels = [f.level for f in run(given)]

    assert sorted(levels, key=list(GROUPS).index) == levels
    assert list(GROUPS) == list(dict.fromkeys(levels))


@pytest.mark.parametrize(
    ("url", "rule"),
    [
        pytest.param("http://10.0.0.1/hand", "links.scheme", id="private"),
        pytest.param("htp://typo", "links.scheme", id="no address"),
        pytest.param("https://bit.ly/hand", "promise.redirect", id="redirect"),
        pytest.param("https://harbour.example/hand?utm_source=a", "promise.parameters", id="tracking"),
    ],
)
def test_a_bad_address_counts_once(url, rule):
    """A story has two links; what is wrong with its address is one error, where an editor changes it."""
    first, *others = sample.issue().stories
    issue = sample.issue(replace(first, url=url), *others)

    found = run(sound.material(issue))

    assert [(rule, "issue.toml: story 1, url")] == [(f.rule, f.where) for f in found if f.level == "error"]


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        ("structure.typography", sound.html("font-family:Arial, Helvetica, sans-serif;", "")),
        ("access.type", sound.html("font-size:", "font-size:10px; mso-size:")),
        ("access.align", sound.html("text-align:left", "text-align:right")),
    ],
)
def test_a_fault_of_one_template_counts_once(rule, fault):
    """What is wrong with every cell is one finding, which names the first places."""
    found = run(fault(sound.material()))

    assert [f.rule for f in found if f.rule == rule] == [rule]


@pytest.mark.parametrize(
    ("change", "where"),
    [
        pytest.param(sound.story(2, title="Rest <b>well</b>"), "issue.toml: story 2, title", id="a title"),
        pytest.param(sound.story(2, blurb="Rest <i>well</i>."), "issue.toml: story 2, blurb", id="a blurb"),
        pytest.param(sound.story(2, source="The &quot;Rest&quot; Trust"), "issue.toml: story 2, source", id="a source"),
        pytest.param(sound.story(2, url="https://a.example/?b=1&amp;c=2"), "issue.toml: story 2, url", id="an address"),
        pytest.param(sound.issue(intro="Read <B>slowly</B>."), "issue.toml: intro", id="the intro"),
        pytest.param(sound.issue(ebook="Page 6 <br> today."), "issue.toml: ebook", id="the ebook's line"),
        pytest.param(
            lambda given: sound.material(given.issue, sample.newsletter('[ebook]\nblurb = "Free &amp; good."\n')),
            "newsletter.toml: blurb",
            id="a setting",
        ),
    ],
)
def test_a_fault_of_words_is_not_blamed_on_the_template(change, where):
    """Tags and entities that somebody wrote are named with their place, and nothing else is said of them."""
    found = run(change(sound.material()))

    assert {where} == {finding.where for finding in found if finding.level == "error"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param(
            sound.story(2, title=""), [("issue.toml: story 2, title", "article 2 has no title")], id="a title"
        ),
        pytest.param(sound.issue(subject=""), [("issue.toml: subject", "the subject is empty")], id="the subject"),
        pytest.param(
            sound.issue(preheader=""), [("issue.toml: preheader", "the preview text is empty")], id="the line"
        ),
        pytest.param(
            sound.story(2, blurb=""), [("issue.toml: story 2, blurb", "article 2 has no blurb")], id="a blurb"
        ),
    ],
)
def test_what_is_empty_is_named_once(change, said):
    """An empty field is one finding, at that field; what the email makes of it is not told beside it."""
    found = run(change(sound.material()))

    assert said == [(f.where, f.message) for f in found if f.level != "note"]


def test_a_finding_on_several_articles_names_each():
    """What is wrong with several articles is one finding with all their places."""
    long = "One two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen."
    found = run(sound.story(2, blurb=long)(sound.story(4, blurb=f"**So.** {long}")(sound.material())))

    assert [f.where for f in found if f.rule == "reading.sentence"] == ["issue.toml: story 2, blurb; story 4, blurb"]


@pytest.mark.parametrize(
    ("answer", "said"),
    [({"reason": "dns"}, "no such server"), ({"reason": "hung-up"}, "hung up"), ({"status": 503}, "503")],
)
def test_why_a_page_did_not_answer(answer, said):
    """A page that did not answer is told with its status, or in words."""
    links = (Answer(url=sample.issue().stories[0].url, **answer),)

    found = check.RULES["links.dead"](sound.given(answers=links)(sound.material()))

    assert [f"could not open: harbour.example ({said})"] == [f.message for f in found]


def test_for_the_record():
    """What nobody can act on is kept, and not shown to an editor; the tally counts what is shown."""
    found = run(sound.material())

    assert [f.rule for f in found if f not in to_do(found)] == ["clients.support"]
    assert (
        tally(Finding(level=level, rule="", where="", message="") for level in ("note", "warning", "note"))
        == "0 errors, 1 warning, 2 notes"
    )


UMLAUT = sample.SETTINGS.replace("news.example.org/monday/", "bücher.example.org/größe/")


def test_a_home_beyond_ascii():
    """Compose writes such an address as the network does; every rule about it still finds it."""
    given = sound.material(config=sample.newsletter(settings=UMLAUT))

    assert "https://xn--bcher-kva.example.org/gr%C3%B6%C3%9Fe/signup/" in given.email.text
    assert [f for f in run(given) if f.level == "error"] == []


def test_the_ebook_behind_the_cut():
    """Where the ebook's link stands is found however its address is written."""
    given = sound.html('<td class="gift"', "<!--" + "x" * 90_000 + '--><td class="gift"')

    for settings in (sample.SETTINGS, UMLAUT):
        found = run(given(sound.material(config=sample.newsletter(settings=settings))))
        assert "the ebook comes after byte 90,000" in [f.message for f in found]


def test_same_findings_every_time():
    """The same material gives the same findings."""
    assert run(sound.material()) == run(sound.material())


def test_sizes():
    """The sizes say what each story takes, raw and encoded, and what is left until Gmail's cut."""
    given = sound.material()
    room = sizes(given)

    assert [entry.n for entry in room.stories] == [1, 2, 3, 4, 5]
    assert all(1000 < entry.raw < entry.encoded for entry in room.stories)
    assert len(given.email.html) == room.raw < room.encoded < room.base64
    assert 102_400 - room.raw == room.cut


def test_longest_content_fits():
    """The longest titles and blurbs that compose lets through stay below 85 KB."""
    long = [replace(s, title="Ärger " * 50, blurb="**Übung** macht. " * 60) for s in sample.issue().stories]

    assert sizes(sound.material(sample.issue(*long))).raw <= 85_000


def test_sample_findings():
    """Made-up articles and example settings are errors for an approval; real ones are none."""
    issue, config = sample.issue(), sample.newsletter()
    real = tuple(replace(s, url=s.url.replace(".example", ".org.uk")) for s in issue.stories)
    settings = sample.SETTINGS.replace("news.example.org", "news.org.uk")

    assert len(sample_findings(issue, config)) == 5 + 3
    assert sample_findings(replace(issue, stories=real), sample.newsletter(settings=settings)) == ()


def test_hostile_words():
    """Markup, tags of mail services and control characters in every field end as findings, never as an exception."""
    evil = "</td><script>alert(1)</script>{{x}}*|X|*\x92\u202e\u200b" + "w" * 3000
    story = replace(sample.issue().stories[0], title=evil, blurb=evil, source=evil, url="javascript:alert(1)")
    found = run(sound.material(sample.issue(story, subject=evil, preheader=evil, intro=evil)))

    assert {"structure.placeholder", "links.scheme", "headers.subject"} <= {f.rule for f in found}


def test_no_disk(monkeypatch):
    """Once its tables are loaded, check touches no file."""
    given = sound.material()
    first = run(given)
    monkeypatch.setattr("builtins.open", None)

    assert first == check.check(given)


BROKEN = (
    "<style>@media{",
    "}}}",
    "<![x",
    "<!-",
    '<a href="http://[x">q</a>',
    '<p style="font-size:..px;line-height:;color:#zzz">x</p>',
    "&#99999999;",
    '<img width="auto" src="//x">',
    '<table style="max-width:x">',
)


@pytest.mark.parametrize("broken", BROKEN)
def test_broken_markup(broken):
    """A template in the middle of being written is judged, whatever stands in it."""
    given = sound.material()
    start = given.email.html.index("<h1")
    for html in (given.email.html[:start] + broken, given.email.html[:start] + broken + given.email.html[start:]):
        assert run(replace(given, email=replace(given.email, html=html)))
