"""Which sense a word has: each mention of the core word is judged by the words around it."""

from collections.abc import Sequence

from pipeline.choose.phrases import Hit
from pipeline.choose.reading import Reading
from pipeline.config.profile import Profile
from pipeline.model import Reason

_NEAR = 12  # words on either side of a mention that tell its sense


def another_sense(reading: Reading, profile: Profile) -> Reason | None:
    """Why the article is about another sense of the core word; None when it is ours, or may be.

    The title decides where its mentions are clear. Else one mention in our sense is enough, unless more have another.
    """
    sense = profile.sense
    core = reading.hits.get("core", ())
    if not sense.words or not core or any(hit.words not in sense.words for hit in core):
        return None
    judged = [(hit, _sense(hit, reading)) for hit in core]
    other = [words for _, words in judged if words and words != _OURS]
    ours = sum(words == _OURS for _, words in judged)
    title = [words for hit, words in judged if hit.at < reading.title and words]
    if title and all(words != _OURS for words in title):
        ours = 0
    elif _OURS in title:
        return None
    if len(other) > ours:
        words = f"another sense of the word: “{other[0]}”"
        return Reason(code="sense", words=words, matched=tuple(dict.fromkeys(other)))
    if ours or reading.at_home or reading.found("near"):
        return None
    words = f"“{core[0].words}” stands alone: no other word says that this is about {profile.title}"
    return Reason(code="sense", words=words, matched=(core[0].words,))


_OURS = "ours"


def _sense(mention: Hit, reading: Reading) -> str:
    """What gives a mention another sense, or that it is ours; "" when nobody can tell."""
    if other := _over(mention, reading.hits.get("other", ())):
        return other.words
    if _over(mention, reading.hits.get("ours", ())):
        return _OURS
    around = _beside(mention, reading.hits.get("around", ()))
    near = _beside(mention, reading.hits.get("near", ()))
    if around and len(around) >= len(near):
        return around[0].words
    return _OURS if near else ""


def _over(mention: Hit, phrases: Sequence[Hit]) -> Hit | None:
    return next((hit for hit in phrases if hit.at < mention.end and mention.at < hit.end), None)


def _beside(mention: Hit, phrases: Sequence[Hit]) -> list[Hit]:
    return [hit for hit in phrases if mention.at - _NEAR <= hit.at < mention.end + _NEAR]
