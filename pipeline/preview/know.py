"""What is known of one article: its points in words, where it came from, what it beat, the bench beside it. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pipeline.model import OUTCOMES, Issue, Story
from pipeline.urls import canonical

_MOST = 5
_DATED = {
    "exact": "Published {}.",
    "guessed": "Published about {}: its feed gives no exact date.",
    "first-seen": "First seen {}: its feed gives no date.",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Rival:
    """Another article that was considered beside it."""

    title: str
    url: str
    source: str
    score: float | None
    because: str = ""
    """What became of it, and why."""
    shared: str = ""
    """What both have in common: the topic or the kind of article."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """All that the choice tells of one article."""

    score: float | None = None
    """None when it was not compared with others."""
    because: str = ""
    parts: tuple[tuple[str, str, float], ...] = ()
    """Name, words, points."""
    origin: tuple[str, ...] = ()
    beat: tuple[Rival, ...] = ()
    bench: tuple[Rival, ...] = ()


class Choice:
    """candidates.json, read once: the articles by address, and those that lost, best first."""

    def __init__(self, found: Mapping[str, Any]) -> None:
        self.found = found
        every = [(canonical(str(row.get("url", ""))), name, row) for name in OUTCOMES for row in found.get(name, ())]
        self._rows = {url: row for url, _, row in every}
        lost = [(url, row) for url, name, row in every if name in ("bench", "rejected") and row.get("parts")]
        self._lost = sorted(lost, key=lambda one: -(one[1].get("score") or 0))

    def known(self, story: Story, issue: Issue) -> Known:
        """What the choice tells of *story*; next to nothing where an editor added it by hand."""
        bench = tuple(self._beside(other) for other in issue.bench if other.url != story.url)
        row = self._rows.get(canonical(story.url))
        if row is None:
            return Known(bench=bench)
        inside = {canonical(s.url) for s in issue.stories} | {canonical(story.url)}
        lost = (other for url, other in self._lost if url not in inside)
        return Known(
            score=row.get("score"),
            because=reason_of(row)[1],
            parts=tuple(_parts(row)),
            origin=tuple(_origin(row)),
            beat=tuple(_beaten(lost, row)),
            bench=bench,
        )

    def _beside(self, story: Story) -> Rival:
        """One of the bench, in the words that an editor may have changed since."""
        row = self._rows.get(canonical(story.url), {})
        return replace(_rival(row), title=story.title, url=story.url, source=story.source)


def reason_of(row: Mapping[str, Any]) -> tuple[str, str]:
    """The reason's code and its words; both "" for an article that an editor added."""
    reason = row.get("reason", {})
    return str(reason.get("code", "")), str(reason.get("words", ""))


def _parts(row: Mapping[str, Any]) -> Iterator[tuple[str, str, float]]:
    for part in row.get("parts", ()):
        yield str(part["name"]), str(part.get("words", "")), part["points"]


def _origin(row: Mapping[str, Any]) -> Iterator[str]:
    if row.get("source"):
        yield f"From {row['source']}."
    with suppress(ValueError):
        day = f"{datetime.fromisoformat(str(row.get('published'))):%-d %B %Y}"
        yield _DATED.get(row.get("dated", ""), _DATED["exact"]).format(day)
    if row.get("also"):
        yield f"Also told by {', '.join(row['also'])}."


def _beaten(lost: Iterable[Mapping[str, Any]], row: Mapping[str, Any]) -> Iterator[Rival]:
    """The best that lost to it: first those on its topic, then those of its kind."""
    topic, kind = row.get("topic"), row.get("format")
    near = [o for o in lost if (topic and o.get("topic") == topic) or (kind and o.get("format") == kind)]
    near.sort(key=lambda other: not topic or other.get("topic") != topic)  # stable: the best stay first
    for other in near[:_MOST]:
        same = bool(topic) and other.get("topic") == topic
        yield replace(_rival(other), shared="the same topic" if same else f"also {kind}")


def _rival(row: Mapping[str, Any]) -> Rival:
    return Rival(
        title=str(row.get("title", "")),
        url=str(row.get("url", "")),
        source=str(row.get("source", "")),
        score=row.get("score"),
        because=reason_of(row)[1],
    )
