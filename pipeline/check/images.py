"""Rules about pictures: said in words, sized, still and light."""

import re
import struct
from collections.abc import Iterator
from urllib.parse import unquote

from pipeline.check import css
from pipeline.check.html import Node
from pipeline.check.view import View, at, error, story_at, warning
from pipeline.limits import kilobytes
from pipeline.model import Finding, Picture
from pipeline.outside.pictures import measure

_STRETCH = 0.03
"""How far proportions may be off before the eye sees it."""
_PHONE, _SCREEN, _LOGO = 319, 350, 80
"""The width of a card on a phone, most of the height that its mail program leaves, and the highest logo, in px."""

_EXIF = re.compile(rb"(?:Exif\0\0|eXIf|EXIF.{4})(?=II\*\0|MM\0\*)", re.DOTALL)
"""What stands before Exif data in JPEG, PNG and WebP; the data are laid out as a TIFF file's directories."""
_GPS, _LATITUDE = 0x8825, 2
"""The tag that leads to the place's own directory, and the tag of the latitude in there."""


def alt(view: View) -> Iterator[Finding]:
    """Every image says what it shows.

    Many clients hide images until asked; the alt text is then all there is. alt="" is only for decoration, never inside
    a link.
    """
    for image in view.images:
        words, linked = image.attrs.get("alt"), any(node.tag == "a" for node in image.up())
        if words is None or (linked and not words.strip()):
            yield error(at(image), f"no alt text: {image.attrs.get('src')}", "describe it in one short sentence")
        elif re.fullmatch(
            r"\S+\.(?:png|jpe?g|gif|webp|svg)|image|photo|picture|img[\W\d]*", words.strip(), re.IGNORECASE
        ):
            yield error(at(image), f"the alt text is no description: {words}", "say what it shows")
    for n, story in enumerate(view.issue.stories, 1):
        if story.image and not story.image_alt.strip():
            yield error(story_at(n, "image_alt"), f"{story.image} has no alt text", "describe it in one short sentence")


def missing(view: View) -> Iterator[Finding]:
    """Each picture that issue.toml names is a file beside it.

    Readers of an email without it see a broken frame, and nothing can be mended any more.
    """
    for n, story in enumerate(view.issue.stories, 1):
        if story.image and story.image not in view.material.pictures:
            hint = "put the file there, or take image out of the story"
            yield error(story_at(n, "image"), f"{story.image} is not beside issue.toml", hint)
    logo = view.news.brand.logo
    if logo and "://" not in logo and not view.material.logo:
        yield error("newsletter.toml: brand", f"the logo {logo} is not beside newsletter.toml", "put the file there")


def dimensions(view: View) -> Iterator[Finding]:
    """Every image has width and height as attributes.

    Otherwise the text jumps while it is being read, and Outlook shows the full size. A logo that is only a web address
    has a height alone: nobody knows how wide it is.
    """
    for image in view.images:
        src, known = image.attrs.get("src"), [image.attrs.get(name, "").isdigit() for name in ("width", "height")]
        if known == [False, True] and src == view.news.brand.logo:
            yield warning("newsletter.toml: brand", f"nobody knows how wide {src} is", "put the file beside this one")
        elif not all(known):
            yield error(at(image), f"no width and height: {src}", "write both attributes in the template")


def proportions(view: View) -> Iterator[Finding]:
    """Each image is shown in the proportions of its file.

    Outlook on Windows stretches a picture to the width and height that are written, whatever the file is.
    """
    for image, name, _, found in _measured(view):
        wide, high = (css.pixels(image.attrs.get(side, "")) or 0 for side in ("width", "height"))
        if wide and high and abs(wide * found.height / (high * found.width) - 1) > _STRETCH:
            said = f"{name} is {found.width} by {found.height} pixels, and is stretched to {wide:.0f} by {high:.0f}"
            yield error(at(image), said, "write card.picture.width and card.picture.height in the template")


def size(view: View) -> Iterator[Finding]:
    """A picture has twice the pixels that it is shown with, and never fills a phone's screen; a logo is 80 px at most.

    Phones show two pixels or three for each: fewer look blurred. What fills the screen hides the article.
    """
    for image, name, where, found in _measured(view):
        wide, high = (css.pixels(image.attrs.get(side, "")) or 0 for side in ("width", "height"))
        if found.width < 2 * wide:
            yield warning(where, f"{name} is {found.width} pixels wide; sharp is {2 * wide:.0f}", "take a larger file")
        if (tall := high * min(1, _PHONE / max(wide, 1))) > _SCREEN:
            yield warning(where, f"{name} is {tall:.0f} px high on a phone: it fills the screen", "cut it to 16:9")
    for image in view.images:
        high = css.pixels(image.attrs.get("height", "")) or 0
        if high > _LOGO and image.attrs.get("src") == view.logo_url:
            yield warning(at(image), f"the logo is {high:.0f} px high; at most {_LOGO}", "it hides the first story")


def file(view: View) -> Iterator[Finding]:
    """A picture is a JPEG, PNG or GIF that can be opened, stands upright, and has a ground of its own.

    Dark screens put their own ground behind what is see-through, and dark lines vanish on it. Outlook on Windows shows
    a photo as it is stored, and does not turn it upright.
    """
    for name, where, data in view.files.values():
        found = measure(data)
        if found is None:
            yield error(where, f"{name} is no picture that mail programs show", "save it as JPEG or PNG")
        elif found.clear:
            yield warning(where, f"{name} is see-through: dark screens darken it", "save it on a white ground")
        elif found.turned:
            yield warning(where, f"{name} lies on its side in Outlook", "turn it in a photo program, and save it")


def _measured(view: View) -> Iterator[tuple[Node, str, str, Picture]]:
    """Each image whose file is known: the element, the file's name, where an editor changes it, what the file says."""
    for image in view.images:
        if known := view.files.get(unquote(image.attrs.get("src", ""))):
            name, where, data = known
            if found := measure(data):
                yield image, name, where, found


def motion(view: View) -> Iterator[Finding]:
    """Nothing moves.

    Motion holds the eye and makes some readers ill.
    """
    for n, story in enumerate(view.issue.stories, 1):
        data = view.material.pictures.get(story.image, b"")
        if (
            (data.count(b"\x21\xf9\x04") > 1 and data.startswith(b"GIF"))
            or b"acTL" in data[:4000]
            or b"ANIM" in data[:64]
        ):
            yield error(story_at(n, "image"), f"{story.image} is animated", "save one still picture of it")
    for node in view.nodes:
        if node.tag in ("marquee", "blink") or "animation" in node.style or "animation-name" in node.style:
            yield error(at(node), "this moves", "take the animation out")


def weight(view: View) -> Iterator[Finding]:
    """A picture has at most 200 KB; over 1 MB it is an error.

    Many read on a phone, with a plan that counts.
    """
    for n, story in enumerate(view.issue.stories, 1):
        size = len(view.material.pictures.get(story.image, b""))
        if size > 200_000:
            level = error if size > 1_000_000 else warning
            yield level(story_at(n, "image"), f"{story.image} has {kilobytes(size)}", "save it 1088 px wide, as JPEG")


def place(view: View) -> Iterator[Finding]:
    """A photo does not tell where it was taken.

    Phones write the place into the file (its Exif data), and a published picture would carry it to everyone.
    """
    for n, story in enumerate(view.issue.stories, 1):
        if _tells_place(view.material.pictures.get(story.image, b"")):
            hint = "save a copy without its place, and use that"
            yield warning(story_at(n, "image"), f"{story.image} tells where it was taken", hint)


def _tells_place(data: bytes) -> bool:
    """Whether a picture's Exif or XMP data hold a latitude."""
    tiff = data[found.end() :] if (found := _EXIF.search(data)) else b""
    gps = _tags(tiff).get(_GPS)
    return b"exif:GPSLatitude" in data or (gps is not None and _LATITUDE in _tags(tiff, gps))


def _tags(tiff: bytes, at: int | None = None) -> dict[int, int]:
    """The directory at a place of Exif data, or the first: each tag's last four bytes; empty where it is damaged."""
    order = "<" if tiff.startswith(b"II") else ">"
    try:
        start: int = struct.unpack_from(f"{order}I", tiff, 4)[0] if at is None else at
        (count,) = struct.unpack_from(f"{order}H", tiff, start)
        return dict(struct.unpack_from(f"{order}H6xI", tiff, start + 2 + 12 * n) for n in range(count))
    except struct.error:
        return {}


RULES = (alt, missing, dimensions, proportions, size, file, motion, weight, place)
