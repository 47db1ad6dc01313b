"""Blurbs: sentences of the article itself that stand alone and say what it gives, with key words in bold."""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from operator import itemgetter
from typing import Final

from pipeline.choose.phrases import tokens
from pipeline.choose.safety import on_page
from pipeline.choose.score import stem
from pipeline.choose.wording import akin, gives, listed, orders, pattern, quoted, reworded, stems, told, verbs

_LONGEST: Final = 50  # words
_FITTING: Final = 40  # words; more only where that tells much more
_SHORTEST: Final = 6
_ENOUGH: Final = 15  # words; a shorter blurb says little
_MOST: Final = 4  # sentences
_LEAST: Final = 0.0  # what a blurb must be worth; an editor writes the others
_LATER: Final = 0.5  # what a text costs that comes after the summary
_POOR: Final = {"numbers": 0.5, "vague": 1.5, "praise": 1.5, "hook": 2, "we": 1.5, "clinical": 2}  # what it costs
_TALE: Final = 2  # words such as "I" and "my" that make an article somebody's own tale
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def blurb(texts: Sequence[str], title: str, about: Collection[str], *, american: bool = True) -> str:
    """Whole sentences that together say what the article gives, besides what its *title* says; "" where none does or
    none stands alone. *texts*: what there is of the article, its summary before its text or page. *about*: words of
    its topic. Advice and the first person come with whose they are ("A survivor writes: …"), hard terms with plain
    words."""
    texts = tuple(dict.fromkeys(texts))
    article = " ".join((title, *texts))
    names = {*about, *tokens(title)}
    wanted = stems(names, "thin", "dull") or stems(names, "thin")
    selves = len(pattern("self").findall(re.sub(r"[^.!?]*\?", "", article)))
    tale = selves >= _TALE and not pattern("you").search(article)
    ours = "ours" if selves or pattern("kin").search(article) or pattern("we").search(title) else "self"
    rows = list[tuple[float, Sequence[str], bool]]()
    for order, seen in enumerate(texts):
        sentences = reworded(seen, title)
        for place, unit in _units(sentences):
            own = bool(pattern(ours).search(pattern("quotation").sub("", " ".join(unit))))
            own = own or (tale and not any(map(orders, unit)))
            if own and any(map(pattern("framed").search, unit)):
                continue  # somebody's own words hold none of ours
            rows.append((_worth(unit, place, wanted, title, own=own) - _LATER * order, unit, own))
    rows = sorted((row for row in rows if row[0] > _LEAST), key=itemgetter(0), reverse=True)
    for _, unit, own in rows:  # what would be held by itself comes with what takes it back, or not at all
        if {*unit} >= {*rows[0][1]} and not any(claim.clear for claim in on_page(title, " ".join(unit))):
            return quoted(" ".join(unit), article) if own else told(unit, american=american)
    return ""


def _units(sentences: Sequence[str]) -> Iterator[tuple[int, Sequence[str]]]:
    """What could be a blurb: sentences in a row, with their place, of which the first stands alone."""
    whole = [_whole(one) or pattern("answers").fullmatch(one) for one in sentences]
    for i in (i for i, one in enumerate(sentences) if whole[i] and _stands_alone(one)):
        for end in range(i + 1, min(i + _MOST, len(sentences)) + 1):
            unit = sentences[i:end]
            count = len(" ".join(unit).split())
            if count > (_LONGEST if end - i < _MOST else _FITTING) or not whole[end - 1]:
                break
            if count >= _SHORTEST and not (unit[-1].endswith("?") or pattern("corrected").match(unit[-1])):
                yield i, unit


def in_bold(words: str, title: str, about: Collection[str], known: Collection[str] = ()) -> str:
    """*words* with up to three key words in bold, where they first stand: what the topic or the title names, else one
    of the *known* topics' words, else what is named at all. No name, nor a verb or an adjective alone."""
    named, topic = stems(tokens(title), "dull", "thin"), stems(about, "dull", "thin")
    begin, worth = words.find("“") + 1, dict[str, int]()
    for at in _WORD.finditer(words, begin):
        word, after = at[0], _WORD.match(words, at.end() + 1)
        as_such = word.islower() or (at.start() == begin and after and akin(after[0], named))  # else it may be a name
        usual = not word.endswith("ing") and bool(stems(tokens(word), "dull", "thin", "verbs"))
        on_topic = word.lower() in about or (usual and akin(word, topic))
        worth[word] = 2 * bool(on_topic) + 2 * bool((on_topic or (usual and as_such)) and akin(word, named))
    keys = {word for word in worth if worth[word] and word.isalpha() and stems(tokens(word), "dull", "thin")}
    few = {word for word in keys if pattern("modifier").match(word)}
    adjective, noun = (f"(?:{'|'.join(sorted(part)) or '(?!)'})" for part in (few, keys - few))
    runs = re.finditer(rf"\b(?:{adjective} )?(?:{noun} ){{,2}}{noun}\b(?!['’])|\b{adjective} [a-z]{{4,}}\b", words)
    fit = [run for run in runs if run[0].split()[-1] in keys - few or _noun(run[0].split()[-1])]
    fit.sort(key=lambda run: -sum(worth.get(word, 0) for word in run[0].split()))
    fit += [at for at in _WORD.finditer(words, begin) if at[0] in known and _noun(at[0])]
    fit += [at for at in pattern("named").finditer(words, begin) if _noun(at[0])]
    best = next((at for at in fit if not pattern("not").search(words[: at.start()])), None)
    return f"{words[: best.start()]}**{best[0]}**{words[best.end() :]}" if best else words


def _noun(word: str) -> bool:
    """Whether *word* may name something."""
    known = stem(word) in listed("verbs") or pattern("modifier").match(word)
    return not known and bool(stems(tokens(word), "dull", "thin"))


def _whole(sentence: str) -> bool:
    """Whether a sentence is whole, and no part of a page's furniture or of an offer."""
    return bool(
        pattern("whole").match(sentence)
        and 4 <= len(sentence.split()) <= _LONGEST
        and not any(pattern(name).search(sentence) for name in ("furniture", "offer", "fragment"))
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
    them = pattern("them").search(sentence)
    before = tokens(pattern("do").sub(r"\1", sentence[: them.start()])) if them else []
    return not them or bool(stems(before, "thin"))


def _worth(unit: Sequence[str], place: int, wanted: set[str], title: str, *, own: bool) -> float:
    """How much a blurb tells; less for poor words, except in somebody's *own*, for what the title says, for a frame
    with more about the article after it, for "their" without a name, and the further down its *place* is."""
    whole, count = " ".join(unit), len(" ".join(unit).split())
    given, whose = list(map(gives, unit)), pattern("theirs").search(whole)
    orphan = whose and not own and not pattern("person").search(whole[: whose.start()])
    worth, adds = 0.0, False
    for one, after in pairwise((*unit, "")):
        new = bool(stems(tokens(one), "thin", "dull", "general") - stems(tokens(title)))
        idle = pattern("framed").search(one) and (not new or (after and not orders(after)))
        plain = not own and not (one[-1] == "?" and orders(after))
        worth -= 1.5 * bool(idle) + plain * sum(cost for name, cost in _POOR.items() if pattern(name).search(one))
        adds |= new
    return (
        worth
        + 2 * (not wanted or bool(stems(tokens(whole)) & wanted))
        + 0.5 * (max(given) + sum(max(0, more) for more in sorted(given)[-2:]))
        + 0.05 * min(count, _FITTING)
        - 0.15 * (max(0, _ENOUGH - count) + max(0, count - _FITTING))
        - (0.8 + (count < _ENOUGH) if own else (len(unit) == _MOST) + 0.5 * (max(given) <= 0))
        - 5 * (bool(orphan) + (not adds))
        - 2 * (bool(pattern("danger").search(whole)) and given[-1] <= 0)
        - 2 * bool(unit[1:] and pattern("danger").search(unit[0]))
        - 0.4 * min(place, 8)
        - 0.8 * (place > 0 and orders(unit[0]))
    )
