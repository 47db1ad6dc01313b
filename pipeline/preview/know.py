"""What is known of one article: its points in words, where it came from, what it beat. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from operator import itemgetter

from pipeline.issue.candidates import Candidates
from pipeline.model import Candidate, Issue, Story, Verdict
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
    score: float | None = None
    because: str = ""
    """How it ended, and why."""
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


class Choice:
    """What was considered: the verdicts by address, and those that lost, best first."""

    def __init__(self, found: Candidates | None) -> None:
        self.found = found
        every = [(canonical(verdict.candidate.article.url), verdict) for verdict in (found.verdicts if found else ())]
        self._verdicts = dict(every)
        lost = [one for one in every if one[1].outcome in ("bench", "rejected") and one[1].candidate.parts]
        self._lost = sorted(lost, key=lambda one: -one[1].candidate.score)

    def known(self, story: Story, issue: Issue) -> Known:
        """What the choice tells of *story*; next to nothing where an editor added it by hand."""
        verdict = self._verdicts.get(canonical(story.url))
        if verdict is None:
            return Known()
        inside = {canonical(s.url) for s in issue.stories} | {canonical(story.url)}
        lost = (other for url, other in self._lost if url not in inside)
        return Known(
            score=verdict.candidate.score,
            because=verdict.reason.words,
            parts=tuple((part.name, part.words, part.points) for part in verdict.candidate.parts),
            origin=tuple(_origin(verdict)),
            beat=tuple(_beaten(lost, verdict.candidate)),
        )


def _origin(verdict: Verdict) -> Iterator[str]:
    article = verdict.candidate.article
    if article.source:
        yield f"From {article.source}."
    if article.published:
        yield _DATED[article.dated].format(f"{article.published:%B %-d, %Y}")
    if verdict.also:
        yield f"Also told by {', '.join(verdict.also)}."


def _beaten(lost: Iterable[Verdict], winner: Candidate) -> Iterator[Rival]:
    """The best that lost to it: first those on its topic, then those of its kind."""
    near = []
    for verdict in lost:
        other = verdict.candidate
        if winner.topic and other.topic == winner.topic:
            near.append((0, "the same topic", verdict))
        elif winner.format and other.format == winner.format:
            near.append((1, f"also {winner.format}", verdict))
    near.sort(key=itemgetter(0))  # stable: the best stay first
    for _, shared, verdict in near[:_MOST]:
        article, score = verdict.candidate.article, verdict.candidate.score
        rival = Rival(title=article.title, url=article.url, source=article.source, score=score)
        yield replace(rival, because=verdict.reason.words, shared=shared)
