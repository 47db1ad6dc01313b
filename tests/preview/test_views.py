"""What each way to look does to the same email."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.preview import outlook, views
from pipeline.preview.views import View

HTML = """<!DOCTYPE html><html><head><meta name="color-scheme" content="light dark">
<style>@media (prefers-color-scheme: dark) { p { color: #eee; } } @media (max-width: 480px) { p { margin: 0; } }</style>
</head><body style="background-color: #ffffff;color:#112233"><!--[if mso]><table><![endif]-->
<p style="max-width:600px;color:#000;border-radius: 8px">Hello</p></body></html>"""


def test_unknown_settings():
    """An address with settings that nobody knows shows the default, whatever it holds."""
    assert View() == views.read({"show": "../../etc/passwd", "width": "9", "shade": "<script>", "x": "y"})


def test_free_width():
    """Any sensible width may be asked for; a senseless one is brought back."""
    assert [views.read({"width": w}).pixels for w in ("1234", "9999", "100")] == [1234, 2000, 200]


def test_address():
    """The address holds only what differs from the default, and leads back to the same view."""
    view = View(shade="dark", width="desktop")

    assert view.query() == "width=desktop&shade=dark"
    assert view == views.read({"width": "desktop", "shade": "dark"})


def test_designed_colours():
    """Light and dark are answered here, not by the editor's own screen."""
    light, dark = (views.email(HTML, View(shade=shade)) for shade in ("light", "dark"))

    assert "prefers-color-scheme" not in light + dark
    assert "@media not all" in light
    assert "@media (min-width: 0)" in dark
    assert 'content="dark"' in dark


@pytest.mark.parametrize(
    ("shade", "ground", "letters"),
    [
        pytest.param("light", "background-color: #ffffff", "color:#112233", id="nothing is forced"),
        pytest.param("partial", "background-color: #000000", "color:#ccddee", id="light grounds, dark letters"),
    ],
)
def test_forced_dark(shade, ground, letters):
    """A client that forces darkness turns lightness over and keeps the hue."""
    made = views.email(HTML, View(shade=shade))

    assert ground in made
    assert letters in made


def test_partial_spares_what_is_dark_already():
    """Partly forced darkness leaves dark grounds and light letters alone; full inversion does not."""
    html = '<td bgcolor="#0b5a5a" style="color:#fff">'

    assert html == views.email(html, View(shade="partial"))
    assert "#0b5a5a" not in views.email(html, View(shade="full"))


def test_stripped():
    """Stripped styles lose the head's rules and keep those of the elements."""
    made = views.email(HTML, View(styles="stripped"))

    assert "<style" not in made
    assert "max-width:600px" in made


def test_word():
    """Outlook sees its own comments, and neither media rules nor what the client table says it lacks."""
    made = views.email(HTML, View(styles="word"))

    assert "<table>" in made
    assert "@media" not in made
    assert '<p style="max-width:600px;color:#000">' in made


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param('<p style="float:left">', "<p>", id="nothing is left"),
        pytest.param('<p style="FLOAT : left; color:#000;">', '<p style="color:#000">', id="as people write it"),
        pytest.param(
            "<p style='font-family: &quot;A; B&quot;, c; opacity:.5'>",
            '<p style="font-family: &quot;A; B&quot;, c">',
            id="a semicolon in quotes",
        ),
        pytest.param(
            '<p style="list-style:url(a;b);clip-path:none">', '<p style="list-style:url(a;b)">', id="in brackets"
        ),
        pytest.param('<td style="width:calc(100% - 1px)" width="5">', '<td width="5">', id="a function"),
        pytest.param('<td style="width:5vw;height:1px">', '<td style="height:1px">', id="a unit"),
        pytest.param('<td style="display:flex">', "<td>", id="a value"),
        pytest.param("<div hidden>x</div>", "<div>x</div>", id="an attribute"),
        pytest.param('<p title="hidden here" class="a">', '<p title="hidden here" class="a">', id="only its word"),
        pytest.param("<style>a:hover, p { color: red }</style>", "<style>p {color: red}</style>", id="a selector"),
        pytest.param("<style>a > b { color: red }</style>", "<style></style>", id="a rule"),
        pytest.param("<style>/* } */ p { float: left }</style>", "<style>p {}</style>", id="a comment"),
        pytest.param("<p>float:left</p>", "<p>float:left</p>", id="words are no style"),
        pytest.param(
            '<td style="margin:0;text-align:left">', '<td style="margin:0;text-align:left">', id="partly is kept"
        ),
    ],
)
def test_word_follows_the_table(before, after):
    """What the table marks "no" for Outlook on Windows goes; all else stays as it is written."""
    assert after == outlook.outlook(before).html


def test_word_says_what_it_rests_on():
    """Each thing taken out, and each that Outlook shows in part, is named as the table names it."""
    made = outlook.outlook('<p style="float:left;margin:0;color:#000">')

    assert (made.lost, made.partly) == (("float",), ("margin",))


def test_word_has_no_list_of_its_own(monkeypatch):
    """When the table changes, so does the view."""
    marks = {**outlook.support(outlook.CLIENT), "css-float": "y", "css-margin": "n"}
    monkeypatch.setattr(outlook, "support", lambda _client: marks)

    assert outlook.outlook('<p style="float:left;margin:0">').html == '<p style="float:left">'


@given(st.text(st.sampled_from("<>\"'=;:style {}()/*@media!-[]&p float:left")))
def test_word_survives_anything(html):
    """Whatever a template makes, the view shows something, and quickly."""
    assert outlook.outlook(html).html is not None


def test_inbox_cuts_as_phones_do():
    """A phone shows some 40 letters of the subject and 90 of the preheader; the rest is named, and nothing is lost."""
    subject, preheader = "s" * 60, "p" * 120
    small, phone, wide = (parts for _, parts in views.inbox("Monday Five", subject, preheader))

    assert phone["sender"] == ("Monday Five", "")
    assert (len(phone["subject"][0]), len(phone["preheader"][0])) == (40, 90)
    assert len(small["subject"][0]) < len(phone["subject"][0]) < len(wide["subject"][0])
    for row in (small, phone, wide):
        assert preheader == row["preheader"][0].removesuffix("…") + row["preheader"][1]


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        pytest.param("a" * 40, "a" * 40, id="just fits"),
        pytest.param("a" * 41, "a" * 39 + "…", id="just does not"),
        pytest.param("a" * 38 + "👩‍🦽 rest", "a" * 38 + "…", id="never inside a sign"),
        pytest.param("a" * 37 + "e\u0301\u0301 rest", "a" * 37 + "…", id="never before an accent"),
    ],
)
def test_inbox_cuts_between_signs(words, shown):
    """What the eye takes for one sign is shown whole or not at all."""
    assert shown == views.inbox("x", words, "x")[1][1]["subject"][0]


def test_outlook_cuts():
    """Where lines are taken exactly, the Outlook-like view draws the strip that is left of a picture."""
    mso = "<!--[if mso]><style>td { mso-line-height-rule: exactly; }</style><![endif]-->"
    image = '<img src="a.png" width="544" height="306" style="width:100%">'
    cell = f'<table><tr><td style="line-height:29px">{image}</td></tr></table>'

    assert "height: 29px; object-fit: cover" in outlook.outlook(mso + cell).html
    assert 'style="display: block; width: 544px; height: 306px; object-fit: fill"' in outlook.outlook(cell).html
