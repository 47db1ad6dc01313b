"""Rules about pictures: described in words, sized, still and light."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import unquote

from pipeline.check import css
from pipeline.check.html import Node
from pipeline.check.material import Findings, Material, at, error, story_at, warning
from pipeline.limits import file_size
from pipeline.model import Picture
from pipeline.outside.pictures import measure


class File(NamedTuple):
    """A picture whose file is known, and where an editor changes it."""

    name: str
    where: str
    size: int  # in bytes
    found: Picture | None  # what is in it; None if it is no picture


_STRETCH = 0.03  # how far proportions may be off before the eye sees it
_PHONE, _SCREEN, _LOGO = 319, 350, 80
"""The width of a card on a phone, most of the height that its mail program leaves, and the highest logo, in px."""
_HEAVY, _STOP = 200_000, 1_000_000
_NO_WORDS = re.compile(r"\S+\.(?:png|jpe?g|gif|webp|svg)|image|photo|picture|img[\W\d]*", re.IGNORECASE)


def alt(given: Material) -> Findings:
    """Every image says what it shows. Many clients hide images until asked: then it is all there is. alt="" is only for
    decoration, never in a link."""
    hint = "describe it in one short sentence"
    for image in given.images:
        words, linked = image.attrs.get("alt"), any(node.tag == "a" for node in image.up())
        if words is None or (linked and not words.strip()):
            yield error(at(image), f"no alt text: {image.attrs.get('src')}", hint)
        elif _NO_WORDS.fullmatch(words.strip()):
            yield error(at(image), f"the alt text does not describe the picture: {words}", hint)
    for n, story in enumerate(given.issue.stories, 1):
        if story.image and not story.image_alt.strip():
            yield error(story_at(n, "image_alt"), f"{story.image} has no alt text", hint)


def missing(given: Material) -> Findings:
    """Each picture that issue.toml names is a file beside it. Readers of an email without it see a broken frame, and it
    is too late to fix it."""
    for n, story in enumerate(given.issue.stories, 1):
        if story.image and story.image not in given.pictures:
            yield error(story_at(n, "image"), f"{story.image} is not beside issue.toml", "add it, or remove the image")
    logo = given.news.brand.logo
    if logo and "://" not in logo and not given.logo:
        yield error("newsletter.toml: brand", f"the logo {logo} is not beside newsletter.toml", "put the file there")


def dimensions(given: Material) -> Findings:
    """Every image has width and height as attributes. Otherwise the text jumps, and Outlook shows the full size. A logo
    that is only an address has a height alone."""
    for image in given.images:
        src, known = image.attrs.get("src"), [image.attrs.get(name, "").isdigit() for name in ("width", "height")]
        if known == [False, True] and src == given.news.brand.logo:
            yield warning("newsletter.toml: brand", f"the width of {src} is unknown", "put it beside newsletter.toml")
        elif not all(known):
            yield error(at(image), f"no width and height: {src}", "write both attributes in the template")


def proportions(given: Material) -> Findings:
    """Each image is shown in the proportions of its file. Outlook on Windows stretches a picture to the width and
    height that are written, whatever the file is."""
    for image, one, found, wide, high in _shown(given):
        if wide and high and abs(wide * found.height / (high * found.width) - 1) > _STRETCH:
            said = f"{one.name} is {found.width} by {found.height} pixels, stretched to {wide:.0f} by {high:.0f}"
            yield error(at(image), said, "write card.picture.width and card.picture.height in the template")


def size(given: Material) -> Findings:
    """A picture has twice the pixels that it is shown with, and never fills a phone's screen; a logo is 80 px at most.
    Phones show 2 or 3 pixels for each: with fewer, a picture looks blurred. What fills the screen hides the article."""
    for _, one, found, wide, high in _shown(given):
        if found.width < 2 * wide:
            said = f"{one.name} is {found.width} pixels wide; it is sharp from {2 * wide:.0f}"
            yield warning(one.where, said, "use a larger file")
        if (tall := high * min(1, _PHONE / max(wide, 1))) > _SCREEN:
            yield warning(one.where, f"{one.name} fills a phone's screen: {tall:.0f} px high", "crop it to 16:9")
    for image in given.images:
        high = css.pixels(image.attrs.get("height", "")) or 0
        if high > _LOGO and image.attrs.get("src") == given.news.logo_url:
            yield warning(at(image), f"the logo is {high:.0f} px high", f"at most {_LOGO}: it hides the first article")


def _shown(given: Material) -> Iterator[tuple[Node, File, Picture, float, float]]:
    """Each image whose file is known: the element, the file, what it is, and the width and height that are written."""
    files = _files(given)
    for image in given.images:
        one = files.get(unquote(image.attrs.get("src", "")))
        if one and one.found:
            wide, high = (css.pixels(image.attrs.get(side, "")) or 0 for side in ("width", "height"))
            yield image, one, one.found, wide, high


def _files(given: Material) -> Mapping[str, File]:
    """The pictures whose files are known, by where they are published."""
    home = f"{given.news.home}{given.issue.date.isoformat()}/"
    known = {
        home + story.image: (story.image, story_at(n, "image"), given.pictures[story.image])
        for n, story in enumerate(given.issue.stories, 1)
        if story.image in given.pictures
    }
    if given.logo:
        known[unquote(given.news.logo_url)] = (given.news.brand.logo, "newsletter.toml: brand", given.logo)
    return {url: File(name, where, len(data), measure(data)) for url, (name, where, data) in known.items()}


def file(given: Material) -> Findings:
    """A picture is a JPEG, PNG or GIF that can be opened, stands upright, and has a background of its own. Dark lines
    vanish where dark screens show through. Outlook on Windows does not turn a photo upright."""
    for one in _files(given).values():
        if one.found is None:
            yield error(one.where, f"mail programs cannot show {one.name}", "save it as JPEG or PNG")
        elif one.found.clear:
            yield warning(one.where, f"{one.name} is transparent: dark screens darken it", "give it a white background")
        elif one.found.turned:
            yield warning(one.where, f"{one.name} lies on its side in Outlook", "rotate it in a photo program")


def motion(given: Material) -> Findings:
    """Nothing moves. Motion holds the eye and makes some readers ill."""
    for one in _files(given).values():
        if one.found and one.found.moves:
            yield error(one.where, f"{one.name} is animated", "save one still picture of it")
    for node in given.nodes:
        if node.tag in ("marquee", "blink") or "animation" in node.style or "animation-name" in node.style:
            yield error(at(node), "this moves", "remove the animation")


def weight(given: Material) -> Findings:
    """A picture has at most 200 KB; over 1 MB it is an error. Many read on a phone, with limited data."""
    for one in _files(given).values():
        if one.size > _HEAVY:
            level = error if one.size > _STOP else warning
            yield level(one.where, f"{one.name} is {file_size(one.size)}", "save it 1088 px wide, as JPEG")


def place(given: Material) -> Findings:
    """A photo does not tell where it was taken. Phones write the place into the file (its Exif data), and a published
    picture would carry it to everyone."""
    for one in _files(given).values():
        if one.found and one.found.placed:
            yield warning(one.where, f"{one.name} reveals where it was taken", "save a copy without its location")
