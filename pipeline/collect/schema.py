"""The pool's tables; a pool of an earlier version → one of today, in which no article is new a second time."""

from collections.abc import Callable
from typing import Any, Final

from pipeline import urls

Execute = Callable[..., Any]  # Any: SQLite's own cursor
VERSION: Final = 3
_SCHEMA: Final = """
CREATE TABLE feeds (
  url TEXT PRIMARY KEY, etag BLOB NOT NULL, modified BLOB NOT NULL, body TEXT NOT NULL,
  tried_at INTEGER, ok_at INTEGER, full_at INTEGER, changed_at INTEGER, due_at INTEGER,
  ttl_minutes INTEGER, failures INTEGER NOT NULL, reason TEXT NOT NULL, message TEXT NOT NULL, gone INTEGER NOT NULL,
  moved_to TEXT NOT NULL, moved_days INTEGER NOT NULL, moved_at INTEGER, skips TEXT NOT NULL,
  broken TEXT NOT NULL, told TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE articles (
  feed TEXT NOT NULL, key TEXT NOT NULL, url TEXT NOT NULL, title TEXT NOT NULL, summary TEXT NOT NULL,
  text TEXT NOT NULL, author TEXT NOT NULL, lang TEXT NOT NULL, words INTEGER NOT NULL,
  published INTEGER, dated INTEGER NOT NULL, first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL,
  body TEXT NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (feed, key)
);
CREATE TABLE hosts (host TEXT PRIMARY KEY, until INTEGER NOT NULL) WITHOUT ROWID;
"""


def prepare(execute: Execute) -> None:
    """Make the tables where they are not those of today; what neither is nor can be brought there is dropped."""
    found = execute("PRAGMA user_version").fetchone()[0]
    if found == VERSION:
        return
    execute("BEGIN IMMEDIATE")
    if found == 2:
        _from_2(execute)
    else:
        for table in ("feeds", "articles", "hosts"):
            execute(f"DROP TABLE IF EXISTS {table}")
        for statement in _SCHEMA.split(";"):
            execute(statement)
    execute(f"PRAGMA user_version = {VERSION}")
    execute("COMMIT")


def _from_2(execute: Execute) -> None:
    """Version 2 had other rules for addresses: its articles get the keys of today."""
    for name in ("broken", "told"):
        execute(f"ALTER TABLE feeds ADD COLUMN {name} TEXT NOT NULL DEFAULT ''")
    execute("UPDATE feeds SET full_at = NULL")  # the next answer is whole, and is read by the rules of today
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
