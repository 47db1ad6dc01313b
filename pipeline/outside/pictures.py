"""Pictures from their bytes: how large, see-through, moving. The only module that imports Pillow."""

import io
import warnings
from functools import lru_cache

from pipeline.model import Picture


@lru_cache(maxsize=64)  # compose and check ask about the same pictures
def measure(data: bytes) -> Picture | None:
    """What *data* say of themselves, read from their headers alone; None if they are no picture that email shows.

    A phone's photo that is stored lying on its side is measured as it is shown, upright.
    """
    from PIL import Image

    try:
        with warnings.catch_warnings(), Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "GIF", "WEBP")) as image:
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # nothing is decoded here
            exif = image.getexif()
            turned = exif.get(_ORIENTATION, 1) >= _LYING
            width, height = reversed(image.size) if turned else image.size
            return Picture(
                width=width,
                height=height,
                clear=image.has_transparency_data,
                turned=turned,
                moves=getattr(image, "is_animated", False),
                placed=_LATITUDE in exif.get_ifd(_PLACE) or b"exif:GPSLatitude" in data,
            )
    except Exception:  # a damaged file makes Pillow raise whatever its parsers raise
        return None


_ORIENTATION, _LYING = 0x0112, 5
"""Exif's tag, and the first of the values that mean a quarter turn."""
_PLACE, _LATITUDE = 0x8825, 2
"""Exif's directory of the place, and the tag of the latitude in there; XMP is text, and searched as such."""
