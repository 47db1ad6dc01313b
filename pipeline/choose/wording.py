"""Wording: sentences of an article made to stand in an email."""

import re
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from itertools import pairwise
from typing import Final

from pipeline import text
from pipeline.choose.phrases import tokens
from pipeline.choose.score import stem

_LOOK: Final = 60  # sentences of a page; what follows is rarely the point
_SUMMARY: Final = 120  # words; what is longer is a text, not a summary
_ROW = re.compile(
    r"(^[^:;,()“”?]*\b(?:includ(?:es?|ing)|covers|such as|like) |^|: )"
    r"([^:;,()“”?]+(?:, [^:;,()“”?]+)+?)(?=[.:;]|, with )"
)
_NAMED: Final = 4  # words of what a question asks about


@cache
def pattern(name: str) -> re.Pattern[str]:
    """A list of expressions in blurb.toml, as one; those of ``leans`` match whole words where a sentence begins."""
    parts = "|".join(f"(?:{part})" for part in text.table("blurb")[name])
    return re.compile(rf"^(?:{parts})(?!\w)" if name == "leans" else parts, re.IGNORECASE)


@cache
def listed(name: str) -> frozenset[str]:
    """The words of a list in blurb.toml, and their stems."""
    words = text.table("blurb")[name].split()
    return frozenset((*words, *map(stem, words), *stems(words)))


def stems(words: Iterable[str], *without: str) -> set[str]:
    """The stems of *words*, but of those on the lists *without*."""
    return {one[:7] for one in {*map(stem, words)}.difference(*map(listed, without))}  # depress-ion, -ive


def akin(word: str, others: Collection[str]) -> bool:
    """Whether *word* has one of these stems, or begins as one does ("depressive", "depression")."""
    return any(mine[:5] == other[:5] for mine in stems(tokens(word)) for other in others)


def reworded(seen: str, title: str) -> list[str]:
    """The sentences of a text, each made fit to stand in an email."""
    own = pattern("self").search(seen)
    said = [
        _mended(sentence, *(() if own else ("plainly",)), "mends")
        for sentence in dict.fromkeys(text.sentences(seen.replace("**", ""))[:_LOOK])
    ]
    if head := pattern("treatment").match(title):  # then "the treatment" is the one that the title names
        said[:1] = [pattern("the_treatment").sub(head[0].capitalize(), sentence) for sentence in said[:1]]
    if len(seen.split()) <= _SUMMARY:  # in a whole text such lists are captions and menus
        said = [_in_a_sentence(sentence, after) for sentence, after in pairwise((*said, ""))]
    return said if own else [_ROW.sub(_joined, sentence) for sentence in said]


def _mended(sentence: str, *tables: str) -> str:
    """A sentence without what only joins it to a page, and what else these *tables* put otherwise."""
    for found, put in (mend for table in tables for mend in text.table("blurb")[table]):
        mended = re.sub(found, put, sentence, flags=re.IGNORECASE)
        sentence = mended if mended[:1] == sentence[:1] else mended[:1].upper() + mended[1:]
    told, _, rest = sentence.partition("; ")
    return f"{told}." if pattern("do").match(rest) and not pattern("do").match(told) else sentence


def _joined(row: re.Match[str]) -> str:
    """Things in a row or instructions, with an "and" before the last."""
    *items, last = re.sub(", and (?=[^,]*$)", ", ", row[2]).split(", ")
    advice = pattern("do").match(items[0]) and pattern("do").match(last)
    things = row[1] and not any(verbs(item) or pattern("clause").search(item) for item in (*items, last))
    more = re.search(r"\b(?:and|or) (.*)", last)
    sure = pattern("we").search(row.string) or (more and (not advice or pattern("do").match(more[1])))
    if sure or not (advice or things):
        return row[0]
    if not advice:
        return f"{row[1]}{', '.join(items)}{',' if len(items) > 1 else ''} and {last}"
    told = list[str]()
    for item in (*items, last):
        joined = told and " and " in item and not orders(item)  # "use gestures, charts and pictures, and wait"
        told[-1:] = [f"{told[-1]}, {item}"] if joined else [*told[-1:], item]
    told = [item for item in told if " " in item] or told  # "practice" alone says little
    told[0] = (told[0][0].lower() if row[2][0].islower() else told[0][0].upper()) + told[0][1:]
    parts = "; " if any(", " in item for item in told) else ", "
    told[1:] = [*told[1:-1], f"and {told[-1]}"] if told[1:] else []
    return f"{row[1]}{parts.join(told)}"


def _in_a_sentence(said: str, after: str) -> str:
    """*said* as a sentence where it lists what an article has ("Signs to watch for.") or asks it; else as it is."""
    if pattern("asks").match(said) and not pattern("answers").match(after) and gives(after or ".") <= 0:
        return f"The article explains {told}." if (told := _indirect(said)) else said
    main = re.split("[:;]", said)[0]
    row = pattern("lists").match(main)
    if not row or said[-1] != "." or len(said.split()) < 4 or listed("thin") & {*tokens(row["before"] or "")}:
        return said
    head = main[: row.end()] if row["before"] is row["piece"] else row["before"] or ""
    if verbs(head) + verbs(main[row.end() :]) > len(pattern("clause").findall(main)):
        return said
    verb = "offers" if row["piece"] else "gives" if pattern("given").match(main) else "covers"
    return f"The article {verb} {said if said[1:2].isupper() else said[0].lower() + said[1:]}"


def _indirect(question: str) -> str:
    """A question as it stands within a sentence: "What is it?" as "what it is"; "" where that is not clear."""
    told = list[str]()
    for part in pattern("and_what").split(question[:-1]):
        if not (asked := pattern("asked").fullmatch(part)):
            return ""
        aux, words = asked["aux"].lower(), asked["rest"].split()
        ends = (i for i, word in enumerate(words) if i and (word.endswith("ed") or stem(word) in listed("verbs")))
        at = next(ends, len(words))
        if at == len(words) and (aux not in ("is", "are") or at > _NAMED):
            return ""
        if aux == "does":
            words[at] += "es" if re.search("(?:s|sh|ch|x|o)$", words[at]) else "s"
        told.append(" ".join((asked["word"], *words[:at], *([] if aux in ("do", "does") else [aux]), *words[at:])))
    said = told[0] if len(told) == 1 else f"{', '.join(told[:-1])}, and {told[-1]}"
    return re.sub(r"\bmy\b", "your", said[0].lower() + said[1:])


def orders(sentence: str) -> bool:
    """Whether a sentence tells a reader what to do."""
    return bool(pattern("do").match(sentence)) and not re.match(r"No\b", sentence)


def verbs(sentence: str) -> int:
    """How many words of *sentence* are verbs, by a list of the usual ones; "can see" has one, "to see" none."""
    return len(pattern("past").findall(sentence)) + sum(
        stem(word) in listed("verbs")
        and not (word.endswith("ing") or before.endswith("ed") or before in listed("before_verbs"))
        for before, word in pairwise(["", *tokens(sentence)])
    )


def gives(sentence: str) -> float:
    """How far a sentence says what a reader gets: something to do, help, a result; less than 0 for background."""
    promises, helps, scene, lists = (bool(pattern(n).search(sentence)) for n in ("promise", "gives", "scene", "list"))
    sells = pattern("praise").search(sentence) or pattern("vague").search(sentence)  # a claim is no help
    much = 0 if sells else min(3, 1.5 * (bool(pattern("do").match(sentence)) + lists + promises) + 0.8 * helps)
    return much - (0.4 if much else 1) * scene


def told(unit: Sequence[str], *, american: bool) -> str:
    """Sentences in a row, with whose advice it is before the first that tells a reader what to do; in *american*
    spelling, but for names and quotations."""
    at = next((i for i, one in enumerate(unit) if orders(one)), None)
    words = " ".join(unit)
    if at is not None and not any(map(pattern("tips").search, unit[:at])) and not pattern("dont").match(unit[at]):
        whose = "Its" if at and unit[at - 1].startswith("The article") else "The article’s"
        says = f"{whose} advice is to" if ":" in unit[at] else f"{whose} advice:"
        words = " ".join((*unit[:at], says, unit[at][0].lower() + unit[at][1:], *unit[at + 1 :]))
    parts = re.split("(“[^”]*”)", _explained(words, "()"))
    for found, put in text.table("blurb")["spelling"] if american else ():
        spelled = re.compile(rf"(?:^|(?<=[.!?] )|(?=(?-i:[a-z]))){found}", re.IGNORECASE)
        parts[::2] = [spelled.sub(put, part) for part in parts[::2]]
    return "".join(parts)


def quoted(words: str, article: str) -> str:
    """Somebody's own words, with who writes them, as far as the *article* says it."""
    who = next((who for who in ("family", "survivor") if pattern(who).search(article)), "")
    speaker = {"family": "A family member", "survivor": "A survivor"}.get(who, "The author")
    inner = re.sub('[“"]([^“”"]*)[”"]', r"‘\1’", _explained(words, "[]"))
    return f"{speaker} writes: “{inner}”"


def _explained(words: str, brackets: str) -> str:
    """*words* with plain words in *brackets* after the first mention of a term that nothing there explains."""
    for term, plain in text.table("blurb")["plain"].items():
        found = re.search(rf"\b(?:{term})\b", words, re.IGNORECASE)
        if not found or pattern("explains").match(words, found.end()):
            continue
        key, around = stems(tokens(plain), "thin"), stems(tokens(words.replace(found[0], "")))
        if 2 * sum(akin(word, around) for word in key) <= len(key):
            words = f"{words[: found.end()]} {brackets[0]}{plain}{brackets[1]}{words[found.end() :]}"
    return words
