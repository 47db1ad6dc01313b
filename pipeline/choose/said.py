"""A text as sentences whose phrases are known: what is said where, what is denied, and what is told."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any

from pipeline import text
from pipeline.choose.phrases import Hit, Matcher, tokens
from pipeline.config import resources

_PAUSE = re.compile(r"[,;:()—–…]|\s-+\s|[.!?]+[\"'”’)\]]*\s")
_ENDS = frozenset(["and", "but", "instead", "just", "simply", "then"])  # after these a "not" holds no more
_HEADING = 12  # words; a line that is no longer, and has no full stop, is a heading


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One sentence. The places of its hits count from its first word."""

    text: str
    words: Sequence[str]
    starts: frozenset[int]
    """Places where a new part of the sentence begins, after a comma or a dash."""
    hits: Mapping[str, Sequence[Hit]]
    head: bool
    """Whether it is the title or a heading."""

    def has(self, *names: str) -> bool:
        """Whether any of these lists has a phrase here."""
        return any(name in self.hits for name in names)


def said(title: str, body: str) -> tuple[Said, ...]:
    """The sentences of a title and a text, the title first; a sentence that comes twice counts once."""
    matcher = _matcher()
    titles = text.sentences(title)
    rows = [*titles, *chain.from_iterable(text.sentences(line) for line in body.splitlines())]
    heads = {line.strip() for line in body.splitlines() if _is_heading(line)}
    made = (_said(row, matcher, head=row in titles or row in heads) for row in dict.fromkeys(rows))
    return tuple(one for one in made if one.words)


def _is_heading(line: str) -> bool:
    return len(line.split()) <= _HEADING and not line.rstrip().endswith((".", "!", ",", ";"))


def _said(row: str, matcher: Matcher, *, head: bool) -> Said:
    words: list[str] = []
    starts = []
    for part in _PAUSE.split(row):
        starts.append(len(words))
        words += tokens(part)
    found = {name: tuple(hits) for name, hits in matcher.find(words).items()}
    return Said(text=row, words=words, starts=frozenset(starts), hits=found, head=head)


def before(one: Said, hit: Hit, name: str, reach: int = 9) -> Iterator[Hit]:
    """The phrases of a list that stand before *hit* and carry over to it: in the same part, or in a list of "or"."""
    for other in one.hits.get(name, ()):
        if other.end <= hit.at <= other.end + reach and _carries(one, other.end, hit.at):
            yield other


def _carries(one: Said, start: int, end: int) -> bool:
    """Whether what is said at *start* still holds at *end*: no "but" between, and no pause unless in a list of "or"."""
    between = one.words[start:end]
    if not _ENDS.isdisjoint(between):
        return False
    pauses = any(start <= at <= end for at in one.starts)
    return not pauses or not {"or", "nor"}.isdisjoint(one.words[start : end + 6])


def denied(one: Said, hit: Hit) -> bool:
    """Whether the sentence says *hit* with a "not", a "never" or an "avoid" that reaches it."""
    cheers = one.hits.get("encourage", ())
    for other in before(one, hit, "not"):
        if not any(cheer.at <= other.at < cheer.end for cheer in cheers):
            return True
    stop = range(max(0, hit.at - 2), hit.at)
    return any(one.words[at] in ("stop", "quit") and one.words[at + 1].endswith("ing") for at in stop)


def acted(one: Said) -> bool:
    """Whether the sentence gives something to act on: an order, advice, a dose, or praise."""
    orders, lead = _orders()
    for start in one.starts:
        for word in one.words[start : start + 4]:
            if word in orders:
                return True
            if word not in lead:
                break
    return one.has("act tell", "act person", "act praise")


@cache
def _orders() -> tuple[frozenset[str], frozenset[str]]:
    acts = resources.table("caution")["acts"]
    return frozenset(acts["order"]), frozenset(acts["lead"])


@cache
def _matcher() -> Matcher:
    """All phrases of caution.toml and claims.toml, ready to be found in one pass."""
    caution, claims = resources.table("caution"), resources.table("claims")
    lists = {f"act {name}": caution["acts"][name] for name in ("tell", "person", "praise")}
    lists |= {name: spelled(phrases) for name, phrases in claims["says"].items()}
    for table in (*caution["subjects"], *claims["claims"]):
        for part in ("text", "beside", "beside_it", "change", "risk", "on", "near", "care"):
            if part in table:
                lists[f"{table['name']} {part}"] = spelled(table[part])
    return Matcher(lists)


def spelled(phrases: Iterable[str]) -> tuple[str, ...]:
    """Phrases with every ``@list`` spelled out, also inside a phrase."""
    claims = resources.table("claims")
    known: Mapping[str, Any] = {**claims["lists"], **claims["says"]}
    found: list[str] = []
    for phrase in phrases:
        head, at, rest = phrase.partition("@")
        if not at:
            found.append(phrase)
            continue
        name, _, tail = rest.partition(" ")
        found += spelled(f"{head}{word} {tail}".strip() for word in known[name])
    return tuple(found)
