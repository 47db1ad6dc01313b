"""Colours: whatever the brand, every text keeps a contrast of 7:1."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.compose.palette import mix, palette
from pipeline.wcag import channels, contrast

TEXT_ON = {
    "ink": ("paper", "card", "tint", "button", "sun_tint", "alert_tint"),
    "soft": ("paper", "card", "tint"),
    "brand": ("paper", "card", "tint", "button"),
    "alert": ("alert_tint",),
    "night_ink": ("night", "night_card", "night_tint", "night_alert_tint"),
    "night_soft": ("night", "night_card", "night_tint"),
    "night_brand": ("night", "night_card", "night_tint", "night_button"),
    "night_sun_ink": ("night_sun_tint",),
    "night_alert": ("night_alert_tint",),
}
COLOURS = st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06x}")


@given(COLOURS)
def test_every_brand_can_be_read(brand):
    """Text in every colour has 7:1 on every background that it is used on."""
    c = {name: channels(written) for name, written in palette(brand).items()}

    assert [
        (ink, paper, contrast(c[ink], c[paper]))
        for ink, papers in TEXT_ON.items()
        for paper in papers
        if contrast(c[ink], c[paper]) < 7
    ] == []


GROUNDS = (*(channels(ground) for ground in ("#ffffff", "#000000", "#1a1a1a", "#1c1b22", "#333333")),)
"""White, black, and what clients put behind an email that they force into dark."""


@given(COLOURS)
def test_every_edge_shows(brand):
    """Edges stand out 3:1 on all of our grounds, and on those of forced dark; a button's words stand out 4.5:1."""
    c = {name: channels(written) for name, written in palette(brand).items()}
    grounds = [*GROUNDS, *(c[name] for name in ("paper", "card", "night", "night_card"))]

    assert [ground for ground in grounds if min(contrast(c[e], ground) for e in ("edge", "alert_edge")) < 3] == []
    assert contrast(c["solid"], c["solid_ink"]) >= 4.5
    assert contrast(c["night_solid"], c["night_ink"]) >= 7


@pytest.mark.parametrize(("brand", "ink"), [("#0b5a5a", "card"), ("#ffcc00", "ink"), ("#e4002b", "card")])
def test_buttons_wear_the_brand(brand, ink):
    """A button has the brand's own color, and light or dark words by contrast."""
    c = palette(brand)

    assert (brand, c[ink]) == (c["solid"], c["solid_ink"])


def test_a_good_brand_is_kept():
    """A colour that can be read already is used as it is."""
    assert palette("#08474a")["brand"] == "#08474a"


def test_mix():
    """A share of 0 changes nothing, a share of 1 everything."""
    assert (
        mix("#102030", "#405060", 0),
        mix("#102030", "#405060", 1),
        mix("#102030", "#406060", 0.5),
    ) == ("#102030", "#405060", "#284048")
