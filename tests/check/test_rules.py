"""Each rule: silent about a sound issue, loud about the one fault that it is for."""

from dataclasses import replace
from datetime import date

import pytest

from pipeline.check import RULES, Answer, check
from pipeline.config.ebook import Offer
from pipeline.limits import UNSUBSCRIBE
from pipeline.model import Reading, Sent
from pipeline.outside.pdf import Pdf
from tests.check import sound
from tests.check.sound import (
    PAINT,
    also,
    eml,
    given,
    html,
    image,
    issue,
    photo,
    picture,
    png,
    standing,
    story,
    template,
    text,
)

STORIES = sound.ISSUE.stories
CARD = "border:4px solid"
LOOK = Pdf(pages=14, tagged=True, language="en", title="T", wordless=())


def low_links(material):
    """Links without padding, in low lines."""
    return html("display:block", "display:inline")(html("line-height:29px", "line-height:19px")(material))


def squashed(material):
    """A photo of 3:2, shown as 16:9."""
    return html('height="363"', 'height="306"')(picture("a.png", png(1200, 800))(material))


def read_first(place, **how):
    """A story at *place* that a person must read."""
    one = Reading(place=place, story=STORIES[place - 1], why=("It may give advice on falls.",), **how)
    return lambda material: replace(material, readings=(one,))


arm = story(1, blurb="Lift your **arm** a little. Speech and face can wait.")
FAULTS = [
    ("structure.document", "error", html("<!DOCTYPE html>", "")),
    ("structure.document", "error", html("<!-- end -->", "")),
    ("structure.document", "error", html("<title>Hands, sleep and steady steps</title>", "<title></title>")),
    ("structure.stories", "error", issue(stories=())),
    ("structure.stories", "warning", issue(stories=STORIES[:4])),
    ("structure.stories", "error", html("End of article 2", "")),
    ("structure.stories", "error", html("Why you are so tired", "Something else about being tired")),
    ("structure.stories", "error", story(2, title=" ")),
    ("structure.headings", "error", html("<h1", "<h2")),
    ("structure.headings", "error", html("<h2", "<h4")),
    ("structure.tables", "error", html('<table role="presentation"', "<table")),
    ("structure.columns", "error", html('<p class="count"', 'one</td><td>two<p class="count"')),
    ("structure.edges", "error", html(CARD, "border:1px solid")),
    ("structure.typography", "error", html("font-family:Arial, Helvetica, sans-serif;", "")),
    ("structure.cut", "warning", story(2, title="word " * 41)),
    ("structure.cut", "warning", story(2, blurb="word " * 121)),
    ("structure.stars", "warning", issue(subject="**Hands**, sleep and steady steps")),
    ("structure.stars", "warning", story(2, title="Why you are **so** tired")),
    ("structure.stars", "warning", story(2, why=("It is **new**.",))),
    ("structure.stars", "warning", story(2, blurb="Rest is **not lazy.")),
    ("structure.stars", "warning", issue(intro="Rest ** is not lazy.")),
    ("structure.drafts", "error", story(2, draft=True)),
    ("safety.unread", "warning", read_first(2)),
    ("safety.released", "note", read_first(2, held=True, by="Ada")),
    ("safety.despair", "error", read_first(2, despair=True, by="Ada")),
    ("safety.despair", "error", read_first(1, despair=True, by="Ada")),
    ("structure.placeholder", "error", story(2, title="Hello {{ .Subscriber.Name }}")),
    ("structure.placeholder", "error", html("Rivermead Hospital", "None</p><p>None")),
    ("structure.placeholder", "error", issue(intro="Hello *|FNAME|*")),
    ("structure.placeholder", "error", text("Rivermead Hospital", "*|FNAME|*")),
    (
        "reading.grade",
        "warning",
        story(2, blurb="Considerable physiological deconditioning necessitates individualised rehabilitation "
              "programmes, particularly following complicated cerebrovascular disturbances."),
    ),
    ("reading.grade", "error", issue(intro="Multidisciplinary rehabilitation necessitates considerable " * 40)),
    ("reading.sentence", "warning", issue(intro="One two " * 8 + "end.")),
    ("reading.sentence", "error", issue(intro="We go on " * 9 + "end.")),
    ("reading.contraction", "warning", issue(intro="Don’t worry.")),
    ("reading.jargon", "warning", story(1, blurb="Good for **spasticity** in the hand.")),
    ("reading.figures", "note", issue(intro="Read three of these.")),
    ("reading.no-reason", "warning", story(1, blurb="An article on sleep from Example.")),
    ("reading.key-words", "note", story(1, blurb="You need only a cup and a towel.")),
    ("reading.length", "warning", story(1, blurb="You need a cup. " * 11)),
    ("reading.length", "note", issue(intro="You can rest now. " * 60)),
    ("reading.minutes", "error", html("18 minutes", "19 minutes")),
    ("reading.claims", "error", story(1, blurb="A **miracle** for your hand.")),
    ("reading.claims", "error", story(1, blurb="Walk again in 7 days.")),
    ("reading.claims", "warning", story(1, title="This tea cures stroke")),
    ("clients.style-block", "error", html("@media print {", "@media print { @media screen { a { color: red } }")),
    ("clients.style-block", "error", html("@media print {", "/*" + "x" * 17_000 + "*/ @media print {")),
    ("clients.selector", "error", template("email/inline.css", ".card {", ".card:first-child {")),
    ("clients.important", "error", html("text-align:left", "text-align:left !important")),
    ("clients.important", "error", template("email/head.css", "display: none !important", "display: none!Important")),
    ("clients.value", "error", html("text-align:left", "padding:1rem")),
    ("clients.outlook-width", "error", html("<!--[if mso]>", "<!--[if nothing]>")),
    ("clients.outlook-crop", "error", html("line-height:33px", "line-height:20px")),
    ("clients.outlook-ground", "warning", html('class="card" bgcolor="#fffdf9"', 'class="card"')),
    ("inlining.lost", "error", template("email/inline.css", "padding: 24px;", "padding: 24px; clear: left;")),
    ("inlining.unstyled", "warning", html('class="gist"', 'class="blurb"')),
    ("clients.element", "error", html("<h1", "<form></form><h1")),
    ("clients.element", "error", html("<!--[if mso]>", "<!--[if mso]><v:rect></v:rect>")),
    ("clients.support", "warning", html("text-align:left", "display:grid")),
    ("links.scheme", "error", html("https://harbour.example/hand-exercises", "#")),
    ("links.scheme", "error", html("https://harbour.example/", "https://192.168.1.7/")),
    ("links.scheme", "warning", html("https://harbour.example/", "http://harbour.example/")),
    ("links.story", "error", html("https://harbour.example/hand-exercises", "https://elsewhere.example/")),
    ("links.text", "error", html("Read article 2", "Click here")),
    ("links.text", "error", html("Read article 2", "Read article 1")),
    ("links.text", "error", html("Read article 2", "")),
    ("links.target", "warning", html("padding:10px 18px 9px 18px", "padding:2px")),
    ("links.target", "error", low_links),
    ("links.dead", "error", given(answers=(Answer(url=STORIES[0].url, status=404),))),
    ("links.dead", "warning", given(answers=(Answer(url=STORIES[0].url, reason="timeout"),))),
    (
        "links.dead",
        "warning",
        given(answers=(Answer(url="https://a.example/old/page", status=200, final="https://a.example/"),)),
    ),
    ("size.html", "warning", html("<!-- end -->", "<p>" + "x" * 75_000 + "</p><!-- end -->")),
    ("size.html", "error", html("<!-- end -->", "<p>" + "x" * 95_000 + "</p><!-- end -->")),
    ("size.before-cut", "error", html("<h1", "<!--" + "x" * 90_000 + "--><h1")),
    ("size.charset", "error", html("Rivermead Hospital", "Rivermead Hôpital")),
    ("size.charset", "error", html("Rivermead Hospital", "Rivermead&#146;s")),
    ("size.line", "error", eml(b"Rivermead Hospital", b"x" * 1200)),
    ("again.subject", "warning", given(past_subjects=("hands, SLEEP and steady steps",))),
    ("promise.pixel", "error", image('src="https://news.example.org/p.png" width="1" height="1" alt=""')),
    ("promise.remote", "error", image('src="https://cdn.example/p.png" width="9" height="9" alt="a cup"')),
    ("promise.remote", "error", html("@media print {", "@import 'https://fonts.example/a.css'; @media print {")),
    ("promise.parameters", "error", html("hand-exercises", "hand-exercises?utm_source=news")),
    ("promise.redirect", "error", html("https://harbour.example/", "https://bit.ly/")),
    ("promise.ebook", "error", html("https://news.example.org/monday/signup/", "https://news.example.org/else/")),
    ("promise.download", "warning", given(ebook=Offer(problem="there is no ebook yet", hint="give it"))),
    ("promise.download", "warning", given(ebook=Offer(pdf=b"%PDF", look=replace(LOOK, tagged=False)))),
    ("promise.footer", "error", html("12 Harbour Street, Springfield", "")),
    ("promise.footer", "error", html("We never sell your email address", "We rarely sell")),
    ("promise.footer", "error", html(UNSUBSCRIBE, "https://news.example.org/leave")),
    ("promise.emergency", "error", html("call 911", "ring someone")),
    ("promise.emergency", "error", html("Face", "Other")),
    ("promise.emergency", "error", html("Face", "Surface")),
    ("promise.emergency", "error", text("Face", "Surface")),
    ("promise.emergency", "error", lambda given: html("<strong>Arm:", "<strong>Leg:")(arm(given))),
    ("promise.disclaimer", "error", html("not medical advice", "and advice")),
    ("promise.disclaimer", "warning", html("Ask your doctor or therapist", "Think")),
    ("promise.web", "error", given(web=UNSUBSCRIBE.encode())),
    ("promise.sample", "note", lambda material: material),
    ("again.twice", "error", story(4, url="http://www.harbour.example/hand-exercises/?utm_source=a")),
    ("again.had", "error", given(had=(Sent(url="http://harbour.example/hand-exercises#top", date=date(2020, 1, 6)),))),
    ("again.had", "error", given(had=(Sent(url="https://harbour.example/hand-exercises", date=None),))),
    ("again.had", "error", standing(date(2026, 9, 28))),
    ("again.number", "warning", given(numbers={date(2026, 11, 9): 12, date(2026, 11, 16): 11})),
    ("again.number", "warning", given(numbers={date(2026, 11, 16): 5})),
    ("again.number", "warning", given(numbers={date(2026, 11, 16): 20})),
    ("again.number", "warning", given(numbers={})),
    ("structure.topics", "warning", given(labels={"hand": "Your hand", "fatigue": "Tiredness"})),
    ("headers.subject", "error", issue(subject="")),
    ("headers.subject", "error", issue(subject="Re: your question")),
    ("headers.subject", "warning", issue(subject="A very long subject " * 4)),
    ("headers.preheader", "error", issue(preheader="")),
    ("headers.preheader", "error", issue(preheader="Hands, sleep and steady steps")),
    ("headers.preheader", "warning", issue(preheader="Short.")),
    ("headers.names", "warning", issue(subject="Hands and sleep + 3 more")),
    ("headers.names", "warning", issue(stories=(), subject="Hands and sleep + 4 more")),
    ("headers.names", "warning", issue(subject="Paint with your left hand + 4 more", bench=(PAINT,))),
    ("headers.names", "warning", issue(subject="Paint with your left hand, a surprising way to…", dropped=(PAINT,))),
    ("headers.names", "warning", issue(subject=f"{PAINT.title}, and some more", bench=(PAINT,))),
    ("headers.names", "warning", also("Also this Monday: fatigue, painting.")),
    ("headers.names", "warning", issue(preheader="Fatigue, and how the left hand learns to paint.", dropped=(PAINT,))),
    ("headers.arrives", "error", eml(b"Subject: Hands, ", b"Subject: Hands,\r\n =?utf-8?q?_?=\r\n ")),
    ("size.line", "error", eml(b"Subject: Hands", b"X-Long: " + b"x" * 999 + b"\r\nSubject: Hands")),
    ("headers.from", "error", eml(b"<monday@news.example.org>", b"<monday>")),
    ("headers.from", "error", eml(b"Reply-To: hello", b"Reply-To: hallo")),
    ("headers.unsubscribe", "error", eml(b"<mailto:hello@news", b"=?utf-8?q?=3Cmailto=3Ahello=40?= news")),
    ("headers.unsubscribe", "error", eml(b"<mailto:hello", b"<javascript:hello")),
    ("headers.unsubscribe", "warning", eml(b"List-Unsubscribe:", b"X-Nothing:")),
    ("headers.list-id", "warning", eml(b"List-Id:", b"X-Nothing:")),
    ("headers.list-id", "error", eml(b"List-Id: <", b"List-Id: ")),
    ("parity.stories", "error", text("Why you are so tired", "Something else about being tired")),
    ("parity.stories", "error", text("https://harbour.example/hand-exercises", "")),
    ("promise.footer", "error", text("12 Harbour Street", "")),
    ("promise.footer", "error", text(UNSUBSCRIBE, "")),
    ("parity.blocks", "warning", html("<h1", "<p>Come to our summer party.</p><h1")),
    ("parity.debris", "error", story(2, title="Rest &amp; sleep")),
    ("parity.debris", "error", text("Rivermead Hospital", "<b>Rivermead</b>")),
    ("parity.debris", "error", text("Rivermead Hospital", "Rivermead &amp; Son")),
    ("parity.debris", "error", text("Rivermead Hospital", "Rivermead \u200c \u200c ")),
    ("parity.debris", "warning", text("Rivermead Hospital", "Rivermead Hospital " * 6)),
    ("images.alt", "error", image('src="https://news.example.org/a.png" width="9" height="9"')),
    ("images.alt", "error", image('src="https://news.example.org/a.png" width="9" height="9" alt="a.png"')),
    ("images.dimensions", "error", image('src="https://news.example.org/a.png" alt="A cup"')),
    ("images.proportions", "error", squashed),
    ("images.size", "warning", picture("a.png", png(900, 600))),
    ("images.size", "warning", picture("a.png", png(1200, 1600))),
    ("images.file", "error", picture("a.png", b"no picture")),
    ("images.file", "warning", picture("a.png", png(1200, 800, clear=True))),
    ("images.motion", "error", picture("a.gif", sound.moving())),
    ("images.weight", "error", picture("a.png", b"x" * 1_000_001)),
    ("images.weight", "warning", picture("a.png", b"x" * 200_001)),
    ("images.missing", "error", story(1, image="gone.jpg", image_alt="A cup")),
    ("images.place", "warning", picture("a.jpg", photo(place=True))),
    ("images.place", "warning", picture("a.webp", photo("WEBP", place=True))),
    ("images.place", "warning", picture("a.png", photo("PNG", place=False) + b"<rdf exif:GPSLatitude='53,48.0N'/>")),
    ("access.language", "error", html('<html lang="en"', "<html")),
    ("access.language", "error", html('lang="en" dir="ltr">\n<table', ">\n<table")),
    ("access.contrast", "error", html("color:#24201a", "color:#999999")),
    ("access.contrast", "error", html("td, .title, .story { color: #f4efe6 !important; }", "")),
    ("access.edges", "error", html("border:4px solid #238e8e", "border:4px solid #0a5151")),
    ("access.reflow", "warning", html("word-break:break-word", "")),
    ("access.reflow", "error", lambda given: html("word-break:break-word", "")(story(2, title="x" * 24)(given))),
    ("access.type", "error", html("font-size:19px", "font-size:17px")),
    ("access.type", "error", html("line-height:29px", "line-height:22px")),
    ("access.align", "error", html("text-align:left", "text-align:justify")),
    ("access.emphasis", "warning", html("<strong", "<em")),
    ("access.order", "error", html("padding:10px 18px 9px 18px", "float:right; padding:10px")),
]  # fmt: skip
QUIET_ELSEWHERE = {"clients.support", "promise.sample"}
"""Rules that say one thing about the sample too; their silence is tested below."""


@pytest.mark.parametrize(
    ("rule", "level", "change"), FAULTS, ids=[f"{n}-{rule}" for n, (rule, _, _) in enumerate(FAULTS)]
)
def test_fault(rule, level, change):
    """The fault is named by its rule, at its level, with a place."""
    found = list(RULES[rule](change(sound.sound())))

    assert level in {f.level for f in found}
    assert all(f.where and f.message for f in found)


@pytest.mark.prove
def test_no_fault_trips_another_rule():
    """Every fault goes through the whole check, which names it."""
    named = [{(f.rule, f.level) for f in check(change(sound.sound()))} for _, _, change in FAULTS]

    assert [
        (rule, level) for (rule, level, _), found in zip(FAULTS, named, strict=True) if (rule, level) not in found
    ] == []


@pytest.mark.parametrize("rule", sorted(set(RULES) - QUIET_ELSEWHERE))
def test_sound(rule):
    """A sound issue passes."""
    assert list(RULES[rule](sound.sound())) == []


def test_support_is_silent_about_plain_markup():
    """What every client shows is no finding."""
    plain = replace(sound.sound().email, html="<!DOCTYPE html><p>Hello</p>")

    assert list(RULES["clients.support"](replace(sound.sound(), email=plain))) == []


def test_every_rule_has_a_fault_and_a_manual():
    """The table above knows every rule; each can explain itself."""
    assert set(RULES) == {rule for rule, _, _ in FAULTS}
    assert [name for name, rule in RULES.items() if not (rule.__doc__ or "").strip()] == []
