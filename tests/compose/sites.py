"""Issues and a configuration for tests of the site."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from pipeline import compose, config
from pipeline.config import resources
from pipeline.model import Issue, Story

ROOT = Path(__file__).resolve().parents[2]
FIRST = date(2016, 12, 5)
TITLES = (
    "Hand exercises for the kitchen table that take five minutes",
    "Why tiredness after a stroke is real, and what helps",
    "Three easy ways to start talking again with family",
    "Walking outdoors again: small steps, safe shoes",
    "How carers can rest without a bad conscience",
)
TOPICS = ("hand-and-arm", "fatigue", "speech", "walking", "carers")


def settings(extra="", feeds=True):
    """A newsletter's settings, with *extra* tables."""
    text = '[newsletter]\ntitle = "Monday Five"\nhome = "https://news.example/monday/"\n' + extra
    return config.read(text + '\n[[feeds]]\nurl = "sample:a"\nname = "A"\n', ROOT)


def issue(n=0, **more):
    """The *n*-th Monday's issue."""
    stories = tuple(
        Story(
            title=f"{title}, part {n}",
            url=f"https://source{i}.example/{n}",
            source=f"Source {i}",
            topic=topic,
            minutes=4,
            blurb="Squeeze **a ball**. Do it each day.",
            why=("It is new.", "It shows each step."),
        )
        for i, (title, topic) in enumerate(zip(TITLES, TOPICS, strict=True))
    )
    given = {
        "number": n + 1,
        "date": FIRST + timedelta(weeks=n),
        "subject": f"Hand exercises, sleep and a good walk in week {n + 1}",
        "preheader": "Five short reads for your week.",
        "intro": "Hello. Here are **five** good reads.",
        "stories": stories,
        **more,
    }
    return Issue(**given)


def public(n=0, *, listed=True, errata=(), pictures=None, **more):
    """That issue, published."""
    made = issue(n, **more)
    send_at = datetime(made.date.year, made.date.month, made.date.day, 16, tzinfo=UTC)
    return compose.Published(issue=made, send_at=send_at, listed=listed, errata=errata, pictures=pictures or {})


def build(published, conf=None):
    """The site."""
    return compose.site(published, conf or settings(), resources.templates(ROOT / "nowhere"))
