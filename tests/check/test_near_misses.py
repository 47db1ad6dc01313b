"""What looks like a fault and is none: a rule that cries wolf is switched off in an editor's head."""

from dataclasses import replace
from datetime import date

import pytest

from pipeline.check import RULES
from pipeline.model import Sent
from tests.check import sound
from tests.check.sound import PAINT, also, eml, given, html, image, issue, photo, picture, standing, story, text

STORIES = sound.ISSUE.stories
MISSES = [
    ("reading.claims", story(1, blurb="There is **no cure** yet, but rest helps.")),
    ("reading.claims", story(1, blurb="The path is **secure** and dry.")),
    ("reading.claims", story(1, blurb="They met on **3 days** in a week.")),
    ("reading.contraction", issue(intro="The carer's guide and the survivors' group.")),
    ("reading.jargon", issue(intro="Aphasia (trouble with words) can be trained.")),
    ("reading.jargon", issue(intro="Aphasia means trouble with words.")),
    ("reading.jargon", issue(intro="She works at Gaitwood Clinic.")),
    ("reading.figures", issue(intro="None of us is alone. One step counts.")),
    ("reading.sentence", issue(intro="Rest at 2 p.m. each day. Dr. Smith agrees.")),
    ("structure.placeholder", story(1, blurb="**None** of this hurts. Use 50% of your strength {or less}.")),
    ("structure.placeholder", issue(intro="Sobre todo, the cause is undefined.")),
    ("structure.cut", story(2, title="a" * 200, blurb="b  " * 300)),
    ("structure.drafts", issue(bench=(replace(STORIES[0], draft=True),))),
    ("structure.columns", html("<h1", "<table role='presentation'><tr><td>&nbsp;</td><td>words</td></tr></table><h1")),
    ("structure.edges", html("border:4px solid", "border:solid 6px")),
    ("clients.value", html("text-align:left", "text-align:left; mso-line-height-rule:exactly")),
    ("clients.element", html("<!--[if mso]>", "<!--[if mso]><i>&nbsp;</i>")),
    ("links.scheme", html("<h1", '<a href="mailto:hello@news.example.org">Write</a> <a href="tel:911">Call</a><h1')),
    ("links.story", story(1, url="https://harbour.example/ä b?q=1&x=%20y")),
    ("links.story", story(1, url="https://harbour.example/%C3%A4?a=b%26c")),
    ("links.text", html("Read article 2", "Here is how Ann learned to walk")),
    ("promise.emergency", lambda given: replace(html("Face", "Other")(given), signs=())),
    ("promise.emergency", given(signs=("Time: call",))),
    ("promise.parameters", html("hand-exercises", "hand-exercises?page=2&amp;lang=en")),
    ("promise.redirect", html("https://harbour.example/", "https://rabbit.ly.example/")),
    ("promise.remote", image('src="https://news.example.org/monday/cup.png" width="9" height="9" alt="A cup"')),
    ("images.alt", image('src="https://news.example.org/monday/cup.png" width="9" height="9" alt=""')),
    ("images.alt", image('src="https://news.example.org/cup.png" width="9" height="9" alt="Picture of a cup"')),
    ("images.missing", picture("a.jpg", b"x")),
    ("images.place", picture("a.jpg", photo(place=False))),
    ("images.place", picture("a.jpg", photo(place=True)[:40])),
    ("images.place", picture("a.jpg", photo(place=True)[:60])),
    ("headers.names", issue(subject="Five hand exercises you can do at the kitchen table + 4 more", bench=(PAINT,))),
    ("headers.names", issue(subject="Paint with your hand, read 4 more", bench=(PAINT,))),
    ("headers.names", issue(subject="Paint with your left hand + 4 more", stories=(PAINT, *STORIES[1:]))),
    ("headers.names", issue(subject="Paint", bench=(PAINT,))),
    ("headers.names", also("Also this Monday: fatigue, and the paintings of a survivor. Five good reads.")),
    ("headers.names", also("Stroke recovery in small steps: fatigue, and hands that paint over and over again.")),
    ("structure.stars", issue(intro="**Rest** is *not* lazy. **Two** times.")),
    ("again.twice", story(4, url="https://harbour.example/hand-exercises?page=2")),
    ("again.twice", lambda given: story(2, url="")(story(4, url="")(given))),
    ("again.had", given(had=(Sent(url="https://harbour.example/hand-exercises-2", date=None),))),
    ("again.had", standing(date(2026, 5, 25))),
    ("again.had", standing(None)),
    ("again.number", given(numbers={date(2026, 11, 9): 10, date(2026, 11, 16): 11})),
    ("again.number", given(numbers={date(2026, 11, 16): 11, date(2026, 11, 30): 13})),
    ("structure.topics", given(labels={one.topic: one.topic for one in STORIES})),
    ("headers.subject", issue(subject="Rest: why it is part of the training")),
    ("headers.unsubscribe", eml(b"List-Unsubscribe: <mailto", b"List-Unsubscribe: <https://x.example/u>, <mailto")),
    ("parity.debris", text("Rivermead Hospital", "Rivermead & Sons, 3 < 4")),
    ("parity.debris", text("Rivermead Hospital", "می\u200cخواهم خانه\u200c ها")),
    ("parity.debris", text("https://harbour.example/hand-exercises", "https://harbour.example/" + "x" * 100)),
    ("access.emphasis", html("Rivermead Hospital", "NHS and BE FAST")),
    ("access.emphasis", story(2, title="دليل التعب بعد السكتة الدماغية")),
    ("access.order", html("text-align:left", "text-align:left; position:static; float:none")),
    ("size.charset", html("Rivermead Hospital", "Rivermead&#8217;s H&#244;pital &#128512;")),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "change"), MISSES, ids=[f"{n}-{rule}" for n, (rule, _) in enumerate(MISSES)])
def test_near_miss(rule, change):
    """The rule stays silent."""
    assert list(RULES[rule](change(sound.sound()))) == []
