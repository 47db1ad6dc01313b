"""Blurbs: sentences of the article itself that stand alone and say what it gives, with key words in bold."""

import re
from collections.abc import Collection, Iterator, Sequence, Set
from typing import Final

from pipeline.choose.phrases import tokens
from pipeline.choose.wording import advised, akin, explained, gives, orders, pattern, promised, reworded, stems, verbs

_LONGEST: Final = 50  # words
_FITTING: Final = 40  # words; more only where that tells much more
_SHORTEST: Final = 6
_ENOUGH: Final = 15  # words; a shorter blurb says little
_TINY: Final = 4  # words; a sentence that says too little to be the last of several
_MOST: Final = 3  # sentences
_HELP: Final = 1.5  # what a sentence gives that gives something
_LATER: Final = 0.5  # what a text costs that comes after the summary
_TITLE, _ALONE = 0.6, 3  # what it costs that only the title says what the article gives, and that nothing else does
_POOR: Final = ("numbers", "vague", "praise", "hook", "we", "clinical")  # kinds of words that tell readers little
_TALE: Final = 2  # words such as "I" and "my" that make an article somebody's own tale
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def blurb(texts: Sequence[str], title: str, about: Collection[str], *, topic: str = "") -> str:
    """Whole sentences that together say what the article gives; "" where none stands alone. *texts*: what there is of
    the article, its summary before its text or page. *about*: words of its *topic*. Advice and the first person come
    with whose they are ("A survivor writes: …"), and hard terms with plain words. To a bare problem comes what the
    title says that the article gives ("How to …", "Five tips for …")."""
    texts = tuple(dict.fromkeys(texts))
    told = " ".join((title, *texts))
    names = {*about, *tokens(title)}
    wanted = stems(names, "thin", "dull") or stems(names, "thin")
    tale = len(pattern("self").findall(re.sub(r"[^.!?]*\?", "", told))) >= _TALE and not pattern("you").search(told)
    promise = promised(title, " ".join(texts), about)
    best, found, personal = float("-inf"), tuple[str, ...](), False
    for order, seen in enumerate(texts):
        said = reworded(seen, title)
        for place, unit in _units(said, title, promise, names):
            whole = " ".join(unit)
            own = pattern("self").search(re.sub("“[^”]*”", "", whole)) or (tale and not any(map(orders, unit)))
            if own and (promise in unit or pattern("framed").search(whole)):
                continue  # somebody's own words hold none of ours
            worth = _worth(unit, said[:place], wanted, title) - _LATER * order
            if own:  # a bare tale of woe least of all
                worth -= 0.8 + (max(map(gives, unit)) <= 0)
            if promise in unit:
                worth -= _ALONE if len(unit) == 1 else _TITLE if gives(promise) >= _HELP else _TITLE / 2
            elif pattern("framed").search(whole):
                worth += _TITLE
            best, found, personal = max((best, found, personal), (worth, tuple(unit), bool(own)))
    return _quoted(" ".join(found), title, told, topic) if personal else explained(advised(found), "()")


def _quoted(words: str, title: str, told: str, topic: str) -> str:
    """Somebody's own words, with who writes them, as far as *told* says it, and on what part of the *topic*."""
    who = next((who for who in ("family", "survivor") if pattern(who).search(told)), "")
    speaker = {"family": "A family member", "survivor": "A survivor"}.get(who, "The author")
    named = stems(tokens(f"{title} {words}"))
    on = " and ".join(part for part in topic.split(" and ") if any(akin(word, named) for word in tokens(part)))
    words = explained(words, "[]").replace("“", "‘").replace("”", "’")
    return f"{speaker} writes{f' about {on}' if on else ''}: “{words}”"


def _units(said: Sequence[str], title: str, promise: str, about: Set[str]) -> Iterator[tuple[int, Sequence[str]]]:
    """What could be a blurb, with its place: sentences in a row, with the title's *promise*, or that alone."""
    makes = bool(pattern("promise").search(promise))
    for place, unit in _rows(said, title):
        yield place, unit
        if any(map(pattern("framed").search, unit)):
            continue  # it says what the article gives
        if (told := pattern("means").match(unit[0])) and {*tokens(told[1])} <= about:
            yield place, (f"The article explains {told[1].lower()}: {unit[0][told.end() :]}", *unit[1:])
        tells, whole = [*map(orders, unit)], " ".join(unit)
        helps = any(pattern(name).search(one) for name in ("tips", "list") for one in unit)
        little = not helps if makes else max(map(gives, unit)) < _HELP
        new = stems(tokens(promise), "thin") - stems(tokens(whole))
        if not promise or len(unit) == _MOST or not new or ("?" in promise and "?" in unit[0]):
            continue
        if tells[0] or (not any(tells) and (little or len(whole.split()) < _ENOUGH)):
            yield place, (*unit, promise) if makes and not tells[0] else (promise, *unit)
    if makes:
        yield 0, (promise,)


def _rows(said: Sequence[str], title: str) -> Iterator[tuple[int, Sequence[str]]]:
    """Sentences in a row, with their place, of which the first stands alone."""
    whole = [_whole(one, title) or pattern("answers").fullmatch(one) for one in said]
    for i in (i for i, one in enumerate(said) if whole[i] and _stands_alone(one)):
        for end in range(i + 1, min(i + _MOST, len(said)) + 1):
            unit = said[i:end]
            count = len(" ".join(unit).split())
            if count > _LONGEST or not whole[end - 1]:
                break
            more = end == i + 1 or len(unit[-1].split()) > _TINY or orders(unit[-1])
            if count >= _SHORTEST and more and not unit[-1].endswith("?"):
                yield i, unit


def in_bold(words: str, title: str, about: Collection[str]) -> str:
    """*words* with up to three key words in bold: what the title or the topic names, else what is named at all."""
    named, topic = stems(tokens(title), "dull", "thin"), stems(about, "dull", "thin")
    begin = words.find("“") + 1
    said = [word[0] for word in _WORD.finditer(words, begin) if word[0].islower() or word.start() == begin]  # no names
    things = [word for word in said if pattern("named").search(word) and stems(tokens(word), "dull", "thin")]
    keys = [word for word in said if len(word) > 2 and akin(word, topic if word.endswith("ing") else named | topic)]
    keys = keys or [word for word in said if akin(word, named)] or sorted(things, key=len)[-1:]
    one = rf"\b(?:{'|'.join(map(re.escape, keys))})\b" if keys else r"(?!)"
    runs = re.finditer(rf"{one}(?: {one}){{,2}}", words)
    fit = [run for run in runs if not pattern("not").search(words[: run.start()])]
    best = max(
        fit,
        key=lambda run: sum(1 + akin(word, named) + 0.5 * akin(word, topic) for word in run[0].split()),
        default=None,
    )
    return f"{words[: best.start()]}**{best[0]}**{words[best.end() :]}" if best else words


def _whole(sentence: str, title: str) -> bool:
    """Whether a sentence is whole, and no part of a page's furniture or of an offer."""
    return bool(
        pattern("whole").match(sentence)
        and 4 <= len(sentence.split()) <= _LONGEST
        and not any(pattern(name).search(sentence) for name in ("furniture", "offer", "fragment"))
        and tokens(sentence) != tokens(title)
    )


def _stands_alone(sentence: str) -> bool:
    """Whether it needs no sentence before it: no opening that leans on one, nor a "she" or an "it" without a name."""
    if sentence.endswith("?"):
        return not (pattern("self").search(sentence) or pattern("leans").match(sentence))
    sentence = pattern("expletive").sub("", sentence)
    bare = len(sentence.split()) < _SHORTEST or (pattern("thing").match(sentence) and ":" not in sentence)
    if bare and not (pattern("verb").search(sentence) or verbs(sentence)):
        return False  # "A talk with a nurse."
    if pattern("leans").match(sentence) or pattern("leans_within").search(sentence):
        return False
    if (his := pattern("his").search(sentence)) and not pattern("person").search(sentence[: his.start()]):
        return False
    them = pattern("them").search(sentence)
    before = tokens(pattern("do").sub(r"\1", sentence[: them.start()])) if them else []
    return not them or bool(stems(before, "thin"))


def _worth(said: Sequence[str], left: Sequence[str], wanted: set[str], title: str) -> float:
    """How much a blurb tells; less for poor words, and for "the role" if only the sentences *left* before name it."""
    whole, count = " ".join(said), len(" ".join(said).split())
    given, named = list(map(gives, said)), stems(tokens(whole))
    before = stems(tokens(" ".join(left)), "thin", "dull") - stems(tokens(title))
    known = [
        stems(tokens(" ".join(the.groups("")))) - stems(tokens(whole[: the.start()]))
        for the in pattern("the").finditer(whole)
    ]
    return (
        2 * (not wanted or bool(named & wanted))
        + 0.5 * (max(given) + sum(max(0, more) for more in given))
        + 0.05 * min(count, _FITTING)
        - 0.15 * (max(0, _ENOUGH - count) + max(0, count - _FITTING))
        - 1.5 * sum(bool(pattern(name).search(one)) for name in _POOR for one in said)
        - 1.5 * (bool(pattern("danger").search(whole)) and given[-1] <= 0)
        - 0.15 * min(len(left), 12)
        - 2.5 * sum(bool(before & words) for words in known)
    )
