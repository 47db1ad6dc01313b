"""Past issues: found by words and state, a page at a time, shown as they were sent."""

from datetime import date, timedelta

import pytest

from pipeline.preview.past import PER_PAGE, find
from pipeline.work.status import Past
from tests.preview.newsroom import TOKEN, Newsroom, entered


def past(week, *, subject="Steady steps", state="public", words=None):
    day = date(2026, 11, 16) - timedelta(weeks=week)
    return Past(day=day, number=100 - week, subject=subject, state=state, words=(words or subject).casefold())


FATIGUE = past(2, subject="So tired", words="so tired\nwhy you need rest harbour fatigue")
DRAFT = past(0, subject="Not yet", state="draft")
ISSUES = (past(3), FATIGUE, past(1), DRAFT)


@pytest.fixture
def newsroom(tmp_path):
    return Newsroom(tmp_path, past=ISSUES)


@pytest.fixture
def client(newsroom):
    return entered(newsroom.studio(), read_only=True)


@pytest.mark.parametrize(
    ("words", "state", "found"),
    [
        pytest.param("", "", [DRAFT, ISSUES[2], FATIGUE, ISSUES[0]], id="all, the newest first"),
        pytest.param("FATIGUE harbour", "", [FATIGUE], id="every word, anywhere, in any case"),
        pytest.param("fatigue nobody", "", [], id="not only one of them"),
        pytest.param("", "draft", [DRAFT], id="a state"),
        pytest.param("steady", "draft", [], id="both"),
        pytest.param("", "nonsense", [], id="no such state"),
    ],
)
def test_find(words, state, found):
    """Words and state narrow the list together."""
    assert found == find(ISSUES, words=words, state=state, page=1)["rows"]


@pytest.mark.parametrize(("page", "first"), [(1, 119), (2, 69), (3, 19), (99, 19), (0, 119)])
def test_pages(page, first):
    """Ten years of issues come a page at a time; a page that is not there is the nearest that is."""
    issues = [past(119 - n) for n in range(120)]
    rows = find(issues, words="", state="", page=page)["rows"]

    assert issues[first] == rows[0]
    assert len(rows) <= PER_PAGE


def test_list(client):
    """Each issue has its date, number, subject and state, and leads to itself; a search says how many it found."""
    page = client.get("/past").text

    assert "4 issues." in page
    for words in ("November 2, 2026", "No. 98", "So tired", "Draft", 'href="/past/2026-11-02"'):
        assert words in page
    assert "1 of 4 issues." in client.get("/past?words=fatigue&state=public").text
    assert "No matches." in client.get("/past?words=nobody").text


def test_what_is_on_the_desk_is_not_past(tmp_path):
    """This Monday's issue, and later ones, are past once readers have them, not before."""
    gone, drafted, ahead = past(0, state="public"), past(-1, state="draft"), past(-2, state="scheduled")
    client = entered(Newsroom(tmp_path, past=(gone, drafted, ahead)).studio(), read_only=True)

    assert "1 issue." in client.get("/past").text
    assert client.get(f"/past/{drafted.day}").status_code == 200


@pytest.mark.parametrize("page", ["-1", "x", "99999999999999999999", "1;2", "²"])
def test_odd_pages(client, page):
    """An address that somebody made up shows the first page."""
    assert client.get("/past", query_string={"page": page}).status_code == 200


def test_one_issue(newsroom, client):
    """An issue is shown from its own files, in the frame and under the policy that readers' pages have."""
    home = newsroom.folder / "issues" / "2026-11-02"
    home.mkdir(parents=True)
    (home / "email.html").write_text("<p>As sent</p>")
    (home / "email.txt").write_text("As <b>sent</b>")

    page = client.get("/past/2026-11-02").text
    email = client.get("/past/2026-11-02/email")
    text = client.get("/past/2026-11-02/text")

    assert 'src="/past/2026-11-02/email"' in page
    assert 'sandbox="allow-same-origin"' in page
    assert "Web page" not in page
    assert email.text == "<p>As sent</p>"
    assert email.headers["Content-Security-Policy"].startswith("sandbox allow-same-origin;")
    assert "allow-scripts" not in email.headers["Content-Security-Policy"]
    assert "As &lt;b&gt;sent&lt;/b&gt;" in text.text
    (home / "email.html").write_text('<img src="https://example.org/monday/tiles/hand.png">')
    assert client.get("/past/2026-11-02/email").text == '<img src="data:image/png;base64,YSB0aWxl">'
    assert "frame-ancestors 'self'" in text.headers["Content-Security-Policy"]
    assert client.get("/past/2026-11-02/web").status_code == 404


def test_nothing_kept(client):
    """An issue without files says how to make them."""
    page = client.get("/past/2026-11-02").text

    assert "monday compose --issue 2026-11-02" in page
    assert "<iframe" not in page


@pytest.mark.parametrize("day", ["2026-11-03", "2026-11-2", "20261102", "x", "2026-11-02 "])
def test_no_such_issue(client, day):
    """Only a date that has an issue, written as its folder is, leads anywhere."""
    assert client.get(f"/past/{day}").status_code == 404


def test_read_only(client):
    """Nothing on these pages can be posted to."""
    assert {403} == {client.post(path).status_code for path in ("/past", "/past/2026-11-02", "/past/2026-11-02/email")}


def test_a_correction_of_an_older_issue(newsroom):
    """An issue that is out is corrected from its own page, whichever issue is on the desk; what cannot be is said."""
    client = entered(newsroom.studio())
    day = next(one.day for one in ISSUES if one.state == "public")
    form = {"token": TOKEN, "correction": "The second link was wrong."}
    newsroom.stage = "out"

    page = client.post(f"/past/{day}", data=form).text
    empty = client.post(f"/past/{day}", data={**form, "correction": " "})

    assert newsroom.corrections == ["The second link was wrong."]
    assert "The correction is on the issue" in page
    assert (empty.status_code, "The correction is empty" in empty.text) == (422, True)
