"""How well two colors can be told apart, by the formula of WCAG 2."""

from functools import lru_cache

Rgb = tuple[int, int, int]  # red, green and blue, 0 to 255


def contrast(one: Rgb, other: Rgb) -> float:
    """The contrast of two colors, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@lru_cache(maxsize=1024)
def luminance(color: Rgb) -> float:
    """The relative luminance, 0 to 1."""
    shares = (channel / 255 for channel in color)
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def channels(hexadecimal: str) -> Rgb:
    """A color written as #rrggbb."""
    return int(hexadecimal[1:3], 16), int(hexadecimal[3:5], 16), int(hexadecimal[5:7], 16)


def written(color: Rgb) -> str:
    """A color as #rrggbb."""
    return "#" + "".join(f"{channel:02x}" for channel in color)
