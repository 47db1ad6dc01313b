"""How the last issues spread over topics and sources, and what editors did with the choice. Changes nothing."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pipeline import text
from pipeline.archive import Newsletter
from pipeline.config.profile import Profile, load_profile
from pipeline.model import Issue

WEEKS = 12
KINDS = ("topic", "source", "format")
DECISIONS = ("kept", "added", "dropped", "released")


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One issue: what it was made of, and what an editor changed in it."""

    day: date
    topics: tuple[str, ...]
    sources: tuple[str, ...]
    formats: tuple[str, ...]
    grade: float
    """Flesch-Kincaid grade of titles and blurbs together."""
    kept: tuple[str, ...] = field(default=())
    """Titles of the machine's picks that stayed."""
    added: tuple[str, ...] = field(default=())
    """Stories that the machine had not picked: from the bench, or an editor's own."""
    dropped: tuple[str, ...] = field(default=())
    """The machine's picks that went."""
    released: tuple[str, ...] = field(default=())
    """Stories that had been held."""


def rows(newsletter: Newsletter, *, before: date = date.max) -> tuple[Row, ...]:
    """The last twelve issues that readers have, of days before *before*; one that cannot be read is left out."""
    had = [one for one in newsletter.editions() if one.day < before and not one.error and one.reached_readers]
    return tuple(_row(newsletter, one.day, one.issue) for one in had[-WEEKS:] if one.issue)


def summary(found: Iterable[Row]) -> dict[str, Any]:
    """Counts over all *found* issues: by topic, source and format; the editors' decisions."""
    found = tuple(found)
    topics = Counter(topic for row in found for topic in row.topics)
    return {
        "issues": len(found),
        "topics": dict(topics.most_common()),
        "sources": dict(Counter(source for row in found for source in row.sources).most_common()),
        "formats": dict(Counter(form for row in found for form in row.formats).most_common()),
        "grade": round(sum(row.grade for row in found) / len(found), 1) if found else None,
        "decisions": {name: sum(len(getattr(row, name)) for row in found) for name in DECISIONS},
    }


def carers_share(found: Iterable[Row], profile: Profile) -> float | None:
    """How many of the stories are for carers, 0 to 1; None where *profile* has no topic for them."""
    carers = {name for name, topic in profile.topics.items() if topic.carers}
    topics = [topic for row in found for topic in row.topics]
    return round(sum(topic in carers for topic in topics) / max(len(topics), 1), 3) if carers else None


def _row(newsletter: Newsletter, day: date, issue: Issue) -> Row:
    stories = issue.stories
    found = newsletter.considered(day)
    picked = {v.candidate.article.url: v.candidate.article.title for v in (found.picks if found else ())}
    held = {v.candidate.article.url for v in (found.held if found else ())}
    told = {story.url for story in stories}
    return Row(
        day=day,
        topics=tuple(story.topic for story in stories),
        sources=tuple(story.source for story in stories),
        formats=tuple(story.format for story in stories),
        grade=text.grade(" ".join(f"{story.title}. {story.blurb}" for story in stories)),
        kept=tuple(story.title for story in stories if story.url in picked),
        added=tuple(story.title for story in stories if story.url not in picked),
        dropped=tuple(title for url, title in picked.items() if url not in told),
        released=tuple(story.title for story in stories if story.url in held),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class History:
    """What the issues before a draft held."""

    issues: int
    stories: Mapping[str, Mapping[str, int]]
    """For each of `KINDS`: how many stories of each name."""
    known: Mapping[str, Sequence[str]]
    """Names that could have been, for each of `KINDS`: the profile's topics, the feeds, the profile's formats."""
    labels: Mapping[str, str]
    """What people call a name that is written otherwise: ``speech_aphasia`` is "speech and language"."""


def history(newsletter: Newsletter, day: date) -> History:
    """What the twelve issues before *day*'s held, and what else could have been."""
    before, profile = rows(newsletter, before=day), load_profile(newsletter.config)
    counts = summary(before)
    return History(
        issues=len(before),
        stories={kind: counts[f"{kind}s"] for kind in KINDS},
        known={
            "topic": tuple(profile.topics),
            "source": tuple(feed.name for feed in newsletter.config.feeds if feed.tier != "X"),
            "format": tuple(form.name for form in profile.formats),
        },
        labels={name: topic.label for name, topic in profile.topics.items()},
    )
