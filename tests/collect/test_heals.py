"""State that heals, and quiet that informs: refusals, ends, bodies that break the parser, a month of it all."""

from collections import Counter

import pytest

from pipeline.collect import box, collect, feed_health
from pipeline.collect.gather import Gathering
from pipeline.collect.pool import opened
from pipeline.errors import FetchError, NoFeeds
from tests.collect.newsletters import DAY, HOUR, NOW, newsletter, rss
from tests.collect.test_real_feeds import NAMED
from tests.server import answer, serving
from tests.tools import data


@pytest.fixture(autouse=True)
def parsed_here(monkeypatch):
    """Feeds are parsed in this process: dozens of runs need not start dozens of parsers."""

    def put(self, job):
        self.done(job, box.read(job))

    monkeypatch.setattr(box.Box, "put", put)


def run(config, *, now=NOW):
    """The results by name, and the warnings."""
    warnings = []
    collected = collect(config, now=now, warn=warnings.append)
    return {result.feed.name: result for result in collected.results}, warnings


def test_a_feed_that_is_refused_starves_no_other(tmp_path):
    """One refuses every day: its host's four others are all read on the first, and only the one is told of."""
    with serving(lambda asked: answer(503) if asked.path == "/0" else answer(200, rss("x"))) as server:
        config = newsletter(tmp_path, *(server.url(f"/{n}") for n in range(5)))
        told = []
        for day in range(8):
            got, warnings = run(config, now=NOW + day * DAY)
            told += warnings
            assert got["Feed 0"].status in ("failed", "not-due")
            assert all(got[f"Feed {n}"].status in ("new", "unchanged") for n in range(1, 5))
    assert told == ["Feed 0: the server asks us to wait (HTTP 503)"]


def test_a_host_that_refuses_all_is_asked_two_at_a_time(tmp_path):
    """Each of its feeds gets its turn on another day; those that were never read are told of, once."""
    with serving(lambda asked: answer(429, Retry_After="864000")) as server:
        (tmp_path / "a.xml").write_bytes(rss("x"))
        config = newsletter(tmp_path, "a.xml", *(server.url(f"/{n}") for n in range(6)))
        told = []
        for day in range(4):
            told += run(config, now=NOW + day * DAY)[1]
    asked = Counter(one.path for one in server.asked)
    assert {f"/{n}": 1 for n in range(6)} == asked
    assert sum("asks us to wait" in line for line in told) == 6
    assert len(told) == len(set(told))
    assert any("was never read: its host 127.0.0.1 refuses" in line for line in told)


def test_what_was_ended_is_forgiven_once_it_is_added_again(tmp_path):
    """An editor who adds it knows better: it is asked at once."""
    replies = {"/": answer(410)}
    with serving(lambda asked: replies["/"]) as server:
        (tmp_path / "a.xml").write_bytes(rss("x"))
        config = newsletter(tmp_path, "a.xml", server.url("/"))
        run(config)
        replies["/"] = answer(200, rss("y"))
        with opened(tmp_path) as pool:
            pool.forgive([server.url("/")])
        got, _ = run(config, now=NOW + HOUR)
    assert got["Feed 1"].status == "new"


def test_a_body_that_broke_the_parser_is_not_parsed_again(tmp_path, monkeypatch):
    """The same bytes would break it again; other bytes are read."""
    parsed = []

    def put(self, job):
        parsed.append(job.answer.body)
        bad = FetchError("reading it broke the parser", reason="parse-crash")
        self.done(job, bad if job.answer.body == b"bad" else box.read(job))

    monkeypatch.setattr(box.Box, "put", put)
    bodies = iter([b"bad", b"bad", rss("x")])
    with serving(lambda asked: answer(200, next(bodies))) as server:
        config = newsletter(tmp_path, server.url("/"))
        states = []
        for day in range(3):
            with opened(tmp_path) as pool:
                gathering = Gathering(config, pool, now=NOW + day * DAY, progress=lambda *_: None)
                gathering.run()
            states.append(gathering.results[server.url("/")].reason)
    assert (["parse-crash", "parse-crash", ""], [b"bad", rss("x")]) == (states, parsed)


@pytest.mark.parametrize(
    "tiers, failing, alarm",
    [
        ("BBBBB", 2, ""),
        ("BBBBB", 3, "3 of 5 feeds could not be read"),
        ("AABBB", 2, "none of the 2 feeds in tier A could be read"),
        ("ABABB", 2, ""),
    ],
)
def test_most_feeds_failing_at_once_is_news(tmp_path, tiers, failing, alarm):
    """More than half of those asked, or all of tier A; what came from the others is kept."""
    for n in range(failing, len(tiers)):
        (tmp_path / f"{n}.xml").write_bytes(rss(f"x{n}"))
    config = newsletter(tmp_path, *({"url": f"{n}.xml", "tier": tier} for n, tier in enumerate(tiers)))
    collected = collect(config, now=NOW, warn=None)

    assert alarm == collected.alarm
    assert len(tiers) - failing == sum(result.new for result in collected.results)


def test_feeds_that_are_not_due_are_not_failing(tmp_path):
    """One feed that fails while the others need not be asked is no alarm; one that ended says nothing of today."""
    long = answer(200, rss("x"), Cache_Control="max-age=172800")
    pages = {f"/{n}": long for n in range(4)} | {"/gone": answer(410), "/bad": answer(404)}
    with serving(pages) as server:
        config = newsletter(tmp_path, *map(server.url, pages))
        alarms = [collect(config, now=NOW + day * DAY, warn=None).alarm for day in range(2)]

    assert alarms == ["", ""]


def test_many_that_are_quiet_are_one_line_once(tmp_path):
    """Thirty-six quiet feeds are one warning on the first day and none on the next; their state stays known."""
    for n in range(36):
        (tmp_path / f"{n}.xml").write_bytes(rss((f"x{n}", NOW - 200 * DAY)))
    config = newsletter(tmp_path, *(f"{n}.xml" for n in range(36)))
    first, second = (run(config, now=NOW + day * DAY)[1] for day in range(2))

    assert [line.partition(":")[0] for line in first] == ["36 feeds have gone quiet, nothing new for three months"]
    assert (second, sum(h.quiet for h in feed_health(config, now=NOW + DAY))) == ([], 36)


@pytest.mark.prove
def ill(n, asked, day):
    """What feed *n* answers on this *day* where it has a trouble: gone, refusing, failing, ended, moved or a page."""
    match n:
        case 0 | 1 if day >= 5:
            return answer(404)
        case 2 if 4 <= day < 9:
            return answer(503)
        case 3 if day % 4 == 1:
            return answer(500)
        case 4 if day >= 7:
            return answer(410)
        case 5 if asked.path == "/5":
            return answer(301, Location="/5/moved")
        case 7:
            return answer(200, b"<html><title>Hello</title></html>")
    return None


@pytest.mark.prove
def test_a_month_of_sixty_feeds(tmp_path):
    """404s, 503s, a 410, moves, silence and recoveries for thirty days: nothing is told twice, and all of it once."""
    day = 0

    def reply(asked):
        n = int(asked.path.strip("/").partition("/")[0])
        if n == 6:
            return answer(200, rss(("old", NOW - 80 * DAY)))
        if n == 8 and 10 <= day < 20:
            return answer(200, b"")
        return ill(n, asked, day) or answer(200, rss(f"s{n}", (f"s{n}-{day}", NOW + day * DAY - HOUR)))

    told, unread = [], []
    with serving(reply) as server:
        config = newsletter(tmp_path, *(server.url(f"/{n}") for n in range(60)))
        for day in range(30):
            got, warnings = run(config, now=NOW + day * DAY)
            told += [(day, line) for line in warnings]
            unread += [(day, name) for name, r in got.items() if r.status not in ("new", "unchanged", "failed")]
    lines = [line for _, line in told]
    about = Counter(line.partition(":")[0].split(" has ")[0].split(" failed ")[0] for line in lines)

    assert len(lines) == len(set(lines))
    assert {f"Feed {n}": 1 for n in (0, 1, 2, 4, 5, 6, 7, 8)} == about
    assert unread == []


@pytest.mark.real
@pytest.mark.prove
def test_a_month_of_sixty_real_feeds(tmp_path):
    """The same with feeds as people publish them, which change once a week: whatever they say of their freshness, no
    sound one goes unread for more than three days, nothing is told twice, and each failure is reported once."""
    paths = [path for path in sorted(data("feeds/fastfeedparser-benchmark").iterdir()) if path.is_file()]
    bodies = [path.read_bytes() for path in paths if path.name not in NAMED][:60]
    day = 0

    def reply(asked):
        n = int(asked.path.strip("/").partition("/")[0])
        tag = f'"{day // 7}"'
        if (trouble := ill(n, asked, day)) is not None:
            return trouble
        if n >= 30 and asked.headers.get("if-none-match") == tag:
            return answer(304)
        return answer(200, bodies[n] + b"<!-- %d -->" % (day // 7), **({"ETag": tag} if n >= 30 else {}))

    told, late = [], set()
    with serving(reply) as server:
        config = newsletter(tmp_path, *(server.url(f"/{n}") for n in range(60)))
        for day in range(30):
            now = NOW + day * DAY
            told += run(config, now=now)[1]
            states = feed_health(config, now=now)
            late |= {h.feed.name for h in states[8:] if h.ok_at is None or now - h.ok_at > 3 * DAY}
    about = Counter(
        line.partition(":")[0].split(" has ")[0].split(" failed ")[0] for line in told if "quiet" not in line
    )

    assert len(bodies) == 60
    assert set() == late
    assert len(told) == len(set(told))
    assert {f"Feed {n}": 1 for n in (0, 1, 2, 4, 5, 7)} == about


def test_no_feed_at_all_is_an_error(tmp_path):
    """With the way out; the warnings before it say why where that is no passing thing."""
    with pytest.raises(NoFeeds) as caught:
        run(newsletter(tmp_path, "a.xml"))
    assert "monday feeds check" in caught.value.hint
