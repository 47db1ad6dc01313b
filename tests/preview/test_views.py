"""What each way to look does to the same email."""

import pytest

from pipeline.preview import views
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
    assert [1234, 2000, 200] == [views.read({"width": w}).pixels for w in ("1234", "9999", "100")]


def test_address():
    """The address holds only what differs from the default, and leads back to the same view."""
    view = View(shade="dark", width="desktop")

    assert "width=desktop&shade=dark" == view.query()
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
    """Outlook sees its own comments, and neither media rules nor modern properties."""
    made = views.email(HTML, View(styles="word"))

    assert "<table>" in made
    assert "@media" not in made
    assert "border-radius" not in made
    assert "max-width" not in made
    assert "color:#000" in made


def test_no_doctype():
    """Some clients drop the doctype; the same email is then laid out the old way."""
    assert views.email(HTML, View(doctype="off")).startswith("<html>")
