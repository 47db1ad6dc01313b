"""Nothing risky goes out unread: what of an article a person must read first, and what is held. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline import text
from pipeline.choose.claims import Claim, claims
from pipeline.choose.phrases import Said, acted, denied, said
from pipeline.limits import DESPAIR
from pipeline.model import Article, Feed, Reason

CODE = "safety"
_SEEN = 8_000  # characters of a feed's own text; what comes later is left to the fetched page
_HEAD = 1_500  # characters of a text without a summary that are read as one
_QUOTE = 200  # characters of a quoted sentence
_QUOTED = 3  # sentences in a reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Safety:
    """What is to be done about one article for its readers' safety."""

    caution: tuple[str, ...] = ()
    """Why a person must read it first, one sentence for each reason, with the article's words; may be empty."""
    hold: Reason | None = None  # why it is held until an editor releases it


def ask(article: Article, *, page: str = "", spared: bool = False) -> Safety:
    """Both questions about an article, and the second one about the plain text of its *page* too. *spared*: a named
    person vouches for its source, so that only what is read whatever the source is read."""
    told = said(article.title, f"{article.summary}\n{article.text[:_SEEN]}")
    summary = article.summary or text.clip(article.text, _HEAD)
    short = {*text.sentences(article.title), *text.sentences(summary), article.title}
    shown = [one for one in told if one.head or one.text in short]
    found = (*claims(shown), *_sure(claims(told) if len(told) > len(shown) else ()), *on_page(article.title, page))
    hedges = ((one, hit) for one in shown for hit in one.hits.get("hedge", ()))  # sends readers to somebody who knows
    hedged = not found and any(hit.at in one.starts and not denied(one, hit) for one, hit in hedges)
    reasons = dict.fromkeys(_reasons(shown, found, spared=spared or hedged))
    return Safety(caution=tuple(reasons), hold=_hold(found, [one for one in told if one.has("despair")], shown))


def on_page(title: str, page: str) -> tuple[Claim, ...]:
    """The clear claims of a page's plain text; one weak sentence among hundreds is to be read, and holds nothing."""
    return _sure(claims(said(title, page)) if page else ())


def _sure(found: Sequence[Claim]) -> tuple[Claim, ...]:
    return tuple(replace(claim, clear=not claim.weak) for claim in found if claim.clear)


def _hold(found: Sequence[Claim], despair: Sequence[Said], shown: Sequence[Said]) -> Reason | None:
    if despair and (len(despair) > 1 or despair[0] in shown):
        quotes = tuple(_short(one.text) for one in despair[:_QUOTED])
        return Reason(code=DESPAIR, words=f"it may mention suicide or self-harm: {_quoted(quotes)}", matched=quotes)
    clear = [claim for claim in found if claim.clear]
    if not clear:
        return None
    quotes = tuple(dict.fromkeys(_short(claim.quote) for claim in clear))[:_QUOTED]
    return Reason(code=CODE, words=f"{clear[0].words}: {_quoted(quotes)}", matched=quotes)


def _reasons(shown: Sequence[Said], found: Sequence[Claim], *, spared: bool) -> Iterator[str]:
    for claim in (claim for claim in found if claim.clear or not spared):
        yield f"It {claim.words}: {_quoted([_short(claim.quote)])}"
    quoted = {_short(claim.quote) for claim in found}
    for subject in text.table("caution")["subjects"]:
        quote = next((_short(one.text) for one in shown if _advises(one, subject, shown, spared=spared)), "")
        if quote and quote not in quoted:
            yield f"It may give advice on {subject['words']}: {_quoted([quote])}"


def _advises(one: Said, subject: Mapping[str, Any], shown: Sequence[Said], *, spared: bool) -> bool:
    """Whether a sentence tells something to act on about a subject; *spared*: which is read whatever the source."""
    name = subject["name"]
    if not one.has(f"{name} text") or not (one.head or acted(one)):
        return False
    if "beside" in subject and not any(other.has(f"{name} beside") for other in shown):
        return False
    if "beside_it" in subject and not one.has(f"{name} beside_it"):
        return False
    always = subject.get("always", False) and ("change" not in subject or one.has(f"{name} change"))
    return always or not spared


def _short(sentence: str) -> str:
    return text.clip(sentence, _QUOTE)


def _quoted(sentences: Sequence[str]) -> str:
    return " ".join(f"“{sentence}”" for sentence in sentences)


def spares(feed: Feed | None) -> bool:
    """Whether a named person vouches for this source, so that only what is read whatever the source is read."""
    return feed is not None and (feed.own or (feed.tier == "A" and bool(feed.rated_by)))
