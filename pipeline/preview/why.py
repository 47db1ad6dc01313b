"""What is known of one article: what counted for it, its origin, what it beat, what was said of its like. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter

from pipeline import text
from pipeline.issue.candidates import Candidates
from pipeline.model import Candidate, Issue, Sent, Story, Verdict
from pipeline.urls import canonical

_MOST = 5
_ALIKE = 0.5


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """All that the choice tells of one article."""

    verdict: Verdict | None = None  # none when it was not compared with others
    counted: tuple[tuple[str, str], ...] = ()
    """What counted, the most first, and how much: "a main reason", "a minor reason", "a point against it"."""
    origin: tuple[str, ...] = ()
    beat: tuple[tuple[Verdict, str], ...] = ()
    """Those that lost to it, and what both share: the topic or the kind of article."""


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
        lost = [other for url, other in self._lost if url not in inside]
        return Known(
            verdict=verdict,
            counted=tuple(_counted(verdict.candidate)),
            origin=tuple(_origin(verdict)),
            beat=tuple(_beaten(lost, verdict.candidate))[:_MOST],
        )


def _counted(candidate: Candidate) -> Iterator[tuple[str, str]]:
    parts = sorted(candidate.parts, key=attrgetter("points"), reverse=True)
    whole = sum(part.points for part in parts if part.points > 0)
    for part in parts:
        if part.points < 0:
            words = part.words or part.name
            yield f"{words[0].upper()}{words[1:]}", "a point against it"
        elif part.points:
            share = part.points / whole
            size = "a main reason" if share >= 0.4 else "a reason" if share >= 0.15 else "a minor reason"
            yield part.words or part.name, size


def _origin(verdict: Verdict) -> Iterator[str]:
    article = verdict.candidate.article
    if article.source:
        yield f"From {article.source}."
    if article.published:
        yield str(text.table("studio")["dated"][article.dated]).format(f"{article.published:%B %-d, %Y}")
    if verdict.also:
        yield f"Also covered by {', '.join(verdict.also)}."


def _beaten(lost: Iterable[Verdict], winner: Candidate) -> Iterator[tuple[Verdict, str]]:
    """Those that lost to it: first the ones on its topic, then those of its kind; the best of each first."""
    rest = []
    for one in lost:
        if winner.topic and one.candidate.topic == winner.topic:
            yield one, "the same topic"
        elif winner.format and one.candidate.format == winner.format:
            rest.append((one, f"also {winner.format.replace('-', ' ').replace('how to', 'how-to')}"))
    yield from rest


def earlier(sent: Iterable[Sent], issue: Issue) -> Mapping[str, Sent]:
    """For a story of *issue*, by its address, the one whose blurb of then may serve again. It is one on the same topic:
    the one with the most like title, or else the newest."""
    topics: dict[str, list[Sent]] = {}
    for one in sent:
        if one.date and one.topic and one.blurb:
            topics.setdefault(one.topic, []).insert(0, one)
    return {story.url: _nearest(story, topics[story.topic]) for story in issue.stories if story.topic in topics}


def _nearest(story: Story, sent: Iterable[Sent]) -> Sent:
    words = set(text.words(story.title.casefold()))

    def likeness(one: Sent) -> float:
        other = set(text.words(one.title.casefold()))
        share = len(words & other) / max(len(words | other), 1)
        return share if share >= _ALIKE else 0

    return max(sent, key=likeness)  # of equal ones the first, which is the newest
