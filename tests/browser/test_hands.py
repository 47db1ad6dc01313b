"""Carrying, adding, asking, sending, taking back, correcting: by mouse, finger or keyboard, in a real browser."""

from base64 import b64decode
from dataclasses import replace

import pytest

from pipeline.model import Story
from tests.browser.studio import email_of, enter, says, titles
from tests.preview.newsroom import ISSUE, STORIES, considered

pytestmark = pytest.mark.browser

FIRST, SECOND, THIRD, FOURTH, LAST = STORIES
NEW = Story(
    title="Walk a little", url="https://new.example/walk", source="New", blurb="Walk.", why=("An editor added it",)
)
BAD = "<img src=x onerror=\"document.title='run'\"><script>document.title='run'</script>"
PICTURE = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


def middle(page, place):
    """Where on the screen the grip of the article at *place* is."""
    grip = page.locator(f"#story-{place} .grip")
    grip.evaluate("(grip) => grip.scrollIntoView({ block: 'center', behavior: 'instant' })")
    box = grip.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def spots(page):
    """The middle of each article while one is carried."""
    return page.evaluate(
        """() => [...document.querySelectorAll('#story > article')].map((card) => {
        const box = card.getBoundingClientRect(); return box.top + box.height / 2 })"""
    )


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_drag(newsroom, opened, motion):
    """An article is carried by its grip to another place; one undo brings the bytes back; typed words stay."""
    before = newsroom.file.read_bytes()
    page = opened()
    page.emulate_media(reduced_motion=motion)
    page.locator("#story-2-blurb-words").fill("Not saved yet.")
    x, y = middle(page, 4)

    page.mouse.move(x, y)
    page.mouse.down()
    now = spots(page)
    page.mouse.move(x, y + (now[0] - now[3]) / 2, steps=3)
    page.mouse.move(x, y + now[0] - now[3] - 15, steps=3)
    assert abs(page.locator(".carried .grip").bounding_box()["y"] + 22 - (y + now[0] - now[3] - 15)) < 2
    page.mouse.up()
    says(page, f"“{FOURTH.title}” was moved to position 1.")

    assert [FOURTH.title, FIRST.title, SECOND.title, THIRD.title, LAST.title] == titles(newsroom)
    assert page.locator("#story-3-blurb-words").input_value() == "Not saved yet."
    page.locator("#undo").click()
    says(page, "This change was undone: ")
    assert before == newsroom.file.read_bytes()


def test_drag_down_by_finger(newsroom, chromium, address):
    """On a tablet a finger does the same: the page does not scroll away under it."""
    context = chromium.new_context(viewport={"width": 820, "height": 1180}, has_touch=True, is_mobile=True)
    page = context.new_page()
    enter(page, address)
    x, y = middle(page, 1)
    finger = context.new_cdp_session(page)

    def touch(kind, *at):
        points = [{"x": at[0], "y": at[1]}] if at else []
        finger.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points})

    touch("Start", x, y)
    page.locator(".carried").wait_for()
    now, scrolled = spots(page), page.evaluate("scrollY")
    for part in (0.3, 0.6, 1):
        touch("Move", x, y + part * (now[2] - now[0] + 15))
    assert scrolled == page.evaluate("scrollY")
    touch("End")
    says(page, f"“{FIRST.title}” was moved to position 3.")

    assert [SECOND.title, THIRD.title, FIRST.title] == titles(newsroom)[:3]
    page.goto("about:blank")
    context.close()


@pytest.mark.parametrize("how", ["escape", "back again", "a changed file"])
def test_drag_changes_nothing(newsroom, opened, how):
    """Escape, a drop where it was, or somebody else's change in between: the article stays where it is."""
    page = opened()
    x, y = middle(page, 2)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 200, steps=4)
    if how == "escape":
        page.keyboard.press("Escape")
    elif how == "back again":
        page.mouse.move(x, y, steps=4)
    else:
        newsroom.file.write_text(newsroom.file.read_text().replace(FIRST.title, "By hand"))
        page.get_by_role("heading", name="1. By hand").wait_for()
        page.mouse.move(x, y + 220)
    before = newsroom.file.read_bytes()
    page.mouse.up()

    page.locator("#story-2-pin").click()  # what is done next is answered next: nothing else was asked for
    says(page, f"“{SECOND.title}” was pinned")
    page.locator("#undo").click()
    says(page, "This change was undone")
    assert page.locator(".sorting, .carried").count() == 0
    assert before == newsroom.file.read_bytes()
    assert page.locator("#undo").is_disabled()


def test_add(newsroom, opened):
    """A pasted address becomes a block on the bench; the field is empty again, and the reason is the editor."""
    newsroom.pages["https://new.example/walk"] = NEW
    page = opened()
    page.locator("#link").fill("https://new.example/walk")
    page.keyboard.press("Enter")
    says(page, "“Walk a little” was added to the top of the bench.")

    assert page.locator("#link").input_value() == ""
    page.locator("#bench-1-why summary").click()
    page.locator("#bench-1").get_by_text("An editor added it").wait_for()
    assert newsroom.now.bench[0] == NEW


def test_add_what_is_there(newsroom, opened):
    """An article that is there already is shown where it stands; the address stays in the field until it is right."""
    page = opened()
    page.locator("#link").fill(THIRD.url)
    page.locator("#add-it").click()
    page.get_by_role("link", name="Go there").click()
    page.locator("#story-3-title-words:focus").wait_for()

    page.locator("#link").fill("https://typo.example/")
    page.locator("#add-it").click()
    page.locator("#slip").get_by_text("There is no server by that name.").wait_for()
    assert page.locator("#link").input_value() == "https://typo.example/"
    assert newsroom.now.stories == STORIES


def test_hostile_page(newsroom, opened):
    """Whatever a page says of itself is text wherever the studio shows it."""
    newsroom.pages["https://bad.example/"] = replace(
        NEW, title=BAD, source=BAD, topic=BAD, format=BAD, blurb=BAD, note=BAD, why=(BAD,), url="https://bad.example/"
    )
    page = opened()
    page.locator("#link").fill("https://bad.example/")
    page.locator("#add-it").click()
    says(page, "was added to the top of the bench.")
    page.locator("#bench-1-use").click()
    page.locator("#story-6").get_by_text("onerror").first.wait_for()
    email_of(page).get_by_text("onerror").first.wait_for()

    assert page.title() != "run"


def test_links(newsroom, opened):
    """How far it has come is said; every page sees the end, and the finding stands at its story."""
    page, other = opened(), opened()
    page.bring_to_front()
    page.locator("#ask-links").click()
    page.get_by_role("status").get_by_text("1 of 5 pages tested").wait_for()
    newsroom.answered.set()
    page.get_by_role("status").get_by_text("4 of 5 pages answered").wait_for()
    page.locator("#story-2").get_by_text("This page is gone").wait_for()

    other.bring_to_front()
    other.locator("#findings").get_by_role("link", name="Article 2", exact=True).wait_for()


def test_pictures(newsroom, opened):
    """Pictures are shown small under the checks, and whole in a tab; without Chromium it says what to do."""
    page = opened()
    page.locator("#take-shots").click()
    page.locator("#shots-said").get_by_text("Install it: apt-get install chromium.").wait_for()

    newsroom.pictures = {"desktop": PICTURE, "dark": PICTURE}
    page.locator("#take-shots").click()
    small = page.get_by_role("link", name="On a desktop")
    small.wait_for()
    for picture in page.locator("#pictures img").all():  # the page's policy lets no string be evaluated while it waits
        picture.evaluate("image => image.decode()")
    with page.expect_popup() as popup:
        small.click()
    popup.value.wait_for_load_state()
    assert popup.value.url.endswith("/desktop.png")
    assert page.locator("#pictures img").count() == 2


def test_send_a_test(newsroom, opened):
    """A test goes to the address in the field; unsaved words stop it first, and a refusal is told in words."""
    page = opened()
    page.locator("#story-1-title-words").fill("Half a tho")
    page.locator("#test").click()
    page.get_by_text("Not sent: these words are not saved yet").wait_for()
    page.locator("#story-1-save").click()
    says(page, "Saved: the title of “Half a tho”.")

    page.locator("#to").fill("refused@example.org")
    page.locator("#test").click()
    page.locator("#slip").get_by_text("The mail server refused (550): no such user.").wait_for()
    page.locator("#to").fill("me@example.org")
    page.locator("#test").click()
    says(page, "was sent to me@example.org")

    assert newsroom.mail == ["me@example.org"]
    assert page.locator("#to").input_value() == "me@example.org"


def scheduled(newsroom):
    """The mail service has the issue, and a touched file makes the studio see it; the bytes of issue.toml."""
    newsroom.stage = "scheduled"
    newsroom.file.write_text(newsroom.file.read_text() + "# noticed\n")
    return newsroom.file.read_bytes()


def test_take_back(newsroom, opened):
    """An edit of a scheduled issue asks first, keeps the words meanwhile, and is done with one more press."""
    before = scheduled(newsroom)
    page = opened()
    page.locator("#ahead").get_by_text("It is scheduled").wait_for()
    page.locator("#story-1-title-words").fill("Mine")
    page.locator("#story-2-blurb-words").fill("Of another article.")
    page.locator("#story-1-save").click()
    page.locator("#take-back:focus").wait_for()
    page.get_by_role("button", name="Leave it as it is").click()
    page.locator("#take-back").wait_for(state="detached")
    assert ("scheduled", before) == (newsroom.stage, newsroom.file.read_bytes())
    assert page.locator("#story-1-title-words").input_value() == "Mine"

    page.locator("#story-1-save").click()
    page.locator("#take-back:focus").wait_for()
    page.keyboard.press("Enter")
    says(page, "Unscheduled")

    assert (newsroom.stage, newsroom.now.stories[0].title) == ("open", "Mine")
    page.locator("#story-1-title-words:not(.changed)").wait_for()
    assert page.locator("#story-2-blurb-words").input_value() == "Of another article."
    page.locator("#approve").wait_for()


def test_too_late(newsroom, opened):
    """When the service has begun to send, the page closes its fields by itself and offers a correction."""
    before, newsroom.sending = scheduled(newsroom), True
    page = opened()
    page.locator("#ahead").get_by_text("It is scheduled").wait_for()
    page.locator("#story-1-down").click()
    page.locator("#take-back").click()
    page.get_by_role("alert").get_by_text("has already started sending").wait_for()
    assert page.locator("#story-1 textarea[name=title]").count() == 0

    page.locator("#correction").fill("The second link was wrong.")
    page.locator("#correct").click()
    says(page, "The correction is on the issue's page.")
    page.locator("#finish").get_by_text("November 24, 2026: The second link was wrong.").wait_for()
    assert before == newsroom.file.read_bytes()


def test_why(newsroom, opened):
    """Points, origin and what it beat open in the article itself, and stay open through a change."""
    part = {"name": "topic", "value": 3.0, "weight": 1.0, "points": 3.0, "words": "About hands"}
    row = {
        "source": "Harbour",
        "topic": FIRST.topic,
        "parts": [part],
        "score": 3.0,
        "published": "2026-11-18T08:00:00Z",
    }
    reason = {"code": "outranked", "words": "2.0 points"}
    lost = {**row, "title": "Hands, again", "url": "https://lost.example/", "reason": reason}
    picked = {**row, "title": FIRST.title, "url": FIRST.url}
    newsroom.candidates = considered(picks=[picked], rejected=[lost])
    page = opened()
    page.locator("#story-1-why summary").focus()
    page.keyboard.press("Enter")
    why = page.locator("#story-1-why")
    for words in (
        "About hands (a main reason)",
        "From Harbour.",
        "November 18, 2026",
        "Hands, again",
    ):
        why.get_by_text(words).first.wait_for()

    page.locator("#story-1-pin").click()
    says(page, "was pinned")
    why.get_by_text("Hands, again").wait_for()


def test_without_javascript(newsroom, chromium, address):
    """With scripts off every form still works, one page after the other."""
    newsroom.pages["https://new.example/walk"] = NEW
    newsroom.pictures = {"desktop": PICTURE}
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    enter(page, address)
    assert not page.locator("#story-1 .grip").is_visible()

    page.locator("#link").fill("https://new.example/walk")
    page.locator("#add-it").click()
    says(page, "was added to the top of the bench.")
    page.locator("#take-shots").click()
    while not page.locator("#pictures img").count():
        page.reload()
    newsroom.stage = "scheduled"
    newsroom.file.write_text(newsroom.file.read_text() + "# noticed\n")
    while not page.get_by_text("It is scheduled at Mailchimp.").count():
        page.goto(address.split("?")[0])
    page.locator("#story-1-title-words").fill("Mine")
    page.locator("#story-1-save").click()
    page.locator("#take-back").click()
    says(page, "Unscheduled")

    assert (newsroom.now.stories[0].title, newsroom.now.bench[0]) == ("Mine", NEW)
    assert ISSUE.bench == newsroom.now.bench[1:]
    context.close()
