"""Writing in the email itself, in a real browser: where a click leads, what is seen while typing, and what is kept."""

import io

import pytest
from PIL import Image

from pipeline.issue import Document
from tests.browser.studio import email_of, says
from tests.preview.newsroom import ISSUE, STORIES

pytestmark = pytest.mark.browser

FIRST, SECOND = STORIES[:2]


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (ISSUE.intro, "intro"),
        (FIRST.title, "story-1-title"),
        (FIRST.blurb, "story-1-blurb"),
        (SECOND.title, "story-2-title"),
        (STORIES[4].blurb, "story-5-blurb"),
    ],
)
def test_click_opens_the_field(opened, words, field):
    """A click on words in the email, or Enter there, opens their field, and Escape leads back to them."""
    page = opened()
    email_of(page).locator("[data-edits]", has_text=words).first.click()
    page.locator(f"#{field}-words:focus").wait_for()
    page.keyboard.press("Escape")
    email_of(page).locator("[data-edits]:focus").wait_for()
    page.keyboard.press("Enter")
    page.locator(f"#{field}-words:focus").wait_for()


def test_what_stands_in_for_an_empty_field(newsroom, opened):
    """Where the intro or the ebook line is empty, what the email shows in its place opens the field."""
    newsroom.file.write_text(Document(newsroom.file.read_text()).set("", 0, "intro", "").text)
    page = opened()
    for field in ("intro", "ebook"):
        email_of(page).locator(f"[data-edits='head {field}']").click()
        page.locator(f"#{field}-words:focus").wait_for()
    page.keyboard.type("This week: page 6.")
    email_of(page).get_by_text("This week: page 6.").wait_for()


def test_subject_line(opened):
    """The subject and the preview text stand above the email, open their fields, and follow what is typed."""
    page = opened()
    page.locator("#letter").get_by_text(ISSUE.subject).click()
    page.locator("#subject-words:focus").wait_for()
    page.keyboard.press("End")
    page.keyboard.type(" today")
    page.locator("#letter").get_by_text(f"{ISSUE.subject} today").wait_for()
    page.locator("#subject-count").get_by_text(f"{len(ISSUE.subject) + 6}/60 characters").wait_for()


def test_typed_words_show_before_they_are_saved(newsroom, opened):
    """What is typed stands in the email, bold words bold, while the file is as it was; Escape gives it up."""
    before = newsroom.file.read_bytes()
    page = opened()
    page.locator("#story-1-blurb-words").fill("Take it **slowly**, then rest.")

    email_of(page).locator("strong").get_by_text("slowly", exact=True).wait_for()
    page.locator("#story-1-blurb-count").get_by_text("30/600 characters").wait_for()
    assert before == newsroom.file.read_bytes()

    page.keyboard.press("Escape")
    email_of(page).locator("[data-edits]").get_by_text(FIRST.blurb).wait_for()
    assert FIRST.blurb == page.locator("#story-1-blurb-words").input_value()


def test_saved_words_stay_where_they_are(newsroom, opened):
    """Saving keeps the place in the email that was read, and the frame is not loaded again."""
    page = opened()
    frame = page.locator("#frame").element_handle().content_frame()
    email_of(page).get_by_text(FIRST.title).first.wait_for()
    page.locator("#story-5-blurb-words").fill("Dim the lights at nine.")
    email_of(page).get_by_text("Dim the lights at nine.").wait_for()
    frame.evaluate("window.same = true")
    scrolled = frame.evaluate("scrollY")
    page.keyboard.press("Control+Enter")
    says(page, "Saved: the blurb of")

    email_of(page).get_by_text("Dim the lights at nine.").wait_for()
    assert (True, scrolled) == (frame.evaluate("window.same"), frame.evaluate("scrollY"))
    assert scrolled > 0
    assert newsroom.now.stories[4].blurb == "Dim the lights at nine."


def test_bold(newsroom, opened):
    """Ctrl-B makes the chosen words bold, or the word at the caret, and takes it away again; so does the button."""
    page = opened()
    field = page.locator("#story-1-blurb-words")
    field.fill("Rest well today")
    field.evaluate("(field) => field.setSelectionRange(6, 6)")
    page.keyboard.press("Control+b")
    assert field.input_value() == "Rest **well** today"
    page.keyboard.press("Control+b")
    assert field.input_value() == "Rest well today"
    field.evaluate("(field) => field.setSelectionRange(0, 9)")
    page.get_by_role("button", name=f"Bold (Ctrl+B) in the blurb of {FIRST.title}").click()
    assert field.input_value() == "**Rest well** today"
    email_of(page).locator("strong").get_by_text("Rest well", exact=True).wait_for()


def test_unsaved_words_outlive_a_reload(opened):
    """Words that were typed and not saved are back after a reload, in the field and in the email."""
    page = opened()
    page.locator("#story-2-blurb-words").fill("Sit down before you are tired.")
    page.reload()

    says(page, "Your unsaved text is back in its fields.")
    email_of(page).get_by_text("Sit down before you are tired.").wait_for()
    assert page.locator("#story-2-blurb-words").input_value() == "Sit down before you are tired."
    page.locator("#story-2-save").click()
    says(page, "Saved: the blurb of")
    page.reload()
    page.locator("#story-2-blurb-words:not(.changed)").wait_for()


def test_typing_asks_for_few_renders(newsroom, opened):
    """However fast somebody types, the server renders at most once in 100 ms, and the last words are shown."""
    page = opened()
    begun = []
    page.on("request", lambda request: begun.append(request.url) if "/draft" in request.url else None)
    page.locator("#story-1-title-words").fill("")
    start = page.evaluate("performance.now()")
    page.keyboard.type("Forty characters are typed at once here")
    email_of(page).get_by_text("Forty characters are typed at once here").first.wait_for()
    took = page.evaluate("performance.now()") - start
    assert len(begun) <= took / 100 + 2


PHOTO = io.BytesIO()
Image.effect_noise((640, 480), 60).convert("RGB").save(PHOTO, "JPEG")
FILE = ["me.jpg", list(PHOTO.getvalue())]
DROP = """(element, [name, bytes]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], name, {type: "image/jpeg"}));
  element.dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
}"""


PASTE = DROP.replace("DragEvent", "ClipboardEvent").replace("drop", "paste").replace("dataTransfer:", "clipboardData:")


@pytest.mark.parametrize("way", ["choose", "drop", "drop in the email", "paste"])
def test_picture(newsroom, opened, way):
    """A picture that is chosen, dropped or pasted asks for its words, and is then in the issue; it can go again."""
    page = opened()
    email_of(page).locator("[data-edits$=' picture']").first.wait_for()
    if way == "choose":
        email_of(page).locator("[data-edits$=' picture']").first.press("Enter")
        page.locator("#story-1-picture:focus").set_input_files(
            {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": PHOTO.getvalue()}
        )
        page.locator("#story-1-image_alt-words").focus()
    elif way == "drop":
        page.locator("#story-1 h3").evaluate(DROP, FILE)
    elif way == "drop in the email":
        email_of(page).locator("[data-edits$=' picture']").first.evaluate(DROP, FILE)
    else:
        page.locator("#story-1-blurb-words").focus()
        page.locator("#story-1-blurb-words").evaluate(
            PASTE,
            FILE,
        )
    page.locator("#story-1-image_alt-words:focus").wait_for()
    page.keyboard.type("A hand on a towel")
    page.keyboard.press("Enter")
    says(page, f"Your picture was added to “{FIRST.title}”.")
    assert PHOTO.getvalue() == newsroom.kept_pictures[newsroom.now.stories[0].image]
    assert newsroom.now.stories[0].image_alt == "A hand on a towel"

    page.locator("#story-1-hide").click()
    says(page, "went back to its topic's picture.")
    assert newsroom.now.stories[0].image == ""
