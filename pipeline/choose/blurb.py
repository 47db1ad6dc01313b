"""Blurbs: one or two whole sentences of the article itself that stand alone, and the key words set in bold."""

import re
from collections.abc import Collection, Sequence
from functools import cache
from itertools import pairwise
from typing import Final

from pipeline import text
from pipeline.choose.phrases import tokens
from pipeline.choose.score import stem
from pipeline.config import resources

_LONGEST: Final = (40, 50)  # words; the second only where nothing shorter will do
_SHORTEST: Final = 6
_ENOUGH: Final = 15  # words; a shorter blurb says little
_LOOK: Final = 60  # sentences of a page; what follows is rarely the point
_BOLD: Final = 3  # key words; with more of them nothing stands out
_TALE: Final = 2  # words such as "I" and "my" that make an article somebody's own tale

_I = re.compile(r"\b(?:I|[Mm]y|[Mm]e|[Mm]yself|[Mm]ine|I['’](?:m|ve|ll|d))\b")
_WE = re.compile(r"\b(?:we|our|us|we['’](?:re|ve|ll|d))\b", re.IGNORECASE)
_YOU = re.compile(r"\b(?:you|your|yourself|you['’](?:re|ve|ll|d))\b", re.IGNORECASE)
_HIS = re.compile(r"\b(?:he|she|him|his|hers?)\b", re.IGNORECASE)
_THEM = re.compile(r"\b(?:it|its|they|them|theirs?|this|these|those)\b", re.IGNORECASE)
_LIST = re.compile(r":[^.:]+,[^.:]+(?:,| and | or )")
"""A colon with what the article gives, one after the other."""
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_NOT = re.compile(r"\b(?:not|no|never|without|don['’]t|avoid) $", re.IGNORECASE)
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


def _stems(words: Collection[str], *without: str) -> set[str]:
    return {stem(word) for word in words} - {stem(word) for name in without for word in _listed(name)}


def blurb(seen: str, title: str, about: Collection[str], *, told: str = "") -> str:
    """One or two whole sentences of *seen* that say what the article gives; "" where none stands alone.

    *about*: words of its topic. *told*: all that is known of the article, which tells whose "I" it is; a sentence in
    the first person comes with its speaker ("A survivor writes: …"), since the newsletter itself had no stroke.
    """
    said = [_GAP.sub("", sentence) for sentence in text.sentences(seen.replace("**", ""))[:_LOOK]]
    wanted = _stems((*about, *tokens(title)), "thin")
    told = f"{title} {told or seen}"
    for longest in _LONGEST:
        units = [unit for unit in _units(said, title, longest) if _names(unit[1], wanted)]
        if units:
            found = " ".join(max(units, key=lambda unit: _worth(unit, wanted))[1])
            if not _is_personal(found, told):
                return found
            return f"{_speaker(told)} writes: “{found.replace('“', '‘').replace('”', '’')}”"
    return ""


def _units(said: Sequence[str], title: str, longest: int) -> list[tuple[int, tuple[str, ...]]]:
    """What could be a blurb, with its place: a sentence that stands alone, with the next one where both are short.

    A question may open one that the next sentence answers.
    """
    units: list[tuple[int, tuple[str, ...]]] = []
    whole = [_whole(sentence, title, longest) for sentence in said]
    units += [(i, (one,)) for i, one in enumerate(said) if whole[i] and _stands_alone(one)]
    for i, pair in enumerate(pairwise(said)):
        opens = _asks(pair[0]) or (whole[i] and _stands_alone(pair[0]))
        if opens and whole[i + 1] and sum(map(_count, pair)) <= longest and tokens(pair[0]) != tokens(title):
            units.append((i, pair))
    return units


def _asks(sentence: str) -> bool:
    """Whether it is a question that can open a blurb."""
    return (
        sentence.endswith("?")
        and _count(sentence) > 3
        and sentence[0].isupper()
        and not _I.search(sentence)
        and not _pattern("leans").match(sentence)
        and not _pattern("furniture").search(sentence)
    )


def in_bold(words: str, title: str, about: Collection[str]) -> str:
    """*words* with up to three key words in bold, those that the title or the topic names; else as they are."""
    wanted = _stems((*about, *tokens(title)), "dull", "thin")
    named = _stems(tokens(title)) & wanted
    runs: list[list[re.Match[str]]] = []
    begin = words.find("“") + 1
    for word in _WORD.finditer(words, begin):
        named_only = word[0][0].isupper() and word.start() > begin  # a name tells nothing to those who skim
        if named_only or len(word[0]) < 4 or _NOT.search(words[: word.start()]):
            continue
        if not wanted & _stems(tokens(word[0])):
            continue
        if runs and len(runs[-1]) < _BOLD and words[runs[-1][-1].end() : word.start()] == " ":
            runs[-1].append(word)
        else:
            runs.append([word])
    if not runs:
        return words
    best = max(runs, key=lambda run: (sum(1 + bool(named & _stems(tokens(w[0]))) for w in run), -run[0].start()))
    start, end = best[0].start(), best[-1].end()
    return f"{words[:start]}**{words[start:end]}**{words[end:]}"


def _whole(sentence: str, title: str, longest: int) -> bool:
    """Whether a sentence is whole, a statement, and no part of a page's furniture or of an offer."""
    return (
        4 <= _count(sentence) <= longest
        and sentence.rstrip("\"'”’)")[-1:] in (".", "!")
        and (sentence[0].isupper() or sentence[0].isdigit())
        and "?" not in sentence
        and sentence.count('"') % 2 == 0
        and sentence.count("“") == sentence.count("”")
        and not _pattern("furniture").search(sentence)
        and not _pattern("offer").search(sentence)
        and tokens(sentence) != tokens(title)
    )


def _stands_alone(sentence: str) -> bool:
    """Whether it needs no sentence before it: no opening that leans on one, nor a "she" or an "it" without a name."""
    if _count(sentence) < _SHORTEST or not _says(sentence):
        return False
    if _pattern("leans").match(sentence) or _pattern("leans_within").search(sentence):
        return False
    if (his := _HIS.search(sentence)) and not _pattern("person").search(sentence[: his.start()]):
        return False
    them = _THEM.search(sentence)
    before = tokens(sentence[: them.start()]) if them else []
    opens = before[:1] and before[0] in _listed("do")
    return not them or any(word not in _listed("thin") for word in (before[1:] if opens else before))


def _says(sentence: str) -> bool:
    """Whether it says something: it is no bare "A talk with a nurse.", unless it lists something after a colon."""
    return not _pattern("thing").match(sentence) or ":" in sentence or bool(_pattern("verb").search(sentence))


def _names(said: Sequence[str], wanted: Collection[str]) -> bool:
    """Whether an "it" in these sentences can be understood: something of the title or the topic is named, too."""
    whole = " ".join(said)
    return not wanted or not _THEM.search(whole) or bool(_stems(tokens(whole)) & set(wanted))


def _worth(unit: tuple[int, Sequence[str]], wanted: Collection[str]) -> float:
    """How much a blurb tells: its topic, something to do, you; less for numbers, hard words, what stands far down."""
    place, said = unit
    whole, count = " ".join(said), sum(map(_count, said))
    sharp = set(wanted) - _stems(_listed("dull")) or set(wanted)
    on_topic = [not wanted or bool(_stems(tokens(sentence)) & sharp) for sentence in said]
    does = sum(sentence.split()[0].lower() in _listed("do") for sentence in said)
    return (
        (3 if on_topic[0] else any(on_topic))
        + min(2, len(_pattern("gives").findall(whole)))
        + 1.5 * min(2, does)
        + 1.5 * bool(_LIST.search(whole))
        + bool(_YOU.search(whole))
        + 0.08 * min(count, 30)
        - 0.15 * max(0, _ENOUGH - count)
        - 1.5 * (not all(map(_says, said)))
        - 1.5 * bool(_I.search(whole))
        - bool(_WE.search(whole))
        - 1.5 * sum(bool(_pattern("numbers").search(sentence)) for sentence in said)
        - min(1.2, 0.15 * max(0.0, text.grade(whole) - 6))
        - 0.15 * min(place, 12)
    )


def _is_personal(found: str, told: str) -> bool:
    """Whether *found* is somebody's own tale: said as "I", or out of one, and neither advice nor about you."""
    if _I.search(found):
        return True
    tale = len(_I.findall(told)) >= _TALE and not _YOU.search(told)
    return tale and not any(sentence.split()[0].lower() in _listed("do") for sentence in text.sentences(found))


def _speaker(told: str) -> str:
    if _pattern("family").search(told):
        return "A family member"
    return "A survivor" if _pattern("survivor").search(told) else "The author"


def _count(sentence: str) -> int:
    return len(text.words(sentence))
