"""Does it touch a reader's safety, and tell something to act on? Then a person reads it first. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from pipeline import text
from pipeline.choose.said import Said, acted
from pipeline.config import resources
from pipeline.model import Feed

_QUOTE = 200  # letters of a quoted sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """A subject of safety that an article gives advice on."""

    subject: str
    words: str
    quote: str
    always: bool
    """Whether it is read whatever the source."""


def touches(sentences: Sequence[Said]) -> tuple[Touch, ...]:
    """The subjects of safety in these sentences, each with the first sentence that tells something on it."""
    return tuple(touch for subject in _subjects() for touch in _touched(sentences, subject))


def _touched(sentences: Sequence[Said], subject: Mapping[str, Any]) -> Iterator[Touch]:
    name, beside = subject["name"], f"{subject['name']} beside"
    if "beside" in subject and not any(one.has(beside) for one in sentences):
        return
    for one in sentences:
        if "beside_it" in subject and not one.has(f"{name} beside_it"):
            continue
        if one.has(f"{name} text") and (one.head or acted(one)):
            quote = text.clip(one.text, _QUOTE)
            always = subject.get("always", False) and ("change" not in subject or one.has(f"{name} change"))
            yield Touch(subject=name, words=subject["words"], quote=quote, always=always)
            return


@cache
def _subjects() -> Sequence[Mapping[str, Any]]:
    subjects: Sequence[Mapping[str, Any]] = resources.table("caution")["subjects"]
    return subjects


def spares(feed: Feed | None) -> bool:
    """Whether a named person vouches for this source, so that only what is read whatever the source is read."""
    return feed is not None and (feed.own or (feed.tier == "A" and bool(feed.rated_by)))
