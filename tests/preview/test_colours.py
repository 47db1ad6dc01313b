"""The studio's own colours can be read, in both schemes."""

import re
from pathlib import Path

import pytest

from pipeline import preview

CSS = (Path(preview.__file__).parent / "assets" / "studio.css").read_text()
SCHEMES = [dict(re.findall(r"--([\w-]+): (#\w{6})", block)) for block in re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)]


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", SCHEMES, ids=["light", "dark"])
@pytest.mark.parametrize(
    ("letters", "grounds"),
    [
        ("ink", ("paper", "card", "tint", "bad-tint", "warn-tint")),
        ("soft", ("paper", "card", "tint", "bad-tint", "warn-tint")),
        ("brand", ("paper", "card", "tint", "bad-tint", "warn-tint")),
        ("on-brand", ("brand",)),
        ("bad", ("bad-tint",)),
    ],
)
def test_contrast(scheme, letters, grounds):
    """Every pair of letters and ground has a contrast of at least 4.5 to 1."""
    weak = {ground: contrast(scheme[letters], scheme[ground]) for ground in grounds}

    assert {ground: ratio for ground, ratio in weak.items() if ratio < 4.5} == {}
