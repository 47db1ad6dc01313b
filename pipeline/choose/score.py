"""The score: named points on an absolute scale, so that a floor means the same every week."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from pipeline.choose import gates
from pipeline.choose.phrases import tokens
from pipeline.choose.reading import LOOK, Reading, format_of
from pipeline.config.profile import Format, Profile
from pipeline.model import Candidate, Part, Sent

_K = 0.8  # how fast further mentions of a word stop counting
_TITLE = 1.5  # what a word in the title counts more
_FULL = 6.0  # topic points at which an article is wholly about its topic
_PERSONAL = frozenset(["you", "your", "yours", "you're", "you've", "you'll", "we", "our", "my", "i", "i'm", "me"])
_TIERS: Mapping[str, tuple[float, str]] = {
    "A": (1.0, "From a charity or health service"),
    "B": (0.0, ""),
    "C": (-0.6, "From the news"),
}
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
        topic, strength = self._topic(reading)
        form = format_of(reading, self._profile)
        parts = (
            self._about(reading),
            self._topic_part(topic, strength),
            *self._voices(reading),
            *self._penalties(reading),
            self._plain(reading),
            self._easy(reading),
            self._source(reading),
            self._fresh(reading, form),
            self._lately(reading, topic),
        )
        return Candidate(
            article=reading.article,
            topic=topic,
            format=form.name if form else "",
            story=reading.article.key,
            parts=tuple(part for part in parts if part.value),
        )

    def _about(self, reading: Reading) -> Part:
        """The condition itself, in the title or again and again; repetition soon buys nothing."""
        core = [hit for hit in reading.hits.get("core", ()) if hit.at < LOOK]
        also = [hit for hit in reading.hits.get("also", ()) if hit.at < LOOK]
        in_title = any(hit.at < reading.title for hit in core)
        value = 1.0 * in_title + min(len(core) + 0.5 * len(also), 3) / 3
        words = f"About {self._profile.title}" if in_title else ""
        return Part(name="subject", value=round(value, 3), weight=self._profile.weights.subject, words=words)

    def _topic(self, reading: Reading) -> tuple[str, float]:
        """The topic whose line fits best: rare words and the title count more, repetition less and less."""
        counts = Counter(stem(word) for word in reading.words[:LOOK])
        title = {stem(word) for word in reading.words[: reading.title]}
        seen = {
            word: n * (_K + 1) / (n + _K) + _TITLE * (word in title)
            for word, n in counts.items()
            if word in self._rarity
        }
        best, most = "", 0.0
        for name, line in self._lines.items():
            points = sum(self._rarity[word] * n for word, n in seen.items() if word in line)
            if points > most:
                best, most = name, points
        return best, most

    def _label(self, topic: str) -> str:
        return self._profile.topics[topic].label if topic in self._profile.topics else ""

    def _topic_part(self, topic: str, strength: float) -> Part:
        label = self._label(topic)
        value = round(min(strength / _FULL, 1.5), 3)
        return Part(name="topic", value=value, weight=self._profile.weights.topic, words=label.capitalize())

    def _voices(self, reading: Reading) -> tuple[Part, ...]:
        found = []
        for index, voice in enumerate(self._profile.voices):
            words = {
                *reading.found(f"voice {index} title", title=True),
                *reading.found(f"voice {index} text", within=LOOK),
            }
            value = float(min(len(words), voice.most))
            weight = voice.points * self._profile.weights.voice
            found.append(Part(name=voice.name, value=value, weight=weight, words=voice.words.capitalize()))
        return tuple(found)

    def _penalties(self, reading: Reading) -> tuple[Part, ...]:
        found = []
        for index, gate in enumerate(self._profile.gates):
            if gate.outcome == "penalty":
                words = gates.matches(reading, gate, index)
                value = float(min(len(words), 3))
                shown = f"{gate.words}: {', '.join(words[:3])}"
                found.append(Part(name=gate.code, value=value, weight=gate.points, words=shown))
        sources = self._profile.sources
        if any(part in reading.host for part in sources.journals):
            found.append(Part(name="journal", value=1.0, weight=-2.5, words="from a journal for researchers"))
        if any(part in reading.host for part in sources.wires):
            found.append(Part(name="press release", value=1.0, weight=-0.8, words="a press release"))
        return tuple(found)

    def _plain(self, reading: Reading) -> Part:
        """You and we against long words, as shares of the text."""
        sample = reading.words[:LOOK]
        total = max(len(sample), 20)
        personal = sum(word in _PERSONAL for word in sample) / total
        long = sum(len(word) > 9 for word in sample) / total
        value = min(12 * personal, 1.2) - min(5 * long, 1.5)
        words = "Speaks to you directly" if personal > 0.04 else ""
        return Part(name="plain words", value=round(value, 3), weight=self._profile.weights.plain, words=words)

    def _easy(self, reading: Reading) -> Part:
        value = max(-1.5, min(1.5, (9 - reading.grade) / 4))
        words = f"Easy to read (grade {max(reading.grade, 0):.0f})" if reading.grade <= 7 else ""
        return Part(name="easy reading", value=round(value, 3), weight=self._profile.weights.easy, words=words)

    def _source(self, reading: Reading) -> Part:
        value, words = _TIERS.get(reading.tier, (0.0, ""))
        place = f"{reading.host} {reading.article.source.lower()}"
        if value <= 0 and any(part in place for part in self._profile.sources.specialist):
            value, words = value + 0.7, f"From a site about {self._profile.title}"
        return Part(name="source", value=value, weight=self._profile.weights.source, words=words)

    def _fresh(self, reading: Reading, form: Format | None) -> Part:
        """News decays and advice does not; a guessed date counts half, an unknown one not at all."""
        article, weight = reading.article, self._profile.weights.fresh
        if article.published is None or article.dated == "first-seen":
            return Part(name="fresh", value=0.0, weight=weight)
        age = max((self._now - article.published).total_seconds() / 86_400, 0.0)
        half_life = form.half_life if form else 0
        value = 0.5 ** (age / half_life) if half_life else 1.0
        if article.dated == "guessed":
            value /= 2
        words = "New this week" if age <= 7 and article.dated == "exact" else ""
        return Part(name="fresh", value=round(value, 3), weight=weight, words=words)

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
        return Part(name="lately", value=round(value, 3), weight=self._profile.weights.lately, words="; ".join(words))


def stem(word: str) -> str:
    """A word without its plural ending."""
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    return word[:-1]
