"""Colours: whatever the brand, every text keeps a contrast of 7:1."""

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

    assert [] == [
        (ink, paper, contrast(c[ink], c[paper]))
        for ink, papers in TEXT_ON.items()
        for paper in papers
        if contrast(c[ink], c[paper]) < 7
    ]


def test_a_good_brand_is_kept():
    """A colour that can be read already is used as it is."""
    assert "#08474a" == palette("#08474a")["brand"]


def test_mix():
    """A share of 0 changes nothing, a share of 1 everything."""
    assert ("#102030", "#405060", "#284048") == (
        mix("#102030", "#405060", 0),
        mix("#102030", "#405060", 1),
        mix("#102030", "#406060", 0.5),
    )
