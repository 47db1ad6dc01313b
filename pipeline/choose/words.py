"""Why an article was picked, in plain words; blurbs taken whole from the article itself."""

import re
from collections.abc import Collection

from pipeline import text
from pipeline.choose.phrases import tokens
from pipeline.choose.score import stem
from pipeline.model import Candidate

LONGEST = 30
"""Words in a blurb, at most."""
_SHORTEST = 6
_LOOK = 60  # sentences of a page; what follows is rarely the point
_CLAUSES = 5
_SHOWN = ("topic", "shelf", "source", "survivors", "help", "easy reading", "plain words", "fresh")
_VAGUE = re.compile(
    r"^(?:it|this|that|these|those|they|he|she|his|her|their|its|such|there|here|but|and|or|so|however|also|then|"
    r"yet|instead|therefore|furthermore|moreover|additionally|similarly|again|both|another|others?|not only|"
    r"still|even|finally|first(?:ly)?|second(?:ly)?|for example|for instance|as a result|in this|at first)\b",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"…|\.\.\.|https?:|www\.|@|©|\||click|read more|continue reading|learn more|find out more|sign up|"
    r"subscribe|newsletter|cookie|javascript|browser|privacy policy|all rights|copyright|posted (?:by|on|in)|"
    r"published|photo|image|advertis|sponsor|share this|comment|log ?in|password|download|"
    r"the post .* appeared first|\bby [A-Z][a-z]+ [A-Z]",
    re.IGNORECASE,
)
_WIRE = re.compile(r"^[A-Z][A-Z .,]+(?:,? [A-Z][a-z.]+)? ?(?:\([^)]*\))? ?(?:--|—|–|-|:) |\((?:Reuters|AP|CNN)")


def why(candidate: Candidate) -> tuple[str, ...]:
    """Why this one, in plain words: each clause stands for points in the score. Readers see them on the web page."""
    parts = {part.name: part for part in candidate.parts}
    shown = [parts[name] for name in _SHOWN if name in parts]
    clauses = [part.words for part in shown if part.words and (part.points > 0 or part.name == "shelf")]
    return tuple(clauses[:_CLAUSES])


def blurb(seen: str, title: str, about: Collection[str]) -> str:
    """One or two whole sentences of *seen*, the easiest that say something on *about*; "" when none will do."""
    said = text.sentences(seen.replace("**", ""))[:_LOOK]  # our inline markup has no business in a source
    usable = [i for i, sentence in enumerate(said) if _usable(sentence, title)]
    wanted = {stem(word) for word in about}
    telling = [i for i in usable if not wanted or wanted & {stem(word) for word in tokens(said[i])}]
    if not telling:
        telling = usable[:1]
    if not telling:
        return ""
    best = min(telling, key=lambda i: (round(text.grade(said[i])), i))
    after = best + 1
    if after in usable and _count(said[best]) + _count(said[after]) <= LONGEST:
        return f"{said[best]} {said[after]}"
    return said[best]


def _usable(sentence: str, title: str) -> bool:
    """Whether a sentence stands on its own: whole, a statement, and no part of a page's furniture."""
    sentence = sentence.strip()
    return (
        _SHORTEST <= _count(sentence) <= LONGEST
        and sentence.rstrip("\"'”’)")[-1:] in (".", "!")
        and sentence[0].isupper()
        and "?" not in sentence
        and sentence.count('"') % 2 == 0
        and sentence.count("“") == sentence.count("”")
        and not _VAGUE.match(sentence)
        and not _FURNITURE.search(sentence)
        and not _WIRE.search(sentence)
        and tokens(sentence) != tokens(title)
    )


def _count(sentence: str) -> int:
    return len(text.words(sentence))
