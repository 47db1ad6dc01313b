"""One issue and one newsletter, for every test of compose."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from pipeline import config
from pipeline.config import Config, resources
from pipeline.model import Issue, Story

REPO_ROOT = Path(__file__).parents[2]
TEMPLATES = resources.templates(REPO_ROOT)
SETTINGS = """
[newsletter]
title = "Monday Five"
home = "https://news.example.org/monday/"
from = "Monday Five <monday@news.example.org>"
reply_to = "hello@news.example.org"
postal_address = "12 Harbour Street, Springfield"

[[feeds]]
url = "sample:charity"
name = "Harbour Stroke Trust"
"""


def newsletter(extra: str = "", settings: str = SETTINGS) -> Config:
    """The newsletter of these tests, with *extra* lines of newsletter.toml."""
    return config.read(settings + extra, Path("/nowhere"))


def issue(*stories: Story, **fields: object) -> Issue:
    """An issue of five stories, or of *stories*."""
    given = {
        "number": 12,
        "date": date(2026, 11, 23),
        "subject": "Hands, sleep and steady steps",
        "preheader": "Five short reads for this week. Start with easy hand exercises.",
        "intro": "Small steps count. Read one, rest, and **come back later**.",
        "stories": stories or STORIES,
    }
    return Issue(**{**given, **fields})  # type: ignore[arg-type]  # the fields of Issue, by name


STORIES = (
    Story(
        title="Five hand exercises you can do at the kitchen table",
        url="https://harbour.example/hand-exercises",
        source="Harbour Stroke Trust",
        topic="hand and arm",
        format="how-to",
        minutes=4,
        blurb="You need only a cup and a towel. Each exercise has **clear steps**. Stop when your hand is tired.",
        why=("It shows exercises step by step.", "A health charity wrote it."),
    ),
    Story(
        title="Why you are so tired after a stroke, and what helps",
        url="https://rivermead.example/fatigue?page=1&part=2",
        source="Rivermead Hospital",
        topic="fatigue",
        format="explainer",
        minutes=5,
        blurb="Feeling tired is common after a stroke. It is **not your fault**. Plan your day around rest.",
        why=("It explains tiredness in plain words.",),
    ),
    Story(
        title="Finding words again: ten minutes of practice a day",
        url="https://speakwell.example/ten-minutes",
        source="Speak Well Clinic",
        topic="speech",
        format="how-to",
        minutes=3,
        blurb="Short practice works best for **aphasia**. That means trouble with words. Name the things around you.",
        why=("Many readers have trouble with words.",),
    ),
    Story(
        title="A carer's guide to safe steps at home",
        url="https://carers.example/safe-steps",
        source="Carers Circle",
        topic="falls",
        format="how-to",
        minutes=6,
        blurb="Walk through each room with this list. Move rugs and wires first. **Good light** stops many falls.",
        why=("It helps families and carers.",),
    ),
    Story(
        title="How I learned to cook with one hand",
        url="https://survivors.example/one-hand-cooking",
        source="Survivors Together",
        topic="daily life",
        format="story",
        blurb="A survivor shares what worked. **Start with toast**, then soup. Ask for help with hot pans.",
        why=("A survivor tells it in the first person.",),
    ),
)


def illustrated() -> Issue:
    """The sample issue with a picture in its first story."""
    first, *rest = STORIES
    return issue(replace(first, image="cup.jpg", image_alt="A hand around a cup"), *rest)
