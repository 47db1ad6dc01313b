"""The studio's pages, and who is turned away."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest

import pipeline
from pipeline.model import Finding
from pipeline.preview.app import create_app
from pipeline.preview.articles import adds
from pipeline.preview.balance import KINDS
from pipeline.preview.past import Past
from pipeline.preview.render import anchors, spot
from pipeline.text import table
from tests.preview.newsroom import HISTORY, ISSUE, STORIES, Newsroom, considered, entered

TOKEN = "a token of this test"


@pytest.fixture
def newsroom(tmp_path):
    return Newsroom(tmp_path)


@pytest.fixture
def client(newsroom):
    return entered(newsroom.studio())


def client_of(newsroom, *, read_only=False):
    return entered(newsroom.studio(), read_only=read_only)


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost:9", "[::1]:80"])
def test_own_names(client, host):
    """The studio answers under loopback's names, at any port: an ssh tunnel may use another one."""
    assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8765", "", "user@127.0.0.1@x"]
)
def test_foreign_host(client, host):
    """A page that renamed itself to our address (DNS rebinding) sees nothing, on any path."""
    for path in ("/", "/email", "/events", "/assets/studio.js", "/past", "/past/2026-11-23", "/calendar", "/balance"):
        assert client.get(path, headers={"Host": host}).status_code in (400, 403)


@pytest.mark.parametrize(
    "path",
    [
        "/assets/../app.py",
        "/assets/%2e%2e/app.py",
        "/assets/..%2fapp.py",
        "/../../etc/passwd",
        "/email/../../newsletter.toml",
        "/issues/2026-11-23/ledger.jsonl",
        "/past/..",
        "/past/../../etc/passwd",
        "/past/%2e%2e%2f%2e%2e%2fetc%2fpasswd/email",
        "/past/..%2f2026-11-23/email",
        "/past/2026-11-23/ledger.jsonl",
        "/past/2026-11-23/email.html",
        "/past/2026-11-23/..%2fissue.toml",
        "/past/20261123/email",
        "/past/2026-W48-1/email",
        "/past/2026-11-23%00/email",
        "/past/2026-02-30/email",
        "/calendar/2026-11-23",
    ],
)
def test_no_way_out(client, path):
    """Only the studio's own pages and assets can be asked for."""
    assert client.get(path).status_code == 404


def test_page_policy(client):
    """The page runs only its own script and style, and nobody may frame it."""
    policy = client.get("/").headers["Content-Security-Policy"]

    for rule in ("default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"):
        assert rule in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("path", ["/email", "/web"])
def test_readers_policy(client, path):
    """What readers get is shown in a sandbox without scripts and forms, also in a tab of its own."""
    policy = client.get(path).headers["Content-Security-Policy"]

    assert policy.startswith("sandbox allow-same-origin;")
    assert "allow-scripts" not in policy
    assert "default-src 'none'" in policy
    assert "form-action 'none'" in policy


def test_pictures_off(client):
    """Without pictures, the browser itself is told to load none."""
    assert "img-src 'none'" in client.get("/email?images=off").headers["Content-Security-Policy"]


def test_size(client, newsroom):
    """The size is in the unit of the checks and of the run, beside Gmail's cut."""
    size = len(newsroom.render().files["email.html"])

    said = re.sub(r"<[^>]+>", "", client.get("/").text)

    assert f"The email is {round(size / 1000)} KB; Gmail clips emails over 102 KB" in said


def test_script_in_every_field(tmp_path):
    """Whatever a feed wrote stays text on every page of the studio."""
    bad = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
    story = replace(
        STORIES[0],
        **dict.fromkeys(("title", "url", "source", "topic", "format", "blurb", "note", "image_alt"), bad),
        why=(bad,),
        flagged=(bad,),
    )
    issue = replace(
        ISSUE, subject=bad, preheader=bad, intro=bad, stories=(story,), bench=(story,), held=(story,), dropped=(story,)
    )
    finding = Finding(level="error", rule="x.y", where=f"issue.toml: {bad}", message=bad, hint=bad)
    row = dict.fromkeys(("url", "title", "source", "topic"), bad) | {
        "score": 1.0,
        "parts": [],
        "reason": {"code": bad, "words": bad},
    }
    past = Past(day=issue.date, number=1, subject=bad, state="public", words=bad, error=bad)
    history = replace(
        HISTORY,
        stories={kind: {bad: 20, "a": 1} for kind in KINDS},
        known=dict.fromkeys(KINDS, (bad, f"other {bad}", "b", "c", "d", "e", "f")),
        labels={f"other {bad}": bad},
    )
    newsroom = Newsroom(
        tmp_path, first=issue, findings=(finding,), candidates=considered(picks=[row]), past=(past,), history=history
    )
    client = client_of(newsroom)

    pages = ("/", "/inbox", "/aloud", "/text", "/source", "/considered", "/balance", "/calendar")
    for path in (*pages, "/past", f"/past?words={quote(bad)}", f"/past/{issue.date}", "/?styles=word"):
        answer = client.get(path)
        page = answer.text
        assert answer.status_code == 200
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_script_link(tmp_path):
    """An address that is not http or https is shown as text, never as a link."""
    newsroom = Newsroom(tmp_path, first=replace(ISSUE, stories=(replace(STORIES[0], url="javascript:alert(1)"),)))

    assert 'href="javascript' not in client_of(newsroom).get("/").text


def test_an_address_lets_in_one_browser(newsroom):
    """The printed address lets in the first browser that comes, and no other; what it then carries, scripts cannot
    read, and it holds nothing of the address."""
    app = create_app(newsroom.studio(), read_only=False, token=TOKEN)
    first, second = app.test_client(), app.test_client()
    answer = first.get(f"/?token={TOKEN}")

    assert (answer.status_code, answer.location) == (303, "/")
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert all(words in cookie for words in ("HttpOnly", "SameSite=Strict", "Expires="))
    assert TOKEN not in cookie
    assert first.get("/").status_code == 200
    assert first.get(f"/?token={TOKEN}").status_code == 303  # its own history, or a bookmark

    late = second.get(f"/?token={TOKEN}")
    assert (late.status_code, "type monday preview again" in late.text) == (403, True)
    assert second.get("/").status_code == 403


def test_looking_only_lets_in_many(newsroom):
    """What is only for looking may be shown to several people, who still need the address."""
    app = create_app(newsroom.studio(), read_only=True, token=TOKEN)
    assert [app.test_client().get(f"/?token={TOKEN}").status_code for _ in range(2)] == [303, 303]
    assert app.test_client().get("/").status_code == 403


@pytest.mark.parametrize(
    "path",
    ["", "?token=guess", "email", "web", "text", "source", "inbox", "aloud", "considered", "past", "calendar",
     "balance", "events", "reading?url=x", "shots/x/phone.png"],
)  # fmt: skip
def test_strangers_read_nothing(newsroom, path):
    """Another account of this machine reaches the port, and gets nothing but the way in; a guess leaves nothing."""
    answer = entered(newsroom.studio(), knows=False).get(f"/{path}")
    assert answer.status_code == 403
    assert ISSUE.subject not in answer.text
    assert "Set-Cookie" not in answer.headers
    assert "Open the link that the terminal printed" in answer.text or "token" in path


def test_a_cookie_of_another_key(newsroom):
    """What was signed with another key, or is older than 30 days, lets nobody in."""
    known = entered(newsroom.studio())
    other = create_app(newsroom.studio().having(key=b"another"), read_only=False, token="x").test_client()
    cookie = known.get_cookie("session", domain="localhost").value
    other.set_cookie("session", cookie, domain="localhost")
    assert (known.get("/").status_code, other.get("/").status_code) == (200, 403)
    known.application.config["PERMANENT_SESSION_LIFETIME"] = timedelta(seconds=-1)
    assert known.get("/").status_code == 403


def test_error_above_the_last_good_render(newsroom):
    """A broken template shows where it broke, above the last version that could be shown."""
    client = entered(newsroom.studio())
    newsroom.template.write_text("{{%")
    client.application.extensions["live"].refresh()

    page = client.get("/").text

    assert "templates/email/email.html:3: unexpected" in page
    assert "See the line that is named" in page
    assert "Five hand exercises" in page
    assert "Five hand exercises" in client.get("/email").text


def test_error_from_the_start(newsroom):
    """Without any good render the page says what is wrong, and shows no empty frame."""
    newsroom.template.write_text("{{%")

    page = client_of(newsroom).get("/")

    assert page.status_code == 200
    assert "templates/email/email.html:3" in page.text
    assert "<iframe" not in page.text


def test_considered(tmp_path):
    """Everything considered can be sifted by what became of it, by reason and by words."""
    candidates = considered(
        picks=[{"url": "https://a.example", "title": "Walking", "reason": {"code": "best", "words": "The best."}}],
        rejected=[
            {"url": "https://b.example", "title": "Golf stroke", "reason": {"code": "sense", "words": "Golf."}},
            {"url": "https://c.example", "title": "Tennis stroke", "reason": {"code": "sense", "words": "Tennis."}},
        ],
    )
    client = client_of(Newsroom(tmp_path, candidates=candidates, first=replace(ISSUE, stories=(), bench=(), held=())))

    assert "3 of 3 articles" in client.get("/considered").text
    assert "2 of 3 articles" in client.get("/considered?reason=sense").text
    assert "1 of 3 articles" in client.get("/considered?outcome=rejected&words=TENNIS").text
    assert "A different meaning of our topic word (2)" in client.get("/considered").text


def test_what_an_editor_added_is_among_all_articles(tmp_path):
    """An article that was never compared with others is found like any other."""
    page = client_of(Newsroom(tmp_path)).get("/considered?words=sleeping").text

    assert ("1 of 8 articles" in page, "An editor added it." in page) == (True, True)


def test_points_add_up(tmp_path):
    """The points of an article are the sum of those that are shown."""
    each = {"a": 0.76, "b": 1.39, "c": 1.0}
    parts = [{"name": name, "value": points, "weight": 1.0, "points": points} for name, points in each.items()]
    rows = [{"url": "https://a.example", "title": "Walking", "score": 3.15, "parts": parts}]
    page = client_of(Newsroom(tmp_path, candidates=considered(picks=rows))).get("/considered?words=walking").text

    assert "3.15 points" in page
    assert re.findall(r'<td class="number">([^<]*)<', page) == ["+0.76", "+1.39", "+1.00"]


@pytest.mark.parametrize(
    ("outcome", "said"),
    [("picks", "<strong>Chosen.</strong>"), ("bench", "On the bench at first."), ("rejected", "Not chosen at first.")],
)
def test_what_was_chosen_and_where_it_is_now(tmp_path, outcome, said):
    """An article that went elsewhere since the choice is not called what it was then."""
    rows = [{"url": STORIES[0].url, "title": STORIES[0].title}]
    page = client_of(Newsroom(tmp_path, candidates=considered(**{outcome: rows}))).get("/considered?words=hand").text

    assert ("article 1 of this issue" in page, said in page) == (True, True)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "View: Email, phone, light</summary>"),
        (
            "?sight=left&images=off",
            "View: Email, phone, light, field of vision: Left half missing, pictures: Off</summary>",
        ),
    ],
)
def test_the_folded_view_says_all_that_was_chosen(client, query, said):
    """What is folded names each setting that is not as ever."""
    assert said in client.get(f"/{query}").get_data(as_text=True)


def test_every_reason_has_words():
    """Each reason that the choice gives is in the filter's table, in an editor's words."""
    written = re.compile(r'(?:code=|CODE = |^code = )"([a-z-]+)"', re.MULTILINE)
    package = Path(pipeline.__file__).parent
    sources = [*(package / "choose").glob("*.py"), *(package / "data").glob("*.toml")]
    codes = {code for path in sources for code in written.findall(path.read_text())}
    assert len(codes) > 20
    assert set() == codes - table("reasons").keys()


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        pytest.param("issue.toml: story 2, blurb", "Article 2, blurb", id="a field"),
        pytest.param("issue.toml: story 2, url", "Article 2", id="what has no field"),
        pytest.param("issue.toml: preheader", "Preview text", id="the preview text"),
        pytest.param("issue.toml", "The issue", id="all of it"),
        pytest.param("email.html:120", "email.html:120", id="elsewhere"),
    ],
)
def test_spot(where, expected):
    """A finding's place is named as the page names it."""
    assert expected == spot(where)


@pytest.mark.parametrize(
    ("article", "expected"),
    [
        (("walking", "Elsewhere"), "walking (new), Elsewhere (new)"),
        (("fatigue", "Harbour"), "fatigue (already in the issue), Harbour (already in the issue)"),
        (("fatigue", "Elsewhere"), "fatigue (already in the issue), Elsewhere (new)"),
        (("", "Elsewhere"), "Elsewhere (new)"),
    ],
)
def test_adds(article, expected):
    """What an article adds to an issue is said before it is taken; its place does not count against itself."""
    topic, source = article
    assert expected == adds(ISSUE, topic, source, topic)
    assert adds(ISSUE, "fatigue", "Elsewhere", "fatigue", 2) == "fatigue (new), Elsewhere (new)"


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        pytest.param("issue.toml: story 2, blurb", ["story-2-blurb"], id="a field"),
        pytest.param("issue.toml: story 2", ["story-2"], id="a story"),
        pytest.param("issue.toml: story 2, url", ["story-2"], id="what has no field"),
        pytest.param("issue.toml: story 2, blurb; story 4, url", ["story-2-blurb", "story-4"], id="several articles"),
        pytest.param("issue.toml: preheader", ["preheader"], id="the envelope"),
        pytest.param("email.html:120", [], id="elsewhere"),
    ],
)
def test_anchors(where, expected):
    """A finding leads to each field that it speaks of."""
    assert expected == anchors(Finding(level="note", rule="a.b", where=where, message=""))


def test_a_finding_on_several_articles(tmp_path):
    """It stands on the card of each, and leads to each."""
    where = "issue.toml: story 2, blurb; story 4, blurb"
    finding = Finding(level="warning", rule="reading.sentence", where=where, message="long sentences")
    page = client_of(Newsroom(tmp_path, findings=(finding,))).get("/").text
    cards = page.split('<article class="card" id="story-')[1:]

    assert [n for n, card in enumerate(cards, 1) if "Long sentences." in card.partition("</article>")[0]] == [2, 4]
    for n in (2, 4):
        assert f'href="#story-{n}-blurb">Article {n}, blurb</a>' in page


def test_a_finding_that_no_editor_can_mend(tmp_path):
    """What is wrong with a template or a setting says whom it is for; what is wrong with the issue does not."""
    where = {"email.html:98": "For whoever runs the newsletter: email.html:98", "issue.toml": "The issue"}
    findings = tuple(Finding(level="error", rule="a.b", where=one, message="bad") for one in where)
    page = client_of(Newsroom(tmp_path, findings=findings)).get("/").text.partition('id="findings"')[2]

    assert re.findall(r'<span class="quiet">([^<]*)</span></li>', page) == [*where.values()]


def test_sizes(client):
    """The size of the email can be asked "why": each story's bytes, as text."""
    page = client.get("/").get_data(as_text=True)

    assert "1. A &lt;b&gt;long&lt;/b&gt; story: 1806 bytes (1910 as sent)" in page
