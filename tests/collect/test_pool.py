"""The pool: what it keeps, what never moves, what a crash cannot spoil."""

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

import pytest

from pipeline.collect import pool
from pipeline.collect.record import Record
from pipeline.errors import FetchError, MondayError
from pipeline.model import Article
from tests.collect.newsletters import DAY, NOW


def article(key="k", **values):
    return Article(key=key, title=f"About {key}", url=f"https://a.example/{key}", feed="f", **values)


def record(**values):
    return Record(**{"url": "f", "body": "b1", **values})


def only(opened, *, now):
    (seen,) = opened.articles(now=now)
    return seen


def test_a_record_comes_back_as_it_was_kept(tmp_path):
    """Validators byte for byte, times to the second, also when they are not text."""
    kept = record(etag=b'W/"\xe9\xff"', modified=b"x", tried_at=NOW, due_at=NOW + DAY, failures=2, gone=True)
    with pool.opened(tmp_path) as opened:
        opened.save(kept)
    with pool.opened(tmp_path) as opened:
        assert {"f": kept} == opened.records()


def test_an_article_comes_back_as_it_was_kept(tmp_path):
    """Everything that was read of an article survives the disk."""
    kept = article(published=NOW, dated="exact", summary="s", text="t", author="a", lang="en", words=3)
    with pool.opened(tmp_path) as opened:
        assert opened.store(record(), [kept], now=NOW) == 1
        assert kept == only(opened, now=NOW).article


def test_the_first_sighting_never_moves_on(tmp_path):
    """A later reading changes the words, not when the article was first seen."""
    with pool.opened(tmp_path) as opened:
        opened.store(record(), [article()], now=NOW)
        assert opened.store(record(body="b2"), [article(summary="new")], now=NOW + DAY) == 0
        seen = only(opened, now=NOW + DAY)
    assert (seen.first_seen, seen.last_seen, seen.article.summary) == (NOW, NOW + DAY, "new")


def test_what_was_fetched_later_than_now_is_ignored(tmp_path):
    """A run that pretends an earlier time does not see the future."""
    with pool.opened(tmp_path) as opened:
        opened.store(record(), [article()], now=NOW)
        assert list(opened.articles(now=NOW - DAY)) == []
        assert len(list(opened.articles(now=NOW))) == 1


def test_an_earlier_reading_of_the_same_body_counts(tmp_path):
    """Collecting again at a pretended earlier time shows the articles to that time."""
    with pool.opened(tmp_path) as opened:
        opened.store(record(), [article()], now=NOW)
        opened.seen_earlier("f", "b1", NOW - DAY)
        assert only(opened, now=NOW - DAY).first_seen == NOW - DAY


EARLY, LATE = NOW - 3 * DAY, NOW - DAY


@pytest.mark.parametrize(
    "before, after, expected",
    [
        ((LATE, "exact"), (EARLY, "exact"), (EARLY, "exact")),
        ((EARLY, "exact"), (LATE, "exact"), (EARLY, "exact")),
        ((EARLY, "guessed"), (LATE, "exact"), (LATE, "exact")),
        ((LATE, "exact"), (EARLY, "guessed"), (LATE, "exact")),
        ((None, "first-seen"), (LATE, "guessed"), (LATE, "guessed")),
        ((LATE, "exact"), (None, "first-seen"), (LATE, "exact")),
        ((None, "first-seen"), (None, "first-seen"), (None, "first-seen")),
    ],
)
def test_the_earliest_of_the_best_dates_is_kept(tmp_path, before, after, expected):
    """An update makes nothing young again; a better kind of date replaces a worse one."""
    with pool.opened(tmp_path) as opened:
        for body, (published, dated) in (("b1", before), ("b2", after)):
            opened.store(record(body=body), [article(published=published, dated=dated)], now=NOW)
        got = only(opened, now=NOW).article
    assert expected == (got.published, got.dated)


def test_leaving_the_feed_is_not_deletion(tmp_path):
    """A feed shows its latest entries only; what it showed before stays."""
    with pool.opened(tmp_path) as opened:
        opened.store(record(), [article("a"), article("b")], now=NOW)
        opened.store(record(body="b2"), [article("b"), article("c")], now=NOW + DAY)
        assert {"a", "b", "c"} == {seen.article.key for seen in opened.articles(now=NOW + DAY)}
        assert opened.size("f", "b2") == 2


def test_articles_and_validators_are_kept_together(tmp_path):
    """When an article cannot be written, neither are the validators that would hide it behind a 304."""
    with pool.opened(tmp_path) as opened:
        opened._db.execute("CREATE UNIQUE INDEX one ON articles(title)")
        same = [Article(key=key, title="same", url="", feed="f") for key in "ab"]
        with pytest.raises(FetchError):
            opened.store(record(etag=b"new"), same, now=NOW)
        assert (opened.records(), list(opened.articles(now=NOW))) == ({}, [])


def test_text_that_no_file_can_hold_is_kept_as_good_as_it_goes(tmp_path):
    """Half of a surrogate pair, as JSON feeds can spell it, costs that character only."""
    with pool.opened(tmp_path) as opened:
        opened.store(record(), [article(summary="a\ud800b")], now=NOW)
        assert only(opened, now=NOW).article.summary == "ab"


def test_a_spoilt_pool_is_put_aside(tmp_path):
    """It can be fetched again, so a run goes on with a new one."""
    path = tmp_path / pool.NAME
    path.parent.mkdir()
    path.write_bytes(b"no database, " * 999)
    with pool.opened(tmp_path) as opened:
        assert opened.records() == {}
    assert (path.parent / "pool.broken").exists()


def test_a_pool_of_another_version_is_made_anew(tmp_path):
    """An update of the tool may change what is kept; the pool is only a cache."""
    with pool.opened(tmp_path) as opened:
        opened.save(record())
        opened._db.execute("PRAGMA user_version = 99")
    with pool.opened(tmp_path) as opened:
        assert opened.records() == {}


def test_a_move_keeps_what_the_guids_name(tmp_path):
    """Articles known by their guids stay the same ones at the new address, a password in it or not."""
    old, new = "https://me:secret@a.org/feed", "https://b.org/feed"
    with pool.opened(tmp_path) as opened:
        opened.store(replace(record(), url=old), [article("guid:https://a.org/feed 7")], now=NOW)
        opened.move(old, new)
        seen = only(opened, now=NOW).article
    assert (seen.key, seen.feed) == ("guid:https://b.org/feed 7", new)


def test_a_folder_that_cannot_be_written(tmp_path):
    """The message names the file, the hint says what to look at."""
    (tmp_path / ".monday").write_text("in the way")
    with pytest.raises(MondayError, match=r"\.monday") as caught, pool.opened(tmp_path):
        pass
    assert caught.value.hint


KILLED = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from pipeline.collect import pool
from pipeline.collect.record import Record
from pipeline.model import Article
with pool.opened(Path(sys.argv[1])) as opened:
    for n in range(10_000):
        print(n, flush=True)
        made = [Article(key=f"{n}-{i}", title="t" * 500, url="", feed=f"f{n}") for i in range(20)]
        opened.store(Record(url=f"f{n}", body="b"), made, now=datetime(2026, 3, 2, tzinfo=UTC))
"""


@pytest.mark.parametrize("lines", [1, 3, 12])
def test_a_kill_leaves_whole_feeds(tmp_path, lines):
    """After SIGKILL each feed is there with all its articles, or not at all."""
    with subprocess.Popen([sys.executable, "-c", KILLED, str(tmp_path)], stdout=subprocess.PIPE) as process:
        for _ in range(lines):
            process.stdout.readline()
        process.kill()
    with pool.opened(tmp_path) as opened:
        seen = [one.article.feed for one in opened.articles(now=NOW + timedelta(1))]
        assert dict.fromkeys(opened.records(), 20) == {feed: seen.count(feed) for feed in seen}
        assert len(set(seen)) >= lines - 1


def test_a_pool_of_the_last_version_goes_on(tmp_path):
    """Its articles get the keys of today's rules, keep when they were first seen, and are not new a second time."""
    with pool.opened(tmp_path) as opened:
        old = {
            "https://a.example/x?dgcid=rss": "https://a.example/x?dgcid=rss",
            "https://a.example/x": "https://a.example/x",
            "https://a.example/view?pk_id=44": "https://a.example/view?pk_id=44",
            "guid:f 7": "https://a.example/y?rss=1",
        }
        opened.store(record(), [Article(key=k, title="t", url=url, feed="f") for k, url in old.items()], now=NOW)
        opened.store(
            record(body="b2"), [Article(key="https://a.example/x", title="t", url="", feed="f")], now=NOW + DAY
        )
        opened._db.execute("UPDATE articles SET first_seen = first_seen + 99 WHERE key = 'https://a.example/x'")
        for name in ("broken", "told"):
            opened._db.execute(f"ALTER TABLE feeds DROP COLUMN {name}")
        opened._db.execute("ALTER TABLE articles DROP COLUMN home")
        opened._db.execute("PRAGMA user_version = 2")
    today = ["guid:f 7", "https://a.example/view?pk_id=44", "https://a.example/x"]
    with pool.opened(tmp_path) as opened:
        seen = {one.article.key: one for one in opened.articles(now=NOW + DAY)}
        assert today == sorted(seen)
        assert {NOW} == {one.first_seen for one in seen.values()}
        assert seen["guid:f 7"].article.url == "https://a.example/y"
        again = [Article(key=key, title="t", url="", feed="f") for key in today]
        assert opened.store(record(body="b3"), again, now=NOW + DAY) == 0
