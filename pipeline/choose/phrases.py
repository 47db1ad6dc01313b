"""Finding a profile's phrases in a text, all lists in one pass over its words."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)?|[%$£€]")
_PART = re.compile(r"\.\.|#|[%$£€]|[^\W_]+(?:'[^\W_]+)?\*?[^\W_]*")
_GAP = 3  # how many words ".." may stand for


def tokens(text: str) -> list[str]:
    """Lower-case words; hyphens part them, a possessive is dropped."""
    folded = text.lower().replace("’", "'")
    return [token.removesuffix("'s") for token in _TOKEN.findall(folded)]


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase that was found: the words as they stand in the text, and from where to where."""

    words: str
    at: int
    end: int


class Matcher:
    """Named lists of phrases, ready to be found."""

    def __init__(self, lists: Mapping[str, Iterable[str]]) -> None:
        names: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for name, phrases in lists.items():
            for phrase in phrases:
                parts = tuple(_PART.findall(phrase.lower()))
                if parts and name not in names[parts]:
                    names[parts].append(name)
        self._starts: dict[str, list[tuple[tuple[str, ...], list[str]]]] = defaultdict(list)
        for parts, found in names.items():
            start, second = _start(parts[0]), parts[1] if len(parts) > 1 else ".."
            plain = second not in ("..", "#") and "*" not in second
            self._starts[f"{start} {second}" if plain else start].append((parts, found))

    def find(self, words: Sequence[str]) -> dict[str, list[Hit]]:
        """The hits of each list that has any, in the order of the text."""
        found: dict[str, list[Hit]] = defaultdict(list)
        for at, word in enumerate(words):
            number = "#" if word[0].isdigit() else ""
            second = words[at + 1] if at + 1 < len(words) else ""
            for start in (word, f"{word[:2]}*", f"{word[:3]}*", number):
                for parts, names in (*self._starts.get(start, ()), *self._starts.get(f"{start} {second}", ())):
                    end = _match(parts, words, at)
                    if end:
                        hit = Hit(" ".join(words[at:end]), at, end)
                        for name in names:
                            found[name].append(hit)
        return found


def _start(part: str) -> str:
    """Where a phrase is looked up: by its first word, or by the first letters of one with an open ending."""
    head, star, _ = part.partition("*")
    return f"{head[:3]}*" if star else part


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
