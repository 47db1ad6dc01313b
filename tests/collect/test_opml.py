"""Lists of feeds from and for other readers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.collect import opml
from pipeline.errors import ConfigError
from pipeline.model import Feed
from pipeline.text.printable import printable


def read(outlines: str):
    return opml.read(f'<?xml version="1.0"?><opml version="2.0"><body>{outlines}</body></opml>'.encode())


def test_nested_folders_become_tags():
    """Folders nest, may claim to be feeds, and end where they end."""
    feeds = read("""
        <outline text="Stroke" type="rss"><outline text="Aphasia">
          <outline text="A" xmlUrl="https://a.org/feed"/></outline>
          <outline title="B" xmlUrl="https://b.org/feed"></outline></outline>
        <outline xmlurl="HTTPS://c.org/feed"/>""")

    assert (
        Feed(url="https://a.org/feed", name="A", tags=("Stroke", "Aphasia")),
        Feed(url="https://b.org/feed", name="B", tags=("Stroke",)),
        Feed(url="https://c.org/feed", name="c.org"),
    ) == feeds


@pytest.mark.parametrize(
    "outline",
    [
        pytest.param('<outline text="x" xmlUrl="/etc/passwd"/>', id="a local file"),
        pytest.param('<outline text="x" xmlUrl="file:///etc/passwd"/>', id="a file address"),
        pytest.param('<outline text="x" xmlUrl="sample:harbour"/>', id="a sample"),
        pytest.param('<outline text="x" xmlUrl="https://a.org/c" isComment="true"/>', id="a comment"),
    ],
)
def test_skipped(outline):
    """Only feeds on the web are taken from a list that somebody else wrote."""
    assert read(outline) == ()


def test_lenient():
    """Bare ampersands, HTML entities and any case of names are understood; an address counts once."""
    feeds = read(
        '<OUTLINE TEXT="Rest & play &eacute;" XMLURL="https://a.org/f?a=1&b=2"/><outline xmlUrl="http://www.a.org/f?a=1&amp;b=2"/>'
    )

    assert [(feed.url, feed.name) for feed in feeds] == [("https://a.org/f?a=1&b=2", "Rest & play é")]


@pytest.mark.parametrize("body", [b"", b"<html><body>no</body></html>", b"\xff\xfe\x00", b"<?xml <![x"])
def test_not_opml(body):
    """What is no list of feeds is refused in words."""
    with pytest.raises(ConfigError) as caught:
        opml.read(body)

    assert caught.value.hint


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1).map(printable).filter(bool)


@given(st.lists(st.tuples(NAMES, st.sampled_from("ABCX"), st.lists(NAMES, max_size=3, unique=True)), max_size=5))
def test_export_and_import_change_nothing(rows):
    """Whatever we export, we import again as it was."""
    feeds = tuple(
        Feed(url=f"https://a.org/{n}?x=1&y={n}", name=name, tier=tier, tags=tuple(tags))
        for n, (name, tier, tags) in enumerate(rows)
    )

    assert feeds == opml.read(opml.write(feeds, title="A & B"))


def test_export_keeps_samples_at_home():
    """Samples and local files mean nothing elsewhere."""
    assert opml.read(opml.write([Feed(url="sample:harbour", name="H"), Feed(url="a.xml", name="A")], title="T")) == ()
