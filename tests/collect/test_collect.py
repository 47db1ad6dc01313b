"""`collect` and `articles`, on files and against a real server."""

import pytest

from pipeline.collect import articles, collect, sightings
from pipeline.errors import NoFeeds
from tests.collect.newsletters import DAY, HOUR, NOW, newsletter, rss
from tests.server import answer, serving


def gather(config, *, now=NOW):
    """The results by the feed's name, and the warnings."""
    warnings = []
    collected = collect(config, now=now, warn=warnings.append)
    return {result.feed.name: result for result in collected.results}, warnings


def one(config, *, now=NOW):
    (result,) = gather(config, now=now)[0].values()
    return result


def slugs(config, *, now=NOW):
    return [a.url.rpartition("/")[2] for a in articles(config, now=now)]


def test_a_feed_in_the_folder(tmp_path):
    """A path inside the newsletter's folder is read like any feed."""
    (tmp_path / "feeds").mkdir()
    (tmp_path / "feeds" / "a.xml").write_bytes(rss("x", "y"))
    config = newsletter(tmp_path, "feeds/a.xml")
    got = one(config)
    assert (got.status, got.articles, got.new) == ("new", 2, 2)
    assert slugs(config) == ["x", "y"]
    assert {"Feed 0"} == {a.source for a in articles(config, now=NOW)}


def test_an_unchanged_file_is_not_read_again(tmp_path):
    """Equal bytes cost a hash, and a file is always due."""
    (tmp_path / "a.xml").write_bytes(rss("x"))
    config = newsletter(tmp_path, "a.xml")
    assert [one(config).status for _ in range(2)] == ["new", "unchanged"]
    (tmp_path / "a.xml").write_bytes(rss("x", "y"))
    assert ((got := one(config)).status, got.new) == ("new", 1)


def test_the_same_folder_at_any_pretended_time(tmp_path):
    """Collecting with --now weeks before or after an earlier run shows the file's articles to that time."""
    (tmp_path / "a.xml").write_bytes(rss("x"))
    config = newsletter(tmp_path, "a.xml")
    for now in (NOW, NOW - 40 * DAY, NOW + 40 * DAY, NOW - 80 * DAY):
        one(config, now=now)
        assert slugs(config, now=now) == ["x"]


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    """A path that a symbolic link leads outside is a mistake in newsletter.toml, not a feed."""
    folder = tmp_path / "letter"
    folder.mkdir()
    (tmp_path / "a.xml").write_bytes(rss("x"))
    with pytest.raises(Exception, match="outside the newsletter's folder"):
        one(newsletter(folder, "../a.xml"))


def test_one_bad_feed_is_a_warning(tmp_path):
    """The others are collected, and the warning says which feed and why."""
    (tmp_path / "a.xml").write_bytes(rss("x"))
    config = newsletter(tmp_path, "a.xml", "missing.xml")
    got, warnings = gather(config)
    assert (got["Feed 0"].status, got["Feed 1"].status) == ("new", "failed")
    assert len(warnings) == 1
    assert warnings[0].startswith("Feed 1: the file cannot be read")


def test_all_feeds_bad_is_an_error(tmp_path):
    """Exit code 6, with what to do."""
    with pytest.raises(NoFeeds) as caught:
        one(newsletter(tmp_path, "missing.xml"))
    assert (caught.value.code, bool(caught.value.hint)) == (6, True)


def test_the_sample_moves_with_the_week(tmp_path):
    """Read weeks later, the bundled articles are young again; real ones keep their first date."""
    config = newsletter(tmp_path, "sample:harbour")
    one(config)
    first = {a.key: a.published for a in articles(config, now=NOW)}
    later = NOW + 21 * DAY
    one(config, now=later)
    second = {a.key: a.published for a in articles(config, now=later)}
    dated = [key for key in first if first[key] != NOW]
    assert dated
    assert {21 * DAY} == {second[key] - first[key] for key in dated}


def test_undated_articles_count_from_their_first_sighting(tmp_path):
    """The pool answers what the feed does not say, and says how far to trust it."""
    (tmp_path / "a.xml").write_bytes(rss(("x", None)))
    config = newsletter(tmp_path, "a.xml")
    one(config)
    (tmp_path / "a.xml").write_bytes(rss(("x", None), "y"))
    one(config, now=NOW + DAY)
    got = {a.url[-1]: a for a in articles(config, now=NOW + DAY)}
    assert (got["x"].published, got["x"].dated) == (NOW, "first-seen")


def test_one_article_in_two_feeds(tmp_path):
    """The better source speaks; the other is named."""
    (tmp_path / "a.xml").write_bytes(rss("x"))
    (tmp_path / "b.xml").write_bytes(rss("x", "y"))
    news = {"url": "a.xml", "name": "News", "tier": "C"}
    charity = {"url": "b.xml", "name": "Charity", "tier": "A"}
    config = newsletter(tmp_path, news, charity)
    gather(config)
    got = {a.url[-1]: a for a in articles(config, now=NOW)}
    assert (got["x"].source, got["x"].also) == ("Charity", ("News",))
    assert (got["y"].source, got["y"].also) == ("Charity", ())


@pytest.mark.parametrize("order", ["ab", "ba"])
@pytest.mark.parametrize("tiers", ["AC", "CA", "BB", ("", "C")])
def test_the_safe_address_of_an_article_wins(tmp_path, order, tiers):
    """Over https, whichever feed is better or comes first; another page of the same paper is not its address."""
    (tmp_path / "a.xml").write_bytes(rss("x").replace(b"https:", b"http:"))
    (tmp_path / "b.xml").write_bytes(rss("x", "y"))
    tier = dict(zip("ab", tiers, strict=True))
    config = newsletter(tmp_path, *({"url": f"{n}.xml", "name": n, "tier": tier[n]} for n in order))
    gather(config)
    assert [a.url for a in articles(config, now=NOW) if a.url.endswith("x")] == ["https://a.example/x"]


def test_the_safe_address_wins_in_one_feed_too(tmp_path):
    """A site that moved to https lists an article at both addresses."""
    body = rss("x", "x").replace(b"https:", b"http:", 1)
    (tmp_path / "a.xml").write_bytes(body)
    config = newsletter(tmp_path, "a.xml")
    gather(config)
    assert [a.url for a in articles(config, now=NOW)] == ["https://a.example/x"]


def test_a_feed_that_is_not_rated_yet(tmp_path):
    """It stands between a charity and the news, as B does."""
    (tmp_path / "a.xml").write_bytes(rss("x"))
    for tiers, speaks in ((("", "A"), "b"), (("C", ""), "b"), (("B", ""), "a"), (("", "B"), "a")):
        feeds = ({"url": f"{n}.xml", "name": n, "tier": tier} for n, tier in zip("ab", tiers, strict=True))
        (tmp_path / "b.xml").write_bytes(rss("x"))
        config = newsletter(tmp_path, *feeds)
        gather(config)
        assert [a.source for a in articles(config, now=NOW)] == [speaks]


def test_a_feed_that_left_the_config_is_silent(tmp_path):
    """Its articles stay in the pool and out of the issue."""
    (tmp_path / "a.xml").write_bytes(rss("x"))
    (tmp_path / "b.xml").write_bytes(rss("y"))
    gather(newsletter(tmp_path, "a.xml", "b.xml"))
    assert slugs(newsletter(tmp_path, "b.xml")) == ["y"]


def test_validators_go_back_and_a_304_keeps_the_articles(tmp_path):
    """The second request is conditional; its 304 means unchanged."""

    def handler(asked):
        if asked.headers.get("if-none-match") == '"1"':
            return answer(304)
        return answer(200, rss("x"), ETag='"1"')

    with serving(handler) as server:
        config = newsletter(tmp_path, server.url("/feed"))
        assert one(config).status == "new"
        got = one(config, now=NOW + DAY)
        assert (got.status, got.articles) == ("unchanged", 1)
        assert one(config, now=NOW + 2 * DAY).status == "unchanged"
    assert [asked.headers.get("if-none-match") for asked in server.asked] == [None, '"1"', '"1"']
    assert slugs(config) == ["x"]


def test_an_equal_body_renews_the_validators(tmp_path):
    """A server that changes its ETag on each answer gets the latest one back."""
    tags = iter(['"1"', '"2"', '"3"'])
    with serving(lambda asked: answer(200, rss("x"), ETag=next(tags))) as server:
        config = newsletter(tmp_path, server.url())
        assert [one(config, now=NOW + i * DAY).status for i in range(3)] == ["new", "unchanged", "unchanged"]
    assert [asked.headers.get("if-none-match") for asked in server.asked] == [None, '"1"', '"2"']


def test_now_and_then_a_feed_is_fetched_whole(tmp_path):
    """Validators get stuck; after two weeks of 304s one request goes without."""

    def handler(asked):
        return answer(304) if "if-modified-since" in asked.headers else answer(200, rss("x"), Last_Modified="1970")

    with serving(handler) as server:
        config = newsletter(tmp_path, server.url())
        for day in (0, 7, 14):
            one(config, now=NOW + day * DAY)
    assert ["if-modified-since" in asked.headers for asked in server.asked] == [False, True, False]


def test_not_due_means_no_request(tmp_path):
    """Within the hour, or while the answer is fresh by its own word, the pool answers; also after a restart."""
    with serving({"/": answer(200, rss("x"), Cache_Control="max-age=7200")}) as server:
        config = newsletter(tmp_path, server.url())
        one(config)
        got = one(config, now=NOW + 1.5 * HOUR)
        assert (got.status, got.articles) == ("not-due", 1)
        assert len(server.asked) == 1
        assert one(config, now=NOW + 2.5 * HOUR).status == "unchanged"


def test_the_feeds_own_ttl_counts(tmp_path):
    """RSS says how many minutes it stays fresh."""
    with serving({"/": answer(200, rss("x", ttl=600))}) as server:
        config = newsletter(tmp_path, server.url())
        statuses = [one(config, now=NOW + hours * HOUR).status for hours in (0, 9, 11)]
    assert statuses == ["new", "not-due", "unchanged"]


def test_retry_after_closes_the_whole_host(tmp_path):
    """A 429 with Retry-After leaves all feeds of that host alone until then; others are asked."""
    (tmp_path / "a.xml").write_bytes(rss("x"))
    answers = {"/busy": answer(429, Retry_After="7200"), "/fine": answer(200, rss("y"))}
    with serving(answers) as server:
        gather(newsletter(tmp_path, "a.xml", server.url("/busy")))
        config = newsletter(tmp_path, "a.xml", server.url("/busy"), server.url("/fine"))
        got, _ = gather(config, now=NOW + HOUR)
        assert [got["Feed 0"].status, got["Feed 1"].status] == ["unchanged", "not-due"]
        gather(config, now=NOW + 3 * HOUR)
    assert sum(asked.path == "/busy" for asked in server.asked) >= 2


def test_gone_is_asked_again_after_a_month(tmp_path):
    """After a 410 the feed is asked once a month, and told of once; it is back at once where its owner is."""
    (tmp_path / "a.xml").write_bytes(rss("x"))
    with serving({"/": answer(410)}) as server:
        config = newsletter(tmp_path, "a.xml", server.url())
        told = []
        for day in range(40):
            got, warnings = gather(config, now=NOW + day * DAY)
            told += warnings
            assert (got["Feed 1"].status, got["Feed 1"].reason) == ("failed", "gone")
    assert [line.partition(".")[0] for line in told] == ["Feed 1 has ended"]
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    "reply, reason",
    [
        (answer(404), "not-found"),
        (answer(403), "forbidden"),
        (answer(403, cf_mitigated="challenge"), "challenge"),
        (answer(500), "server-error"),
        (answer(304), "not-modified"),
        (answer(200, b""), "empty"),
        (answer(200, b"<!doctype html><html><title>Hello</title></html>"), "html"),
        (answer(200, b"just words"), "not-a-feed"),
        (
            answer(200, b'<!DOCTYPE r [<!ENTITY a "b"><!ENTITY c "&a;">]><rss version="2.0"/>'),
            "entities",
        ),
    ],
)
def test_what_is_no_feed_has_a_name(tmp_path, reply, reason):
    """Each way not to be a feed is told apart, and the last good articles stay."""
    replies = iter([answer(200, rss("x"), ETag='"1"'), reply])
    (tmp_path / "a.xml").write_bytes(rss("z"))
    with serving(lambda asked: next(replies)) as server:
        config = newsletter(tmp_path, server.url(), "a.xml")
        if reason == "not-modified":
            next(replies)
            replies = iter([reply, reply])
        gather(config)
        got, _ = gather(config, now=NOW + DAY)
    assert ("failed", reason) == (got["Feed 0"].status, got["Feed 0"].reason)
    assert reason == "not-modified" or "x" in slugs(config, now=NOW + DAY)


def test_many_changed_feeds(tmp_path):
    """Sixty feeds at once all end in the pool, whichever process read them."""
    with serving(lambda asked: answer(200, rss(asked.path[1:]))) as server:
        config = newsletter(tmp_path, *[server.url(f"/f{i}", host=f"127.0.0.{i + 1}") for i in range(60)])
        got, warnings = gather(config)
    assert ({"new"}, []) == ({r.status for r in got.values()}, warnings)
    assert {f"f{i}" for i in range(60)} == set(slugs(config))


def test_trouble_that_lasts_is_told_once(tmp_path):
    """A feed that cannot be read, and one that has gone quiet although it answers."""
    (tmp_path / "old.xml").write_bytes(rss(("x", NOW - 200 * DAY)))
    config = newsletter(tmp_path, "old.xml", "missing.xml")
    warnings = [gather(config, now=NOW + day * DAY)[1] for day in range(3)]
    quiet, failed = warnings[0]
    assert quiet == "Feed 0 has gone quiet: its newest article is from 2025-08-14"
    assert failed.startswith("Feed 1: the file cannot be read")
    assert warnings[1:] == [[], []]


def test_an_article_tells_where_and_when_it_was_seen(tmp_path):
    """Each feed that carried it, the first one first, with first and last sighting."""
    (tmp_path / "a.xml").write_bytes(rss("x"))
    (tmp_path / "b.xml").write_bytes(rss("y"))
    config = newsletter(tmp_path, "b.xml", "a.xml")
    gather(config)
    (tmp_path / "a.xml").write_bytes(rss("x", "z"))
    (tmp_path / "b.xml").write_bytes(rss("x"))
    gather(config, now=NOW + DAY)
    (key,) = [a.key for a in articles(config, now=NOW) if a.url.endswith("x")]
    got = [(s.article.source, s.first_seen, s.last_seen) for s in sightings(config, key, now=NOW + DAY)]
    assert got == [("Feed 1", NOW, NOW + DAY), ("Feed 0", NOW + DAY, NOW + DAY)]
    gather(config, now=NOW + 2 * DAY)
    assert {NOW + 2 * DAY} == {s.last_seen for s in sightings(config, key, now=NOW + 2 * DAY)}
