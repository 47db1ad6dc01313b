"""Templates that an editor restyled from an earlier version: they still render, and check says what they lack."""

from dataclasses import replace
from pathlib import Path

from pipeline.check import Material, check
from pipeline.compose import Extras, compose, email
from tests.check import sound
from tests.compose import sample

BEFORE = Path(__file__).parents[1] / "compose" / "before"
OWN = {path.relative_to(BEFORE).as_posix(): path.read_text() for path in BEFORE.rglob("*.*")}


def judged(own: dict[str, str], extras: Extras | None = None, **story: str) -> set[tuple[str, str]]:
    """The rules that speak of an issue made with templates of one's own, and their levels."""
    templates = {**sample.TEMPLATES, **own}
    extras, config = extras or Extras(), sample.newsletter()
    first, *rest = sound.material().issue.stories
    issue = replace(sound.material().issue, stories=(replace(first, **story), *rest))
    files = compose(issue, config, templates, extras)
    given = Material(
        issue=issue,
        email=email(issue, config, templates, extras),
        config=config,
        eml=files["email.eml"],
        web=files["web.html"],
        numbers=sound.material().numbers,
        signs=sound.SIGNS,
        template_sources=templates,
        pictures=extras.pictures,
    )
    return {(finding.rule, finding.level) for finding in check(given) if finding.rule not in SAMPLE}


SAMPLE = {"promise.sample", "clients.support"}


def test_all_of_them():
    """A whole set of copies: the emergency box, edges in forced dark, Outlook's crop, grounds and long words."""
    assert {
        ("promise.emergency", "error"),
        ("access.edges", "error"),
        ("access.reflow", "warning"),
        ("clients.outlook-crop", "error"),
        ("clients.outlook-ground", "warning"),
    } == judged(OWN)


def test_a_long_word():
    """One word of 24 letters in a title stretches the email: an error where its cells do not break words."""
    title = "Donaudampfschifffahrtsgesellschaft"

    assert ("access.reflow", "error") in judged(OWN, title=title)
    assert set() == judged({}, title=title)


def test_a_photo():
    """A photo of 3:2 was squashed to 16:9, and cut to one line's height: both are errors in the old copies only."""
    photo = Extras(pictures={"a.png": sound.png(1200, 800)})

    found = judged(OWN, photo, image="a.png", image_alt="A hand around a cup")

    assert {("images.proportions", "error"), ("clients.outlook-crop", "error")} <= found
    assert set() == judged({}, photo, image="a.png", image_alt="A hand around a cup")


def test_one_of_them():
    """A copy of one stylesheet beside newer templates: the classes that it does not know are named."""
    name = "email/inline.css"

    assert ("inlining.unstyled", "warning") in judged({name: OWN[name]})
