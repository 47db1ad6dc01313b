"""Same story: texts that share their words (TF-IDF cosine), or tell of the same paper."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pipeline import urls
from pipeline.choose.phrases import tokens
from pipeline.choose.reading import body
from pipeline.choose.score import stem
from pipeline.model import Article, Candidate, Verdict

SAME = 0.40
"""From here on two texts are one story."""
TOLD = 0.30
"""From here on a text is a story that readers have had: a rewrite shares fewer words."""
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
    heads = [f"{title} {text[:_HEAD]}" for title, text in texts]
    counts = [Counter(stem(word) for word in tokens(head) if word not in _COMMON) for head in heads]
    spread = Counter(word for count in counts for word in count)
    found: list[Vector] = []
    for count in counts:
        raw = {w: n * (1 + math.log((1 + len(heads)) / (1 + spread[w]))) for w, n in count.items()}
        norm = math.sqrt(sum(value * value for value in raw.values())) or 1.0
        found.append({word: value / norm for word, value in raw.items()})
    return found


def _cosine(one: Vector, other: Vector) -> float:
    return sum(value * other.get(word, 0.0) for word, value in one.items())


class Leaders:
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
        best = max(((_cosine(vector, self._vectors[n]), -n) for n in near), default=(0.0, 1))
        return -best[1], best[0]


def paper(article: Article) -> str:
    """The DOI of the paper that *article* is, or tells of; "" where there is none."""
    return article.key.removeprefix("doi:") if article.key.startswith("doi:") else urls.paper_in(body(article))


def behind(verdicts: Sequence[Verdict], single: Sequence[Candidate]) -> list[Verdict]:
    """A paper that is no reading for survivors still belongs to the story of whoever tells of it in plain words."""
    tellers = {doi: c.article.key for c in reversed(single) if (doi := paper(c.article))}
    found = []
    for verdict in verdicts:
        candidate = verdict.candidate
        alone = verdict.outcome == "rejected" and candidate.story == candidate.article.key
        teller = tellers.get(paper(candidate.article)) if alone else None
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
