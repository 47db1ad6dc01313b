"""The newsletter's colors: one brand color in, a set out whose contrast holds in light and in dark."""

import colorsys
from collections.abc import Mapping
from functools import lru_cache

from pipeline.text import table
from pipeline.wcag import channels, contrast, luminance, written

WHITE, BLACK = "#ffffff", "#000000"
ENOUGH, LARGE = 7.0, 4.5  # WCAG 1.4.6: the contrast that every text keeps, and large bold text such as a button's
EDGE = 0.215  # an edge's luminance: 3:1 or more (WCAG 1.4.11) on white, cream, black, and forced dark up to #333333


@lru_cache(maxsize=8)  # each part of an issue asks for it
def palette(brand: str) -> Mapping[str, str]:
    """Every color that the templates use; *brand* is darkened or lightened until text in it can be read."""
    fixed: dict[str, str] = table("palette")["fixed"]
    card, night_card, night_ink = fixed["card"], fixed["night_card"], fixed["night_ink"]
    tint = mix(brand, card, 0.9)
    dark = _towards(brand, BLACK, (fixed["paper"], card, tint))
    night_tint = mix(dark, night_card, 0.75)
    words = max(card, fixed["ink"], key=lambda ink: contrast(channels(ink), channels(brand)))
    solid = brand if contrast(channels(words), channels(brand)) >= LARGE else _towards(brand, BLACK, (card,), LARGE)
    colors = fixed | {
        "brand": dark,  # text on paper, card and tint
        "tint": tint,
        "edge": _edge(brand),  # frames, outlines, the progress bar: the same in light and dark
        "solid": solid,  # a button's ground, with its words in solid_ink
        "solid_ink": words if solid == brand else card,
        "alert_edge": _edge(fixed["alert"]),
        "night_brand": _towards(_soft(brand), WHITE, (fixed["night"], night_card, night_tint)),
        "night_tint": night_tint,
        "night_solid": _towards(dark, BLACK, (night_ink,)),
    }
    return colors | {name: colors[like] for name, like in table("palette")["before"].items()}


def mix(one: str, other: str, share: float) -> str:
    """*one* with *share* of *other* in it."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(channels(one), channels(other), strict=True))
    return written((red, green, blue))


def _towards(color: str, end: str, papers: tuple[str, ...], least: float = ENOUGH) -> str:
    """*color*, moved as little as possible towards *end* until it has a contrast of *least* with all *papers*."""
    steps = (mix(color, end, step / 20) for step in range(21))
    return next((c for c in steps if min(contrast(channels(c), channels(paper)) for paper in papers) >= least), end)


def _edge(color: str) -> str:
    """The same hue, as light as `EDGE` says."""
    hue, _, saturation = colorsys.rgb_to_hls(*(c / 255 for c in channels(color)))
    shades = (colorsys.hls_to_rgb(hue, step / 256, min(saturation, 0.6)) for step in range(257))
    tones = [(round(red * 255), round(green * 255), round(blue * 255)) for red, green, blue in shades]
    return written(min(tones, key=lambda tone: abs(luminance(tone) - EDGE)))


def _soft(color: str) -> str:
    """The same hue, light and calm enough for a dark page."""
    hue, _, saturation = colorsys.rgb_to_hls(*(c / 255 for c in channels(color)))
    red, green, blue = (round(c * 255) for c in colorsys.hls_to_rgb(hue, 0.62, min(saturation, 0.45)))
    return written((red, green, blue))
