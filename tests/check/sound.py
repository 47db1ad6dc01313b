"""A sound issue, composed by the real templates, and the ways in which these tests spoil it."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache

from pipeline.check import Material
from pipeline.compose import Extras, compose, email
from pipeline.config import Config
from pipeline.model import Issue, Sent, Story
from tests.compose import sample

SIGNS = ("new or suddenly worse", "even if it goes away", "face", "arm", "speech")
PAINT = Story(title="Paint with your left hand: a surprising way to train it", url="https://harbour.example/paint")
"""An article that is not in the issue."""
ISSUE = sample.issue(preheader="5 short reads for this week. Start with easy hand exercises.")
Change = Callable[[Material], Material]


@cache
def sound() -> Material:
    """The material of the sound issue, composed once in a process."""
    return material()


def material(issue: Issue | None = None, config: Config | None = None, extras: Extras | None = None) -> Material:
    """The material of a sound issue, or of *issue*; *extras* are pictures and a logo."""
    extras = extras or Extras()
    issue = issue or ISSUE
    config = config or sample.newsletter()
    files = compose(issue, config, sample.TEMPLATES, extras)
    return Material(
        issue=issue,
        email=email(issue, config, sample.TEMPLATES, extras),
        config=config,
        eml=files["email.eml"],
        web=files["web.html"],
        signs=SIGNS,
        numbers={date(2026, 11, 16): 11},
        template_sources=sample.TEMPLATES,
        pictures=extras.pictures,
        logo=extras.logo,
    )


def html(old: str, new: str) -> Change:
    """Spoil the HTML part."""

    def change(given: Material) -> Material:
        assert old in given.email.html
        return replace(given, email=replace(given.email, html=given.email.html.replace(old, new)))

    return change


def text(old: str, new: str) -> Change:
    """Spoil the text part."""

    def change(given: Material) -> Material:
        assert old in given.email.text
        return replace(given, email=replace(given.email, text=given.email.text.replace(old, new)))

    return change


def eml(old: bytes, new: bytes) -> Change:
    """Spoil the message file."""

    def change(given: Material) -> Material:
        assert old in given.eml
        return replace(given, eml=given.eml.replace(old, new))

    return change


def template(name: str, old: str, new: str) -> Change:
    """Spoil a template's source."""

    def change(given: Material) -> Material:
        sources = dict(given.template_sources)
        assert old in sources[name]
        return replace(given, template_sources={**sources, name: sources[name].replace(old, new)})

    return change


def issue(**fields: object) -> Change:
    """Spoil the issue and compose it again."""
    return lambda given: material(replace(given.issue, **fields))


def story(n: int, **fields: object) -> Change:
    """Spoil one story and compose the issue again."""

    def change(given: Material) -> Material:
        stories = list(given.issue.stories)
        stories[n - 1] = replace(stories[n - 1], **fields)
        return material(replace(given.issue, stories=tuple(stories)))

    return change


def given(**fields: object) -> Change:
    """Spoil what flow hands in."""
    return lambda material: replace(material, **fields)


def image(attributes: str) -> Change:
    """Put a picture into the HTML part."""
    return html("<h1", f"<img {attributes}><h1")


def picture(name: str, data: bytes) -> Change:
    """Give the first story a picture."""
    extras = Extras(pictures={name: data})
    return lambda given: material(story(1, image=name, image_alt="A cup")(given).issue, extras=extras)


def png(width: int, height: int, *, clear: bool = False) -> bytes:
    """A picture of one color, or a see-through one."""
    from PIL import Image

    file = io.BytesIO()
    Image.new("RGBA" if clear else "RGB", (width, height)).save(file, "PNG")
    return file.getvalue()


def standing(last: date | None) -> Change:
    """Make the first story a standing article that readers had on a day, or before this newsletter began."""
    return lambda given: replace(
        story(1, shelf=True)(given), had=(Sent(url=given.issue.stories[0].url, date=last, shelf=True),)
    )


def also(preheader: str) -> Change:
    """A preheader, where an article on painting is on the bench, and the profile knows all topics."""
    topics = ("hand and arm", "fatigue", "speech", "falls", "daily life", "painting")
    bench = (Story(title="Paint again", url="https://paint.org/", topic="painting"),)
    return lambda given: replace(
        issue(preheader=preheader, bench=bench)(given), labels={topic: topic for topic in topics}
    )


def photo(kind: str = "JPEG", *, place: bool) -> bytes:
    """A photo with the camera's data in it; with its *place* too, or with the room for one."""
    from PIL import Image

    data = Image.Exif()
    data[0x0110], data[0x8825] = "Camera", {2: (53.0, 48.0, 0.0)} if place else {1: "N"}
    file = io.BytesIO()
    Image.new("RGB", (1200, 800)).save(file, kind, exif=data)
    return file.getvalue()


def moving() -> bytes:
    """A picture of two frames."""
    from PIL import Image

    file = io.BytesIO()
    first, second = (Image.new("RGB", (1200, 800), color) for color in ("white", "black"))
    first.save(file, "GIF", save_all=True, append_images=[second])
    return file.getvalue()
