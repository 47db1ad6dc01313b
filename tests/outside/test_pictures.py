"""Pictures for an email: a photo becomes small and tells no place; what is no picture is refused in words."""

import io
import os
import struct
import subprocess
import sys
import zlib

import pytest
from PIL import Image

from pipeline.errors import UsageError
from pipeline.outside.pictures import LARGEST, measure, shrink

BOX = (1088, 816)
GPS = 0x8825
PNG = b"\x89PNG\r\n\x1a\n"


def saved(image, kind="JPEG", **how):
    made = io.BytesIO()
    image.save(made, kind, **how)
    return made.getvalue()


def noise(width, height):
    """A picture that compresses badly, as a photo does."""
    return Image.frombytes("RGB", (width, height), os.urandom(3 * width * height))


def exif(orientation=1):
    made = Image.Exif()
    made[0x0112], made[0x010F] = orientation, "A Camera"
    made.get_ifd(GPS).update({1: "N", 2: (52.0, 30.0, 0.0), 3: "E", 4: (13.0, 24.0, 0.0)})
    return made.tobytes()


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def bomb(width=30_000, height=30_000):
    """A PNG whose header promises far more than the file holds."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return PNG + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(10_000))) + chunk(b"IEND", b"")


PHOTO = noise(1200, 900)
REFUSED = {
    "a PDF named .jpg": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "this file is a PDF"),
    "an SVG": (b'\n<svg xmlns="http://www.w3.org/2000/svg"/>', "this file is an SVG drawing"),
    "a HEIC photo": (b"\x00\x00\x00\x18ftypheic", "this file is a HEIC photo"),
    "30,000 pixels wide and high": (bomb(), "this picture is too large"),
    "more than it holds": (bomb(3000, 3000), "this picture is damaged, or a part of it is missing"),
    "half of a photo": (saved(PHOTO)[:50_000], "this picture is damaged, or a part of it is missing"),
    "nothing": (b"", "this file is not a picture we can read"),
    "a TIFF": (saved(Image.new("RGB", (9, 9)), "TIFF"), "this file is not a picture we can read"),
}


def test_a_photo():
    """A large photo fits the box and the limit; its place, its camera and its thumbnail are gone."""
    made = shrink(saved(noise(3000, 2000), quality=95, exif=exif()), BOX)

    found = measure(made)
    assert (found.width, found.height) == (1088, 725)
    assert len(made) <= LARGEST
    assert dict(Image.open(io.BytesIO(made)).getexif()) == {}
    assert not any(mark in made for mark in (b"Exif", b"A Camera", b"ICC_PROFILE"))


@pytest.mark.parametrize("orientation", [6, 8])
def test_a_photo_on_its_side(orientation):
    """A photo that is stored lying on its side stands upright, within the box."""
    found = measure(shrink(saved(PHOTO, exif=exif(orientation)), BOX))
    assert (found.width, found.height, found.turned) == (612, 816, False)


def test_clear_ground_becomes_white():
    """What is clear would be black in a JPEG: it is white, in every mode that can be clear."""
    palette = Image.new("P", (40, 30), 0)
    palette.info["transparency"] = 0
    for image, kind in ((Image.new("RGBA", (40, 30), (200, 0, 0, 0)), "PNG"), (palette, "GIF")):
        made = Image.open(io.BytesIO(shrink(saved(image, kind), BOX)))
        assert made.size == (40, 30)  # nothing is blown up
        assert min(made.getpixel((20, 15))) > 250


@pytest.mark.parametrize(("data", "said"), REFUSED.values(), ids=REFUSED)
def test_refused(data, said):
    """Each is refused in words that say what to do."""
    with pytest.raises(UsageError, match=f"^{said}$") as refused:
        shrink(data, BOX)
    assert refused.value.hint


def test_scans_without_end():
    """A progressive JPEG whose scans would take minutes is refused before it is decoded."""
    data = saved(Image.new("RGB", (4000, 4000)), progressive=True)
    at = data.index(b"\xff\xda")
    with pytest.raises(UsageError, match="too large"):
        shrink(data[:at] + b"\xff\xda\x00\x02" * 50 + data[at:], BOX)


@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells how much memory was used")
@pytest.mark.parametrize("name", ["30,000 pixels wide and high", "more than it holds", "a photo"])
def test_memory(name):
    """Neither a hostile file nor a photo of 24 million pixels takes more than 200 MB, Python and Pillow included."""
    data = saved(Image.linear_gradient("L").resize((6000, 4000))) if name == "a photo" else REFUSED[name][0]
    program = (
        "import sys; from pipeline.outside.pictures import shrink; from pipeline.errors import UsageError\n"
        "try: shrink(sys.stdin.buffer.read(), (1088, 816))\n"
        "except UsageError: pass\n"
        "print(open('/proc/self/status').read().partition('VmHWM:')[2].split()[0])"
    )
    used = int(subprocess.run([sys.executable, "-c", program], input=data, capture_output=True, check=True).stdout)
    assert used * 1024 < 200_000_000
