"""Blurbs: whole sentences of the article itself that stand alone and say what it gives, with key words in bold."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Final

from pipeline import text
from pipeline.choose.phrases import tokens
from pipeline.choose.score import stem

_LONGEST: Final = 50  # words
_FITTING: Final = 40  # words; more only where that tells much more
_SHORTEST: Final = 6
_ENOUGH: Final = 15  # words; a shorter blurb says little
_LOOK: Final = 60  # sentences of a page; what follows is rarely the point
_MOST: Final = 3  # sentences of a blurb, and of an article's opening that may say what it is about
_SUMMARY: Final = 120  # words; what is longer is a text, not a summary
_TALE: Final = 2  # words such as "I" and "my" that make an article somebody's own tale
_I = re.compile(r"\b(?:I|[Mm]y|[Mm]e|[Mm]yself|[Mm]ine|I['’](?:m|ve|ll|d))\b")
_ROW = re.compile(
    r"(^[^:;,()“”?]*\b(?:includ(?:es?|ing)|covers|such as|like) |^|: )([^:;,()“”?]+(?:, [^:;,()“”?]+)+)(?=[.:;])"
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


@cache
def _pattern(name: str) -> re.Pattern[str]:
    """A list of expressions in blurb.toml, as one; those of ``leans`` match whole words where a sentence begins."""
    parts = "|".join(f"(?:{part})" for part in text.table("blurb")[name])
    return re.compile(rf"^(?:{parts})(?!\w)" if name == "leans" else parts, re.IGNORECASE)


@cache
def _listed(name: str) -> frozenset[str]:
    """The words of a list in blurb.toml, and their stems."""
    words = text.table("blurb")[name].split()
    return frozenset((*words, *map(stem, words), *_stems(words)))


def _stems(words: Iterable[str], *without: str) -> set[str]:
    return {one[:7] for one in {*map(stem, words)}.difference(*map(_listed, without))}  # depress-ion, -ive


def blurb(seen: str, title: str, about: Collection[str], *, told: str = "") -> str:
    """Whole sentences of *seen* that together say what the article gives; "" where none stands alone.

    *about*: words of its topic. *told*: all that is known of the article, which tells whose "I" it is: the first person
    comes with its speaker ("A survivor writes: …"). Bare lists become sentences, and hard terms are explained.
    """
    said = [_mended(sentence) for sentence in text.sentences(seen.replace("**", ""))[:_LOOK]]
    if head := _pattern("treatment").match(title):  # then "the treatment" is the one that the title names
        said[:1] = [_pattern("the_treatment").sub(head[0].capitalize(), sentence) for sentence in said[:1]]
    if len(seen.split()) <= _SUMMARY:  # in a whole text such lists are captions and menus
        said = [_in_a_sentence(sentence, after) for sentence, after in pairwise((*said, ""))]
    said = [_ROW.sub(_joined, sentence) for sentence in said]
    wanted = _stems((*about, *tokens(title)), "thin")
    told = f"{title} {told or seen}"
    tale = len(_I.findall(re.sub(r"[^.!?]*\?", "", told))) >= _TALE and not _pattern("you").search(told)
    best, found, personal = float("-inf"), "", False
    for place, unit in _units(said, title, wanted):
        whole = " ".join(unit)
        own = _I.search(re.sub("“[^”]*”", "", whole)) or (tale and not any(map(_pattern("do").match, unit)))
        left = [one for one in said[:place] if one not in unit]
        if not (own and (len(left) < place or _pattern("framed").search(whole))):  # a quotation leaves nothing out
            worth = _worth(place, unit, left, wanted, title) - 0.8 * bool(own)
            best, found, personal = max((best, found, personal), (worth, whole, bool(own)))
    if not personal:
        return _explained(found, "()")
    who = next((who for who in ("family", "survivor") if _pattern(who).search(told)), "")
    speaker = {"family": "A family member", "survivor": "A survivor"}.get(who, "The author")
    return f"{speaker} writes: “{_explained(found, '[]').replace('“', '‘').replace('”', '’')}”"


def _units(said: Sequence[str], title: str, wanted: set[str]) -> Iterator[tuple[int, Sequence[str]]]:
    """What could be a blurb, with its place: sentences in a row; an opening may be from further up, but of no tale."""
    whole = [_whole(one, title) or _pattern("answers").fullmatch(one) for one in said]
    alone = [whole[i] and _stands_alone(one) for i, one in enumerate(said)]
    for i in filter(alone.__getitem__, range(len(said))):
        for end in range(i + 1, min(i + _MOST, len(said)) + 1):
            unit = said[i:end]
            count = len(" ".join(unit).split())
            if count > _LONGEST or not whole[end - 1]:
                break
            if count < _SHORTEST or unit[-1].endswith("?"):
                continue
            yield i, unit
            free = len(unit) < _MOST and not _pattern("do").match(said[i - 1])  # nor a step after others
            for opening in (said[k] for k in range(min(i - 1, _MOST)) if alone[k] and not said[k].endswith("?")):
                told = wanted & _stems(tokens(opening)) - _stems(tokens(" ".join(unit)))
                fits = free and count + len(opening.split()) <= _LONGEST
                if told and fits and not any(map(_I.search, (opening, *unit))):
                    yield i, (opening, *unit)


def in_bold(words: str, title: str, about: Collection[str]) -> str:
    """*words* with up to three key words in bold: what the title or the topic names, else what is named at all."""
    wanted = _stems((*about, *tokens(title)), "dull", "thin")
    named = _stems(tokens(title)) & wanted
    begin = words.find("“") + 1
    said = [word[0] for word in _WORD.finditer(words, begin) if word[0].islower() or word.start() == begin]  # no names
    things = [word for word in said if _pattern("named").search(word) and _stems(tokens(word), "dull", "thin")]
    keys = [word for word in said if len(word) > 2 and _akin(word, wanted)] or sorted(things, key=len)[-1:]
    one = rf"\b(?:{'|'.join(map(re.escape, keys))})\b" if keys else r"(?!)"
    runs = re.finditer(rf"{one}(?: {one}){{,2}}", words)
    fit = [run for run in runs if not _pattern("not").search(words[: run.start()])]
    best = max(fit, key=lambda run: sum(1 + _akin(word, named) for word in run[0].split()), default=None)
    return f"{words[: best.start()]}**{best[0]}**{words[best.end() :]}" if best else words


def _akin(word: str, stems: Collection[str]) -> bool:
    """Whether *word* is one of *stems*, or begins as one does ("depressive", "depression")."""
    return any(mine[:5] == other[:5] for mine in _stems(tokens(word)) for other in stems)


def _mended(sentence: str) -> str:
    """A sentence without what only joins it to a page."""
    for pattern, put in text.table("blurb")["mends"]:
        mended = re.sub(pattern, put, sentence, flags=re.IGNORECASE)
        sentence = mended if mended[:1] == sentence[:1] else mended[:1].upper() + mended[1:]
    told, _, rest = sentence.partition("; ")
    return f"{told}." if _pattern("do").match(rest) and not _pattern("do").match(told) else sentence


def _joined(row: re.Match[str]) -> str:
    """Things in a row or instructions, with an "and" before the last."""
    *items, last = row[2].split(", ")
    advice = _pattern("do").match(items[0]) and _pattern("do").match(last)
    things = row[1] and not any(_verbs(item) or _pattern("clause").search(item) for item in (*items, last))
    more = re.search(r"\b(?:and|or) (.*)", last)
    if _I.search(row.string) or not (advice or things) or (more and (not advice or _pattern("do").match(more[1]))):
        return row[0]
    return f"{row[1]}{', '.join(items)}{',' if advice or len(items) > 1 else ''} and {last}"


def _explained(words: str, brackets: str) -> str:
    """*words* with plain words in *brackets* after the first mention of a term that nothing there explains."""
    for term, plain in text.table("blurb")["plain"].items():
        found = re.search(rf"\b(?:{term})\b", words, re.IGNORECASE)
        if not found or _pattern("explains").match(words, found.end()):
            continue
        key, around = _stems(tokens(plain), "thin"), _stems(tokens(words.replace(found[0], "")))
        if 2 * sum(_akin(word, around) for word in key) < len(key):
            words = f"{words[: found.end()]} {brackets[0]}{plain}{brackets[1]}{words[found.end() :]}"
    return words


def _whole(sentence: str, title: str) -> bool:
    """Whether a sentence is whole, and no part of a page's furniture or of an offer."""
    return bool(
        _pattern("whole").match(sentence)
        and 4 <= len(sentence.split()) <= _LONGEST
        and not any(_pattern(name).search(sentence) for name in ("furniture", "offer", "fragment"))
        and tokens(sentence) != tokens(title)
    )


def _stands_alone(sentence: str) -> bool:
    """Whether it needs no sentence before it: no opening that leans on one, nor a "she" or an "it" without a name."""
    if sentence.endswith("?"):
        return not (_I.search(sentence) or _pattern("leans").match(sentence))
    sentence = _pattern("expletive").sub("", sentence)
    bare = len(sentence.split()) < _SHORTEST or (_pattern("thing").match(sentence) and ":" not in sentence)
    if bare and not (_pattern("verb").search(sentence) or _verbs(sentence)):
        return False  # "A talk with a nurse."
    if _pattern("leans").match(sentence) or _pattern("leans_within").search(sentence):
        return False
    if (his := _pattern("his").search(sentence)) and not _pattern("person").search(sentence[: his.start()]):
        return False
    them = _pattern("them").search(sentence)
    before = tokens(_pattern("do").sub(r"\1", sentence[: them.start()])) if them else []
    return not them or any(word not in _listed("thin") for word in before)


def _verbs(sentence: str) -> int:
    """How many words of *sentence* are verbs, by a list of the usual ones; "can see" has one, "to see" none."""
    return len(_pattern("past").findall(sentence)) + sum(
        stem(word) in _listed("verbs")
        and not (word.endswith("ing") or before.endswith("ed") or before in _listed("before_verbs"))
        for before, word in pairwise(["", *tokens(sentence)])
    )


def _in_a_sentence(said: str, after: str) -> str:
    """*said* as a sentence where it lists what an article has ("Signs to watch for.") or asks it; else as it is."""
    if _pattern("asks").match(said) and not _pattern("answers").match(after) and _gives(after or ".") <= 0:
        return f"The article looks at this question: “{said}”"
    main = re.split("[:;]", said)[0]
    listed = _pattern("lists").match(main)
    if not listed or said[-1] != "." or len(said.split()) < 4 or _listed("thin") & {*tokens(listed["before"] or "")}:
        return said
    head = main[: listed.end()] if listed["before"] is listed["piece"] else listed["before"] or ""
    if _verbs(head) + _verbs(main[listed.end() :]) > len(_pattern("clause").findall(main)):
        return said
    opens = "Here is" if listed["piece"] else "The article covers"
    return f"{opens} {said if said[1:2].isupper() else said[0].lower() + said[1:]}"


def _worth(place: int, said: Sequence[str], left: Sequence[str], wanted: set[str], title: str) -> float:
    """How much a blurb tells; less for hard words, and for "the role" if only sentences that are *left* out name it."""
    whole, count = " ".join(said), len(" ".join(said).split())
    sharp = wanted - _listed("dull") or wanted
    gives, named = list(map(_gives, said)), _stems(tokens(whole))
    before = _stems(tokens(" ".join(left)), "thin", "dull") - _stems(tokens(title))
    taken, new = (
        [_stems(tokens(" ".join(the.groups("")))) - _stems(tokens(whole[: the.start()])) for the in found]
        for found in (_pattern("the").finditer(whole), _pattern("subject").finditer(whole))
    )
    return (
        2 * (not wanted or bool(named & sharp))
        + bool(named & _stems(tokens(title), "thin", "dull"))
        + 0.5 * (max(gives) + sum(max(0, more) for more in gives))
        - 0.5 * sum(more < 0 for more in gives[1:])
        + 0.5 * bool(_pattern("you").search(whole))
        + 0.05 * min(count, _FITTING)
        - 0.15 * (max(0, _ENOUGH - count) + max(0, count - _FITTING))
        - 1.5 * sum(bool(_pattern(name).search(one)) for name in ("numbers", "vague", "praise") for one in said)
        - 0.8 * sum(bool(_pattern(name).search(one)) for name in ("we", "clinical") for one in said)
        - 1.5 * (bool(_pattern("danger").search(whole)) and gives[-1] <= 0)
        - min(1.2, 0.15 * max(0.0, text.grade(whole) - 6))
        - 0.15 * min(place, 12)
        - 0.2 * (len(left) < place)  # an opening from further up
        - 2.5 * sum(bool(before & words) for words in taken)
        - 1.5 * sum(len(words - wanted - _listed("body")) == len(words) > 0 for words in new)
    )


def _gives(sentence: str) -> float:
    """How far a sentence says what a reader gets: something to do, help, a result; less than 0 for background."""
    promises, helps, scene, lists = (bool(_pattern(n).search(sentence)) for n in ("promise", "gives", "scene", "list"))
    sells = _pattern("praise").search(sentence) or _pattern("vague").search(sentence)  # a claim is no help
    gives = 0 if sells else min(3, 1.5 * (bool(_pattern("do").match(sentence)) + lists + promises) + 0.8 * helps)
    return gives - (0.4 if gives else 1) * scene
