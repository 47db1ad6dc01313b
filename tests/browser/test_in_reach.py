"""What an editor at work must not lose: the message, the place in the email, the way back, and words on a crash."""

import os
import socket
import subprocess

import pytest

from pipeline.issue import Document
from tests.browser.studio import email_of, enter, says
from tests.newsletter import NOW, ROOT, argv, process
from tests.preview.newsroom import ISSUE, STORIES

pytestmark = pytest.mark.browser

FIRST, LAST = STORIES[0], STORIES[-1]
TOP = "(wanted) => document.querySelector(wanted).getBoundingClientRect().top"
COVERED = """(wanted) => [...document.querySelectorAll(wanted)].filter((e) => {
    const box = e.getBoundingClientRect();
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return e.checkVisibility() && !e.contains(top);
}).map((e) => e.outerHTML)"""
"""Which of the *wanted*, a CSS selector, are out of sight or under something else."""


@pytest.fixture(params=[(1280, 900), (390, 844)], ids=["desktop", "phone"])
def page(request, chromium, address):
    """The studio on a desktop or a phone, scrolled down."""
    width, height = request.param
    page = chromium.new_page(viewport={"width": width, "height": height})
    enter(page, address)
    page.evaluate("scrollTo({top: 1200, behavior: 'instant'})")
    yield page
    page.goto("about:blank")
    page.close()


def in_reach(page):
    views = ", #views summary" if page.viewport_size["width"] > 768 else ""  # they scroll away on a phone
    wanted = f"#undo, .jumps a[href='#checks'], .jumps a[href='#finish']{views}"
    return page.wait_for_function(f"(wanted) => !({COVERED})(wanted).length", arg=wanted).json_value()


def unfold(page, place):
    if page.viewport_size["width"] < 768:
        page.locator(f"#{place} > details > summary").click()


def test_messages_cover_nothing(newsroom, page):
    """A message and an error leave Undo, Checks, Finish and the choice of views in reach, and each can be closed."""
    assert in_reach(page)
    unfold(page, "story-2")
    page.locator("#story-2-pin").click()
    says(page, "was pinned")
    assert in_reach(page)
    page.get_by_role("button", name="Close the message").click()
    page.locator("#notice .notice").wait_for(state="detached")

    newsroom.file.write_text(newsroom.file.read_text().replace("number = 12", "number = ", 1))
    page.locator("#trouble .alert").wait_for()
    assert in_reach(page)
    page.get_by_role("button", name="Close the message").click()
    page.locator("#trouble .alert").wait_for(state="detached")


def test_a_message_leaves_room_below(page):
    """With the longest message on the screen, the last button can be scrolled into sight and pressed."""
    unfold(page, "story-2")
    page.locator("#story-2-swap-open").click()
    page.locator("#story-2-swap").click()
    says(page, "replaced")
    bottom = "scrollTo({top: document.body.scrollHeight, behavior: 'instant'})"
    free = page.wait_for_function(f"(wanted) => {{ {bottom}; return !({COVERED})(wanted).length; }}", arg="#approve")

    assert free.json_value() is True


@pytest.mark.parametrize("view", ["width=desktop", "styles=word", "width=1600&show=web"])
def test_every_view_fits_its_pane(page, address, view):
    """What is wider than the pane is shown smaller: nothing of it is cut off."""
    page.goto(f"{address.split('?')[0]}?{view}")
    email_of(page).get_by_text(FIRST.title).first.wait_for()
    fits = """() => {
        const [stage, frame] = ["stage", "frame"].map((id) => document.getElementById(id));
        const inside = frame.contentDocument.documentElement;
        return frame.getBoundingClientRect().right <= stage.getBoundingClientRect().right + 1
            && inside.scrollWidth <= inside.clientWidth + 1;
    }"""
    page.wait_for_function(fits)

    assert page.evaluate(fits)


def test_a_description_without_a_picture(newsroom, page):
    """Words for a picture that is not there do not ask to be saved: what to do stands at their field."""
    unfold(page, "story-1")
    page.locator("#story-1-image-open").click()
    page.locator("#story-1-image_alt-words").fill("A hand")
    page.locator("#by").fill("A. E.")
    page.locator("#approve").click()
    page.get_by_text("There is no picture for this description. Choose one, or clear this field.").wait_for()
    page.locator("#story-1-image_alt-words").fill("")
    page.locator("#approve").click()
    says(page, "It goes out on Monday.")
    assert newsroom.approved == ["A. E."]


def test_enter_saves_a_line(newsroom, page):
    """A subject wraps in its field, so that all of it can be read, and stays one line: Enter saves it."""
    unfold(page, "head")
    page.locator("#subject-words").fill("Steady steps")
    page.keyboard.press("Enter")
    says(page, "Saved: the subject.")
    assert newsroom.now.subject == "Steady steps"


def test_error_at_its_field(newsroom, page):
    """An error stands at the field that it is about, described by it and in focus; the way to it is unfolded."""
    unfold(page, "story-1")
    page.locator("#story-1-drop-open").click()
    page.locator("#story-1-drop").click()
    for field, button, words in (
        ("story-1-reason", "", "Say why you are dropping it."),
        ("by", "#approve", "Say who approves."),
        ("link", "#add-it", "There is no address."),
    ):
        if button:
            page.locator(button).click()
        page.locator(f"#{field}:focus[aria-invalid=true][aria-describedby~=slip]").wait_for()
        assert words in page.locator("#slip").inner_text()
        assert page.locator("#alert .alert").count() == 0
    assert newsroom.approved == []


def test_email_follows(newsroom, page):
    """After a move or a swap the email shows the story where it is now, and marks it; the focus stays in place."""
    unfold(page, "story-4")
    frame = page.locator("#frame").element_handle().content_frame()
    seen = """() => { const box = document.querySelector(".studio-turned")?.getBoundingClientRect();
        return box ? box.top >= 0 && box.top < innerHeight : false; }"""
    page.locator("#story-4-down").click()
    says(page, "was moved to position 5")
    email_of(page).locator(".studio-turned", has_text=STORIES[3].title).wait_for()
    assert frame.evaluate(seen)
    assert page.evaluate("document.activeElement.closest('article').id") == "story-5"

    page.locator("#story-5-swap-open").click()
    page.locator(f"#story-5-with [value='{ISSUE.bench[1].url}']").check()
    page.locator("#story-5-swap").click()
    email_of(page).locator(".studio-turned", has_text=ISSUE.bench[1].title).wait_for()
    assert frame.evaluate(seen)
    assert page.evaluate("document.activeElement.id") == "story-5-name"


def test_history_closes(newsroom, page):
    """Bringing a state back closes the history, says what came back, and offers Undo."""
    before = newsroom.file.read_bytes()
    unfold(page, "story-2")
    page.locator("#story-2-pin").click()
    says(page, "was pinned")
    pinned = newsroom.file.read_bytes()
    page.locator("#history").click()
    page.get_by_role("button", name="Restore version 1").click()
    says(page, "Restored: Friday, 3:02 PM, as it was before.")
    assert not page.locator(".history").evaluate("(history) => history.open")
    assert page.evaluate("document.activeElement.id") == "history"
    assert before == newsroom.file.read_bytes()

    page.get_by_role("button", name="Undo this restore").click()
    says(page, "This change was undone: ")
    assert pinned == newsroom.file.read_bytes()


def test_reading_in_place(page):
    """A text is read where it is asked for, and the way back leads to where one was."""
    unfold(page, "held")
    page.locator("#held-1-text").scroll_into_view_if_needed()
    stood = page.evaluate(TOP, "#held-1-text")
    page.locator("#held-1-text").click()
    email_of(page).get_by_text("The words of its page.").wait_for()
    assert page.evaluate(COVERED, "#frame") == []
    email_of(page).get_by_text("Back to the issue").click()
    page.locator("#held-1-text:focus").wait_for()
    assert abs(page.evaluate(TOP, "#held-1-text") - stood) < 100  # a message above it may have come or gone
    assert page.evaluate(COVERED, "#held-1-text") == []


def test_bold_words_are_bold(newsroom, chromium, address):
    """Stars are shown as bold words wherever a blurb is only shown."""
    text = Document(newsroom.file.read_text()).set("bench", 0, "blurb", "A **stick** helps.").text
    newsroom.file.write_text(Document(text).set("held", 0, "blurb", "A **cure**.").text)
    page = chromium.new_page()
    enter(page, address)
    page.locator("#bench-1 strong").get_by_text("stick", exact=True).wait_for()
    page.locator("#held-1 strong").get_by_text("cure", exact=True).wait_for()
    assert "**" not in page.locator("#bench").inner_text() + page.locator("#held").inner_text()
    page.goto("about:blank")
    page.close()


def test_a_finger_goes_from_field_to_field(chromium, address):
    """On a phone the email stays above the field that one writes in; a tap on other words there opens theirs."""
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    enter(page, address)
    for name, field in (("blurb", "story-1-blurb"), ("title", "story-1-title")):
        email_of(page).locator(f"[data-edits='{FIRST.url} {name}']").tap()
        page.locator(f"#{field}-words:focus").wait_for()
        assert page.evaluate(COVERED, f"#{field}-words, label[for={field}-words]") == []
    page.goto("about:blank")
    context.close()


def test_a_phone_page_is_short(chromium, address):
    """On a phone what one does not look at is folded: half of the page, but what one writes in or was sent to."""
    page = chromium.new_page(viewport={"width": 390, "height": 844})
    enter(page, address)
    tall = "document.documentElement.scrollHeight"
    folded = page.evaluate(tall)
    page.evaluate("for (const d of document.querySelectorAll('[data-fold]')) d.open = true")
    assert folded < page.evaluate(tall) / 2
    page.set_viewport_size({"width": 844, "height": 390})
    page.locator("#story-5-title-words").focus()
    page.set_viewport_size({"width": 390, "height": 844})
    page.locator("#story-5-title-words:focus").wait_for()
    page.locator("#story-4-title-words").wait_for(state="hidden")  # folded again by what hears of the new width
    page.goto(address.split("?")[0] + "#bench-2")
    page.locator("#bench-2-use").wait_for()
    page.goto("about:blank")
    page.close()


def test_crash(tmp_path, chromium):
    """The studio's process is killed while words are unsaved: started again, the words are there, and can be saved."""
    for words in (("init",), ("run", "--issue", "next")):
        assert process(tmp_path, *words).returncode == 0
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    def start():
        server = subprocess.Popen(
            argv(tmp_path, "preview", "--port", str(port), "--no-open", now=NOW),
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
        )
        return server, server.stdout.readline().split()[-1]

    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.on("dialog", lambda dialog: dialog.accept())
    field = page.locator("#story-2-blurb-words")
    server, address = start()
    try:
        page.goto(address)
        field.fill("Sit **down** first.")
        email_of(page).get_by_text("Sit down first.").wait_for()
        server.kill()
        server.communicate()
        page.locator("#story-2-save").click()
        page.get_by_role("alert").get_by_text("The studio is not responding").wait_for()
        assert field.input_value() == "Sit **down** first."

        server, _ = start()
        page.goto(address.split("?")[0])
        says(page, "Your unsaved text is back in its fields.")
        assert field.input_value() == "Sit **down** first."
        page.locator("#story-2-save").click()
        says(page, "Saved: the blurb of")
        page.locator("#story-2-blurb-words:not(.changed)").wait_for()
        page.goto("about:blank")
    finally:
        server.kill()
        server.communicate()
        page.close()
    (file,) = tmp_path.glob("issues/*/issue.toml")
    assert "Sit **down** first." in file.read_text()
