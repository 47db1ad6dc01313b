"""A row of the pool: an article or a feed's record as SQLite keeps it, and back."""

from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from pipeline.collect.record import Record
from pipeline.model import Article, Dated
from pipeline.text.printable import visible

RANKS: tuple[Dated, ...] = ("first-seen", "guessed", "exact")
"""Provenance of a date, least trusted first."""
_TEXTS = ("key", "url", "title", "summary", "text", "author", "lang", "home")
ARTICLE = ("feed", *_TEXTS, "words", "published", "dated")
"""The columns of an article; those of its sightings follow."""
_TIMES = frozenset(f.name for f in fields(Record) if f.name.endswith("_at"))


def of_article(article: Article, place: int, record: Record, *, now: datetime, redate: bool) -> dict[str, object]:
    """The named values that the pool's insert of an article takes; *place* is its place in the feed."""
    return {
        **{name: visible(getattr(article, name)) for name in _TEXTS},
        "feed": record.url,
        "words": article.words,
        "published": article.published,
        "dated": RANKS.index(article.dated),
        "now": now,
        "body": record.body,
        "place": place,
        "redate": redate,
    }


def to_article(row: dict[str, Any]) -> Article:  # Any: SQLite's own values
    """An article out of its row, by the columns' names."""
    published = None if row["published"] is None else to_moment(row["published"])
    return Article(**{**row, "published": published, "dated": RANKS[row["dated"]]})


def to_record(row: dict[str, Any]) -> Record:  # Any: SQLite's own values
    """A feed's record out of its row, by the columns' names."""
    times = {name: None if row[name] is None else to_moment(row[name]) for name in _TIMES}
    return Record(**{**row, **times, "gone": bool(row["gone"])})


def to_moment(stamp: int) -> datetime:
    """The moment, in UTC, so many seconds after 1970."""
    return datetime.fromtimestamp(stamp, UTC)
