"""Same story: texts that share their words (TF-IDF cosine), or tell of the same paper."""

import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pipeline import text, urls
from pipeline.choose.phrases import tokens
from pipeline.choose.reading import Reading, body
from pipeline.choose.score import stem
from pipeline.model import Article, Candidate, Reason, Sent, Story, Verdict

_SAME = 0.40  # from here on two texts are one story
_TOLD = 0.30  # from here on a text is a story that readers have had: a rewrite shares fewer words
_TIERS = ("A", "", "B", "C")
_HEAD = 260  # characters after the title; later text drowns what the story is
_COMMON = frozenset(
    """a an the of and or to in on for with by at from is are was were be been it its this that these those as can may
    will has have had not no but if so how what when who which their they them he she his her you your we our i me my
    after then than out up all one do does did""".split()
)
_WIDE = 60  # a word in more texts than that finds no pairs by itself

Vector = Mapping[str, float]


def _vectors(texts: Sequence[tuple[str, str]]) -> list[Vector]:
    """One vector of length 1 for each title and text; words that few of them use weigh most."""
    heads = [f"{title} {own[:_HEAD]}" for title, own in texts]
    counts = [Counter(stem(word) for word in tokens(head) if word not in _COMMON) for head in heads]
    spread = Counter(word for count in counts for word in count)
    found: list[Vector] = []
    for count in counts:
        raw = {w: n * (1 + math.log((1 + len(heads)) / (1 + spread[w]))) for w, n in count.items()}
        norm = math.sqrt(sum(value * value for value in raw.values())) or 1.0
        found.append({word: value / norm for word, value in raw.items()})
    return found


def shuffle(key: str) -> str:
    """An order that no feed decides."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def one_each(
    passed: Sequence[tuple[Candidate, Reading]], told: Sequence[Sent], pinned: Sequence[Story]
) -> tuple[list[Candidate], list[Verdict]]:
    """The candidates that speak for their story, and verdicts on those that give way."""
    first = sorted(
        passed,
        key=lambda p: (
            _TIERS.index(p[1].tier or p[1].standing),
            -sum(part.points for part in p[0].parts if part.name == "source"),
            round(text.grade(f"{p[0].article.title.rstrip('.!? ')}. {p[0].article.summary}"[:1_000])),
            -(p[0].article.published.timestamp() if p[0].article.published else 0),
            shuffle(p[0].article.key),
        ),
    )
    before: list[Sent | Story] = [*told, *pinned]
    texts = [*((s.title, s.blurb) for s in before), *((c.article.title, body(c.article)) for c, _ in first)]
    leaders = _Leaders(texts)
    for index in range(len(before)):
        leaders.add(index)
    single: list[Candidate] = []
    twins: list[Verdict] = []
    papers: dict[str, int] = {}  # DOI → the text that speaks for what it tells
    for index, (candidate, _) in enumerate(first, start=len(before)):
        near, likeness = leaders.nearest(index)
        doi = _paper(candidate.article)
        if doi in papers:
            near, likeness = papers[doi], 1.0
        if likeness < (_TOLD if near < len(before) else _SAME):
            leaders.add(index)
            single.append(candidate)
            if doi:
                papers[doi] = index
            continue
        code = "same-story"
        if near < len(told):
            when = f" on {told[near].date}" if told[near].date else ""
            who = "another draft has" if told[near].ahead else "readers had"
            code, words = "repeat", f"{who} this story{when}: “{told[near].title}”"
        elif near < len(before):
            words = f"the same story as “{before[near].title}”, which is pinned"
        else:
            leader = first[near - len(before)][0].article
            words = f"the same story as “{leader.title}” from {leader.source}"
            candidate = replace(candidate, story=leader.key)
        twins.append(Verdict(candidate=candidate, outcome="rejected", reason=Reason(code=code, words=words)))
    return single, twins


class _Leaders:
    """Texts that speak for their story; near-linear, since only texts that share a rarer word are compared."""

    def __init__(self, texts: Sequence[tuple[str, str]]) -> None:
        """Of each text its title and its own words."""
        self._vectors = _vectors(texts)
        spread = Counter(word for vector in self._vectors for word in vector)
        self._wide = {word for word, n in spread.items() if n > max(_WIDE, len(texts) // 100)}
        self._with: dict[str, list[int]] = defaultdict(list)

    def add(self, index: int) -> None:
        """Let text *index* speak for its story."""
        for word in self._vectors[index]:
            if word not in self._wide:
                self._with[word].append(index)

    def nearest(self, index: int) -> tuple[int, float]:
        """The leader most like text *index*, with the likeness; (-1, 0.0) when none shares a word."""
        vector = self._vectors[index]
        near = {other for word in vector if word not in self._wide for other in self._with.get(word, ())}
        shared = ((sum(v * self._vectors[n].get(word, 0.0) for word, v in vector.items()), -n) for n in near)
        best = max(shared, default=(0.0, 1))
        return -best[1], best[0]


def _paper(article: Article) -> str:
    """The DOI of the paper that *article* is, or tells of; "" where there is none."""
    return article.key.removeprefix("doi:") if article.key.startswith("doi:") else urls.paper_in(body(article))


def behind(verdicts: Sequence[Verdict], single: Sequence[Candidate]) -> list[Verdict]:
    """A paper that is no reading for survivors still belongs to the story of whoever tells of it in plain words."""
    tellers = {doi: c.article.key for c in reversed(single) if (doi := _paper(c.article))}
    found = []
    for verdict in verdicts:
        candidate = verdict.candidate
        alone = verdict.outcome == "rejected" and candidate.story == candidate.article.key
        teller = tellers.get(_paper(candidate.article)) if alone else None
        found.append(replace(verdict, candidate=replace(candidate, story=teller)) if teller else verdict)
    return found


def also(verdicts: Iterable[Verdict]) -> dict[str, tuple[str, ...]]:
    """By the key of an article that speaks for its story, the other sources that have it."""
    found: dict[str, dict[str, None]] = {}
    for verdict in verdicts:
        article, story = verdict.candidate.article, verdict.candidate.story
        names = article.also if story == article.key else (article.source, *article.also)
        found.setdefault(story, {}).update(dict.fromkeys(names))
    return {story: tuple(names) for story, names in found.items() if names}
