"""Finding phrases in a text, all lists in one pass over its words; and in its sentences: what is said, what denied."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest
from typing import Any

from pipeline import text

_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)?|[%$£€]")
_PART = re.compile(r"\.\.|#|[%$£€]|[^\W_]+(?:'[^\W_]+)?\*?[^\W_]*")
_ANY = ".."
_GAP = 3  # how many words ".." may stand for
_PAUSE = re.compile(r"[,;:()—–…]|\s-+\s|[.!?]+[\"'”’)\]]*\s")
_ENDS = frozenset(["and", "but", "instead", "just", "simply", "then"])  # after these a "not" holds no more
_ENDED = (".", "!", ",", ";")
_HEADING = 12  # words; a line that is no longer, and has no full stop, is a heading


def tokens(of: str) -> list[str]:
    """Lower-case words; hyphens part them, a possessive is dropped."""
    folded = of.lower().replace("’", "'")
    return [token.removesuffix("'s") for token in _TOKEN.findall(folded)]


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase that was found: the words as they stand in the text, and from where to where."""

    words: str
    at: int
    end: int


_Phrase = tuple[tuple[str, ...], list[str]]  # its words, and the lists that have it


class Matcher:
    """Named lists of phrases, ready to be found."""

    def __init__(self, lists: Mapping[str, Iterable[str]]) -> None:
        names: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for name, phrases in lists.items():
            for phrase in phrases:
                parts = tuple(_PART.findall(phrase.lower()))
                if parts and name not in names[parts]:
                    names[parts].append(name)
        self._starts: dict[str, list[_Phrase]] = defaultdict(list)
        for parts, found in names.items():
            head, star, _ = parts[0].partition("*")  # an open word by its first letters
            self._starts[f"{head[:3]}*" if star else head].append((parts, found))
        self._begun: dict[str, Mapping[str, list[_Phrase]]] = {}

    def find(self, words: Sequence[str]) -> dict[str, list[Hit]]:
        """The hits of each list that has any, in the order of the text."""
        found: dict[str, list[Hit]] = defaultdict(list)
        for at, (word, second) in enumerate(zip_longest(words, words[1:], fillvalue="")):
            begun = self._begun.get(word) or self._begin(word)
            for parts, names in (*begun[_ANY], *begun.get(second, ())):
                end = _match(parts, words, at)
                if end:
                    hit = Hit(" ".join(words[at:end]), at, end)
                    for name in names:
                        found[name].append(hit)
        return found

    def _begin(self, word: str) -> Mapping[str, list[_Phrase]]:
        """The phrases that begin with a word, by a plain second word; kept, since most words come again."""
        begun: dict[str, list[_Phrase]] = {_ANY: []}
        for start in dict.fromkeys((word, f"{word[:2]}*", f"{word[:3]}*", "#" if word[0].isdigit() else "")):
            for parts, names in self._starts.get(start, ()):
                if _same(parts[0], word):
                    second = parts[1] if parts[1:] and parts[1] != "#" and "*" not in parts[1] else _ANY
                    begun.setdefault(second, []).append((parts, names))
        return self._begun.setdefault(word, begun)


def _match(parts: Sequence[str], words: Sequence[str], at: int) -> int:
    """Where the phrase that starts at *at* ends, or 0."""
    gap = False
    for part in parts:
        if part == "..":
            gap = True
            continue
        last = min(at + _GAP if gap else at, len(words) - 1)
        while at <= last and not _same(part, words[at]):
            at += 1
        if at > last:
            return 0
        at, gap = at + 1, False
    return at


def _same(part: str, word: str) -> bool:
    if part == word:
        return True
    if part == "#":
        return word[0].isdigit()
    head, star, tail = part.partition("*")
    if not star:
        return False
    return len(word) >= len(head) + len(tail) and word.startswith(head) and word.endswith(tail)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One sentence. The places of its hits count from its first word."""

    text: str
    words: Sequence[str]
    starts: frozenset[int]  # places where a new part of the sentence begins, after a comma or a dash
    hits: Mapping[str, Sequence[Hit]]
    head: bool  # whether it is the title or a heading

    def has(self, *names: str) -> bool:
        """Whether any of these lists has a phrase here."""
        return any(name in self.hits for name in names)


def said(title: str, body: str) -> tuple[Said, ...]:
    """The sentences of a title and a text, the title first; a sentence that comes twice counts once."""
    rows: dict[str, bool] = {}
    for line in (title, *body.splitlines()):
        head = line is title or (len(line.split()) <= _HEADING and line.rstrip()[-1:] not in _ENDED)
        for row in text.sentences(line):
            rows.setdefault(row, head)
    return tuple(one for one in (_said(row, head=head) for row, head in rows.items()) if one.words)


def _said(row: str, *, head: bool) -> Said:
    words: list[str] = []
    starts = []
    for part in _PAUSE.split(row):
        starts.append(len(words))
        words += tokens(part)
    return Said(text=row, words=words, starts=frozenset(starts), hits=_matcher().find(words), head=head)


def before(one: Said, hit: Hit, name: str, reach: int = 9) -> Iterator[Hit]:
    """The phrases of a list that stand before *hit* and carry over to it: in the same part, or in a list of "or"."""
    for other in one.hits.get(name, ()):
        if not other.end <= hit.at <= other.end + reach or not _ENDS.isdisjoint(one.words[other.end : hit.at]):
            continue
        pauses = any(other.end <= at <= hit.at for at in one.starts)
        if not pauses or not {"or", "nor"}.isdisjoint(one.words[other.end : hit.at + 6]):
            yield other


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
    acts = text.table("caution")["acts"]
    return frozenset(acts["order"]), frozenset(acts["lead"])


@cache
def _matcher() -> Matcher:
    """All phrases of caution.toml and claims.toml, ready to be found in one pass."""
    caution, claims = text.table("caution"), text.table("claims")
    lists = {f"act {name}": caution["acts"][name] for name in ("tell", "person", "praise")}
    lists |= {name: spelled(phrases) for name, phrases in claims["says"].items()}
    for table in (*caution["subjects"], *claims["claims"]):
        for part in ("text", "beside", "beside_it", "change", "risk", "on", "near", "care"):
            if part in table:
                lists[f"{table['name']} {part}"] = spelled(table[part])
    return Matcher(lists)


def spelled(phrases: Iterable[str]) -> tuple[str, ...]:
    """Phrases with every ``@list`` spelled out, also inside a phrase."""
    claims = text.table("claims")
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
