"""The score: named points on an absolute scale, so that a floor means the same every week."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from pipeline.choose import gates
from pipeline.choose.kinds import Found, kinds
from pipeline.choose.phrases import tokens
from pipeline.choose.reading import LOOK, Reading, format_of
from pipeline.config.profile import Profile
from pipeline.model import Candidate, Part, Sent

_K = 0.8  # how fast further mentions of a word stop counting
_TITLE = 2.0  # what a word in the title counts more
_TIERS: Mapping[str, tuple[float, str]] = {
    "A": (1.0, "From a charity or health service"),
    "C": (-0.4, "From the news"),
}
_SPECIALIST, _PUBLIC = 0.9, 0.5
_SURE, _AHEAD = 4.0, 1.3  # points that make a topic sure, and how far ahead of the next one
_BROAD = 0.5  # what a word counts less for a broad topic
_CLAUSES = 5
_SHOWN = ("topic", "shelf", "source", "readers", "help")
_STATED = ("topic", "shelf")  # clauses that stand without points
_LATELY = "lately"
_WEEKS = 4  # how long a topic or a source counts as covered


class Scorer:
    """Scores readings against one profile; the same article always gets the same points on the same day."""

    def __init__(self, profile: Profile, past: Sequence[Sent], day: date, now: datetime) -> None:
        self._profile = profile
        self._now = now
        dull = {*profile.common, *tokens(profile.title)}  # nearly every article says these
        self._lines = {
            name: {stem(w) for w in tokens(topic.line) if w not in dull} for name, topic in profile.topics.items()
        }
        lines_with = Counter(word for line in self._lines.values() for word in line)
        self._rarity = {word: math.log(1 + len(self._lines) / n) for word, n in lines_with.items()}
        recent = [s for s in past if s.date and 0 < (day - s.date).days <= 7 * _WEEKS]
        self._topics_sent = {s.topic: (day - s.date).days for s in recent if s.date}
        self._sources_sent = Counter(s.source for s in recent)

    def score(self, reading: Reading) -> Candidate:
        """An article with its topic, format and points."""
        topic, sure = self._topic(reading)
        form = format_of(reading, self._profile)
        pages = tuple(kinds(reading, self._profile))
        parts = (
            Part(name="topic", value=1.0, weight=0.0, words=self._label(topic).capitalize()),
            *self._voices(reading),
            *self._penalties(reading, pages),
            self._source(reading, any(found.placed and not found.kind.trust for found in pages)),
            self._lately(reading, topic),
        )
        return Candidate(
            article=reading.article,
            topic=topic,
            sure=sure,
            format=form.name if form else "",
            story=reading.article.key,
            parts=tuple(part for part in parts if part.value),
        )

    def _topic(self, reading: Reading) -> tuple[str, bool]:
        """The topic whose line fits best, and whether that is sure. Rare words and the title count more, repetition
        less and less."""
        counts = Counter(stem(word) for word in reading.words[:LOOK])
        title = {stem(word) for word in reading.words[: reading.title]}
        seen = {
            word: n * (_K + 1) / (n + _K) + _TITLE * (word in title)
            for word, n in counts.items()
            if word in self._rarity
        }
        fits = {
            name: sum(self._rarity[word] * n for word, n in seen.items() if word in line)
            * (_BROAD if self._profile.topics[name].broad else 1.0)
            for name, line in self._lines.items()
        }
        best, next_best, *_ = [*sorted(fits.items(), key=lambda fit: -fit[1])[:2], ("", 0.0), ("", 0.0)]
        if not best[1]:
            return "", False
        return best[0], best[1] >= _SURE and best[1] >= _AHEAD * next_best[1]

    def _label(self, topic: str) -> str:
        return self._profile.topics[topic].label if topic in self._profile.topics else ""

    def _voices(self, reading: Reading) -> tuple[Part, ...]:
        found = []
        for index, voice in enumerate(self._profile.voices):
            words = {
                *reading.found(f"voice {index} title", title=True),
                *reading.found(f"voice {index} text", within=LOOK),
                *(hit.words for hit in reading.hits.get(f"voice {index} starts", ()) if hit.at in reading.starts),
            }
            value = float(min(len(words), voice.most))
            weight = voice.points * self._profile.points.voice
            found.append(Part(name=voice.name, value=value, weight=weight, words=voice.words.capitalize()))
        return tuple(found)

    def _penalties(self, reading: Reading, pages: Sequence[Found]) -> tuple[Part, ...]:
        found = []
        for index, gate in enumerate(self._profile.gates):
            if gate.outcome == "penalty":
                words = gates.matches(reading, gate, index)
                value = float(min(len(words), 3))
                shown = f"{gate.words}: {', '.join(words[:3])}"
                found.append(Part(name=gate.code, value=value, weight=gate.points, words=shown))
        for kind, signs in ((page.kind, page.signs) for page in pages):
            weight = kind.points * self._profile.points.kind
            shown = f"{kind.words}: {gates.quoted(signs)}"
            found.append(Part(name=kind.code, value=float(len(signs)), weight=round(weight, 3), words=shown))
        return tuple(found)

    def _source(self, reading: Reading, placed: bool) -> Part:
        """Who publishes it. An editor's rating counts most; a forum, shop or job board gains nothing by its address."""
        value, words = _TIERS.get(reading.tier or ("" if placed else reading.standing), (0.0, ""))
        if value <= 0 and not placed:
            if reading.specialist:
                value, words = value + _SPECIALIST, f"From a site with “{reading.specialist}” in its name"
            elif reading.public:
                value, words = value + _PUBLIC, f"From an address in “{reading.public}”"
        return Part(name="source", value=value, weight=self._profile.points.source, words=words)

    def _lately(self, reading: Reading, topic: str) -> Part:
        """What readers had in the last weeks counts less: topics by how long ago, sources by how often."""
        value, words = 0.0, []
        if topic in self._topics_sent:
            weeks = max(1, round(self._topics_sent[topic] / 7))
            value -= 1 - (weeks - 1) / _WEEKS
            words.append(f"{self._label(topic).capitalize()}: last covered {weeks} week{'s' * (weeks > 1)} ago")
        times = self._sources_sent[reading.article.source]
        if times:
            value -= 0.7 * times
            words.append(f"{reading.article.source} came {times} time{'s' * (times > 1)} in {_WEEKS} weeks")
        return Part(name=_LATELY, value=round(value, 3), weight=self._profile.points.lately, words="; ".join(words))


def worth(candidate: Candidate) -> float:
    """The points that the floor asks about. What readers had lately orders the good ones, and makes none too bad."""
    return sum(part.points for part in candidate.parts if part.name != _LATELY)


def stem(word: str) -> str:
    """A word without its plural ending."""
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    return word[:-1]


def why(candidate: Candidate) -> tuple[str, ...]:
    """Why this one, in plain words: each clause stands for points in the score. Readers see them on the web page."""
    parts = {part.name: part for part in candidate.parts}
    shown = [parts[name] for name in _SHOWN if name in parts]
    clauses = [part.words for part in shown if part.words and (part.points > 0 or part.name in _STATED)]
    return tuple(clauses[:_CLAUSES])
