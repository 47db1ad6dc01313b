"""An email as a screen reader says it."""

import pytest

from pipeline import compose
from pipeline.check.aloud import aloud
from tests.compose import sample


@pytest.mark.parametrize(
    ("html", "said"),
    [
        pytest.param("<h1>Mon</h1><p>Five reads.</p>", [("heading 1", "Mon"), ("text", "Five reads.")], id="order"),
        pytest.param("<p>one <b>two</b> three</p>", [("text", "one two three")], id="bold is no break"),
        pytest.param("<p>one<br>two</p><p>three</p>", [("text", "one two"), ("text", "three")], id="lines"),
        pytest.param(
            'See <a href="x">the page</a> now', [("text", "See"), ("link", "the page"), ("text", "now")], id="a link"
        ),
        pytest.param('<h2><a href="x">Walk</a></h2>', [("heading 2, link", "Walk")], id="a link that is a heading"),
        pytest.param('<a href="x"><img alt="Logo"> Home</a>', [("link", "Logo Home")], id="a picture in a link"),
        pytest.param('<a href="x"><img alt=""></a>', [("link", "a link without words")], id="a link without words"),
        pytest.param('<a href="x" aria-label="Read 1">Read</a>', [("link", "Read 1")], id="a label"),
        pytest.param('<a name="x">here</a>', [("text", "here")], id="no link"),
        pytest.param('<img src="a.png" alt="A hand">', [("picture", "A hand")], id="a picture"),
        pytest.param('<img src="a.png" alt="">', [], id="decoration"),
        pytest.param('<img src="a.png">', [("picture without words", "a.png")], id="no alt"),
        pytest.param('<p aria-hidden="true">x</p><p hidden>y</p><p style="display:none">z</p>', [], id="hidden"),
        pytest.param(
            "<ul><li>a</li><li>b</li></ul>", [("list", "2 items"), ("list item", "a"), ("list item", "b")], id="list"
        ),
        pytest.param('<table role="presentation"><tr><td>a</td></tr></table>', [("text", "a")], id="only placing"),
        pytest.param("<table><tr><td>a</td></tr></table>", [("table", "a table"), ("text", "a")], id="a table"),
        pytest.param("<style>p{}</style><script>x()</script><p>&nbsp;</p>", [], id="nothing to say"),
        pytest.param("<title>T</title><body><p>a</p></body>", [("title", "T"), ("text", "a")], id="the title first"),
        pytest.param("<p>open <a href=x>and <b>wrong", [("text", "open"), ("link", "and wrong")], id="broken markup"),
    ],
)
def test_aloud(html, said):
    """Headings, links, pictures and text come in the order of the page, each under its name."""
    assert said == list(aloud(html))


def test_the_real_email():
    """In our own email every story is a heading with a link, in order, and no picture is without words."""
    said = aloud(compose.email(sample.issue(), sample.newsletter(), sample.TEMPLATES).html)
    titles = [story.title for story in sample.issue().stories]

    headings = [words for kind, words in said if kind.startswith("heading 2")]
    assert titles == [words for words in headings if words in titles]
    assert said[0][0] == "title"
    assert not [one for one in said if "without words" in " ".join(one)]
