"""candidates.json to `Candidates` and back: every article that was considered for an issue, with its verdict."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final, TypeVar

from pipeline.model import Article, Candidate, Outcome, Part, Reason, Verdict

LISTS: Final[Mapping[Outcome, str]] = MappingProxyType(
    {"pick": "picks", "bench": "bench", "held": "held", "rejected": "rejected"}
)
"""What the file calls the list of each outcome; every article is in one of them."""
T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidates:
    """Every article's verdict, best first within each outcome, with notes for the editor."""

    day: date
    now: datetime  # when collection ended, and the choice was made
    verdicts: tuple[Verdict, ...]
    notes: tuple[str, ...] = ()
    missing: str = ""  # what was missing, in words, when there are fewer than the minimum; "" when there are enough

    def of(self, outcome: Outcome) -> tuple[Verdict, ...]:
        """The verdicts of one *outcome*, best first."""
        return tuple(verdict for verdict in self.verdicts if verdict.outcome == outcome)

    @property
    def picks(self) -> tuple[Verdict, ...]:
        return self.of("pick")


def plain(found: Candidates) -> dict[str, Any]:
    """The candidates as plain data: candidates.json, and what `monday choose --json` prints."""
    return {
        "issue": found.day.isoformat(),
        "collected": found.now.isoformat(),
        "chosen": found.now.isoformat(),
        **{name: [row(verdict) for verdict in found.of(outcome)] for outcome, name in LISTS.items()},
        "notes": list(found.notes),
        "missing": found.missing,
    }


def row(verdict: Verdict) -> dict[str, Any]:
    """One article: what it is, its points part by part, and why it ended where it did."""
    candidate, reason = verdict.candidate, verdict.reason
    article = candidate.article
    return {
        "url": article.url,
        "title": article.title,
        "source": article.source,
        "topic": candidate.topic,
        "format": candidate.format,
        "score": round(candidate.score, 2),
        "parts": [
            {name: getattr(part, name) for name in ("name", "value", "weight")}
            | {"points": round(part.points, 2), "words": part.words}
            for part in candidate.parts
        ],
        "caution": list(verdict.caution),
        "reason": {"code": reason.code, "words": reason.words, "matched": list(reason.matched)},
        "key": article.key,
        "story": candidate.story,
        "also": list(verdict.also),
        "published": article.published.isoformat() if article.published else "",
        "dated": article.dated,
    }


def dump(found: Candidates) -> bytes:
    """The bytes of candidates.json."""
    return (json.dumps(plain(found), ensure_ascii=False, indent=1) + "\n").encode()


def parse(data: bytes) -> Candidates:
    """The candidates that *data* holds. Raises ValueError where it is damaged: half of a choice explains nothing."""
    try:
        found = json.loads(data)
        rows = [_verdict(item, outcome) for outcome, name in LISTS.items() for item in _is(list, found[name])]
        return Candidates(
            day=date.fromisoformat(found["issue"]),
            now=datetime.fromisoformat(found["chosen"]),
            verdicts=tuple(rows),
            notes=_texts(found.get("notes", [])),
            missing=_is(str, found.get("missing", "")),
        )
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError) as e:
        raise ValueError("candidates.json is damaged") from e


def _verdict(item: Mapping[str, Any], outcome: Outcome) -> Verdict:
    reason, published = item["reason"], _is(str, item.get("published", ""))
    for sum_of_others in (item["score"], *(part["points"] for part in item["parts"])):
        _number(sum_of_others)
    parts = (
        Part(**_words(part, "name", words=""), value=_number(part["value"]), weight=_number(part["weight"]))
        for part in item["parts"]
    )
    article = Article(
        **_words(item, "url", "title", "source", key="", dated="first-seen"),
        published=datetime.fromisoformat(published) if published else None,
    )
    return Verdict(
        candidate=Candidate(article=article, parts=tuple(parts), **_words(item, "topic", format="", story="")),
        outcome=outcome,
        reason=Reason(**_words(reason, "code", "words"), matched=_texts(reason.get("matched", []))),
        also=_texts(item.get("also", [])),
        caution=_texts(item.get("caution", [])),
    )


def _words(item: Mapping[str, Any], *required: str, **otherwise: str) -> dict[str, Any]:
    """Those texts of *item*, each under its name: the *required*, and others by what they are if they are missing."""
    found = {name: item[name] for name in required} | {name: item.get(name, otherwise[name]) for name in otherwise}
    return {name: _is(str, value) for name, value in found.items()}


def _is(kind: type[T], value: object) -> T:
    if not isinstance(value, kind):
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value


def _number(value: object) -> float:
    return value if type(value) is int else _is(float, value)


def _texts(value: object) -> tuple[str, ...]:
    return tuple(_is(str, item) for item in _is(list, value))
