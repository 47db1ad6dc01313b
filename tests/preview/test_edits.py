"""Changes from the browser: only what was meant, only by who may, and nobody's work is lost."""

from dataclasses import replace

import pytest

from pipeline.preview.fields import measure, typed
from tests.preview.newsroom import ISSUE, STORIES, Browser, Newsroom

FIRST, SECOND, LAST = STORIES[0], STORIES[1], STORIES[-1]
BENCH = ISSUE.bench[1]


@pytest.fixture
def newsroom(tmp_path):
    return Newsroom(tmp_path)


def titles(stories):
    return [story.title for story in stories]


@pytest.mark.parametrize(
    "attack",
    [
        pytest.param({"knows": False}, id="no cookie"),
        pytest.param({"token": ""}, id="no token in the form"),
        pytest.param({"token": "guess"}, id="a guessed token"),
        pytest.param({"headers": {"Origin": "https://evil.example"}}, id="another site's form"),
        pytest.param({"headers": {"Origin": "null"}}, id="a sandboxed page's form"),
        pytest.param({"headers": {"Sec-Fetch-Site": "cross-site"}}, id="the browser says cross-site"),
        pytest.param({"headers": {"Sec-Fetch-Site": "same-site"}}, id="another port's page"),
        pytest.param({"headers": {"Host": "evil.example"}}, id="a foreign host"),
        pytest.param({"read_only": True}, id="read-only"),
    ],
)
def test_refused(newsroom, attack):
    """Nobody changes anything without the cookie, the token and a page of the studio's own."""
    before = newsroom.file.read_bytes()
    browser = Browser(newsroom, **{key: attack[key] for key in attack.keys() & {"knows", "read_only"}})
    proof = {key: attack[key] for key in attack.keys() & {"headers", "token"}}

    for op in ("drop", "up", "undo", "approve"):
        assert browser.post(op=op, url=SECOND.url, reason="x", by="x", **proof).status_code == 403
    assert before == newsroom.file.read_bytes()
    assert newsroom.approved == []


def test_words(newsroom):
    """Changed words are written; everything else keeps its bytes."""
    before = newsroom.file.read_text()

    answer = Browser(newsroom).post(url=FIRST.url, was__title=FIRST.title, title=" Six  hand exercises\r\n")

    assert answer.status_code == 200
    assert before.replace(FIRST.title, "Six hand exercises") == newsroom.file.read_text()


def test_an_emptied_title(newsroom):
    """The page says at the field that a title is needed, and nothing is saved."""
    before = newsroom.file.read_bytes()

    answer = Browser(newsroom).post(
        url=FIRST.url, was__title=FIRST.title, title="  ", was__blurb=FIRST.blurb, blurb="B"
    )

    assert answer.status_code == 422
    assert before == newsroom.file.read_bytes()
    field = answer.text.partition('id="story-1-title"')[2].partition("</div>")[0]
    assert '<p class="bad" id="slip"><strong>The title is empty.</strong>' in field


def test_envelope(newsroom):
    """Subject, preheader and intro are changed together, and undone together, to the byte."""
    before = newsroom.file.read_bytes()
    browser = Browser(newsroom)

    said = browser.post(was__subject=ISSUE.subject, subject="Steady", was__intro=ISSUE.intro, intro="One.\r\n\r\nTwo.")

    assert (newsroom.now.subject, newsroom.now.intro) == ("Steady", "One.\n\nTwo.")
    assert "Saved: the subject and intro." in said.text
    assert "This change was undone: saved the subject and intro." in browser.post(op="undo").text
    assert before == newsroom.file.read_bytes()


def test_nothing_changed(newsroom):
    """Saving unchanged words leaves every byte, whatever the browser did to line ends."""
    before = newsroom.file.read_bytes()

    answer = Browser(newsroom).post(url=FIRST.url, was__blurb=FIRST.blurb, blurb=FIRST.blurb + "\r\n")

    assert "Nothing was changed." in answer.text
    assert before == newsroom.file.read_bytes()


def test_hostile_words(newsroom):
    """Quotes, TOML and control characters in a field end up as words."""
    bad = 'A "quoted" \\ title\n[[story]]\nurl = """x"""\x00\x1b[31m'

    Browser(newsroom).post(url=FIRST.url, was__title=FIRST.title, title=bad)

    assert newsroom.now.stories[0].title == 'A "quoted" \\ title [[story]] url = """x"""[31m'
    assert len(newsroom.now.stories) == 5


def test_clash(newsroom):
    """Two editors, the same words: both versions are shown, the file keeps the first; either may then be chosen."""
    browser = Browser(newsroom)
    browser.post(url=FIRST.url, was__title=FIRST.title, title="Theirs")

    answer = browser.post(url=FIRST.url, was__title=FIRST.title, title="Mine")

    assert answer.status_code == 409
    assert "Mine" in answer.text
    assert newsroom.now.stories[0].title == "Theirs"
    browser.post(url=FIRST.url, was__title="Theirs", title="Mine")
    assert newsroom.now.stories[0].title == "Mine"


def test_file_changed_meanwhile(newsroom):
    """An edit made in a text editor between two renders survives a change from the browser."""
    browser = Browser(newsroom)
    newsroom.file.write_text(newsroom.file.read_text().replace("Sleeping through", "Sleep well"))

    assert browser.post(url=SECOND.url, op="up").status_code == 200

    assert titles(newsroom.now.stories)[:2] == ["Why you are so tired", "Five hand exercises"]
    assert newsroom.now.stories[4].title == "Sleep well"


@pytest.mark.parametrize("kept", ["می\u200cخواهم", "👩🏽\u200d🦽"])
def test_joiners_that_a_script_needs(newsroom, kept):
    """What joins letters or parts them is no control character: words stay as they were typed."""
    Browser(newsroom).post(url=FIRST.url, was__title=FIRST.title, title=kept)

    assert kept == newsroom.now.stories[0].title


def test_broken_file_is_left_alone(newsroom):
    """While somebody's edit does not parse, nothing is written over it."""
    browser = Browser(newsroom)
    newsroom.file.write_text("subject = ")

    answer = browser.post(url=SECOND.url, op="up")

    assert answer.status_code == 409
    assert newsroom.file.read_text() == "subject = "


def test_undo_spares_later_work(newsroom):
    """Undo is refused when the file was changed outside the studio since."""
    browser = Browser(newsroom)
    browser.post(url=SECOND.url, op="up")
    newsroom.file.write_text(newsroom.file.read_text() + "# by hand\n")

    assert browser.post(op="undo").status_code == 409
    assert newsroom.file.read_text().endswith("# by hand\n")


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        pytest.param({"op": "up", "url": SECOND.url}, [1, 0, 2, 3, 4], id="up"),
        pytest.param({"op": "down", "url": FIRST.url}, [1, 0, 2, 3, 4], id="down"),
        pytest.param({"op": "up", "url": FIRST.url}, [0, 1, 2, 3, 4], id="the first stays first"),
        pytest.param({"op": "down", "url": LAST.url}, [0, 1, 2, 3, 4], id="the last stays last"),
    ],
)
def test_reorder(newsroom, form, expected):
    """A story moves one place, never off the end."""
    Browser(newsroom).post(**form)

    assert [STORIES[i].title for i in expected] == titles(newsroom.now.stories)


def test_swap(newsroom):
    """A bench article takes the exact place of a story, which goes to the end of the bench."""
    Browser(newsroom).post(op="swap", url=SECOND.url, **{"with": BENCH.url})

    assert [FIRST.title, BENCH.title] == titles(newsroom.now.stories)[:2]
    assert [ISSUE.bench[0].title, SECOND.title] == titles(newsroom.now.bench)


def test_swap_of_what_is_gone(newsroom):
    """A bench article that somebody else used already is not used twice."""
    browser = Browser(newsroom)
    browser.post(op="swap", url=SECOND.url, **{"with": BENCH.url})

    assert browser.post(op="swap", url=FIRST.url, **{"with": BENCH.url}).status_code == 409
    assert FIRST.title == newsroom.now.stories[0].title


def test_drop(newsroom):
    """A dropped article keeps its reason as a note, the first on the bench takes its place, and it can come back."""
    browser = Browser(newsroom)

    assert browser.post(op="drop", url=SECOND.url, reason=" ").status_code == 422
    answer = browser.post(op="drop", url=SECOND.url, reason="We had it in May")

    assert [(s.title, s.note) for s in newsroom.now.dropped] == [("Why you are so tired", "We had it in May")]
    assert "“Why you are so tired” was dropped; “A stick or a frame?” from the bench took its place." in answer.text
    assert [FIRST.title, ISSUE.bench[0].title, *titles(STORIES[2:])] == titles(newsroom.now.stories)
    browser.post(op="bench", url=SECOND.url)
    browser.post(op="use", url=SECOND.url)
    assert SECOND.title == newsroom.now.stories[5].title


def test_drop_from_the_bench(newsroom):
    """What is dropped from the bench leaves the issue as it is."""
    answer = Browser(newsroom).post(op="drop", url=BENCH.url, reason="Too long")

    assert f"“{BENCH.title}” was dropped." in answer.text
    assert (STORIES, ISSUE.bench[:1]) == (newsroom.now.stories, newsroom.now.bench)


def test_pin(newsroom):
    """Pinned and unpinned again is byte for byte the same file."""
    before = newsroom.file.read_bytes()
    browser = Browser(newsroom)

    browser.post(op="pin", url=FIRST.url)
    assert newsroom.now.stories[0].pinned
    browser.post(op="unpin", url=FIRST.url)
    assert before == newsroom.file.read_bytes()


def test_keep_a_blurb(newsroom):
    """A program's blurb that an editor has read and found good stays word for word, and waits no longer."""
    before = newsroom.file.read_text()
    kept = f'blurb = """{FIRST.blurb}"""\n'
    newsroom.file.write_text(before.replace(kept, kept + "draft = true\n", 1))
    assert newsroom.now.stories[0].draft

    browser, host = Browser(newsroom), {"Host": "127.0.0.1:8765"}
    assert "Keep this blurb" in browser.client.get("/", headers=host).text
    browser.post(op="keep", url=FIRST.url)

    assert before == newsroom.file.read_text()
    shown = browser.client.get("/", headers=host).text
    assert f"The blurb of “{FIRST.title}” was kept" in shown
    assert "Keep this blurb" not in shown


def test_words_and_act(newsroom):
    """Words that were typed before pressing a button of the same article are saved and undone with it, and told."""
    browser = Browser(newsroom)
    said = browser.post(op="down", url=FIRST.url, was__title=FIRST.title, title="Six")

    assert newsroom.now.stories[1].title == "Six"
    told = "“Six” was moved to position 2. Saved: the title of “Six”."
    assert told in said.text
    undone = "“Six” was moved to position 2, and saved the title of “Six”."
    assert f"This change was undone: {undone}" in browser.post(op="undo").text


def test_unknown_act(newsroom):
    """An act that the studio does not know changes nothing."""
    assert Browser(newsroom).post(op="__class__", url=FIRST.url).status_code == 422


def test_approve_what_was_seen(newsroom):
    """An approval is for what the page showed; a change in between asks for another look."""
    browser = Browser(newsroom)
    seen = browser.live.shown.version
    newsroom.file.write_text(newsroom.file.read_text().replace("Sleeping", "Snoring"))

    assert browser.post(op="approve", by="A. E.", seen=seen).status_code == 409
    assert newsroom.approved == []

    answer = browser.post(op="approve", by="A. E.", seen=browser.live.shown.version)
    assert newsroom.approved == ["A. E."]
    assert "It goes out on Monday." in answer.text
    assert "Status: approved." in answer.text


def test_approve_nothing_broken(newsroom):
    """While the newest render fails, the last good one cannot be approved."""
    browser = Browser(newsroom)
    seen = browser.live.shown.version
    newsroom.template.write_text("{{%")

    assert browser.post(op="approve", by="A. E.", seen=seen).status_code == 422
    assert newsroom.approved == []


def test_typed():
    """Words that nobody has saved show in the issue: those of a known field and a known article, cleaned."""
    first = ISSUE.stories[0]
    fields = {
        "head subject": "  Steady\nsteps ",
        f"{first.url} title": "Hands first",
        f"{first.url} url": "https://evil.example/",
        "https://gone.example/ title": "Gone",
        "head number": "99",
    }
    assert replace(
        ISSUE, subject="Steady steps", stories=(replace(first, title="Hands first"), *ISSUE.stories[1:])
    ) == typed(ISSUE, fields)


def test_measure():
    """Counters say how long words are, and how hard sentences are to read."""
    hard = "19/600 characters · very easy to read · longest sentence 2 words"
    assert measure("subject", "Steady") == {"words": "6/60 characters", "over": False}
    assert measure("subject", "x" * 41)["words"] == "41/60 characters · phones show about 40"
    assert measure("blurb", "Sit down. Rest now.") == {"words": hard, "over": False}


@pytest.mark.parametrize(
    ("field", "limit", "expected"),
    [
        ("subject", 60, "70/60 characters: inboxes cut off the last 10"),
        ("preheader", 90, "100/90 characters: inboxes cut off the last 10"),
        ("title", 200, "210/200 characters: the last 10 are cut off"),
    ],
)
def test_measure_over_the_limit(field, limit, expected):
    """A counter warns in words as soon as a field is over its limit, and not before."""
    assert measure(field, "x" * (limit + 10)) == {"words": expected, "over": True}
    assert not measure(field, "x" * limit)["over"]
