"""Reading and approving in a browser: by keyboard alone, without JavaScript, and for everybody."""

import pytest

from pipeline.preview import serving
from tests.browser.studio import email_of, says, small
from tests.newsletter import drafted
from tests.preview.test_reading import RISKY, Desk


@pytest.fixture
def desk(tmp_path):
    """A newsletter whose issue has one story to read, and one article held."""
    names = ("hand", "fatigue", "speech", "carers", "sleep", "walking", "prevention", "harm")
    desk = Desk(drafted(tmp_path, topics={name: RISKY[name] for name in names}))
    desk.studio.pages = (desk.url,)
    return desk


# The studio's policy lets no string be evaluated while a page waits; a function that is called may wait by itself.
FRAME_HAS_THE_FOCUS = """() => new Promise(done => {
    const look = () => document.activeElement.id === 'frame' ? done() : requestAnimationFrame(look);
    look();
})"""


def focused(page):
    return page.evaluate("document.activeElement.id")


def test_by_keyboard(chromium, objections, desk):
    """The text opens beside the words and takes the focus; the way back, Fine and Approve never lose it."""
    with serving(desk.studio) as address:
        page = chromium.new_page(viewport={"width": 1280, "height": 900})
        page.goto(address)
        story = f"#story-{desk.place}"
        assert objections(page) == []
        assert small(page, ".first :is(a, button, input), #finish :is(a, button, input)") == []

        page.locator(f"{story}-text").press("Enter")
        email_of(page).locator("mark").first.wait_for()
        page.evaluate(FRAME_HAS_THE_FOCUS)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.locator(f"{story}-text:focus").wait_for()
        email_of(page).get_by_text("Start here").first.wait_for()

        page.locator(f"{story}-by").fill("Ada")
        page.locator(f"{story}-fine").press("Enter")
        says(page, f"Article {desk.place} was read by Ada. Nothing is left to read.")
        assert f"{story[1:]}-name" == focused(page)
        assert page.locator("#by").input_value() == "Ada"

        page.locator("#approve").press("Enter")
        page.locator("#withdraw").wait_for()
        assert focused(page) == "finish-title"
        assert objections(page) == []
        page.locator("#withdraw").press("Enter")
        page.locator("#approve").wait_for()
        assert focused(page) == "finish-title"
        page.goto("about:blank")
        page.close()


def test_without_javascript(chromium, desk):
    """Reading, Fine and approving work with scripts switched off."""
    with serving(desk.studio) as address:
        context = chromium.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(address)
        story = f"#story-{desk.place}"
        page.locator(f"{story}-text").click()
        email_of(page).locator("mark").first.wait_for()
        page.locator(f"{story}-by").fill("Ada")
        page.locator(f"{story}-fine").click()
        page.get_by_text("✓ Read by Ada").wait_for()
        page.locator("#approve").click()
        done = page.get_by_text("✓ Approved by Ada, Friday, 9:00 AM")
        done.wait_for()
        assert done.is_visible()
        context.close()
