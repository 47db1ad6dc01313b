"""How the last issues spread over topics and sources, and what editors did with the choice. Changes nothing."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pipeline import archive, text
from pipeline.archive import Filed
from pipeline.config import Config
from pipeline.config.profile import Profile
from pipeline.model import Story

WEEKS = 12
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


def rows(config: Config) -> tuple[Row, ...]:
    """The last twelve issues, oldest first; an issue that cannot be read is left out."""
    shelf = [filed for filed in archive.shelf(config.folder) if filed.issue is not None]
    return tuple(found for filed in shelf[-WEEKS:] if (found := row(filed)) is not None)


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


def row(filed: Filed) -> Row | None:
    """One issue of the shelf; None when it cannot be read."""
    return None if filed.issue is None else _row(filed, filed.issue.stories)


def _row(filed: Filed, stories: tuple[Story, ...]) -> Row:
    answer = archive.considered(filed.folder) or {}
    picked = {entry["url"]: entry["title"] for entry in answer.get("picks", ())}
    held = {entry["url"] for entry in answer.get("held", ())}
    told = {story.url for story in stories}
    return Row(
        day=filed.date,
        topics=tuple(story.topic for story in stories),
        sources=tuple(story.source for story in stories),
        formats=tuple(story.format for story in stories),
        grade=text.grade(" ".join(f"{story.title}. {story.blurb}" for story in stories)),
        kept=tuple(story.title for story in stories if story.url in picked),
        added=tuple(story.title for story in stories if story.url not in picked),
        dropped=tuple(title for url, title in picked.items() if url not in told),
        released=tuple(story.title for story in stories if story.url in held),
    )
