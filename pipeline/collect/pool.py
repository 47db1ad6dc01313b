"""The pool: what was fetched and when, in SQLite. Deleting it costs time, never correctness."""

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import fields
from datetime import datetime
from pathlib import Path

from pipeline import urls
from pipeline.collect import record as rows
from pipeline.collect.record import RANKS, Record, Seen, to_moment
from pipeline.errors import FetchError, MondayError
from pipeline.model import Article, Dated
from pipeline.text.printable import printable

NAME = Path(".monday") / "pool.sqlite3"
_HINT = "check that the disk has room and that you may write there; without the file, all feeds are fetched again"
_BAD_VALUE = (sqlite3.DataError, sqlite3.IntegrityError, sqlite3.InterfaceError, sqlite3.ProgrammingError)
_UNFIT = (*_BAD_VALUE, ValueError, OverflowError)  # errors about the values, not about the file or the disk

sqlite3.register_adapter(datetime, lambda moment: int(moment.timestamp()))  # whole seconds since 1970


class Pool:
    """The open pool; every method that writes is one transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._db.row_factory = sqlite3.Row

    def records(self) -> dict[str, Record]:
        """Every feed that was ever tried, by URL."""
        return {row["url"]: rows.to_record(dict(row)) for row in self._db.execute("SELECT * FROM feeds")}

    def hosts(self) -> dict[str, datetime]:
        """Hosts that asked to be left alone, and until when."""
        return {host: to_moment(until) for host, until in self._db.execute("SELECT host, until FROM hosts")}

    def save(self, record: Record, *, host: str = "", until: datetime | None = None) -> None:
        """Keep the result of a fetch without articles; with *until*, its *host* is left alone until then. Raises
        FetchError, as `store` does, if SQLite cannot keep the values: that is an error of this feed alone."""
        with self._transaction():
            self._write(record)
            if until is not None:
                self._db.execute("INSERT OR REPLACE INTO hosts VALUES (?, ?)", (host, until))

    def store(self, record: Record, articles: Sequence[Article], *, now: datetime, redate: bool = False) -> int:
        """Keep validators, body hash and *articles* in one transaction; returns how many were new. A crash in between
        would hide articles behind the next 304. With *redate*, the dates replace the known ones."""
        count = "SELECT count(*) FROM articles WHERE feed = ?"
        with self._transaction():
            before = self._db.execute(count, (record.url,)).fetchone()[0]
            self._db.executemany(
                rows.sql("keep"),
                (rows.of_article(a, place, record, now=now, redate=redate) for place, a in enumerate(articles)),
            )
            after = self._db.execute(count, (record.url,)).fetchone()[0]
            self._write(record)
        return int(after - before)

    def seen_earlier(self, feed: str, body: str, now: datetime) -> None:
        """An unchanged feed was read at a *now* before its first reading (--now): its articles were there then."""
        with self._transaction():
            change = "UPDATE articles SET first_seen = min(first_seen, ?) WHERE feed = ? AND body = ?"
            self._db.execute(change, (now, feed, body))

    def tell(self, states: Mapping[str, str]) -> None:
        """Record which states editors were told about, by feed."""
        with self._transaction():
            for url, state in states.items():
                if not self._db.execute("UPDATE feeds SET told = ? WHERE url = ?", (state, url)).rowcount:
                    self._write(Record(url=url, told=state))

    def forgive(self, feeds: Iterable[str]) -> None:
        """Ask the *feeds* again as if they had never failed or ended: an editor has added them."""
        with self._transaction():
            self._db.executemany(
                "UPDATE feeds SET gone = 0, failures = 0, reason = '', message = '', due_at = NULL, told = '',"
                " broken = '' WHERE url = ? AND (failures OR gone)",
                ((url,) for url in feeds),
            )

    def move(self, old: str, new: str) -> None:
        """The feed at *old* is at *new* now: its articles and its history go with it, its validators do not."""
        with self._transaction():
            self._db.execute(
                "UPDATE OR IGNORE articles SET feed = ?, key = replace(key, ?, ?) WHERE feed = ?",
                (new, f"guid:{urls.without_user(old)} ", f"guid:{urls.without_user(new)} ", old),
            )
            self._db.execute("DELETE FROM articles WHERE feed = ?", (old,))
            self._db.execute(
                "UPDATE OR IGNORE feeds SET url = ?, etag = x'', modified = x'', failures = 0, reason = '',"
                " message = '', gone = 0, moved_to = '', moved_days = 0, moved_at = NULL, told = '' WHERE url = ?",
                (new, old),
            )
            self._db.execute("DELETE FROM feeds WHERE url = ?", (old,))

    def tally(self, feeds: Sequence[str], *, now: datetime) -> list[tuple[Dated, int, datetime]]:
        """Of each article that *feeds* had brought by *now*: its date's best provenance, sightings, and the first."""
        query = (
            "SELECT max(dated), count(*), min(first_seen) FROM articles"
            " WHERE first_seen <= ? AND feed IN (SELECT value FROM json_each(?)) GROUP BY key"
        )
        found = self._db.execute(query, (now, json.dumps(feeds)))
        return [(RANKS[dated], count, to_moment(first)) for dated, count, first in found]

    def size(self, feed: str, body: str) -> int:
        """How many articles the feed's body held."""
        query = "SELECT count(*) FROM articles WHERE feed = ? AND body = ?"
        return int(self._db.execute(query, (feed, body)).fetchone()[0])

    def dates(self, *, now: datetime) -> Iterator[tuple[str, datetime]]:
        """The feed and date of everything that had been seen by *now*."""
        query = "SELECT feed, coalesce(published, first_seen) FROM articles WHERE first_seen <= ?"
        for feed, date in self._db.execute(query, (now,)):
            yield feed, to_moment(date)

    def articles(self, *, now: datetime, key: str | None = None) -> Iterator[Seen]:
        """Everything (or only *key*) that had been seen by *now*, feed by feed, in the feed's own order."""
        found = self._db.execute(
            # A feed that is not read again because it did not change still shows its articles.
            f"SELECT {', '.join(f'a.{name}' for name in rows.ARTICLE)}, first_seen,"
            " iif(a.body = f.body, max(last_seen, coalesce(f.ok_at, 0)), last_seen) AS last_seen"
            " FROM articles a LEFT JOIN feeds f ON f.url = feed"
            " WHERE first_seen <= ? AND coalesce(key = ?, TRUE) ORDER BY feed, place, key",
            (now, key),
        )
        for row in map(dict, found):
            first, last = to_moment(row.pop("first_seen")), to_moment(row.pop("last_seen"))
            yield Seen(article=rows.to_article(row), first_seen=first, last_seen=last)

    def _write(self, record: Record) -> None:
        values = [getattr(record, f.name) for f in fields(Record)]
        marks = ", ".join("?" * len(values))
        self._db.execute(f"INSERT OR REPLACE INTO feeds VALUES ({marks})", values)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException as e:
            with suppress(sqlite3.Error):
                self._db.execute("ROLLBACK")
            if isinstance(e, _UNFIT):
                raise FetchError(f"what it says cannot be stored: {printable(e)}", reason="not-stored") from e
            raise
        self._db.execute("COMMIT")


@contextmanager
def opened(folder: Path, *, write: bool = False) -> Iterator[Pool]:
    """The pool of the newsletter in *folder*; an unreadable one is set aside, since everything can be fetched again. If
    nothing can be written, the pool is read-only, or empty if there is none; on a full disk only for who will not
    *write*. Raises MondayError when the disk refuses."""
    path = folder / NAME
    places = [path, path.parent] if path.exists() else [path.parent if path.parent.exists() else folder]
    try:
        may = all(os.access(place, os.W_OK) for place in places)
        with closing(_kept(path, write=write) if may else _shown(path)) as db:
            yield Pool(db)
    except sqlite3.Error as e:
        raise MondayError(f"the pool of fetched articles ({path}) cannot be used: {e}", hint=_HINT) from e


def _kept(path: Path, *, write: bool) -> sqlite3.Connection:
    """The file at *path*, made if it does not exist."""
    try:
        path.parent.mkdir(exist_ok=True)
        try:
            return _connect(path)
        except sqlite3.OperationalError:
            if write:
                raise
            return _shown(path)
        except sqlite3.DatabaseError:  # it is no database, or a damaged one
            path.replace(path.with_suffix(".broken"))
            for suffix in ("-wal", "-shm"):
                path.with_name(path.name + suffix).unlink(missing_ok=True)
            return _connect(path)
    except OSError as e:
        hint = "check the folder: what was fetched is kept there"
        raise MondayError(f"{path.parent} cannot be used: {e.strerror or e}", hint=hint) from e


def _connect(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None, timeout=10, check_same_thread=False)
    try:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")  # a power cut may cost the last fetch, never the file
        rows.prepare(db.execute)
    except BaseException:
        db.close()
        raise
    return db


def _shown(path: Path) -> sqlite3.Connection:
    """The pool as it is on disk, for reading; an empty one if it cannot be read."""
    with suppress(sqlite3.Error):
        # Not merely mode=ro: SQLite would want to make files beside a pool that is in WAL mode.
        address = f"{path.resolve().as_uri()}?immutable=1"
        db = sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)
        with suppress(sqlite3.Error):
            if db.execute("PRAGMA user_version").fetchone()[0] == rows.VERSION:
                return db
        db.close()
    db = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    rows.prepare(db.execute)
    return db
