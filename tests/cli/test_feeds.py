"""The list of feeds over time: moves, lost feeds, lists of other readers and the starter's, on a real server."""

import json
import shlex
from dataclasses import replace

import pytest

from pipeline import config, urls
from pipeline.work import feeds as sources
from tests.collect.newsletters import rss
from tests.newsletter import DAY, call, plain, process
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

    assert early.exit_code == 2
    assert "three separate days" in early.stderr
    assert f"monday feeds move {old}" in listed.stdout
    assert f'- url = "{old}"\n+ url = "{new}"\n' in moved.stdout
    assert before.replace(f'"{old}"', f'"{new}"') == text(here)
    assert [feed["new"] for feed in after["feeds"]] == [0, 0]


def test_a_lost_feed_is_looked_for_on_its_site(tmp_path):
    """A feed that answers 404 for days: its site's front page names another, and the printed command takes it."""
    page = b'<html><link rel="alternate" type="application/rss+xml" title="News" href="/feed/news.xml"></html>'
    pages = {"/": answer(200, page, Content_Type="text/html"), "/feed/news.xml": answer(200, rss("a"))}
    with serving(pages) as server:
        old, new = server.url("/rss.xml"), server.url("/feed/news.xml")
        here = folder(tmp_path, ("Lost", old), ("Fine", server.url("/feed/news.xml?other")))
        warned = [call(here, "collect", now=day).stderr for day in DAYS]
        status = call(here, "status", now=DAYS[2])
        found = call(here, "feeds", "check", "--rediscover", now="2026-11-20T09:00")
        took = call(here, "feeds", "move", "Lost", new, now="2026-11-20T09:00")
        again = call(here, "feeds", "check", now="2026-11-20T10:30")

    assert "Lost: there is no feed at this address anymore" in warned[0]
    assert "Lost" not in "".join(warned[1:])
    assert "monday feeds check --rediscover" in status.stdout
    assert f"  monday feeds move {old} {new}\n" in found.stderr
    assert (found.exit_code, took.exit_code, again.exit_code) == (1, 0, 0)
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
    assert [row["reason"] for row in as_json] == ["not-found"]


@pytest.mark.parametrize(
    "words, says",
    [
        (["Nobody"], "no feed in newsletter.toml is called Nobody"),
        (["A", "{site}/b"], "is already in newsletter.toml"),
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

    assert sorted(asked) == ["/fine", "/gone", "/here", "/moved"]
    assert f'url = "{server.url("/here")}"\nname = "Moved"\ntier = ""\ntags = ["Carers"]\n' in text(here)
    assert "no      Gone" in said.stdout
    assert "HTTP 404" in said.stdout
    assert "Added 2 of 3 feeds" in said.stdout
    assert [feed["status"] for feed in collected["feeds"]] == ["new", "not-due", "not-due"]
    assert {n: collected["totals"][n] for n in ("articles", "new", "merged")} == {"articles": 4, "new": 1, "merged": 0}
    assert (0, [server.url("/fine")]) == (again["added"], again["known"])


def test_an_import_says_what_it_needs(tmp_path):
    """A file or --starter, one of the two."""
    here = folder(tmp_path, ("A", "a.xml"))
    for words in ([], ["list.opml", "--starter"]):
        said = call(here, "feeds", "import", *words)
        assert (said.exit_code, "monday feeds import --starter" in said.stderr) == (2, True)


def test_the_starter_list_is_sound():
    """Real web addresses, each once, of every tier but the blocked one; none is claimed to work."""
    feeds = sources.starter()
    assert len(feeds) >= 25
    assert len(feeds) == len({urls.canonical(feed.url) for feed in feeds}) == len({feed.name for feed in feeds})
    assert all(feed.url.startswith("https://") and urls.is_public_http(feed.url) for feed in feeds)
    assert {"A", "B", "C"} == {feed.tier for feed in feeds}


@pytest.mark.prove
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
    assert f"Added {wanted} of {len(listed)} feeds" in said.stdout
    assert "monday feeds remove --samples" in said.stdout
    assert len(listed) - wanted == sum(line.startswith("no ") for line in said.stdout.splitlines())
    assert text(tmp_path).startswith(own)
    assert wanted + 10 == len(config.load(tmp_path).feeds)
    assert checked.exit_code == 0, checked.stdout


def test_init_offers_the_starter_list(tmp_path):
    """Whoever begins learns of it, and nothing is asked unbidden."""
    assert "feeds import --starter" in call(tmp_path, "init").stdout


def test_the_list_shows_the_share_that_was_chosen(tmp_path):
    """How many stories of the last issues came from each source."""
    plain(tmp_path)
    made = process(tmp_path, "run", "--issue", DAY)
    call(tmp_path, "approve", "--by", "Ada")
    rows = json.loads(call(tmp_path, "feeds", "list", "--json").stdout)
    assert made.returncode == 0, made.stderr
    assert (sum(row["chosen"] for row in rows), round(sum(row["chosen_share"] for row in rows), 6)) == (5, 1.0)
    assert "1 of 5" in call(tmp_path, "feeds", "list").stdout


EMPTY = '# mine\n[newsletter]\ntitle = "T"  # ours\n[collect]\nallow_private = true\n'


def test_the_first_feed_is_added_where_there_is_none(tmp_path):
    """Without feeds nothing is collected, every command says so, and the command that they name adds the first."""
    (tmp_path / "newsletter.toml").write_text(EMPTY)

    run = call(tmp_path, "run", "--issue", "next")
    said = [call(tmp_path, *words).stdout for words in (["status"], ["doctor"], ["feeds", "list"])]
    with serving({"/feed": answer(200, rss("a"))}) as server:
        added = call(tmp_path, "feeds", "add", server.url("/feed"), "--name", "First")

    assert run.exit_code == 78
    assert "Error: there are no feeds yet\nHint: monday feeds add https://…; to start with real public" in run.stderr
    assert all("no feeds yet" in words and "monday feeds add https://…" in words for words in said)
    assert f"Added First: {server.url('/feed')}\n" == added.stdout
    assert text(tmp_path).startswith(EMPTY)
    assert [feed.name for feed in config.load(tmp_path).feeds] == ["First"]


def test_a_feed_is_removed_and_put_back(tmp_path):
    """Its block and the comment above it go; what went is printed, and put at the end again it is the same feed."""
    here = folder(tmp_path, ("One", "a.xml"), ("Two", "b.xml"), ("Three", "c.xml"))
    before, feeds = text(here), config.load(here).feeds

    said = call(here, "feeds", "remove", "Two")

    block = '# why Two\n[[feeds]]\nname = "Two"\nurl = "b.xml"  # seen\n'
    head, lines = said.stdout.split("\n\n")
    assert said.exit_code == 0
    assert head == "Removed Two. To restore it, put its lines at the end of newsletter.toml again:"
    assert block == lines
    assert before.replace(f"{block}\n", "") == text(here)
    (here / "newsletter.toml").write_text(f"{text(here)}\n{lines}")
    assert {*feeds} == {*config.load(here).feeds}


def test_the_last_feed_and_all_samples_are_removed(tmp_path):
    """All sample feeds go by one command, and only they; with nothing left the next step is named."""
    call(tmp_path, "init")
    path = tmp_path / "newsletter.toml"
    path.write_text(path.read_text() + '\n[[feeds]]\nurl = "a.xml"\nname = "Ours"\n')

    samples = call(tmp_path, "feeds", "remove", "--samples")
    left = [feed.name for feed in config.load(tmp_path).feeds]
    again = call(tmp_path, "feeds", "remove", "--samples")
    last = call(tmp_path, "feeds", "remove", "a.xml")

    assert left == ["Ours"]
    assert samples.stdout.count("[[feeds]]") == 10
    assert (again.exit_code, "there are no sample feeds here" in again.stderr) == (2, True)
    assert (last.exit_code, "No feed is left. Add one: monday feeds add" in last.stderr) == (0, True)
    assert "# Where articles come from." in text(tmp_path)
    assert config.load(tmp_path).feeds == ()


@pytest.mark.parametrize(
    "words, error, hint",
    [
        (["Two more"], "is called Two more", "did you mean https://b.org.uk/two.xml? to list them all"),
        (["b.org.uk"], "is called b.org.uk", "did you mean https://b.org.uk/two.xml or https://b.org.uk/three.xml?"),
        (["zzz"], "is called zzz", "Hint: to list them all: monday feeds list"),
        (["Two", "zzz"], "is called zzz", "Hint: to list them all"),
        ([], "no feed was named", 'monday feeds remove "Name"'),
    ],
)
def test_what_cannot_be_removed(tmp_path, words, error, hint):
    """A name that is not there is answered with the nearest; all of those named go, or none."""
    two, three = "https://b.org.uk/two.xml", "https://b.org.uk/three.xml"
    here = folder(tmp_path, ("One", "https://a.org.uk/one"), ("Two", two), ("Three", three))
    before = text(here)

    said = call(here, "feeds", "remove", *words)

    assert said.exit_code == 2
    assert error in said.stderr
    assert hint in said.stderr
    assert before == text(here)


def test_a_page_among_the_feeds_is_put_right_by_one_command(tmp_path):
    """A web page is no trouble of the network: every command names the one that puts the page's feed in its place."""
    page = b'<html><link rel="alternate" type="application/rss+xml" title="News" href="/news.xml"></html>'
    pages = {"/blog": answer(200, page, Content_Type="text/html"), "/news.xml": answer(200, rss("a"))}
    with serving(pages) as server:
        here = folder(tmp_path, ("Blog", server.url("/blog")))
        collected = call(here, "collect", now=DAYS[0])
        said = [call(here, *words, now=DAYS[0]).stdout for words in (["feeds", "check"], ["doctor"])]
        moved = call(here, "feeds", "move", server.url("/blog"), now=DAYS[0])

    way_out = f"monday feeds move {server.url('/blog')}\n"
    assert (collected.exit_code, moved.exit_code) == (6, 0)
    assert "this is a web page, not a feed; to use the feed that it links to" in collected.stderr
    assert "network" not in collected.stderr
    assert all(way_out in words for words in (collected.stderr, *said))
    assert f'url = "{server.url("/news.xml")}"  # seen' in text(here)


def test_where_no_feed_can_be_reached_the_network_is_the_advice(tmp_path):
    """Nobody answers at all: most often this machine is offline."""
    with serving({}) as server:
        here = folder(tmp_path, ("Gone", server.url("/")))
        (here / "newsletter.toml").write_text(text(here).replace("127.0.0.1", "localhost"))
    assert "check the network" in call(here, "collect").stderr


def test_an_import_without_a_network(tmp_path):
    """With --no-verify a list is taken as it is, tiers and folders too, and nobody is asked."""
    here = folder(tmp_path, ("Mine", "https://a.org.uk/feed"))
    outline = '<outline text="Clinics"><outline text="Ours" xmlUrl="https://b.org.uk/feed" monday:tier="A"/></outline>'
    (tmp_path / "list.opml").write_text(f"<opml><body>{outline}</body></opml>", encoding="utf-8")
    said = call(here, "feeds", "import", "--no-verify", str(tmp_path / "list.opml"))

    assert said.exit_code == 0
    assert 'url = "https://b.org.uk/feed"\nname = "Ours"\ntier = "A"\ntags = ["Clinics"]\n' in text(here)


def test_a_password_is_never_shown(tmp_path):
    """It is sent to the feed's server; wherever the address is printed, stars stand in its place, and they will do."""
    asked = []

    def site(request):
        asked.append(request.headers.get("authorization"))
        return answer(200, rss("a")) if request.path == "/ok" else answer(404)

    with serving(site) as server:
        ok, lost = (server.url(path).replace("://", "://me:s3cret@") for path in ("/ok", "/lost"))
        here = folder(tmp_path, ("Members", ok), ("Lost", lost))
        shown = [
            call(here, *words.split())
            for words in (
                "collect", "collect --json", "feeds list", "feeds list --json", "feeds check --json", "feeds check",
                "doctor", "doctor --json", "status", "status --json", f"feeds add {ok}", f"feeds add {lost}",
                "feeds check --rediscover", f"feeds move Lost {ok}", "feeds move Lost", "feeds export",
                f"feeds remove {lost.replace('me:s3cret', '***')}",
            )
        ]  # fmt: skip

    assert asked[0] == "Basic bWU6czNjcmV0"
    assert [done.exception for done in shown if done.exception and not isinstance(done.exception, SystemExit)] == []
    assert "s3cret" not in "".join(done.output for done in shown)
    assert f"***@{server.url('/ok').partition('://')[2]}" in shown[2].stdout
    assert "Removed Lost" in shown[-1].stdout


def test_an_address_in_capitals_is_the_same(tmp_path):
    """HTTP:// is http://, as browsers and other readers write it sometimes."""
    with serving({"/": answer(200, rss("a"))}) as server:
        added = call(folder(tmp_path), "feeds", "add", server.url().replace("http:", "HTTP:"))

    assert added.exit_code == 0
    assert f'url = "{server.url()}"' in text(tmp_path)
