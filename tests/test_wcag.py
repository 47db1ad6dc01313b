"""Contrast by the published formula: compose makes colours by it, check judges them."""

import pytest

from pipeline.wcag import channels, contrast, written


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#0b5a5a", "#0b5a5a", 1.0),
    ],
)
def test_contrast(one, other, ratio):
    """The ratios that others publish for these pairs, in both directions."""
    one, other = channels(one), channels(other)

    assert ratio == round(contrast(one, other), 2) == round(contrast(other, one), 2)


def test_written():
    """A colour is written as it was read."""
    assert (channels("#0b5afa"), written((11, 90, 250))) == ((11, 90, 250), "#0b5afa")
