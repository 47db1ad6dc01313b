"""A choice as plain data: candidates.json and `monday choose --json`."""

from collections.abc import Mapping
from typing import Any

from pipeline.choose.choice import Choice
from pipeline.model import Verdict


def candidates_json(choice: Choice) -> dict[str, Any]:
    """Every article with its verdict, its points and the reason, best first."""
    return {
        "issue": choice.day.isoformat(),
        "chosen": choice.now.isoformat(),
        "picks": [entry(v) for v in choice.picks],
        "bench": [entry(v) for v in choice.bench],
        "held": [entry(v) for v in choice.held],
        "rejected": [entry(v) for v in choice.rejected],
        "notes": list(choice.notes),
        "missing": choice.missing,
    }


def entry(verdict: Verdict) -> Mapping[str, Any]:
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
            {
                "name": part.name,
                "value": part.value,
                "weight": part.weight,
                "points": round(part.points, 2),
                "words": part.words,
            }
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
