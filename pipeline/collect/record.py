"""What the pool remembers of each feed's fetches and each article's sightings: its rows and tables, old ones too."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from importlib import resources
from typing import Any, Final

from pipeline import urls
from pipeline.model import Article, Dated
from pipeline.text.printable import NOTHING, Printable, visible

Execute = Callable[..., Any]  # Any: SQLite's own cursor
VERSION: Final = 4  # of the tables


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """What is known about one feed's fetches."""

    url: str
    etag: bytes = b""
    modified: bytes = b""
    body: str = ""  # A hash of the last body that was read into articles
    tried_at: datetime | None = None
    ok_at: datetime | None = None
    full_at: datetime | None = None  # the last answer that was not a 304
    changed_at: datetime | None = None
    due_at: datetime | None = None
    ttl_minutes: int | None = None  # how long the feed itself says that it stays fresh
    failures: int = 0  # in a row
    reason: str = ""
    message: Printable = NOTHING
    gone: bool = False  # its server said 410: it is asked again after a month
    moved_to: str = ""
    moved_days: int = 0  # on how many separate days the server said so
    moved_at: datetime | None = None
    skips: str = ""
    """Hours (0 to 23, UTC) and days (mon to sun) in which the feed says that nothing is new, separated by blanks."""
    broken: str = ""  # A hash of the last body that broke the parser: the same bytes are not tried again
    told: str = ""  # the states of the feed, as codes separated by blanks, that editors were told about


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """An article with its history in one feed."""

    article: Article
    first_seen: datetime
    last_seen: datetime


RANKS: tuple[Dated, ...] = ("first-seen", "guessed", "exact")  # provenance of a date, least trusted first
_TEXTS = ("key", "url", "title", "summary", "text", "author", "lang", "home")
ARTICLE = ("feed", *_TEXTS, "words", "published", "dated")  # the columns of an article; those of its sightings follow
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


def sql(name: str) -> str:
    """The SQL of `name`.sql, beside this file."""
    return resources.files("pipeline.collect").joinpath(f"{name}.sql").read_text(encoding="utf-8")


def prepare(execute: Execute) -> None:
    """Make the tables of today. Those of version 2 or 3 become these, with no article new again; others are dropped."""
    found = execute("PRAGMA user_version").fetchone()[0]
    if found == VERSION:
        return
    execute("BEGIN IMMEDIATE")
    if found in (2, 3):
        if found == 2:
            _from_2(execute)
        execute("ALTER TABLE articles ADD COLUMN home TEXT NOT NULL DEFAULT ''")
        execute("UPDATE feeds SET full_at = NULL")  # the next answer is whole, and is read by the rules of today
    else:
        for table in ("feeds", "articles", "hosts"):
            execute(f"DROP TABLE IF EXISTS {table}")
        for statement in sql("schema").split(";"):
            execute(statement)
    execute(f"PRAGMA user_version = {VERSION}")
    execute("COMMIT")


def _from_2(execute: Execute) -> None:
    """Version 2 had other rules for addresses: its articles get the keys of today."""
    for name in ("broken", "told"):
        execute(f"ALTER TABLE feeds ADD COLUMN {name} TEXT NOT NULL DEFAULT ''")
    for feed, key, url in execute("SELECT feed, key, url FROM articles").fetchall():
        address = urls.clean(url)
        today = urls.key(url=address or key) if key.startswith("http") else key
        if (today, address) == (key, url):
            continue
        change = "UPDATE OR IGNORE articles SET key = ?, url = ? WHERE feed = ? AND key = ?"
        if not execute(change, (today, address, feed, key)).rowcount:  # the feed had it under both addresses
            first = "SELECT min(first_seen) FROM articles WHERE feed = ? AND key IN (?, ?)"
            merge = f"UPDATE articles SET first_seen = ({first}) WHERE feed = ? AND key = ?"
            execute(merge, (feed, key, today, feed, today))
            execute("DELETE FROM articles WHERE feed = ? AND key = ?", (feed, key))
