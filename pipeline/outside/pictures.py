"""Pictures from their bytes: how large, whether ground shows through. The only module that speaks Pillow."""

import io
import warnings
from functools import lru_cache

from pipeline.model import Picture


@lru_cache(maxsize=64)  # compose and check ask about the same pictures
def measure(data: bytes) -> Picture | None:
    """What *data* say of themselves, read from their headers alone; None when they are no picture that email shows.

    A phone's photo that is stored lying on its side is measured as it is shown, upright.
    """
    from PIL import Image

    try:
        with warnings.catch_warnings(), Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "GIF", "WEBP")) as image:
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # nothing is decoded here
            turned = image.getexif().get(_ORIENTATION, 1) >= _LYING
            width, height = reversed(image.size) if turned else image.size
            return Picture(width=width, height=height, clear=image.has_transparency_data, turned=turned)
    except Exception:  # a damaged file makes Pillow raise whatever its parsers raise
        return None


_ORIENTATION, _LYING = 0x0112, 5
"""Exif's tag, and the first of the values that mean a quarter turn."""
