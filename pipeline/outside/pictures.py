"""Pictures from their bytes: what they are, and made small enough for an email. The only module that imports Pillow."""

import io
import warnings
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from pipeline.errors import UsageError
from pipeline.model import Picture

if TYPE_CHECKING:
    from PIL.Image import Image

LARGEST: Final = 200_000  # bytes of a picture that was made small
_PLAIN: Final = 20_000_000  # the most pixels of a file that must be decoded whole: 80 MB of memory
_PHOTO: Final = 400_000_000
"""The most pixels of a JPEG, which is decoded at a fraction of its size; a progressive one has them once a scan."""
_OTHERS: Final = {b"%PDF": "a PDF", b"<svg": "an SVG drawing", b"<?xm": "an SVG drawing", b"ftyphei": "a HEIC photo"}
"""How files begin that are often taken for pictures."""


@lru_cache(maxsize=64)  # compose and check ask about the same pictures
def measure(data: bytes) -> Picture | None:
    """What *data* say of themselves, read from their headers alone; None if they are no picture that email shows. A
    phone's photo that is stored lying on its side is measured as it is shown, upright."""
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


_ORIENTATION, _LYING = 0x0112, 5  # EXIF's tag, and the first of the values that mean a quarter turn
_PLACE, _LATITUDE = 0x8825, 2
"""Exif's directory of the place, and the tag of the latitude in there; XMP is text, and searched as such."""


def shrink(data: bytes, box: tuple[int, int]) -> bytes:
    """The picture in *data* as a JPEG inside *box* (width and height in pixels), upright, of at most `LARGEST` bytes.
    Nothing of the file but its pixels is kept: no place, no camera, no thumbnail. What is clear becomes white. Raises
    UsageError that says in words why a file cannot be used."""
    from PIL import Image, ImageOps

    kind = next((name for start, name in _OTHERS.items() if start in data.lstrip()[:12]), "")
    if kind:
        raise UsageError(f"this file is {kind}", hint="save the picture as JPEG or PNG, then choose that file")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # its size is judged below
            image = Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "GIF", "WEBP"))
    except Image.DecompressionBombError as e:
        raise _large() from e
    except Exception as e:  # a damaged file makes Pillow raise whatever its parsers raise
        hint = "choose a JPEG, PNG, GIF or WebP file, such as a photo from a phone"
        raise UsageError("this file is not a picture we can read", hint=hint) from e
    with image:
        width, height = image.size
        work = width * height * (data.count(b"\xff\xda") if image.info.get("progressive") else 1)
        if work > (_PHOTO if image.format == "JPEG" else _PLAIN):
            raise _large()
        try:
            image.thumbnail((max(box), max(box)))
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail(box)
            clear = upright.convert("RGBA") if upright.has_transparency_data else None
            plain = Image.new("RGB", upright.size, "white") if clear else upright.convert("RGB")
            if clear:
                plain.paste(clear, mask=clear)
        except Exception as e:
            raise UsageError("this picture is damaged, or a part of it is missing", hint="copy the file again") from e
    return _jpeg(plain)


def _large() -> UsageError:
    hint = "make it smaller in a photo program: 2000 pixels on the longer side are plenty"
    return UsageError("this picture is too large", hint=hint)


def _jpeg(image: "Image") -> bytes:
    """The best quality that keeps to `LARGEST` bytes."""
    for quality in (85, 75, 65, 50, 35):
        made = io.BytesIO()
        image.save(made, "JPEG", quality=quality, optimize=True, progressive=True, exif=b"", icc_profile=None)
        if made.tell() <= LARGEST:
            break
    return made.getvalue()
