"""Which picture a story shows, and how large."""

import io
from dataclasses import replace

import pytest
from PIL import Image

from pipeline.compose import compose, photos
from pipeline.compose.view import Extras
from pipeline.config import resources
from pipeline.outside.pictures import measure
from tests.check.sound import png
from tests.compose import sample, sites

HOME = "https://news.example.org/monday/"


@pytest.fixture
def tiles(monkeypatch):
    """Two topics with tiles, and the neutral one."""
    small, wide = png(192, 192), png(1088, 612)
    known = {"hand": small, "hand-wide": wide, "sleep": small, "neutral": small, "neutral-wide": wide}
    for module in (photos, __import__("pipeline.compose.site", fromlist=["site"])):
        monkeypatch.setattr(module, "tiles", lambda: known)
    return known


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        pytest.param((1088, 612), (544, 306), id="16:9"),
        pytest.param((1200, 800), (544, 363), id="3:2 is not squashed"),
        pytest.param((900, 1600), (230, 408), id="a portrait keeps its proportions, and leaves room"),
        pytest.param((120, 90), (120, 90), id="a small one is not blown up"),
    ],
)
def test_own_pictures(size, shown):
    """An editor's own picture keeps its proportions, inside the width of a card."""
    found = photos.picture(3, "hand", HOME, f"{HOME}a.png", "A cup", png(*size))

    assert (f"{HOME}a.png", *shown, "A cup") == (found.url, found.width, found.height, found.alt)


@pytest.mark.parametrize(
    ("n", "topic", "name", "size"),
    [
        pytest.param(1, "hand", "hand-wide", (544, 306), id="the first story has it wide"),
        pytest.param(2, "hand", "hand", (96, 96), id="the others small"),
        pytest.param(1, "sleep", "sleep", (96, 96), id="no wide one"),
        pytest.param(1, "juggling", "neutral-wide", (544, 306), id="a topic without a tile"),
        pytest.param(2, "juggling", "", (0, 0), id="a second neutral one would say nothing"),
    ],
)
def test_tiles(tiles, n, topic, name, size):
    """Without a picture of the editor's, the tile of the topic decorates; it has no words."""
    found = photos.picture(n, topic, HOME, "", "", b"")

    assert (photos.tile_url(HOME, name), *size, "") == (
        (found.url, found.width, found.height, found.alt) if found else (photos.tile_url(HOME, ""), 0, 0, "")
    )


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        pytest.param((400, 400), (48, 48), id="square"),
        pytest.param((1200, 100), (240, 20), id="wide"),
        pytest.param((100, 30), (100, 30), id="small"),
    ],
)
def test_logo(size, shown):
    """The logo keeps its proportions, at most 240 by 48 px, and is published beside the first page."""
    settings = sample.SETTINGS.replace("[[feeds]]", 'brand = { logo = "art/our logo.png" }\n\n[[feeds]]')
    config = sample.newsletter(settings=settings)
    html = compose(sample.issue(), config, sample.TEMPLATES, Extras(logo=png(*size)))["email.html"].decode()

    assert f'src="{HOME}our%20logo.png" width="{shown[0]}" height="{shown[1]}" alt="Monday Five"' in html


def test_a_logo_elsewhere():
    """A logo that is only an address has its height: Outlook then keeps the proportions itself."""
    settings = sample.SETTINGS.replace("[[feeds]]", f'brand = {{ logo = "{HOME}l.png" }}\n\n[[feeds]]')
    html = compose(sample.issue(), sample.newsletter(settings=settings), sample.TEMPLATES)["email.html"].decode()

    assert f'src="{HOME}l.png" height="48"' in html


def test_published(tiles):
    """The site carries the tiles that its issues show, the logo, and no more."""
    first, *rest = sites.issue().stories
    shown = sites.public(stories=(replace(first, topic="hand"), *(replace(one, topic="sleep") for one in rest)))
    made = sites.build([shown])

    assert {"tiles/hand-wide.png", "tiles/sleep.png"} == {path for path in made if path.startswith("tiles/")}
    assert tiles["sleep"] == made["tiles/sleep.png"]


@pytest.mark.parametrize("name", sorted(resources.tiles()))
def test_shipped_tiles(name):
    """Each shipped tile is opaque, and has the size that the email shows twice over."""
    found = measure(resources.tiles()[name])

    assert ((1088, 612) if name.endswith("-wide") else (192, 192), False) == ((found.width, found.height), found.clear)


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"<svg/>", png(9, 9)[:40]], ids=["nothing", "cut", "svg", "damaged"])
def test_no_picture(data):
    """What is no picture is told as None, whatever is wrong with it."""
    assert measure(data) in (None, measure(png(9, 9)))


def test_a_photo_on_its_side():
    """A phone's photo that says that it lies on its side is measured upright."""
    file, image = io.BytesIO(), Image.new("RGB", (400, 300))
    exif = image.getexif()
    exif[0x0112] = 6
    image.save(file, "JPEG", exif=exif)

    found = measure(file.getvalue())

    assert (found.width, found.height, found.turned) == (300, 400, True)
