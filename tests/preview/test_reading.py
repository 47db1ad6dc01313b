"""Read and decide: what an editor must read is opened, answered by name, and kept by the ledger."""

import re
from datetime import UTC, date, datetime

import pytest

from pipeline import issue
from pipeline.archive import ledger
from pipeline.config import load
from pipeline.errors import FetchError
from pipeline.preview import Studio
from pipeline.preview.actions import ASK
from pipeline.preview.reading import marked
from tests.newsletter import DAY, TOPICS, call, drafted
from tests.preview.newsroom import TOKEN, entered

RISKY = {
    **TOPICS,
    "prevention": (
        "Blood thinners after a stroke",
        "Ask your doctor before you stop taking warfarin. Never double a dose.",
    ),
    "harm": (
        "Your arm after a stroke",
        "Lift your arm each day. Stop taking your warfarin now, you do not need it.",
    ),
}
PAGE = "\n".join(("Blood thinners after a stroke", "Ask first. Never double a dose.", "Rest <b>well</b>."))


class Shelf(Studio):
    """A studio whose articles' pages are on a shelf: the network is not asked."""

    pages = ()

    def page(self, url):
        if url not in self.pages:
            raise FetchError("the page cannot be read", hint="open it in a browser")
        return PAGE


class Desk:
    """An editor's browser over a real newsletter whose issue has one story to read, and one article held."""

    def __init__(self, folder, *, knows=True):
        self.folder = folder
        self.file = folder / "issues" / DAY / "issue.toml"
        now = datetime(2026, 11, 20, 17, tzinfo=UTC)
        self.studio = Shelf(load(folder), date.fromisoformat(DAY), clock=lambda: now, env={})
        self.client = entered(self.studio, knows=knows)
        titles = [story.title for story in self.now.stories]
        self.place = 1 + titles.index("Blood thinners after a stroke")
        self.url = self.now.stories[self.place - 1].url

    @property
    def now(self):
        return issue.parse(self.file.read_text())

    @property
    def read(self):
        """Who read what, as the ledger knows it."""
        events = ledger.read(self.file.with_name("ledger.jsonl"))
        return [(event.data["url"], event.data["by"]) for event in events if event.kind == "read"]

    def get(self, path, **query):
        return self.client.get(path, query_string=query, headers={"Host": "127.0.0.1:8765"})

    def post(self, **form):
        return self.client.post("/", data={**form, "token": TOKEN}, headers={"Host": "127.0.0.1:8765"})

    def box(self):
        """The words of the story's box."""
        return re.sub(r"<[^>]*>|\s+", " ", self.get("/").text.partition(f'id="story-{self.place}-first"')[2])


@pytest.fixture
def desk(tmp_path):
    five = {name: RISKY[name] for name in ("hand", "fatigue", "speech", "carers", "prevention", "harm")}
    return Desk(drafted(tmp_path, topics=five))


def test_the_story_asks_to_be_read(desk):
    """The box says what to read and why, in the article's own words."""
    assert "Please read before approving:" in desk.box()
    assert "t may give advice on how medicines are taken: “Never double a dose.”" in desk.box()
    checks = desk.get("/").text.partition('id="findings"')[2].partition("</ul>")[0]
    assert "Press Read it here on the article, then Fine; or swap it." in checks
    assert "monday " not in checks
    assert "**" not in checks


def test_fine_needs_an_opened_article_and_a_name(desk):
    """Nobody says that an article is fine without having opened it, or without a name; nothing is written."""
    before = desk.file.read_bytes()
    unopened = desk.post(op="fine", url=desk.url, by="Ada")
    desk.get("/reading/page", url=desk.url)
    unnamed = desk.post(op="fine", url=desk.url, by=" ")

    assert (unopened.status_code, unnamed.status_code) == (422, 422)
    assert "No one has opened this article here yet." in unopened.text
    assert "Say who has read it." in unnamed.text
    assert (before, []) == (desk.file.read_bytes(), desk.read)


@pytest.mark.parametrize("page", [None, ""], ids=["the fetch fails", "there is no text"])
def test_a_text_that_does_not_show_is_not_read(desk, page):
    """Where no text can be shown, the page says so and offers the article's own; that alone counts as no reading."""
    if page is not None:
        desk.studio.page = lambda _: page
    text = desk.get("/reading", url=desk.url)
    answer = desk.post(op="fine", url=desk.url, by="Ada")

    assert "The page " in text.text.partition('class="bad"')[2].partition("</p>")[0]
    assert "/reading/page?url=" in text.text
    assert (answer.status_code, desk.read) == (422, [])


def test_a_made_up_article_says_so(desk):
    """A sample article has no page: its words stand there, it is called made up, and the rehearsal can go on."""
    made_up = "https://harbour.example/article"
    desk.file.write_text(desk.file.read_text().replace(desk.url, made_up))
    desk.client.application.extensions["live"].refresh()
    text = desk.get("/reading", url=made_up)
    page = desk.get("/reading/page", url=made_up)
    answer = desk.post(op="fine", url=made_up, by="Ada")

    assert "This article is made up:" in text.text
    assert page.headers["Location"].startswith("/reading?url=")
    assert "Nobody has opened" not in answer.text


def test_fine_is_kept_by_the_ledger(desk):
    """Fine writes down who has read it; then the issue can be approved, and the name is not asked for again."""
    desk.get("/reading/page", url=desk.url)
    answer = desk.post(op="fine", url=desk.url, by="Ada")

    assert f"Article {desk.place} was read by Ada. Nothing is left to read." in answer.text
    assert ([(desk.url, "Ada")], "Ada") == (desk.read, desk.now.stories[desk.place - 1].read_by)
    assert "✓ Read by Ada.  Why it had to be read: it may give advice on" in desk.box()
    assert 'id="held-1-by" name="by" autocomplete="name"' in answer.text
    assert re.search(r'id="held-1-by"[^>]* value="Ada"', answer.text)
    assert call(desk.folder, "approve").exit_code == 0


def test_fine_with_a_line(desk):
    """The line goes to the end of the blurb, once; one undo takes back both."""
    before = desk.file.read_bytes()
    desk.get("/reading/page", url=desk.url)
    desk.post(op="fine-asking", url=desk.url, by="Ada")
    desk.post(op="fine-asking", url=desk.url, by="Ada")
    story = desk.now.stories[desk.place - 1]
    desk.post(op="undo")

    assert (story.blurb.count(ASK), story.blurb.endswith(ASK), story.read_by) == (1, True, "Ada")
    assert before == desk.file.read_bytes()
    assert call(desk.folder, "approve").exit_code == 4


def test_the_text_beside_the_email(desk):
    """The article's text has its quoted sentence marked, no markup of its page works, and to have opened it counts."""
    desk.studio.pages = (desk.url,)
    text = desk.get("/reading", url=desk.url)

    assert "<mark" in text.text
    assert "Never double a dose" in text.text.partition("<mark")[2].partition("</mark>")[0]
    assert "Rest &lt;b&gt;well&lt;/b&gt;." in text.text
    assert desk.post(op="fine", url=desk.url, by="Ada").status_code == 200


def test_a_page_that_does_not_answer(desk):
    """What could not be shown was not read: the page's own link is named instead."""
    text = desk.get("/reading", url=desk.url)

    assert "The page cannot be read." in text.text
    assert desk.post(op="fine", url=desk.url, by="Ada").status_code == 422


def test_only_the_issues_own_articles(desk):
    """No other address is fetched, and nobody is led to one."""
    for path in ("/reading", "/reading/page"):
        for url in ("https://evil.example/", "file:///etc/passwd", "", "//evil.example"):
            assert desk.get(path, url=url).status_code == 404


def test_strangers_read_nothing(tmp_path):
    """Who has not the token cannot make the studio fetch a page, nor count as a reader."""
    stranger = Desk(drafted(tmp_path, topics={n: RISKY[n] for n in [*list(TOPICS)[:4], "prevention"]}), knows=False)

    assert {403} == {stranger.get(path, url=stranger.url).status_code for path in ("/reading", "/reading/page")}


def test_swap_for_one_that_needs_no_reading(tmp_path):
    """The article offered from the bench is one that nobody must read first."""
    desk = Desk(drafted(tmp_path, topics=RISKY))
    other = re.search(r'name="with" value="([^"]*)">\s*<div class="acts"><button[^>]*-instead"', desk.get("/").text)
    desk.post(op="swap", url=desk.url, **{"with": other[1]})

    assert other[1] == desk.now.stories[desk.place - 1].url
    assert call(desk.folder, "approve").exit_code == 0


def test_release(desk):
    """A held article is opened, and released to the top of the bench by name; nothing else frees it."""
    held = desk.now.held[0].url
    refused = [desk.post(op=op, url=held, by="Ada").status_code for op in ("bench", "use", "release")]
    desk.get("/reading/page", url=held)
    said = desk.post(op="release", url=held, by="Ada")

    assert refused == [422, 422, 422]
    assert "Released by Ada: it is first on the bench." in said.text
    assert ((held, "Ada"), [(held, "Ada")]) == ((desk.now.bench[0].url, desk.now.bench[0].read_by), desk.read)


def test_marks():
    """A quoted sentence is found whatever its spaces, case, or the ellipsis that cut it."""
    lines = marked("One.\nStop  TAKING it now, please. Two.", ["It suggests this: “Stop taking it…”"])

    assert [parts for _, parts in lines] == [
        [("One.", False)],
        [("Stop  TAKING it", True), (" now, please. Two.", False)],
    ]


def test_headings_of_the_text():
    """A short line without a mark at its end, above a longer one, is a heading; the title is not told twice."""
    text = "Sleep and  stroke\nWhy rest helps\nRest gives the brain time to heal.\nYou need\na pillow\na lamp"
    lines = marked(text, (), "Sleep and stroke")

    assert [parts[0][0] for _, parts in lines] == text.splitlines()[1:]
    assert [parts[0][0] for head, parts in lines if head] == ["Why rest helps"]
