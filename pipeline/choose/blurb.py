"""Blurbs: one or two whole sentences of the article itself that stand alone, and the key words set in bold."""

import re
from collections.abc import Collection, Sequence
from typing import Final

from pipeline import text
from pipeline.choose.phrases import tokens
from pipeline.choose.score import stem

_LONGEST: Final = (40, 50)  # words; the second only where nothing shorter will do
_SHORTEST: Final = 6
_LOOK: Final = 60  # sentences of a page; what follows is rarely the point
_BOLD: Final = 3  # key words; with more of them nothing stands out

_LEANS = re.compile(
    r"^(?:(?:it|this|that|these|those|they|he|she|his|her|their|its|such|there|here|but|and|or|so|nor|because|"
    r"however|also|then|yet|instead|therefore|thus|hence|furthermore|moreover|additionally|similarly|likewise|"
    r"again|both|another|others?|not only|still|even|finally|meanwhile|otherwise|afterwards?|later|eventually|"
    r"luckily|fortunately|unfortunately|sadly|thankfully|now|next|lastly|first(?:ly)?|second(?:ly)?|"
    r"third(?:ly)?|indeed|overall|anyway|in (?:addition|fact|short|turn|other words|contrast|this|that|these|"
    r"such|conclusion|the end)|for (?:example|instance|this|these|that)|as (?:a result|such|well)|at (?:first|"
    r"this|that)|by (?:doing|then|this|that)|on the other hand|to (?:do|achieve) (?:this|that|so)|(?:with|after|"
    r"before|during|from|because of|despite|of|under|like|through) (?:this|that|these|those|it|them)|(?:one|two|"
    r"three|some|many|most|all|none|each|either|neither) of (?:them|these|those|which)|(?:one|another|"
    r"the (?:other|main|first|second|third|last|next|same)) (?:reason|way|thing|step|example|option|problem|"
    r"tip))\b|(?:that|it|he|she|there|here|they)['’]|(?:[a-z]+ ){1,3}(?:later|earlier|ago),|the (?:(?:new|"
    r"latest|same|current) )?(?:study|trial|research(?:ers)?|team|authors?|survey|results?|findings|report|"
    r"participants?|patients?|device|drug|treatment|program(?:me)?|group|idea is|answer|reason|problem is|"
    r"good news|bad news|key is)\b)",
    re.IGNORECASE,
)
"""Openings that lean on the sentence before."""
_FURNITURE = re.compile(
    r"…|\.\.\.|https?:|www\.|@|©|\||click|read more|continue reading|learn more|find out more|sign up|subscribe|"
    r"newsletter|cookie|javascript|browser|privacy policy|all rights|copyright|posted (?:by|on|in)|published|"
    r"photo|image|advertis|sponsor|share this|comment|log ?in|password|download|disclaimer|table of contents|"
    r"the post .* appeared first|(?-i:\bby [A-Z][a-z]+ [A-Z])|^(?:read|watch|see|view|listen|visit|check out|"
    r"find|join|contact|follow|like|donate|register|browse)\b.*\b(?:full|article|demo|video|post|story|stories|"
    r"below|above|page|us|website|site|podcast|episode|here|channel|blog)\b|\b(?:this|the) (?:article|post|blog|"
    r"page|guide|video|episode|section|chapter) (?:was|is|has been) (?:written|reviewed|updated)",
    re.IGNORECASE,
)
_OFFER = re.compile(
    r"\b(?:contact|call|email|visit|ask) us\b|\bcall (?:today|now)\b|\bwe (?:offer|provide|specialize|"
    r"specialise|serve|accept|sell)\b|\bour (?:team|clinic|therapists?|services?|programs?|programmes?|experts?|"
    r"app|products?|staff|specialists?|shop|store|courses?|cent(?:er|re)s?|agency|company|customers?|clients?|"
    r"patients)\b|\b(?:book|schedule|request) (?:a|an|your) (?:\w+ )?(?:appointment|assessment|call|"
    r"consultation|session|visit|demo|tour)\b|\bfree (?:consultation|trial|quote|shipping)\b|\border now\b|"
    r"\bbuy\b|[$£€]\s?\d",
    re.IGNORECASE,
)
_WIRE = re.compile(r"^[A-Z][A-Z .,]+(?:,? [A-Z][a-z.]+)? ?(?:\([^)]*\))? ?(?:--|—|–|-|:) |\((?:Reuters|AP|CNN)")
_I = re.compile(r"\b(?:I|[Mm]y|[Mm]e|[Mm]yself|[Mm]ine|I['’](?:m|ve|ll|d))\b")
_WE = re.compile(r"\b(?:we|our|us|we['’](?:re|ve|ll|d))\b", re.IGNORECASE)
_YOU = re.compile(r"\b(?:you|your|yourself|you['’](?:re|ve|ll|d))\b", re.IGNORECASE)
_GIVES = re.compile(
    r"\b(?:tips?|ways?|steps?|exercises?|ideas?|advice|strategies|how to|help(?:s|ed|ful)?|can|try|use|ask|"
    r"start|practi[cs]e|choose|keep|plan|avoid|guide|explains?|shows?|need not|easier|safely|gently|slowly|"
    r"improve|learn)\b",
    re.IGNORECASE,
)
"""Words of a sentence that gives a reader something to do or to know."""
_DO = frozenset(
    "ask try use keep start take make find plan choose practice practise talk write set give look learn get "
    "let break rest sit move stretch eat build join check pack bring wear add avoid consult tell follow speak "
    "work put place hold squeeze lift focus turn split stay think remember allow be do read reduce label "
    "record pace share listen repeat point draw".split()
)
"""Verbs that open an instruction."""
_THIS = re.compile(
    r"\b(?:this|these|those) (?:is|are|was|were|has|have|had|can|could|may|might|will|would|means?|meant|helps?|"
    r"makes?|includes?)\b|^as .*, it (?:seem|feel|felt|was|is)",
    re.IGNORECASE,
)
"""A pronoun that stands for a whole sentence before it."""
_HIS = re.compile(r"\b(?:he|she|him|his|hers?)\b", re.IGNORECASE)
_THEM = re.compile(r"\b(?:it|its|they|them|theirs?|this|these|those)\b", re.IGNORECASE)
_PERSON = re.compile(
    r"[^.!?] (?!I\b)[A-Z][a-z]+|^(?:Mr|Mrs|Ms|Dr)\b|\b(?:survivor|man|woman|wife|husband|partner|mother|father|"
    r"mom|mum|dad|son|daughter|brother|sister|patient|person|spouse|carer|caregiver|relative|friend|someone|"
    r"anyone|everyone|nurse|doctor|therapist|pathologist|physiotherapist|parent|grandmother|grandfather|singer|"
    r"author|teacher|[a-z]+-year-old)s?\b"
)
_THIN = frozenset(
    "a an the of to in on at for with from by as is are was were be been being has have had do does did not no "
    "and or but if when while after before since during it its they them their this these those he she his her "
    "him you your we our i my me can could may might will would should must there here what which who whom "
    "that than then so too very just also only many much some most more".split()
)
_DULL = frozenset(
    "stroke strokes survivor survivors recovery people person patient patients life time day days year years "
    "help helps after way ways tip tips one two three four five study studies research new return returning "
    "reach reaching use using need needs get getting find finding know feel start keep make making take good "
    "better best story stories guide problems problem".split()
)
"""Words that nearly every blurb has: bold would say nothing."""
_RELATIVE = (
    "husband wife partner spouse mother father mom mum dad son daughter brother sister grandmother grandfather "
    "grandma "
    "grandpa aunt uncle parents? boyfriend girlfriend fianc[eé]e?".replace(" ", "|")
)
_SURVIVOR = re.compile(
    r"\b(?:my|I(?: had| suffered| survived)(?: a| my)?)(?: [\w-]+){0,3} (?:stroke|aneurysm|brain injury)\b|"
    r"\bas a (?:[\w-]+ )?(?:stroke )?survivor, I\b|\bI (?:am|['’]?m) a (?:[\w-]+ ){0,2}survivor\b",
    re.IGNORECASE,
)
_FAMILY = re.compile(
    rf"\bmy (?:[\w-]+ )?(?:{_RELATIVE})\b|\bas (?:a|the) (?:wife|husband|carer|caregiver|daughter|son)\b"
    rf"|\bcaring for my\b",
    re.IGNORECASE,
)
_TALE: Final = 2  # words such as "I" and "my" that make an article somebody's own tale
_LIST = re.compile(r":[^.:]+,[^.:]+(?:,| and | or )")
"""A colon with what the article gives, one after the other."""
_SUCH = re.compile(r"\bsuch (?!as\b|a\b|an\b)\w+s\b", re.IGNORECASE)
_NUMBERS = re.compile(r"\d\s*%|percent|\b(?:19|20)\d\d\b|according to|\bstudy|researchers?", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_NOT = re.compile(r"\b(?:not|no|never|without|don['’]t|avoid) $", re.IGNORECASE)
_GAP = re.compile(r"(?<=\w) +(?=[.,;:!?](?:\s|$))")


def blurb(seen: str, title: str, about: Collection[str], *, told: str = "") -> str:
    """One or two whole sentences of *seen* that say what the article gives; "" where none stands alone.

    *about*: words of its topic. *told*: all that is known of the article, which tells whose "I" it is; a sentence in
    the first person comes with its speaker ("A survivor writes: …"), since the newsletter itself had no stroke.
    """
    said = [_GAP.sub("", sentence) for sentence in text.sentences(seen.replace("**", ""))[:_LOOK]]
    wanted = {stem(word) for word in (*about, *tokens(title))} - {stem(word) for word in _THIN}
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
    whole = [_whole(sentence, title, longest) for sentence in said]
    units: list[tuple[int, tuple[str, ...]]] = []
    for i, sentence in enumerate(said):
        asks = (
            sentence.endswith("?")
            and _count(sentence) > 3
            and sentence[0].isupper()
            and not _LEANS.match(sentence)
            and not _FURNITURE.search(sentence)
        )
        if not asks and not (whole[i] and _stands_alone(sentence)):
            continue
        if not asks:
            units.append((i, (sentence,)))
        pair = said[i : i + 2]
        fits = (
            len(pair) == 2 and whole[i + 1] and sum(map(_count, pair)) <= longest and tokens(sentence) != tokens(title)
        )
        if fits and len({bool(_I.search(one)) for one in pair}) == 1:
            units.append((i, tuple(pair)))
    return units


def in_bold(words: str, title: str, about: Collection[str]) -> str:
    """*words* with up to three key words in bold, those that the title or the topic names; else as they are."""
    wanted = {stem(word) for word in (*about, *tokens(title))} - {stem(word) for word in _DULL | _THIN}
    named = {stem(word) for word in tokens(title)} & wanted
    runs: list[list[re.Match[str]]] = []
    begin = words.find("“") + 1
    for word in _WORD.finditer(words, begin):
        named_only = word[0][0].isupper() and word.start() > begin  # a name tells nothing to those who skim
        if (
            named_only
            or _NOT.search(words[: word.start()])
            or len(word[0]) < 4
            or not wanted & {stem(part) for part in tokens(word[0])}
        ):
            continue
        if runs and len(runs[-1]) < _BOLD and words[runs[-1][-1].end() : word.start()] == " ":
            runs[-1].append(word)
        else:
            runs.append([word])
    if not runs:
        return words
    best = max(
        runs, key=lambda run: (sum(1 + bool(named & {stem(p) for p in tokens(w[0])}) for w in run), -run[0].start())
    )
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
        and not _FURNITURE.search(sentence)
        and not _OFFER.search(sentence)
        and not _WIRE.search(sentence)
        and tokens(sentence) != tokens(title)
    )


def _stands_alone(sentence: str) -> bool:
    """Whether it needs no sentence before it: no opening that leans on one, no "she" or "it" that names "
    "nobody yet."""
    if _count(sentence) < _SHORTEST or any((_LEANS.match(sentence), _THIS.search(sentence), _SUCH.search(sentence))):
        return False
    if (his := _HIS.search(sentence)) and not _PERSON.search(sentence[: his.start()]):
        return False
    them = _THEM.search(sentence)
    before = tokens(sentence[: them.start()]) if them else []
    return not them or any(word not in _THIN for word in (before[1:] if before[:1] and before[0] in _DO else before))


def _names(said: Sequence[str], wanted: Collection[str]) -> bool:
    """Whether an "it" in these sentences can be understood: something of the title or the topic is named, "
    "too."""
    whole = " ".join(said)
    return not wanted or not _THEM.search(whole) or bool({stem(word) for word in tokens(whole)} & set(wanted))


def _worth(unit: tuple[int, Sequence[str]], wanted: Collection[str]) -> float:
    """How much a blurb tells: its topic, something to do, you; less for numbers, for hard words, further "
    "down."""
    place, said = unit
    whole = " ".join(said)
    on_topic = [not wanted or bool({stem(word) for word in tokens(sentence)} & set(wanted)) for sentence in said]
    does = sum(sentence.split()[0].lower() in _DO for sentence in said)
    return (
        (3 if on_topic[0] else any(on_topic))
        + min(2, len(_GIVES.findall(whole)))
        + 1.5 * min(2, does)
        + 1.5 * bool(_LIST.search(whole))
        + bool(_YOU.search(whole))
        + 0.08 * min(_count(whole), 30)
        - 1.5 * bool(_I.search(whole))
        - bool(_WE.search(whole))
        - 1.2 * bool(_NUMBERS.search(whole))
        - min(1.2, 0.15 * max(0.0, text.grade(whole) - 6))
        - 0.15 * min(place, 12)
    )


def _is_personal(found: str, told: str) -> bool:
    """Whether *found* is somebody's own tale: said as "I", or out of one, and neither advice nor about you."""
    if _I.search(found):
        return True
    tale = len(_I.findall(told)) >= _TALE and not _YOU.search(told)
    return tale and not any(sentence.split()[0].lower() in _DO for sentence in text.sentences(found))


def _speaker(told: str) -> str:
    if _FAMILY.search(told):
        return "A family member"
    return "A survivor" if _SURVIVOR.search(told) else "The author"


def _count(sentence: str) -> int:
    return len(text.words(sentence))
