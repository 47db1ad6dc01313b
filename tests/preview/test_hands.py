"""Adding, carrying and finishing: what the studio may do beside editing words, and when it asks first."""

import re
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest

from pipeline.errors import IssueError
from pipeline.issue import Document
from pipeline.model import Finding, Sent, Story
from tests.preview.newsroom import ISSUE, STORIES, TOKEN, Browser, Newsroom, considered, entered

FIRST, SECOND, LAST = STORIES[0], STORIES[1], STORIES[-1]
NEW = Story(
    title="A new <b>page</b>", url="https://new.example/walk", source="New", blurb="Walk.", why=("An editor added it",)
)


@pytest.fixture
def newsroom(tmp_path):
    return Newsroom(
        tmp_path, pages={"https://new.example/walk": NEW, "new.example/held": replace(NEW, flagged=("cure",))}
    )


def titles(stories):
    return [story.title for story in stories]


def test_draft(newsroom):
    """What is typed comes back rendered, with what its counter says; only the studio's own page may ask."""
    form = {"field": "head subject", "words": "Steady **now**", "token": TOKEN}
    browser = Browser(newsroom)
    answer = browser.client.post("/draft?shade=dark", data=form, headers={"Host": "127.0.0.1"})
    asked = browser.client.post("/draft?show=source", data=form, headers={"Host": "127.0.0.1"})
    stranger = browser.client.post("/draft", data={**form, "token": ""}, headers={"Host": "127.0.0.1"})
    long = browser.client.post("/draft", data={**form, "words": "x" * 6000}, headers={"Host": "127.0.0.1"})

    assert answer.json["counts"] == {"head subject": {"words": "14/60 characters", "over": False}}
    assert asked.json["counts"] == answer.json["counts"]
    assert '<h1 style="color:#003333">Steady **now**</h1>' in answer.json["html"]
    assert asked.json["html"] == ""
    assert stranger.status_code == 403
    assert (long.status_code, long.json) == (422, {"problem": "That is too long: 6000 characters."})
    assert newsroom.now == ISSUE


def test_a_picture(newsroom):
    """A picture needs its words; they can change later, and it can be taken away: to the byte as before."""
    before = newsroom.file.read_bytes()
    browser = Browser(newsroom)

    def sent(said, code=200, **form):
        form = {"token": TOKEN, "url": FIRST.url, "op": "picture", **form}
        answer = browser.client.post("/", data=form, headers={"Host": "127.0.0.1"}, content_type="multipart/form-data")
        assert (code, True) == (answer.status_code, said in answer.text)

    def file():
        return BytesIO(b"photo"), "me.jpg"

    sent("The picture needs a description.", 422, picture=file())
    sent("There is no picture yet.", 422, image_alt="A hand on a towel")
    assert newsroom.kept_pictures == {}
    sent("Your picture was added to", picture=file(), image_alt="A hand on a towel")
    sent("A new picture description was added to", image_alt="A hand")
    story = newsroom.now.stories[0]
    assert (story.image, story.image_alt) == ("five.jpg", "A hand")
    assert newsroom.kept_pictures == {"five.jpg": b"photo"}
    sent("went back to its topic", op="no-picture")
    assert before == newsroom.file.read_bytes()


def considered_page(newsroom):
    """The page of all articles, and a way to press a button on it."""
    browser = Browser(newsroom)

    def press(code=200, **form):
        answer = browser.client.post(
            "/considered?words=x", data={**form, "token": TOKEN}, headers={"Host": "127.0.0.1"}
        )
        assert code == answer.status_code, answer.text
        return answer.text

    return press


def test_use_this(newsroom):
    """An article that was not chosen comes into the issue while there is room, else first on the bench."""
    press = considered_page(newsroom)
    assert "was added to the top of the bench" in press(op="add", link="https://new.example/walk")
    assert NEW.url == newsroom.now.bench[0].url
    assert "replaced" in press(op="swap", url=SECOND.url, **{"with": NEW.url})
    assert NEW.url == newsroom.now.stories[1].url
    assert "That article is already in this issue" in press(422, op="add", link="https://new.example/walk")


def test_keep_for_later(newsroom):
    """An article was kept for later weeks from wherever it is, and need not stay kept; a held one never is."""
    press = considered_page(newsroom)
    assert "was kept for later: it will compete again in later weeks" in press(
        op="add-later", link="https://new.example/walk"
    )
    assert "was kept for later: it will compete again in later weeks" in press(op="later", url=FIRST.url)
    assert {NEW.url, FIRST.url} == {story.url for story in newsroom.now.bench if story.kept}
    assert len(newsroom.now.stories) == 5
    assert "Keep for later was turned off" in press(op="later", url=FIRST.url)
    assert {NEW.url} == {story.url for story in newsroom.now.bench if story.kept}
    newsroom.pages["https://new.example/held"] = replace(NEW, url="https://new.example/held", flagged=("cure",))
    press(op="add-later", link="https://new.example/held")
    assert [story.kept for story in newsroom.now.held] == [False, False]
    press(422, op="later", url=ISSUE.held[0].url)


def test_any_state_comes_back(newsroom):
    """Each change is listed with its day and time, and any earlier state can be brought back, to the byte."""
    before = newsroom.file.read_bytes()
    browser = Browser(newsroom)
    browser.post(op="save", subject="One", was__subject=ISSUE.subject)
    browser.post(op="save", subject="Two", was__subject="One")
    page = browser.client.get("/", headers={"Host": "127.0.0.1"}).text
    assert page.count("Friday, 3:02 PM: saved the subject") == 2
    assert "Restored: Friday, 3:02 PM, as it was before." in browser.post(op="restore", state="1").text
    assert before == newsroom.file.read_bytes()
    browser.post(op="restore", state="2")
    assert newsroom.now.subject == "One"
    browser.post(op="undo")
    assert before == newsroom.file.read_bytes()
    listed = browser.client.get("/", headers={"Host": "127.0.0.1"}).text.partition('id="history"')[2]
    assert [number for number in "12345" if f'name="state" value="{number}"' in listed] == ["2", "3", "5"]
    assert 'back to Friday, 3:02 PM, as it was before</span>\n <span class="quiet">(now)' in listed
    assert "is no longer available" in browser.post(op="restore", state="99").text


def test_the_blurb_of_then(newsroom):
    """What an earlier issue said on the topic is shown, and one press uses it; a story without such has no offer."""
    words = {"title": "A towel", "blurb": "A **towel** helps."}
    then = Sent(url="https://then.org.uk/", date=date(2026, 3, 2), topic=FIRST.topic, **words)
    studio = newsroom.studio().having(render=lambda: replace(newsroom.render(), earlier={FIRST.url: then}))
    client = entered(studio)
    page = client.get("/", headers={"Host": "127.0.0.1"}).text
    form = page.partition('id="story-1-then"')[2].partition("</details>")[0]
    given = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form))

    assert page.count("Use the March 2 blurb</button>") == 1
    assert "A <strong>towel</strong> helps." in form
    client.post("/", data={**given, "token": TOKEN}, headers={"Host": "127.0.0.1"})
    assert newsroom.now.stories[0].blurb == "A **towel** helps."


def test_lead(newsroom):
    """The first story's title becomes the subject at one press, unless somebody must read that story first."""
    browser = Browser(newsroom)
    assert "The subject was set to “Five hand exercises + 4 more”." in browser.post(op="lead").text
    assert newsroom.now.subject == "Five hand exercises + 4 more"
    assert "Use article 1 as the subject" not in browser.client.get("/", headers={"Host": "127.0.0.1"}).text
    newsroom.file.write_text(Document(newsroom.file.read_text()).set("story", 0, "caution", ["Read it."]).text)
    browser.live.refresh()
    assert "Article 1 must be read first." in browser.post(op="lead").text


def test_the_preview_text_can_be_written_again(newsroom):
    """A preview text that fits the articles of now is one press away from one that names what went."""
    where = "issue.toml: preheader"
    newsroom.findings = (Finding(level="warning", rule="headers.names", where=where, message="it names golf"),)
    fits = "Also this Monday: fatigue, speech, falls and sleep."
    client = entered(newsroom.studio().having(render=lambda: replace(newsroom.render(), preheader=fits)))
    form = client.get("/", headers={"Host": "127.0.0.1"}).text.partition("Use article 1 as")[2].partition(fits)[0] + '"'
    given = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form)) | {"preheader": fits}

    said = client.post("/", data={**given, "token": TOKEN}, headers={"Host": "127.0.0.1"}).text
    assert newsroom.now.preheader == fits
    assert ("Saved: the preview text." in said, "Use this preview text" in said) == (True, False)


def test_a_held_note_is_told_once(newsroom):
    """What the machine noted of a held article stands above it already; an editor's own note is shown."""
    reason = {"code": "safety", "words": "may tell readers to stop a medicine: “Stop.”"}
    newsroom.candidates = considered(held=[{"url": ISSUE.held[0].url, "title": "A cure", "reason": reason}])
    shown = []
    for note in (f"Held: {reason['words']}", f"Held: {reason['words']} I asked Bob."):
        newsroom.file.write_text(Document(newsroom.file.read_text()).set("held", 0, "note", note).text)
        page = Browser(newsroom).client.get("/", headers={"Host": "127.0.0.1"}).text
        shown.append("<strong>Note:</strong>" in page.partition('id="held-1"')[2])

    assert shown == [False, True]


def test_a_subject_that_names_what_is_not_there(newsroom):
    """It is approved only with a yes of its own."""
    newsroom.findings = (
        Finding(level="warning", rule="headers.names", where="issue.toml: subject", message="it names another article"),
    )
    browser = Browser(newsroom)
    seen = browser.live.shown.version
    said = browser.post(op="approve", by="A. E.", seen=seen)
    assert (said.status_code, "confirm here that it is intentional" in said.text) == (422, True)
    assert newsroom.approved == []
    browser.post(op="approve", by="A. E.", seen=seen, named="yes")
    assert newsroom.approved == ["A. E."]


NEW_OPS = (
    "place",
    "add",
    "links",
    "shots",
    "test",
    "correct",
    "rehearse",
    "picture",
    "add-later",
    "later",
    "restore",
    "lead",
)


@pytest.mark.parametrize("op", NEW_OPS)
@pytest.mark.parametrize(
    "attack",
    [
        pytest.param({"knows": False}, id="no cookie"),
        pytest.param({"token": ""}, id="no token in the form"),
        pytest.param({"headers": {"Origin": "https://evil.example"}}, id="another site's form"),
        pytest.param({"headers": {"Sec-Fetch-Site": "cross-site"}}, id="the browser says cross-site"),
        pytest.param({"headers": {"Host": "evil.example"}}, id="a foreign host"),
        pytest.param({"read_only": True}, id="read-only"),
    ],
)
def test_refused(newsroom, op, attack):
    """Each of these asks, sends or writes: only a page of the studio's own may want it."""
    newsroom.pictures = {"desktop": b"png"}
    before = newsroom.file.read_bytes()
    browser = Browser(newsroom, **{key: attack[key] for key in attack.keys() & {"knows", "read_only"}})
    proof = {key: attack[key] for key in attack.keys() & {"headers", "token"}}

    answer = browser.post(
        op=op, url=SECOND.url, to="1", link="https://new.example/walk", correction="x", confirm="take-back", **proof
    )

    assert answer.status_code == 403
    assert before == newsroom.file.read_bytes()
    assert (newsroom.mail, newsroom.corrections, newsroom.rehearsed) == ([], [], [])
    assert browser.client.get("/shots/x/desktop.png", headers={"Host": "127.0.0.1"}).status_code in (403, 404)


@pytest.mark.parametrize(
    ("url", "to", "expected"),
    [
        pytest.param(LAST.url, "1", [4, 0, 1, 2, 3], id="last to first"),
        pytest.param(FIRST.url, "4", [1, 2, 3, 0, 4], id="first to fourth"),
        pytest.param(SECOND.url, "2", [0, 1, 2, 3, 4], id="where it is"),
    ],
)
def test_place(newsroom, url, to, expected):
    """An article is put at a place: the blocks change places, and nothing in them."""
    before = newsroom.file.read_text()
    browser = Browser(newsroom)

    assert browser.post(op="place", url=url, to=to).status_code == 200

    assert [STORIES[i].title for i in expected] == titles(newsroom.now.stories)
    assert sorted(before.split("\n")) == sorted(newsroom.file.read_text().split("\n"))
    if expected != [0, 1, 2, 3, 4]:
        browser.post(op="undo")
        assert before == newsroom.file.read_text()


@pytest.mark.parametrize("to", ["0", "6", "-1", "", "1.0", "²", "9" * 5000])
def test_no_such_place(newsroom, to):
    """A place that there is not changes nothing, and the answer says how many there are."""
    before = newsroom.file.read_bytes()

    answer = Browser(newsroom).post(op="place", url=FIRST.url, to=to)

    assert answer.status_code == 422
    assert "the issue has 5" in answer.text
    assert before == newsroom.file.read_bytes()


def test_add_to_the_bench(newsroom):
    """With all places taken a new article is the first on the bench; undo brings the bytes back."""
    before = newsroom.file.read_bytes()
    browser = Browser(newsroom)

    answer = browser.post(op="add", link=" https://new.example/walk ")

    assert "was added to the top of the bench" in answer.text
    assert newsroom.now.bench[0] == NEW
    assert (STORIES, ISSUE.bench) == (newsroom.now.stories, newsroom.now.bench[1:])
    assert "A new &lt;b&gt;page&lt;/b&gt;" in answer.text
    browser.post(op="undo")
    assert before == newsroom.file.read_bytes()


def test_add_to_the_issue(newsroom):
    """Where a place is free, a new article takes it."""
    newsroom.file.write_text(Document(newsroom.file.read_text()).turn("story", 1, "dropped").text)
    browser = Browser(newsroom)

    answer = browser.post(op="add", link="https://new.example/walk")

    assert "was added to the issue, as number 5" in answer.text
    assert newsroom.now.stories[4] == NEW


def test_add_what_must_be_held(newsroom):
    """What a safety gate flags waits for a person's yes, although an editor added it."""
    answer = Browser(newsroom).post(op="add", link="new.example/held")

    assert "was held back for “cure”" in answer.text
    assert [NEW.title, "A miracle cure?"] == titles(newsroom.now.held)


@pytest.mark.parametrize(
    ("url", "place"),
    [
        pytest.param(SECOND.url, "story-2", id="in the issue"),
        pytest.param(f"http://www.{SECOND.url[8:]}/?utm_source=x#top", "story-2", id="the same in other words"),
        pytest.param(ISSUE.bench[1].url, "bench-2", id="on the bench"),
        pytest.param(ISSUE.held[0].url, "held-1", id="held"),
    ],
)
def test_add_what_is_there(newsroom, url, place):
    """An article that the issue has is not asked for again: the page leads to it."""
    before = newsroom.file.read_bytes()

    answer = Browser(newsroom).post(op="add", link=url)

    assert answer.status_code == 422
    assert "that article is already in this issue" in answer.text.lower()
    assert f'href="#{place}"' in answer.text
    assert before == newsroom.file.read_bytes()


def test_add_what_redirects_here(newsroom):
    """An address that leads to an article of the issue is noticed once it was followed."""
    newsroom.pages["https://short.example/1"] = replace(NEW, url=SECOND.url)

    assert 'href="#story-2"' in Browser(newsroom).post(op="add", link="https://short.example/1").text
    assert newsroom.now.stories == STORIES


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ("", "There is no address"),
        ("https://typo.example", "Look for a slip in the address."),
        ("someone@example.org", "This is an email address, not a page."),
    ],
)
def test_add_what_cannot_be_read(newsroom, link, words):
    """What went wrong is said in words, with what to do; the address stays in its field."""
    before = newsroom.file.read_bytes()

    answer = Browser(newsroom).post(op="add", link=link)

    assert answer.status_code == 422
    assert words in answer.text
    assert f'value="{link}" aria-describedby="slip link-help" autofocus' in answer.text
    assert before == newsroom.file.read_bytes()


@pytest.mark.parametrize(
    "form",
    [
        {"op": "up", "url": SECOND.url},
        {"op": "place", "url": SECOND.url, "to": "1"},
        {"op": "save", "url": SECOND.url, "was__title": SECOND.title, "title": "Why so “tired”?\nYes"},
        {"op": "add", "link": "https://new.example/walk"},
    ],
    ids=lambda form: form["op"],
)
def test_scheduled(newsroom, form):
    """What the mail service has is taken back first, once the editor says so; then the edit goes through."""
    newsroom.stage, before = "scheduled", newsroom.file.read_bytes()
    browser = Browser(newsroom)

    asked = browser.post(**form)

    assert asked.status_code == 409
    assert "It is scheduled at Mailchimp." in asked.text
    assert "Unschedule and save" in asked.text
    assert ("scheduled", before) == (newsroom.stage, newsroom.file.read_bytes())

    done = browser.post(**form, confirm="take-back")

    assert done.status_code == 200
    assert "Unscheduled (it is a draft again)" in done.text
    assert newsroom.stage == "open"
    assert before != newsroom.file.read_bytes()


def test_undo_when_scheduled(newsroom):
    """Undo changes the issue too: it asks first like any other change."""
    browser = Browser(newsroom)
    before = newsroom.file.read_bytes()
    browser.post(op="up", url=SECOND.url)
    newsroom.stage = "scheduled"
    browser.live.refresh()

    assert browser.post(op="undo").status_code == 409
    assert browser.post(op="undo", confirm="take-back").status_code == 200
    assert before == newsroom.file.read_bytes()


def test_too_late_to_take_back(newsroom):
    """When the service has begun to send, nothing is changed, and the page offers a correction instead."""
    newsroom.stage, newsroom.sending, before = "scheduled", True, newsroom.file.read_bytes()
    browser = Browser(newsroom)

    answer = browser.post(op="up", url=SECOND.url, confirm="take-back")

    assert answer.status_code == 422
    assert "Mailchimp has already started sending this issue" in answer.text
    assert "Publish the correction" in answer.text
    assert before == newsroom.file.read_bytes()


def test_out(newsroom):
    """What readers have is not edited any more, whatever a form says: it can be corrected."""
    newsroom.stage, before = "out", newsroom.file.read_bytes()
    browser = Browser(newsroom)

    for form in ({"op": "up", "url": SECOND.url}, {"op": "add", "link": "https://new.example/walk"}):
        answer = browser.post(**form, confirm="take-back")
        assert answer.status_code == 422
        assert "This issue is out" in answer.text
    assert browser.post(op="approve", by="A. E.", seen=browser.live.shown.version).status_code == 422
    assert before == newsroom.file.read_bytes()
    page = browser.client.get("/", headers={"Host": "127.0.0.1"}).text
    assert 'name="title"' not in page
    assert 'value="drop"' not in page

    assert browser.post(op="correct", correction="  ").status_code == 422
    answer = browser.post(op="correct", correction="The <i>second</i> link\nwas wrong.")

    assert newsroom.corrections == ["The <i>second</i> link was wrong."]
    assert "November 24, 2026: The &lt;i&gt;second&lt;/i&gt; link was wrong." in answer.text


def test_send_a_test(newsroom):
    """A test goes to one address, and the answer says to whom."""
    answer = Browser(newsroom).post(op="test", to=" me@example.org ")

    assert newsroom.mail == ["me@example.org"]
    assert "was sent to me@example.org" in answer.text


@pytest.mark.parametrize("to", ["", "me", "a@b.example, c@d.example", "a@b.example\r\nRCPT TO:<c@d.example>", "<a@b>"])
def test_no_address(newsroom, to):
    """What is not one address is sent nothing."""
    assert Browser(newsroom).post(op="test", to=to).status_code == 422
    assert newsroom.mail == []


def test_test_fails(newsroom):
    """What the mail server said stands on the page, with the address that was typed."""
    answer = Browser(newsroom).post(op="test", to="refused@example.org")

    assert answer.status_code == 422
    assert "The mail server refused (550): no such user" in answer.text
    assert 'value="refused@example.org"' in answer.text


def test_no_mail_server(newsroom):
    """Without a mail server the page says why no test can be sent, and a form of old is refused."""
    newsroom.mail = None
    browser = Browser(newsroom)

    answer = browser.post(op="test", to="me@example.org")

    assert answer.status_code == 422
    assert "You cannot send a test yet. No mail server is set." in answer.text
    assert 'name="to"' not in answer.text


def test_errors_stop_an_approval(newsroom):
    """A link that was found dead counts like any other error."""
    newsroom.findings = (Finding(level="error", rule="links.dead", where="issue.toml: story 2, url", message="gone"),)
    browser = Browser(newsroom)

    assert browser.post(op="approve", by="A. E.", seen=browser.live.shown.version).status_code == 422
    assert newsroom.approved == []


def test_fiction_is_rehearsed(newsroom):
    """Made-up content is named, and can only be rehearsed: the page has no other yes, and a form of old is refused."""
    newsroom.made_up = ("a sample article: <b>Walk</b>", "home is still an example")
    browser = Browser(newsroom)
    page = browser.client.get("/", headers={"Host": "127.0.0.1"}).text

    assert "Sample content in this issue: 2 items" in page
    assert "A sample article: &lt;b&gt;Walk&lt;/b&gt;." in page
    assert "A rehearsal is never sent" in page
    assert 'value="approve"' not in page
    seen = browser.live.shown.version
    refused = browser.post(op="approve", by="A. E.", seen=seen)
    assert refused.status_code == 422
    assert ("Not approved: sample content is never sent." in refused.text, "monday approve" in refused.text) == (
        True,
        False,
    )
    assert browser.post(op="rehearse", by="A. E.", seen="older").status_code == 409
    assert (newsroom.approved, newsroom.rehearsed) == ([], [])
    assert "It is never sent." in browser.post(op="rehearse", by="A. E.", seen=seen).text
    assert (newsroom.approved, newsroom.rehearsed) == ([], ["A. E."])


def test_a_rehearsal_asks_for_nothing(newsroom):
    """A subject that names another article needs a yes of its own in an approval, not in a rehearsal."""
    newsroom.made_up = ("a sample article: Walk",)
    newsroom.findings = (
        Finding(level="warning", rule="headers.names", where="issue.toml: subject", message="it names another article"),
    )
    browser = Browser(newsroom)
    answer = browser.post(op="rehearse", by="A. E.", seen=browser.live.shown.version)

    assert (answer.status_code, newsroom.rehearsed) == (200, ["A. E."])


def test_no_rehearsal_of_the_real(newsroom):
    """Without fiction the page asks for a real yes, and speaks of no rehearsal."""
    page = Browser(newsroom).client.get("/", headers={"Host": "127.0.0.1"}).text

    assert 'value="approve"' in page
    assert "rehears" not in page.lower()


def test_next_step(newsroom):
    """What happens next is said before and after the approval."""
    assert "It goes to Mailchimp on Monday." in Browser(newsroom).client.get("/", headers={"Host": "127.0.0.1"}).text


def test_without_candidates(newsroom):
    """When the record of the choice is gone, the page says so and shows the issue all the same."""

    def gone():
        raise IssueError("no candidates.json")

    studio = newsroom.studio()
    newsroom.studio = lambda: studio.having(considered=gone)
    page = Browser(newsroom).client.get("/", headers={"Host": "127.0.0.1"}).text

    assert FIRST.title in page
    assert "the record of the choice is gone" in page
