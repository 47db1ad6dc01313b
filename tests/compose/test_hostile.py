"""Hostile words in every field: nothing is executed, nothing swallowed, and the email stays one email."""

import re
from dataclasses import replace
from email import message_from_bytes, policy

import pytest
from lxml import etree
from lxml import html as lxml_html

from pipeline.compose import compose
from tests.compose import sample

HOSTILE = {
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "quotes": '" onmouseover="alert(1)" \' style=\'display:none',
    "breaking out": "</td></tr></table></body></html><!-- --><style>p{display:none}</style>",
    "comment": "<!-- end --> --> <!--[if mso]> ]]> <![CDATA[",
    "jinja": "{{ 7 * 7 }} {% raw %} {# #} {{ config }}",
    "go and handlebars": "{{.Subscriber.Email}} {{{x}}} {{#if}} {{> y}}",
    "mailchimp": "*|EMAIL|* *|UNSUB|* [[x]] %recipient% ${x}",
    "entities": "&lt;b&gt; &amp;amp; &#60;i&#62; &nbsp",
    "right to left": "\u202eabc\u202c \u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
    "emoji": "👩🏽‍🦽 🧠 ❤️",
    "combining": "e\u0301" + "\u0336" * 50,
    "controls": "a\x00b\x07c\x1b[31m\x85\x92d\ufeff\u200b\ud800",
    "style words": "head p body td",
    "stars": "** **a ***b*** **",
    "long": "word " * 2000,
    "one long word": "x" * 10_000,
}
FIELDS = ("title", "blurb", "source", "image_alt")


def visible(html: bytes) -> str:
    """The text that a reader sees, on one line."""
    root = lxml_html.document_fromstring(html.decode())
    for hidden in root.xpath("//style | //script | //head"):
        hidden.drop_tree()
    return re.sub(r"\s+", " ", root.text_content())


def shape(html: bytes) -> list[str]:
    """Every tag with the names of its attributes: what markup from outside would change."""
    parsed = etree.HTML(html.decode())
    return [f"{e.tag} {sorted(e.attrib)}" for e in parsed.iter() if isinstance(e.tag, str) and e.tag != "strong"]


@pytest.mark.parametrize("kind", HOSTILE)
def test_every_field(kind):
    """The elements of the email and the web page stay what they are for harmless words."""
    words = HOSTILE[kind]
    tame = sample.illustrated()
    first, *rest = tame.stories
    wild = replace(
        tame,
        subject=words,
        preheader=words,
        intro=words,
        stories=(replace(first, **dict.fromkeys(FIELDS, words), why=(words, words)), *rest),
    )
    wanted = compose(tame, sample.newsletter(), sample.TEMPLATES)
    found = compose(wild, sample.newsletter(), sample.TEMPLATES)

    assert shape(wanted["email.html"]) == shape(found["email.html"])
    assert shape(wanted["web.html"]) == shape(found["web.html"])
    assert found["email.html"].isascii()
    assert found["email.html"].strip()[-28:] == b"<!-- end -->\n</body>\n</html>"
    assert not re.search(r"&#(1[2-5]\d|[0-8]|1[0-9]|2\d|3[01]);", found["email.html"].decode())
    assert len(list(message_from_bytes(found["email.eml"], policy=policy.default).iter_parts())) == 2


@pytest.mark.parametrize("kind", ["markup", "quotes", "jinja", "go and handlebars", "mailchimp", "entities"])
def test_nothing_is_swallowed(kind):
    """What a hostile title says is shown as it is, in both parts."""
    first, *rest = sample.STORIES
    issue = sample.issue(replace(first, title=HOSTILE[kind]), *rest)
    found = compose(issue, sample.newsletter(), sample.TEMPLATES)
    words = re.sub(r"\s+", " ", HOSTILE[kind])

    assert words in visible(found["email.html"])
    assert words in visible(found["web.html"])
    assert words in re.sub(r"\s+", " ", found["email.txt"].decode())


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "//a.example/", "https://", "", "file:///etc/passwd", "https://[x/"],
)
def test_only_web_links(url):
    """An address that no browser should follow becomes an empty link, which the check reports."""
    first, *rest = sample.STORIES
    found = compose(sample.issue(replace(first, url=url), *rest), sample.newsletter(), sample.TEMPLATES)

    assert found["email.html"].count(b'href=""') == 2
    assert "href" in str(shape(found["email.html"]))


@pytest.mark.parametrize(
    ("url", "href"),
    [
        pytest.param("https://a.example/ä ö", "https://a.example/%C3%A4%20%C3%B6", id="not ascii"),
        pytest.param('https://a.example/"><b>', "https://a.example/%22%3E%3Cb%3E", id="markup"),
        pytest.param("https://a.example/{{x}}|y", "https://a.example/%7B%7Bx%7D%7D%7Cy", id="template tags"),
        pytest.param("https://a.example/?a=1&copy=2#b", "https://a.example/?a=1&amp;copy=2#b", id="query"),
        pytest.param("https://a.example/%20(x)", "https://a.example/%20(x)", id="quoted once"),
    ],
)
def test_links(url, href):
    """A link is written so that every client reads the same address."""
    first, *rest = sample.STORIES
    found = compose(sample.issue(replace(first, url=url), *rest), sample.newsletter(), sample.TEMPLATES)

    assert found["email.html"].decode().count(f'href="{href}"') == 2
    assert found["web.html"].decode().count(f'href="{href}"') == 2


def test_settings_are_text():
    """Markup in newsletter.toml is text, too."""
    settings = sample.SETTINGS.replace('"Monday Five"', "'<b>Monday</b> \"Five\" & {{ x }}'")
    found = compose(sample.issue(), sample.newsletter(settings=settings), sample.TEMPLATES)

    assert shape(compose(sample.issue(), sample.newsletter(), sample.TEMPLATES)["email.html"]) == shape(
        found["email.html"]
    )
    assert '<b>Monday</b> "Five" & {{ x }}' in visible(found["email.html"])


def test_the_longest_issue():
    """At most 85 kB with the longest titles and blurbs that compose lets through; 60 kB for a usual one."""
    words = "a ’é " * 3000
    stories = [
        replace(s, title=words, blurb=words, source=words, image="x.jpg", image_alt=words) for s in sample.STORIES
    ]
    longest = sample.issue(*stories, preheader=words, subject=words)
    usual = compose(sample.issue(), sample.newsletter(), sample.TEMPLATES)

    assert len(usual["email.html"]) <= 60_000
    assert len(compose(longest, sample.newsletter(), sample.TEMPLATES)["email.html"]) <= 85_000


def test_private_words_stay_private():
    """Notes, the bench, what was held and what was dropped appear in no file."""
    secret = "a secret of the editors"
    story = replace(sample.STORIES[0], title=secret, note=secret)
    issue = sample.issue(
        replace(sample.STORIES[0], note=secret, flagged=(secret,)), bench=(story,), held=(story,), dropped=(story,)
    )

    for data in compose(issue, sample.newsletter(), sample.TEMPLATES).values():
        assert secret not in data.decode()


def test_the_text_part_is_narrow():
    """No line of the text part is wider than 78 columns, links excepted."""
    words = "unbelievably " * 100
    stories = [replace(s, title=words, blurb=words, source=words) for s in sample.STORIES]
    found = compose(sample.issue(*stories, intro=words), sample.newsletter(), sample.TEMPLATES)["email.txt"].decode()

    assert [line for line in found.splitlines() if len(line) > 78 and "://" not in line] == []
    assert "\n\n\n" not in found
