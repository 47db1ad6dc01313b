"""How the last issues are spread across topics and sources, and what editors did with the choice. Changes nothing."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from pipeline import text
from pipeline.archive import Newsletter
from pipeline.config.profile import Profile, load_profile
from pipeline.model import Story

WEEKS = 12
KINDS = ("topic", "source", "format")
DECISIONS = ("kept", "added", "dropped", "released")
"""What editors do: picks of the machine stay or go; stories from elsewhere come, among them some that were held."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One issue: its stories, and what an editor changed in the machine's choice."""

    day: date
    stories: tuple[Story, ...]
    decisions: Mapping[str, tuple[str, ...]]  # titles, for each of `DECISIONS`

    @property
    def grade(self) -> float:
        """Flesch-Kincaid grade of titles and blurbs together."""
        return text.grade(" ".join(f"{story.title}. {story.blurb}" for story in self.stories))


def rows(newsletter: Newsletter, *, before: date = date.max) -> tuple[Row, ...]:
    """The last twelve issues that readers have, of days before *before*; one that cannot be read is left out."""
    had = (one for one in newsletter.latest() if one.day < before and not one.error and one.reached_readers)
    return tuple(_row(newsletter, one.day, one.issue.stories) for one in [*islice(had, WEEKS)][::-1] if one.issue)


def _row(newsletter: Newsletter, day: date, stories: tuple[Story, ...]) -> Row:
    found = newsletter.considered(day)
    picked = {v.candidate.article.url: v.candidate.article.title for v in (found.picks if found else ())}
    held = {v.candidate.article.url for v in (found.of("held") if found else ())}
    sent = {story.url for story in stories}
    decisions = {
        "kept": tuple(story.title for story in stories if story.url in picked),
        "added": tuple(story.title for story in stories if story.url not in picked),
        "dropped": tuple(title for url, title in picked.items() if url not in sent),
        "released": tuple(story.title for story in stories if story.url in held),
    }
    return Row(day=day, stories=stories, decisions=decisions)


def summary(found: Sequence[Row]) -> dict[str, Any]:
    """Counts over all *found* issues: by topic, source and format; the editors' decisions."""
    stories = [story for row in found for story in row.stories]
    return {
        "issues": len(found),
        **{f"{kind}s": dict(Counter(getattr(story, kind) for story in stories).most_common()) for kind in KINDS},
        "grade": round(sum(row.grade for row in found) / len(found), 1) if found else None,
        "decisions": {name: sum(len(row.decisions[name]) for row in found) for name in DECISIONS},
    }


def carers_share(found: Iterable[Row], profile: Profile) -> float | None:
    """How many of the stories are for caregivers, 0 to 1; None where *profile* has no topic for them."""
    carers = {name for name, topic in profile.topics.items() if topic.carers}
    topics = [story.topic for row in found for story in row.stories]
    return round(sum(topic in carers for topic in topics) / max(len(topics), 1), 3) if carers else None


@dataclass(frozen=True, kw_only=True, slots=True)
class History:
    """What the issues before a draft held."""

    issues: int
    stories: Mapping[str, Mapping[str, int]]  # for each of `KINDS`: how many stories of each name
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
