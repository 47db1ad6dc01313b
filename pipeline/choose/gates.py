"""Gates: why an article is stopped, held for the editor, or counted down. Nothing vanishes in silence."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pipeline import urls
from pipeline.choose.kinds import apart, kinds
from pipeline.choose.phrases import Hit
from pipeline.choose.reading import Reading, format_of
from pipeline.config.profile import Gate, Profile
from pipeline.model import Reason

_SHOWN = 4  # matches named in a reason
_FEW = 12  # words below which nobody can tell the language
_OFTEN = 3  # mentions in the text that make an article ours whose title names another condition
_STALE_CHECK = timedelta(days=365)
_NEAR = 12  # words on either side of a mention that tell its sense
_OURS = "ours"
_PUNS = 2  # mentions in another sense that one phrase of ours outweighs


@dataclass(frozen=True, kw_only=True, slots=True)
class Stop:
    """An article that goes no further: held for an editor, or rejected."""

    held: bool
    reason: Reason


def stop(reading: Reading, profile: Profile, *, since: datetime, now: datetime, sent: Container[str]) -> Stop | None:
    """The first gate that stops the article, or None."""
    reason = (
        _unusable(reading, sent)
        or _language(reading, profile)
        or _date(reading, profile, since=since, now=now)
        or _off_topic(reading, profile)
        or _another_sense(reading, profile)
    )
    if not reason and (worded := _worded(reading, profile)):
        return worded
    reason = reason or _kind(reading, profile) or _superseded(reading, profile)
    return Stop(held=False, reason=reason) if reason else None


def matches(reading: Reading, gate: Gate, index: int) -> tuple[str, ...]:
    """What in the article raises this gate; empty when it stays open."""
    name = f"gate {index}"
    hits = [
        *(hit for hit in reading.hits.get(f"{name} title", ()) if hit.at < reading.title),
        *(hit for hit in reading.hits.get(f"{name} text", ()) if not gate.within or hit.at < gate.within),
    ]
    but = reading.hits.get(f"{name} unless", ())
    if gate.outcome == "held":  # one "no miracle" does not excuse the next miracle
        hits, but = apart(hits, but), ()
    but = apart(but, hits)  # the "stroke survivor" of "heat stroke survivor" speaks for nothing
    found = tuple(dict.fromkeys(hit.words for hit in hits))
    if but or len(found) < gate.at_least or reading.found(f"{name} unless_title", title=True):
        return ()
    if gate.beside and not reading.found(f"{name} beside", within=gate.within):
        return ()
    return found


def overdue(profile: Profile, day: date) -> tuple[str, ...]:
    """Notes to the editor on superseded claims that nobody has checked for a year."""
    return tuple(
        f"the superseded claim “{old.claim[0]}” was last checked on {old.checked_on}: does {old.link} still hold?"
        for old in profile.superseded
        if day - old.checked_on > _STALE_CHECK
    )


def _unusable(reading: Reading, sent: Container[str]) -> Reason | None:
    if reading.tier == "X":
        return Reason(code="blocked", words=f"{reading.article.source} is blocked (tier X)")
    if not reading.article.url:
        return Reason(code="empty", words="it has no link")
    if not reading.title:
        return Reason(code="empty", words="it has no title")
    if urls.canonical(reading.article.url) in sent or reading.article.key in sent:
        return Reason(code="repeat", words="readers have already had this address")
    return None


def _language(reading: Reading, profile: Profile) -> Reason | None:
    lang = reading.article.lang
    if profile.common and lang and lang != profile.language:
        return Reason(code="language", words=f"its feed says that it is in another language ({lang})")
    if not profile.common or len(reading.words) < _FEW:
        return None
    sample = reading.words[:400]
    known = sum(word in profile.common for word in sample)
    if known * 12 >= len(sample):
        return None
    return Reason(code="language", words="it reads like another language")


def _date(reading: Reading, profile: Profile, *, since: datetime, now: datetime) -> Reason | None:
    article = reading.article
    if article.published is None or article.dated == "first-seen":
        return None
    if article.published > now:
        return Reason(code="future", words=f"dated in the future ({article.published:%Y-%m-%d}): waits until then")
    if article.published < since and not ((form := format_of(reading, profile)) and form.do):
        return Reason(code="old", words=f"published on {article.published:%Y-%m-%d}, before this issue's window")
    return None


def _off_topic(reading: Reading, profile: Profile) -> Reason | None:
    if not profile.subject.core:
        return None
    core, named = reading.hits.get("core", ()), reading.found("core", title=True)
    others = reading.found("conditions", title=True)
    if others and not named and len(core) < _OFTEN:
        return Reason(code="off-topic", words=f"about another condition: “{others[0]}”", matched=others)
    if core or reading.found("also", title=True):
        return None
    voiced = (reading.found(f"voice {n} {part}") for n in range(len(profile.voices)) for part in ("text", "title"))
    if reading.at_home and (reading.found("near") or any(voiced) or not profile.sense.near):
        return None
    if len(reading.found("also")) > 1 or (reading.found("also") and reading.specialist):
        return None
    return Reason(code="off-topic", words=f"says nothing about {profile.title}")


def _another_sense(reading: Reading, profile: Profile) -> Reason | None:
    """Why the article is about another sense of the core word; None when it is ours, or may be. A phrase of ours opens,
    beside a pun or two. Else the title decides where its mentions are clear, or the majority."""
    sense = profile.sense
    core = reading.hits.get("core", ())
    if not sense.words or not core or any(hit.words not in sense.words for hit in core):
        return None
    judged = [(hit, _sense(hit, reading)) for hit in core]
    other = [words for _, words in judged if words and words != _OURS]
    ours = sum(words == _OURS for _, words in judged)
    if len(other) <= _PUNS and any(
        words == _OURS and _over(hit, reading.hits.get("ours", ())) for hit, words in judged
    ):
        return None
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
    words = f"“{core[0].words}” appears alone: no other word says that this is about {profile.title}"
    return Reason(code="sense", words=words, matched=(core[0].words,))


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


def _worded(reading: Reading, profile: Profile) -> Stop | None:
    for index, gate in enumerate(profile.gates):
        if gate.outcome == "penalty":
            continue
        found = matches(reading, gate, index)
        if found:
            reason = Reason(code=gate.code, words=f"{gate.words}: {quoted(found)}", matched=found)
            return Stop(held=gate.outcome == "held", reason=reason)
    return None


def _kind(reading: Reading, profile: Profile) -> Reason | None:
    for found in kinds(reading, profile):
        if 0 < found.kind.reject <= len(found.signs):
            return Reason(code=found.kind.code, words=f"{found.kind.words}: {quoted(found.signs)}", matched=found.signs)
    return None


def quoted(found: Sequence[str]) -> str:
    """The first few matches, as a reason shows them."""
    return ", ".join(f"“{words}”" for words in found[:_SHOWN])


def _superseded(reading: Reading, profile: Profile) -> Reason | None:
    for index, old in enumerate(profile.superseded):
        found = reading.found(f"superseded {index} claim")
        beside = reading.found(f"superseded {index} beside")
        if found and (beside or not old.beside):
            return Reason(code="superseded", words=f"{old.verdict} {old.link}", matched=(*found, *beside))
    return None
