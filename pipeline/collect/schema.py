"""The pool's tables; a pool of an earlier version → one of today, in which no article is new a second time."""

from collections.abc import Callable
from importlib import resources
from typing import Any, Final

from pipeline import urls

Execute = Callable[..., Any]  # Any: SQLite's own cursor
VERSION: Final = 4


def text(name: str) -> str:
    """The SQL of `name`.sql, beside this file."""
    return resources.files("pipeline.collect").joinpath(f"{name}.sql").read_text(encoding="utf-8")


def prepare(execute: Execute) -> None:
    """Make the tables where they are not those of today; what neither is nor can be brought there is dropped."""
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
        for statement in text("schema").split(";"):
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
