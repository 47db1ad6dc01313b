"""An editor's Monday in a real browser: what is seen, typed and pressed is what ends up in issue.toml."""

from base64 import b64decode

import pytest

from pipeline import issue
from pipeline.preview import serving
from tests.browser.studio import email_of, enter, says, small, titles
from tests.preview.newsroom import ISSUE, STORIES, Newsroom, considered

pytestmark = pytest.mark.browser

FIRST, SECOND, THIRD = STORIES[:3]
PICTURE = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


def test_monday(newsroom, opened):
    """Read why, mend a finding, swap, reorder by keyboard, drop, release, approve: the file is then what was seen."""
    newsroom.file.write_text(issue.Document(newsroom.file.read_text()).set("story", 2, "blurb", "").text)
    page = opened()
    email_of(page).get_by_text(FIRST.title).first.wait_for()

    page.locator("#story-1-why summary").click()
    page.get_by_text(FIRST.why[0]).wait_for()

    page.get_by_role("link", name="Article 3, blurb").click()
    page.locator("#story-3-blurb-words:focus").wait_for()
    page.keyboard.type("Ten minutes a day are enough.")
    page.get_by_text("29/600 characters").wait_for()
    page.keyboard.press("Control+Enter")
    says(page, "Saved: the blurb of “Finding words again”.")
    page.get_by_text("No problems found.").wait_for()
    email_of(page).get_by_text("Ten minutes a day are enough.").wait_for()

    page.locator("#story-2-swap-open").click()
    page.locator(f"#story-2-with [value='{ISSUE.bench[1].url}']").check()
    page.locator("#story-2-swap").click()
    says(page, "replaced")

    page.locator("#story-1-down").focus()
    page.keyboard.press("Enter")
    says(page, f"“{FIRST.title}” was moved to position 2.")
    page.locator("#story-2-down:focus").wait_for()
    page.keyboard.press("Enter")
    says(page, f"“{FIRST.title}” was moved to position 3.")

    page.locator("#story-5-drop-open").click()
    page.locator("#story-5-reason").fill("We had it in May")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    says(
        page, f"was dropped; “{SECOND.title}” from the bench took its place."
    )  # the others are from a source in the issue

    page.locator("#held-1-text").click()
    email_of(page).get_by_text("The words of its page.").wait_for()
    email_of(page).get_by_text("Back to the issue").click()
    page.locator("#held-1-text:focus").wait_for()
    email_of(page).get_by_text(FIRST.title).first.wait_for()
    page.locator("#held-1-by").fill("A. E.")
    page.locator("#held-1-release").click()
    says(page, "Released by A. E.: it is first on the bench.")
    page.locator("#story-5-swap-open").click()
    page.locator(f"#story-5-with [value='{ISSUE.bench[0].url}']").check()
    page.locator("#story-5-swap").click()
    says(page, "replaced")

    page.locator("#by").fill("A. E.")
    page.locator("#approve").click()
    says(page, "It goes out on Monday.")

    assert newsroom.approved == ["A. E."]
    assert [ISSUE.bench[1].title, THIRD.title, FIRST.title, STORIES[3].title, ISSUE.bench[0].title] == titles(newsroom)
    assert [(s.title, s.note) for s in newsroom.now.dropped] == [("Sleeping through", "We had it in May")]
    shown = email_of(page).locator("body").inner_text()
    places = [shown.index(title) for title in titles(newsroom)]
    assert sorted(places) == places


def test_undo_brings_the_bytes_back(newsroom, opened):
    """Every change can be taken back, in order, to the very bytes of the beginning."""
    before = newsroom.file.read_bytes()
    page = opened()
    page.locator("#subject-words").fill("Steady now")
    page.locator("#head-save").click()
    says(page, "Saved: the subject.")
    page.locator("#story-3-pin").click()
    says(page, "was pinned")

    page.locator("#undo").click()
    says(page, "This change was undone: “Finding words again” was pinned")
    page.locator("#undo").click()
    says(page, "This change was undone: saved the subject.")

    assert before == newsroom.file.read_bytes()
    assert page.locator("#undo").is_disabled()


def test_two_pages(newsroom, opened):
    """Two pages stay in step; the same words changed in both are shown side by side, and nothing is lost."""
    one, two = opened(), opened()
    two.locator("#story-1-blurb-words").fill("Mine, not saved yet.")
    two.locator("#story-1-title-words").fill("My title")
    one.bring_to_front()
    one.locator("#story-1-title-words").fill("Their title")
    one.locator("#story-1-save").click()
    says(one, "Saved: the title of “Their title”.")

    two.bring_to_front()
    two.get_by_role("heading", name="1. Their title").wait_for()
    assert two.locator("#story-1-blurb-words").input_value() == "Mine, not saved yet."
    assert two.locator("#story-1-title-words").input_value() == "My title"

    two.locator("#story-1-save").click()
    two.get_by_text("Title: your version").wait_for()
    assert newsroom.now.stories[0].title == "Their title"
    two.get_by_role("button", name="Use mine").click()
    says(two, "Saved: the title of “My title”.")
    assert newsroom.now.stories[0].title == "My title"
    assert two.locator("#story-1-blurb-words").input_value() == "Mine, not saved yet."
    two.locator("#story-1-save").click()
    two.locator("#story-1-blurb-words:not(.changed)").wait_for()
    assert newsroom.now.stories[0].blurb == "Mine, not saved yet."


def test_edit_in_a_text_editor(newsroom, opened):
    """A change in issue.toml shows by itself, and the place that was read stays."""
    page = opened()
    email_of(page).get_by_text(FIRST.title).first.wait_for()
    page.evaluate("document.querySelector('iframe').contentWindow.scrollTo(0, 400)")

    newsroom.file.write_text(newsroom.file.read_text().replace(FIRST.title, "By hand"))

    email_of(page).get_by_text("By hand").first.wait_for()
    while (
        page.evaluate("document.querySelector('iframe').contentWindow.scrollY") != 400
    ):  # set on load, which comes after the words
        page.wait_for_load_state()


def test_error_over_the_last_good_render(newsroom, opened):
    """A broken file is named with its line while the last good email stays; mended, the message goes."""
    page = opened()
    good = newsroom.file.read_text()
    newsroom.file.write_text(good.replace("number = 12", "number = ", 1))
    page.get_by_role("alert").get_by_text("issue.toml:").wait_for()
    email_of(page).get_by_text(FIRST.title).first.wait_for()

    newsroom.file.write_text(good)
    page.get_by_role("alert").get_by_text("issue.toml:").wait_for(state="detached")


def test_feed_content_never_runs(tmp_path, chromium):
    """Markup from a feed is inert in the studio, in the email's frame, and in a tab of its own."""
    from dataclasses import replace

    bad = "<img src=x onerror=\"top.document.title='run'\"><script>top.document.title='run'</script>"
    newsroom = Newsroom(tmp_path, first=replace(ISSUE, subject=bad, stories=(replace(FIRST, title=bad, why=(bad,)),)))
    newsroom.template.write_text(
        newsroom.template.read_text().replace("</body>", "<script>document.title='run'</script></body>")
    )
    page = chromium.new_page()
    with serving(newsroom.studio()) as address:
        enter(page, address)
        email_of(page).locator("h1").wait_for()
        assert page.title() != "run"
        page.goto(address.split("?")[0] + "email")
        assert page.title() != "run"
        page.goto("about:blank")
    page.close()


def test_views_live_in_the_address(opened):
    """A way to look is an address: it changes on click, and going back goes back."""
    page = opened()
    page.get_by_text("View: ").click()
    page.get_by_role("link", name="Desktop").click()
    page.wait_for_url("**/?width=desktop")
    page.locator("#frame[width='1024']").wait_for()
    page.get_by_role("link", name="Plain text").click()
    email_of(page).get_by_role("heading", name="Plain text").wait_for(state="attached")
    page.go_back()
    email_of(page).get_by_text(FIRST.title).first.wait_for()


def test_links_open_beside(opened):
    """A story's button in the email opens its page; the frame goes on showing the issue."""
    page = opened()
    with page.expect_popup() as popup:
        email_of(page).get_by_role("link", name=f"Read: {FIRST.title}", exact=True).click()
    assert popup.value.evaluate("window.opener") is None
    email_of(page).get_by_text(SECOND.title).first.wait_for()
    popup.value.close()


def test_unsaved_words_stop_an_approval(newsroom, opened):
    """Words that were typed but not saved are not part of what is approved, so the studio asks first."""
    page = opened()
    page.locator("#story-1-title-words").fill("Half a tho")
    page.locator("#by").fill("A. E.")
    page.locator("#approve").click()
    page.get_by_text("these words are not saved yet").wait_for()
    assert newsroom.approved == []


@pytest.mark.parametrize(("width", "height"), [(1400, 900), (820, 1180), (390, 844)], ids=["laptop", "tablet", "phone"])
def test_fits(chromium, address, width, height):
    """Nothing needs sideways scrolling, and every control is at least 44 pixels high and wide."""
    page = chromium.new_page(viewport={"width": width, "height": height})
    enter(page, address)
    page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")

    assert width >= page.evaluate("document.documentElement.scrollWidth")
    fields = "select, input:not([type=hidden], [type=radio]), label:has([type=radio]), textarea"
    assert small(page, f"button, {fields}, summary, nav a, .grip") == []
    page.goto("about:blank")
    page.close()


def test_named(opened):
    """Every field and button has a name of its own for a screen reader, and every id is used once."""
    page = opened()
    unnamed = page.evaluate(
        """() => [...document.querySelectorAll('input:not([type=hidden]), textarea, select')]
        .filter((e) => !e.labels?.length).map((e) => e.outerHTML)"""
    )
    twice = page.evaluate(
        """() => { const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
        return ids.filter((id, i) => ids.indexOf(id) !== i); }"""
    )
    buttons = [b.get_attribute("aria-label") or b.inner_text() for b in page.get_by_role("button").all()]

    assert unnamed == []
    assert twice == []
    assert sorted(set(buttons)) == sorted(buttons)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe(chromium, objections, newsroom, scheme):
    """axe-core finds nothing to object to, on any screen and in any state of the studio, in either colour scheme."""
    newsroom.candidates = considered(
        picks=[
            {
                "url": FIRST.url,
                "title": FIRST.title,
                "source": FIRST.source,
                "topic": FIRST.topic,
                "score": 3.0,
                "parts": [{"name": "topic", "value": 2.0, "weight": 1.5, "points": 3.0, "words": "about hands"}],
                "published": "2026-11-18T08:00:00+00:00",
                "dated": "exact",
                "reason": {"code": "best", "words": "The best of its topic."},
            }
        ],
        rejected=[
            {
                "url": "https://lost.example/",
                "title": "Hands, again",
                "source": "Lost",
                "topic": FIRST.topic,
                "score": 2.0,
                "parts": [{"name": "topic", "value": 1.0, "weight": 2.0, "points": 2.0, "words": "about hands"}],
                "reason": {"code": "outranked", "words": "2.0 points; the last pick has 3.0"},
            }
        ],
    )
    newsroom.file.write_text(issue.Document(newsroom.file.read_text()).set("story", 2, "blurb", "").text)
    page = chromium.new_page(color_scheme=scheme)
    found = {}
    with serving(newsroom.studio()) as address:
        enter(page, address)
        newsroom.pictures = {"desktop": PICTURE, "phone": PICTURE}
        newsroom.answered.set()
        for button in ("#take-shots", "#ask-links"):
            page.locator(button).click()
        page.get_by_text("4 of 5 pages answered").wait_for()
        page.locator("#pictures img").first.wait_for()
        for path in (
            "",
            "scheduled",
            "asked",
            "out",
            "?sight=left",
            "considered",
            "text",
            "source",
            "inbox",
            "aloud",
            "nothing",
        ):
            if path in ("scheduled", "out"):
                newsroom.stage = path
                newsroom.corrections += ["The second link was wrong."] if path == "out" else []
                newsroom.file.write_text(newsroom.file.read_text() + "# noticed\n")
                page.locator("#ahead").get_by_text(f"It is {path}").wait_for()
            elif path == "asked":
                page.locator("#story-1-pin").click()
                page.locator("#take-back").wait_for()
            else:
                page.goto(address.split("?")[0] + path)
            bad = objections(page)
            found.update({path: bad} if bad else {})
        page.goto("about:blank")
    page.close()

    assert found == {}


def test_a_phone_begins_with_the_issue(chromium, address):
    """On a phone most of the first screen is the issue; the ways to look unfold, and stay open while one chooses."""
    page = chromium.new_page(viewport={"width": 375, "height": 667})
    enter(page, address)
    stage = page.locator("#stage").bounding_box()

    assert 667 - stage["y"] > 667 / 2
    assert (stage["x"], stage["width"]) == (0, 375)
    assert not page.locator("#view-show-inbox").is_visible()
    page.get_by_text("View: Email, phone, light").click()
    page.locator("#view-show-inbox").click()
    page.get_by_text("View: Inbox row, phone, light").wait_for()
    assert page.locator("#view-show-inbox").is_visible()
    page.goto("about:blank")
    page.close()


def test_an_inbox_row_has_room(chromium, address):
    """Each part of the row in an inbox takes its words a whole line wide on a phone, beside each other on a desk."""
    page = chromium.new_page(viewport={"width": 375, "height": 667})
    enter(page, address)
    inbox = address.split("?")[0] + "inbox"
    parts = ".inbox.wide > p"
    tops = f"[...document.querySelectorAll('{parts}')].map((part) => part.getBoundingClientRect().top)"
    page.goto(inbox)
    assert len(set(page.evaluate(tops))) == 3
    assert min(page.evaluate(tops.replace(".top", ".width"))) > 300
    page.set_viewport_size({"width": 1024, "height": 667})
    assert len(set(page.evaluate(tops))) == 1
    page.close()
