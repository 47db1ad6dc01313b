"""The list of feeds over time: moves, lost feeds, lists of other readers and the starter's, on a real server."""

import json
import shlex
from dataclasses import replace

import pytest

from pipeline import config, sources, urls
from tests.collect.newsletters import rss
from tests.newsletter import DAY, call, process
from tests.server import answer, serving

DAYS = ["2026-11-17T09:00", "2026-11-18T09:00", "2026-11-19T09:00"]
HEAD = '# mine\n[newsletter]\ntitle = "T"  # ours\n[collect]\nallow_private = true\n'


def folder(path, *feeds):
    """A newsletter with these feeds, and comments that must survive."""
    blocks = [f'\n# why {name}\n[[feeds]]\nname = "{name}"\nurl = "{url}"  # seen\n' for name, url in feeds]
    (path / "newsletter.toml").write_text(HEAD + "".join(blocks))
    return path


def text(path):
    return (path / "newsletter.toml").read_text()


def test_a_move_is_followed_by_one_command(tmp_path):
    """After three days the list names the command; it changes that one value, and no article is news a second time."""

    def site(asked):
        return answer(308, Location="/new") if asked.path == "/old" else answer(200, rss("a", "b"))

    with serving(site) as server:
        old, new = server.url("/old"), server.url("/new")
        here = folder(tmp_path, ("Other", server.url("/other")), ("Moving", old))
        for day in DAYS[:2]:
            call(here, "collect", now=day)
        early = call(here, "feeds", "move", old, now=DAYS[1])
        call(here, "collect", now=DAYS[2])
        listed = call(here, "feeds", "list", now=DAYS[2])
        before = text(here)
        moved = call(here, "feeds", "move", old, now=DAYS[2])
        after = json.loads(call(here, "collect", "--json", now="2026-11-20T09:00").stdout)

    assert 2 == early.exit_code
    assert "three separate days" in early.stderr
    assert f"monday feeds move {old}" in listed.stdout
    assert f'- url = "{old}"\n+ url = "{new}"\n' in moved.stdout
    assert before.replace(f'"{old}"', f'"{new}"') == text(here)
    assert [0, 0] == [feed["new"] for feed in after["feeds"]]


def test_a_lost_feed_is_looked_for_on_its_site(tmp_path):
    """A feed that answers 404 for days: its site's front page names another, and the printed command takes it."""
    page = b'<html><link rel="alternate" type="application/rss+xml" title="News" href="/feed/news.xml"></html>'
    pages = {"/": answer(200, page, Content_Type="text/html"), "/feed/news.xml": answer(200, rss("a"))}
    with serving(pages) as server:
        old, new = server.url("/rss.xml"), server.url("/feed/news.xml")
        here = folder(tmp_path, ("Lost", old), ("Fine", server.url("/feed/news.xml?other")))
        warned = [call(here, "collect", now=day).stderr for day in DAYS][-1]
        status = call(here, "status", now=DAYS[2])
        found = call(here, "feeds", "check", "--rediscover", now="2026-11-20T09:00")
        took = call(here, "feeds", "move", "Lost", new, now="2026-11-20T09:00")
        again = call(here, "feeds", "check", now="2026-11-20T10:30")

    assert "Lost failed 3 times in a row" in warned
    assert "monday feeds check --rediscover" in status.stdout
    assert f"  monday feeds move {old} {new}\n" in found.stderr
    assert (1, 0, 0) == (found.exit_code, took.exit_code, again.exit_code)
    assert f'url = "{new}"  # seen' in text(here)


def test_an_offered_address_is_safe_to_paste(tmp_path):
    """The address comes from a stranger's page: in the printed command a shell takes it for one word."""
    page = b'<html><link rel="alternate" type="application/rss+xml" href="/feed?a=1&amp;b=$(id);c"></html>'
    pages = {"/": answer(200, page, Content_Type="text/html"), "/feed": answer(200, rss("a"))}
    with serving(pages) as server:
        old, new = server.url("/rss.xml"), server.url("/feed?a=1&b=$(id);c")
        here = folder(tmp_path, ("Lost", old))
        call(here, "collect", now=DAYS[0])
        found = call(here, "feeds", "check", "--rediscover", now=DAYS[1])

    commands = [line for line in found.stderr.splitlines() if line.startswith("  monday feeds move")]
    assert [["monday", "feeds", "move", old, new]] == [shlex.split(line) for line in commands]


def test_a_site_without_another_feed_says_so(tmp_path):
    """Nothing is offered where nothing is; a newsletter whose feeds are all well has nothing to look for."""
    with serving({"/fine": answer(200, rss("a"))}) as server:
        here = folder(tmp_path, ("Fine", server.url("/fine")))
        assert "nothing to look for" in call(here, "feeds", "check", "--rediscover").stderr
        folder(tmp_path, ("Lost", server.url("/lost")))
        said = call(here, "feeds", "check", "--rediscover")
        as_json = json.loads(call(here, "feeds", "check", "--json").stdout)
    assert "its site names no other feed" in said.stderr
    assert ["not-found"] == [row["reason"] for row in as_json]


@pytest.mark.parametrize(
    "words, says",
    [
        (["Nobody"], "no feed in newsletter.toml is called Nobody"),
        (["A", "{site}/b"], "is in newsletter.toml already"),
        (["A", "{site}/page"], "there is no feed at"),
    ],
)
def test_a_move_that_cannot_be(tmp_path, words, says):
    """The file stays as it is, and the editor learns what to do."""
    pages = {"/a": answer(200, rss("a")), "/b": answer(200, rss("b")), "/page": answer(200, b"<html>hello</html>")}
    with serving(pages) as server:
        here = folder(tmp_path, ("A", server.url("/a")), ("B", server.url("/b")))
        before = text(here)
        said = call(here, "feeds", "move", *[word.format(site=server.url("")) for word in words])
    assert says in said.stderr
    assert "Hint: " in said.stderr
    assert before == text(here)


OPML = """<opml version="2.0"><body><outline text="Carers"><outline text="Fine" xmlUrl="{site}/fine"/>
<outline text="Moved" xmlUrl="{site}/moved"/></outline><outline text="Gone" xmlUrl="{site}/gone"/></body></opml>"""


def test_an_import_adds_only_what_answers_with_a_feed(tmp_path):
    """Each is asked once; a moved one is added at its new address; what failed is named, and can be tried again."""
    pages = {
        "/fine": answer(200, rss("a", "b")),
        "/moved": answer(301, Location="/here"),
        "/here": answer(200, rss("c")),
        "/mine": answer(200, rss("m")),
    }
    with serving(pages) as server:
        here = folder(tmp_path, ("Mine", server.url("/mine")))
        (here / "list.opml").write_text(OPML.format(site=server.url("")))
        said = call(here, "feeds", "import", str(here / "list.opml"))
        asked = [request.path for request in server.asked]
        collected = json.loads(call(here, "collect", "--json").stdout)
        again = json.loads(call(here, "feeds", "import", "--json", str(here / "list.opml")).stdout)

    assert ["/fine", "/gone", "/here", "/moved"] == sorted(asked)
    assert f'url = "{server.url("/here")}"\nname = "Moved"\ntier = "B"\ntags = ["Carers"]\n' in text(here)
    assert "no      Gone" in said.stdout
    assert "HTTP 404" in said.stdout
    assert "Added 2 feeds of 3" in said.stdout
    assert ["new", "not-due", "not-due"] == [feed["status"] for feed in collected["feeds"]]
    assert {"articles": 4, "new": 1, "merged": 0} == {n: collected["totals"][n] for n in ("articles", "new", "merged")}
    assert (0, [server.url("/fine")]) == (again["added"], again["known"])


def test_an_import_says_what_it_needs(tmp_path):
    """A file or --starter, one of the two."""
    here = folder(tmp_path, ("A", "a.xml"))
    for words in ([], ["list.opml", "--starter"]):
        said = call(here, "feeds", "import", *words)
        assert (2, True) == (said.exit_code, "monday feeds import --starter" in said.stderr)


def test_the_starter_list_is_sound():
    """Real web addresses, each once, of every tier but the blocked one; none is claimed to work."""
    feeds = sources.starter()
    assert len(feeds) >= 25
    assert len(feeds) == len({urls.canonical(feed.url) for feed in feeds}) == len({feed.name for feed in feeds})
    assert all(feed.url.startswith("https://") and urls.is_public_http(feed.url) for feed in feeds)
    assert {"A", "B", "C"} == {feed.tier for feed in feeds}


def test_the_starter_list_adds_what_answers(tmp_path, monkeypatch):
    """A server stands for the real ones: feeds, sites that name a feed, sites that do not, and one that is gone."""
    page = '<html><link rel="alternate" type="application/rss+xml" href="/feed{}"></html>'

    def site(asked):
        place = int(asked.path.strip("/fed") or 0)
        if asked.path.startswith("/feed"):
            return answer(200, rss(f"article-{place}"))
        kinds = [answer(200, rss(f"a{place}")), answer(200, page.format(place).encode()), answer(200, b"<html>"), None]
        return kinds[place % 4] or answer(404)

    listed = sources.starter()
    with serving(lambda asked: site(asked) if asked.path.strip("/fed").isdigit() else answer(404)) as server:
        stand_ins = tuple(replace(feed, url=server.url(f"/{place}")) for place, feed in enumerate(listed))
        monkeypatch.setattr(sources, "starter", lambda: stand_ins)
        call(tmp_path, "init")
        own = text(tmp_path).replace("[ebook]", "[collect]\nallow_private = true\n\n[ebook]")
        (tmp_path / "newsletter.toml").write_text(own)
        said = call(tmp_path, "feeds", "import", "--starter")
        checked = call(tmp_path, "feeds", "check")

    wanted = sum(place % 4 < 2 for place in range(len(listed)))
    assert f"Added {wanted} feeds of {len(listed)}" in said.stdout
    assert "The sample feeds are still in newsletter.toml" in said.stdout
    assert len(listed) - wanted == sum(line.startswith("no ") for line in said.stdout.splitlines())
    assert text(tmp_path).startswith(own)
    assert wanted + 10 == len(config.load(tmp_path).feeds)
    assert 0 == checked.exit_code, checked.stdout


def test_init_offers_the_starter_list(tmp_path):
    """Whoever begins learns of it, and nothing is asked unbidden."""
    assert "feeds import --starter" in call(tmp_path, "init").stdout


def test_the_list_shows_the_share_that_was_chosen(tmp_path):
    """How many stories of the last issues came from each source."""
    call(tmp_path, "init")
    made = process(tmp_path, "run", "--issue", DAY)
    rows = json.loads(call(tmp_path, "feeds", "list", "--json").stdout)
    assert 0 == made.returncode, made.stderr
    assert (5, 1.0) == (sum(row["chosen"] for row in rows), round(sum(row["chosen_share"] for row in rows), 6))
    assert "1 of 5" in call(tmp_path, "feeds", "list").stdout
