"""Wording: sentences of an article made to stand in an email, and what the form of its title says that it gives."""

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
    r"(^[^:;,()“”?]*\b(?:includ(?:es?|ing)|covers|such as|like) |^|: )([^:;,()“”?]+(?:, [^:;,()“”?]+)+)(?=[.:;])"
)


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
    said = [_mended(sentence) for sentence in dict.fromkeys(text.sentences(seen.replace("**", ""))[:_LOOK])]
    if head := pattern("treatment").match(title):  # then "the treatment" is the one that the title names
        said[:1] = [pattern("the_treatment").sub(head[0].capitalize(), sentence) for sentence in said[:1]]
    if len(seen.split()) <= _SUMMARY:  # in a whole text such lists are captions and menus
        said = [_in_a_sentence(sentence, after) for sentence, after in pairwise((*said, ""))]
    return [_ROW.sub(_joined, sentence) for sentence in said]


def _mended(sentence: str) -> str:
    """A sentence without what only joins it to a page."""
    for found, put in text.table("blurb")["mends"]:
        mended = re.sub(found, put, sentence, flags=re.IGNORECASE)
        sentence = mended if mended[:1] == sentence[:1] else mended[:1].upper() + mended[1:]
    told, _, rest = sentence.partition("; ")
    return f"{told}." if pattern("do").match(rest) and not pattern("do").match(told) else sentence


def _joined(row: re.Match[str]) -> str:
    """Things in a row or instructions, with an "and" before the last."""
    *items, last = str(row[2]).split(", ")
    tail = ""
    if last.startswith("with ") and len(items) > 1:
        *items, last, tail = *items, f", {last}"
    advice = pattern("do").match(items[0]) and pattern("do").match(last)
    things = row[1] and not any(verbs(item) or pattern("clause").search(item) for item in (*items, last))
    more = re.search(r"\b(?:and|or) (.*)", last)
    if (
        pattern("self").search(row.string)
        or not (advice or things)
        or (more and (not advice or pattern("do").match(more[1])))
    ):
        return row[0]
    return f"{row[1]}{', '.join(items)}{',' if advice or len(items) > 1 else ''} and {last}{tail}"


def _in_a_sentence(said: str, after: str) -> str:
    """*said* as a sentence where it lists what an article has ("Signs to watch for.") or asks it; else as it is."""
    if pattern("asks").match(said) and not pattern("answers").match(after) and gives(after or ".") <= 0:
        return f"The article looks at this question: “{said}”"
    main = re.split("[:;]", said)[0]
    row = pattern("lists").match(main)
    if not row or said[-1] != "." or len(said.split()) < 4 or listed("thin") & {*tokens(row["before"] or "")}:
        return said
    head = main[: row.end()] if row["before"] is row["piece"] else row["before"] or ""
    if verbs(head) + verbs(main[row.end() :]) > len(pattern("clause").findall(main)):
        return said
    opens = "Here is" if row["piece"] else "The article covers"
    return f"{opens} {said if said[1:2].isupper() else said[0].lower() + said[1:]}"


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


def promised(title: str, told: str, about: Collection[str]) -> str:
    """What the form of a title says that the article gives ("How to …"), in a sentence; "" if it says nothing."""
    table = text.table("blurb")
    for form, put in table["titles"]:
        title = re.sub(form, put, title, flags=re.IGNORECASE)
    usual = {*about, *(word for name in ("thin", "dull", "verbs", "usual") for word in listed(name))}
    capitals = set(re.findall(r"\b(?!I\b)[A-Z][a-z]*\b", title))
    headline = 2 * len(capitals) > len(title.split())  # Every Word in Capitals
    names = {word for word in capitals if re.search(rf"[\w,] {word}\b", told)}
    for word in capitals - names:
        small = word.lower()
        if stem(small) in usual or pattern("common").search(small) or re.search(rf"\b{small}\b", told):
            title = re.sub(rf"\b{word}\b", small, title)
    forms = ((re.sub("@([a-z]+)", lambda part: table[part[1]], form), put) for form, put in table["frames"])
    fits = ((re.fullmatch(form, title.strip(), re.IGNORECASE), put) for form, put in forms)
    said = next((found.expand(put) for found, put in fits if found), "")
    if headline and any(re.search(rf"(?<!using )(?<!playing )\b{word}\b", said) for word in capitals - names):
        return ""  # nobody knows whether it is a name
    if said.startswith("The article is about"):  # a witty title names something else than its subject
        words, terms = stems(tokens(said), "thin", "dull", "general"), "|".join(table["plain"])
        if not (re.search(rf"\b(?:{terms})\b", said) or all(akin(word, stems(about)) for word in words)):
            return ""
    return re.sub("(?<=“).", lambda first: first[0].upper(), said)


def advised(unit: Sequence[str]) -> str:
    """Sentences in a row, with whose advice it is before the first that tells a reader what to do."""
    at = next((i for i, one in enumerate(unit) if orders(one)), None)
    if at is None or any(map(pattern("tips").search, unit[:at])) or pattern("dont").match(unit[at]):
        return " ".join(unit)
    whose = "Its" if at and unit[at - 1].startswith("The article") else "The article’s"
    says = f"{whose} advice is to" if ":" in unit[at] else f"{whose} advice:"
    return " ".join((*unit[:at], says, unit[at][0].lower() + unit[at][1:], *unit[at + 1 :]))


def explained(words: str, brackets: str) -> str:
    """*words* with plain words in *brackets* after the first mention of a term that nothing there explains."""
    for term, plain in text.table("blurb")["plain"].items():
        found = re.search(rf"\b(?:{term})\b", words, re.IGNORECASE)
        if not found or pattern("explains").match(words, found.end()):
            continue
        key, around = stems(tokens(plain), "thin"), stems(tokens(words.replace(found[0], "")))
        if 2 * sum(akin(word, around) for word in key) <= len(key):
            words = f"{words[: found.end()]} {brackets[0]}{plain}{brackets[1]}{words[found.end() :]}"
    return words
