"""How a source is doing."""

from pipeline.collect import feed_health, pool
from pipeline.collect.record import Record
from pipeline.model import Article
from tests.collect.newsletters import DAY, NOW, newsletter


def state(folder, dates=(), **values):
    """The health of a feed with this record and articles of these dates."""
    config = newsletter(folder, "a.xml")
    articles = [
        Article(key=str(i), title="t", url="", feed="a.xml", published=date, dated="exact")
        for i, date in enumerate(dates)
    ]
    with pool.opened(folder) as opened:
        opened.store(Record(**{"url": "a.xml", "body": "b", **values}), articles, now=NOW)
    (got,) = feed_health(config, now=NOW)
    return got


def test_a_feed_never_tried(tmp_path):
    """Nothing is known, and nothing is wrong."""
    (got,) = feed_health(newsletter(tmp_path, "a.xml"), now=NOW)
    assert (got.tried_at, got.articles, got.trouble) == (None, 0, "")


def test_a_healthy_feed(tmp_path):
    """Articles a week count the last eight weeks; future ones do not make it newer."""
    got = state(tmp_path, [NOW - DAY, NOW - 50 * DAY, NOW - 100 * DAY, NOW + 9 * DAY], ok_at=NOW)
    assert (got.articles, got.per_week, got.newest, got.trouble) == (4, 0.25, NOW - DAY, "")


def test_what_an_editor_should_hear(tmp_path):
    """Three failures in a row, or one that does not pass, a move said on three days, the end, and silence."""
    assert state(tmp_path, failures=2, message="m", reason="timeout", ok_at=NOW).trouble == ""
    assert state(tmp_path, failures=2, message="m", reason="forbidden", ok_at=NOW).trouble == "Feed 0: m"
    assert state(tmp_path, failures=1, message="m", reason="timeout").trouble == "Feed 0: m"
    assert state(tmp_path, failures=3, message="m").trouble == "Feed 0 failed 3 times in a row: m"
    assert state(tmp_path, moved_to="https://b.example/", moved_days=2).trouble == ""
    assert "https://b.example/" in state(tmp_path, moved_to="https://b.example/", moved_days=3).trouble
    assert "has ended" in state(tmp_path, gone=True).trouble
    assert "gone quiet" in state(tmp_path, [NOW - 100 * DAY]).trouble
