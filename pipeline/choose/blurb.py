"""Blurbs: whole sentences of the article itself that stand alone and say what it gives, with key words in bold."""

import math
import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from itertools import pairwise
from operator import itemgetter
from typing import Final

from pipeline import text
from pipeline.choose.phrases import tokens
from pipeline.choose.score import stem
from pipeline.config import resources

_LONGEST: Final = 50  # words
_FITTING: Final = 40  # words; more only where that tells much more
_SHORTEST: Final = 6
_ENOUGH: Final = 15  # words; a shorter blurb says little
_LOOK: Final = 60  # sentences of a page; what follows is rarely the point
_MOST: Final = 4  # sentences of a blurb
_SUMMARY: Final = 120  # words; what is longer is a text, not a summary
_BOLD: Final = 3  # key words; with more of them nothing stands out
_TALE: Final = 2  # words such as "I" and "my" that make an article somebody's own tale

_I = re.compile(r"\b(?:I|[Mm]y|[Mm]e|[Mm]yself|[Mm]ine|I['’](?:m|ve|ll|d))\b")
_LIST = re.compile(r":[^.:]+,[^.:]+(?:,| and | or )")
"""A colon with what the article gives, one after the other."""
_THE = re.compile(r"\b(?:the|this|that|these|those) ([\w-]+)(?: ([\w-]+))?", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_THING = re.compile(r"^\w{4,}(?:[a-z]ion|ment|ness|ity|ance|ence|ship|ies|[a-z][b-rt-z]s|ent|er|ory|age)s?$")
_GAP = re.compile(r"(?<=\w) +(?=[.,;:!?](?:\s|$))")


@cache
def _pattern(name: str) -> re.Pattern[str]:
    """A list of expressions in blurb.toml, as one; those of ``leans`` match whole words where a sentence begins."""
    parts = "|".join(f"(?:{part})" for part in resources.table("blurb")[name])
    return re.compile(rf"^(?:{parts})(?!\w)" if name == "leans" else parts, re.IGNORECASE)


@cache
def _listed(name: str) -> frozenset[str]:
    """The words of a list in blurb.toml."""
    return frozenset(resources.table("blurb")[name].split())


@cache
def _stems_of(name: str) -> frozenset[str]:
    return frozenset(map(stem, _listed(name)))


def _stems(words: Collection[str], *without: str) -> set[str]:
    return {stem(word) for word in words}.difference(*map(_stems_of, without))


def blurb(seen: str, title: str, about: Collection[str], *, told: str = "") -> str:
    """Whole sentences of *seen* that follow each other and say what the article gives; "" where none stands alone.

    *about*: words of its topic. *told*: all that is known of the article, which tells whose "I" it is; a sentence in
    the first person comes with its speaker ("A survivor writes: …"), since the newsletter itself had no stroke.
    What a summary lists without a verb comes in a sentence ("The article covers …").
    """
    said = [_GAP.sub("", sentence) for sentence in text.sentences(seen.replace("**", ""))[:_LOOK]]
    if sum(map(_count, said)) <= _SUMMARY:  # in a whole text such lists are captions and menus
        said = list(map(_in_a_sentence, said))
    wanted = _stems((*about, *tokens(title)), "thin")
    told = f"{title} {told or seen}"
    tale = len(_I.findall(told)) >= _TALE and not _pattern("you").search(told)
    best = (-math.inf, "", False)
    for unit in _units(said, title):
        whole, personal = " ".join(unit[1]), _is_personal(unit[1], tale=tale)
        it_is_known = not wanted or not _pattern("them").search(whole) or wanted & _stems(tokens(whole))
        if it_is_known and not (personal and _pattern("framed").search(whole)):
            worth = _worth(unit, wanted) - _left(unit, said, title) - 0.8 * personal
            best = max(best, (worth, whole, personal), key=itemgetter(0))
    _, found, personal = best
    return f"{_speaker(told)} writes: “{found.replace('“', '‘').replace('”', '’')}”" if personal else found


def _units(said: Sequence[str], title: str) -> Iterator[tuple[int, Sequence[str]]]:
    """What could be a blurb, with its place: a sentence that stands alone, or a question, and those that follow."""
    whole = [_whole(sentence, title) for sentence in said]
    for i, first in enumerate(said):
        asks = first.endswith("?")
        alone = not (_I.search(first) or _pattern("leans").match(first)) if asks else _stands_alone(first)
        if not whole[i] or not alone:
            continue
        for end in range(i + 1, min(i + _MOST, len(said)) + 1):
            unit = said[i:end]
            count = sum(map(_count, unit))
            if count > _LONGEST or not all(whole[i:end]) or any(more.endswith("?") for more in unit[1:]):
                break
            if count >= _SHORTEST and len(unit) > asks:
                yield i, unit


def in_bold(words: str, title: str, about: Collection[str]) -> str:
    """*words* with up to three key words in bold: what the title or the topic names, else what is named at all."""
    wanted = _stems((*about, *tokens(title)), "dull", "thin")
    named = _stems(tokens(title)) & wanted
    begin = words.find("“") + 1
    said = [word for word in _WORD.finditer(words, begin) if word[0].islower() or word.start() == begin]  # no names
    runs: list[list[re.Match[str]]] = []
    for word in said:
        if len(word[0]) < 3 or _pattern("not").search(words[: word.start()]) or not _akin(word[0], wanted):
            continue
        if runs and len(runs[-1]) < _BOLD and words[runs[-1][-1].end() : word.start()] == " ":
            runs[-1].append(word)
        else:
            runs.append([word])
    if not runs:
        things = [word for word in said if _THING.search(word[0]) and _stems(tokens(word[0]), "dull", "thin")]
        runs = [[word] for word in sorted(things, key=lambda word: -len(word[0]))[:1]]
    if not runs:
        return words
    best = max(runs, key=lambda run: (sum(1 + _akin(w[0], named) for w in run), -run[0].start()))
    start, end = best[0].start(), best[-1].end()
    return f"{words[:start]}**{words[start:end]}**{words[end:]}"


def _akin(word: str, stems: Collection[str]) -> bool:
    """Whether *word* is one of *stems*, or begins as one does ("depressive", "depression")."""
    return any(mine[:6] == other[:6] for mine in _stems(tokens(word)) for other in stems)


def _whole(sentence: str, title: str) -> bool:
    """Whether a sentence is whole, and no part of a page's furniture or of an offer."""
    end = sentence.rstrip("\"'”’)")[-1:]
    return (
        4 <= _count(sentence) <= _LONGEST
        and end in (".", "!", "?")
        and (sentence[0].isupper() or sentence[0].isdigit())
        and "?" not in sentence[:-1]
        and sentence.count('"') % 2 == 0
        and sentence.count("“") == sentence.count("”")
        and not any(_pattern(name).search(sentence) for name in ("furniture", "offer", "fragment"))
        and tokens(sentence) != tokens(title)
    )


def _stands_alone(sentence: str) -> bool:
    """Whether it needs no sentence before it: no opening that leans on one, nor a "she" or an "it" without a name."""
    bare = _count(sentence) < _SHORTEST or (_pattern("thing").match(sentence) and ":" not in sentence)
    if bare and not (_pattern("verb").search(sentence) or _verbs(sentence)):
        return False  # "A talk with a nurse."
    if _pattern("leans").match(sentence) or _pattern("leans_within").search(sentence):
        return False
    if (his := _pattern("his").search(sentence)) and not _pattern("person").search(sentence[: his.start()]):
        return False
    them = _pattern("them").search(sentence)
    before = tokens(sentence[: them.start()]) if them else []
    opens = before[:1] and before[0] in _listed("do")
    return not them or any(word not in _listed("thin") for word in (before[1:] if opens else before))


def _verbs(sentence: str) -> int:
    """How many words of *sentence* are verbs, by a list of the usual ones; "can see" has one, "to see" none."""
    return len(_pattern("past").findall(sentence)) + sum(
        stem(word) in _stems_of("verbs")
        and not word.endswith("ing")
        and not before.endswith("ed")
        and before not in _listed("before_verbs")
        for before, word in pairwise(["", *tokens(sentence)])
    )


def _in_a_sentence(said: str) -> str:
    """*said* as a sentence where it only lists what an article has ("Signs to watch for."); else as it is."""
    bare = said.removeprefix("Here are ")
    main = bare.partition(":")[0]
    listed = _pattern("lists").match(main)
    if not listed or said[-1] != "." or _count(said) < 4 or _listed("thin") & {*tokens(listed["before"] or "")}:
        return said
    head = main[: listed.end()] if listed["before"] is listed["piece"] else listed["before"] or ""
    if _verbs(head) + _verbs(main[listed.end() :]) > len(_pattern("clause").findall(main)):
        return said
    opens = "Here is" if listed["piece"] else "The article covers"
    return f"{opens} {bare if bare[1:2].isupper() else bare[0].lower() + bare[1:]}"


def _worth(unit: tuple[int, Sequence[str]], wanted: Collection[str]) -> float:
    """How much a blurb tells: its topic, what the article gives, you; less for numbers, hard words and length."""
    place, said = unit
    whole, count = " ".join(said), sum(map(_count, said))
    sharp = set(wanted) - _stems_of("dull") or set(wanted)
    gives = list(map(_gives, said))
    return (
        2 * (not wanted or bool(_stems(tokens(whole)) & sharp))
        + 0.5 * (max(gives) + sum(max(0, more) for more in gives))
        - sum(more < 0 for more in gives[1:])
        + 0.5 * bool(_pattern("you").search(whole))
        + 0.05 * min(count, 28)
        - 0.15 * max(0, _ENOUGH - count)
        - 0.03 * max(0, count - 32)
        - 0.15 * max(0, count - _FITTING)
        - bool(_pattern("we").search(whole))
        - 1.5 * sum(bool(_pattern(name).search(one)) for name in ("numbers", "vague", "praise") for one in said)
        - min(1.2, 0.15 * max(0.0, text.grade(whole) - 6))
        - 0.15 * min(place, 12)
    )


def _gives(sentence: str) -> float:
    """How far a sentence says what a reader gets: something to do, help, a result; less than 0 for background."""
    does = sentence.split()[0].lower() in _listed("do")
    said = [bool(_pattern(name).search(sentence)) for name in ("promise", "gives", "scene")]
    gives = 1.5 * (does + bool(_LIST.search(sentence)) + said[0]) + 0.8 * said[1]
    return min(3, gives) - (0.4 if gives else 1) * said[2]


def _left(unit: tuple[int, Sequence[str]], said: Sequence[str], title: str) -> float:
    """How much a blurb takes as known ("the role") that only the sentences before it, left out, tell of."""
    whole = " ".join(unit[1])
    before = _stems(tokens(" ".join(said[: unit[0]])), "thin", "dull") - _stems(tokens(title))
    return 2.5 * sum(
        bool(before & _stems([word.lower() for word in the.groups("")]) - _stems(tokens(whole[: the.start()])))
        for the in _THE.finditer(whole)
    )


def _is_personal(said: Sequence[str], *, tale: bool) -> bool:
    """Whether *said* is somebody's own tale: said as "I", or out of one and no advice."""
    advice = any(sentence.split()[0].lower() in _listed("do") for sentence in said)
    return any(map(_I.search, said)) or (tale and not advice)


def _speaker(told: str) -> str:
    if _pattern("family").search(told):
        return "A family member"
    return "A survivor" if _pattern("survivor").search(told) else "The author"


def _count(sentence: str) -> int:
    return len(text.words(sentence))
