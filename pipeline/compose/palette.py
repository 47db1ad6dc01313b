"""The newsletter's colours: one brand colour in, a set out whose contrast holds in light and in dark."""

import colorsys
from collections.abc import Mapping

from pipeline.wcag import channels, contrast, written

PAPER, CARD, INK, SOFT = "#f5efe4", "#fffdf9", "#24201a", "#4b453b"
NIGHT, NIGHT_CARD, NIGHT_INK, NIGHT_SOFT = "#15191a", "#1f2527", "#f4efe6", "#d3ccbf"
ALERT, ALERT_TINT, NIGHT_ALERT, NIGHT_ALERT_TINT = "#86280f", "#fbe8da", "#ffb59c", "#33221c"
SUN, SUN_TINT, NIGHT_SUN_TINT, NIGHT_SUN_INK = "#e5a13a", "#fbe7bd", "#4a3a16", "#ffe7b3"
WHITE, BLACK = "#ffffff", "#000000"
ENOUGH = 7.0
"""WCAG 1.4.6: the contrast that every text keeps."""


def palette(brand: str) -> Mapping[str, str]:
    """Every colour that the templates use; *brand* is darkened or lightened until text in it can be read."""
    tint, button = mix(brand, CARD, 0.9), mix(brand, CARD, 0.86)
    dark = _towards(brand, BLACK, (PAPER, CARD, tint, button))
    night_tint, night_button = mix(dark, NIGHT_CARD, 0.75), mix(dark, NIGHT_CARD, 0.55)
    night_brand = _towards(_soft(brand), WHITE, (NIGHT, NIGHT_CARD, night_tint, night_button))
    return {
        "paper": PAPER,
        "card": CARD,
        "ink": INK,
        "soft": SOFT,
        "brand": dark,  # text on paper, card, tint and button; rules, too
        "tint": tint,
        "button": button,
        "rule": mix(brand, CARD, 0.7),
        "sun": SUN,
        "sun_tint": SUN_TINT,
        "alert": ALERT,
        "alert_tint": ALERT_TINT,
        "night": NIGHT,
        "night_card": NIGHT_CARD,
        "night_ink": NIGHT_INK,
        "night_soft": NIGHT_SOFT,
        "night_brand": night_brand,
        "night_tint": night_tint,
        "night_button": night_button,
        "night_rule": mix(dark, NIGHT_CARD, 0.3),
        "night_sun_tint": NIGHT_SUN_TINT,
        "night_sun_ink": NIGHT_SUN_INK,
        "night_alert": NIGHT_ALERT,
        "night_alert_tint": NIGHT_ALERT_TINT,
    }


def mix(one: str, other: str, share: float) -> str:
    """*one* with *share* of *other* in it."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(channels(one), channels(other), strict=True))
    return written((red, green, blue))


def _towards(colour: str, end: str, papers: tuple[str, ...]) -> str:
    """*colour*, moved as little as possible towards *end* until text in it can be read on all *papers*."""
    steps = (mix(colour, end, step / 20) for step in range(21))
    return next((c for c in steps if min(contrast(channels(c), channels(paper)) for paper in papers) >= ENOUGH), end)


def _soft(colour: str) -> str:
    """The same hue, light and calm enough for a dark page."""
    hue, _, saturation = colorsys.rgb_to_hls(*(c / 255 for c in channels(colour)))
    red, green, blue = (round(c * 255) for c in colorsys.hls_to_rgb(hue, 0.62, min(saturation, 0.45)))
    return written((red, green, blue))
