"""The topics' tiles: one for each topic, small, opaque, of the sizes that the email declares."""

import io
import shutil

import pytest
from PIL import Image, ImageChops

from pipeline.config.profile import load_profile
from pipeline.config.resources import tiles
from scripts import tiles as drawn
from tests.compose import sample

TILES = tiles()


def test_every_topic_has_its_tile():
    """Each topic of the profile has a square tile and a wide one; so has the neutral one."""
    topics = {*load_profile(sample.newsletter()).topics, "neutral"}

    assert {f"{topic}{end}" for topic in topics for end in ("", "-wide")} == set(TILES)


@pytest.mark.parametrize("name", TILES)
def test_a_tile_is_small_and_opaque(name):
    """At most 12 KB, at twice its shown size, without transparency: one file for light and dark."""
    image = Image.open(io.BytesIO(TILES[name]))
    width, height = drawn.SIZES["-wide" if name.endswith("-wide") else ""]

    assert (width * drawn.SCALE, height * drawn.SCALE) == image.size
    assert len(TILES[name]) <= 12_000
    assert "transparency" not in image.info
    assert image.mode in ("P", "RGB")


@pytest.mark.browser
def test_the_script_makes_these_tiles(tmp_path):
    """What is shipped is what the script draws, but for the smoothing of edges."""
    assert shutil.which("chromium"), "install chromium"
    with drawn.browsing() as page:
        made = drawn.shoot(page, drawn.svg("hand", drawn.SIZES[""]), drawn.SIZES[""])

    before, after = (Image.open(io.BytesIO(data)).convert("L") for data in (TILES["hand"], made))
    differ = sum(ImageChops.difference(before, after).histogram()[64:])
    assert differ < 0.01 * before.width * before.height
