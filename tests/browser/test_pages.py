"""The studio's other pages in a real browser, over a newsletter with a past."""

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pipeline.config import load
from pipeline.preview import Studio, serving
from tests.browser.studio import enter, small
from tests.newsletter import DAY
from tests.preview import years

pytestmark = pytest.mark.browser

PAGES = (
    "",
    "?styles=word&width=tablet",
    "considered",
    "past",
    "past?words=nobody",
    "past/2026-11-16",
    "past/2026-11-16?show=text",
    "past/2026-08-31",
    "calendar",
    "balance",
    "aloud",
    "inbox",
    "nothing",
)
PICTURES = {"studio": "", "past": "past", "calendar": "calendar", "balance": "balance"}


@pytest.fixture(scope="module")
def newsletter(tmp_path_factory):
    folder = years.newsletter(tmp_path_factory.mktemp("newsletter"), weeks=60, built=2)
    settings = folder / "newsletter.toml"
    settings.write_text(settings.read_text().replace("skip = []  ", "skip = [2026-12-28]"))
    return folder


@pytest.fixture(scope="module")
def address(newsletter):
    now = datetime(2026, 11, 20, 17, tzinfo=UTC)
    with serving(Studio(load(newsletter), date.fromisoformat(DAY), clock=lambda: now, env={})) as address:
        yield address


def opened(chromium, address, path="", *, width=1280, height=900, scheme="light"):
    """A page of an editor who opened the address that the terminal printed."""
    page = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=scheme).new_page()
    enter(page, address)
    if path:
        page.goto(address.split("?")[0] + path)
    return page


def closed(page):
    page.goto("about:blank")
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.prove)])
@pytest.mark.parametrize("width", [375, pytest.param(1280, marks=pytest.mark.prove)])
def test_axe_and_fit(chromium, objections, address, width, scheme):
    """axe-core objects to nothing, nothing scrolls sideways, every control is 44 pixels high and wide, on all pages."""
    page = opened(chromium, address, width=width, scheme=scheme)
    found = {}
    for path in PAGES:
        page.goto(address.split("?")[0] + path)
        bad = objections(page)
        fields = "select, input:not([type=hidden], [type=radio]), label:has([type=radio])"
        bad += small(page, f"button, {fields}, summary, nav a, li > a")
        if page.evaluate("document.documentElement.scrollWidth") > width:
            bad.append("scrolls sideways")
        found.update({path: bad} if bad else {})
    closed(page)

    assert found == {}


def test_a_monday_is_skipped_and_taken_back(chromium, address, newsletter):
    """By keyboard: skip a Monday, read what was done, take it back; newsletter.toml is then as it was."""
    settings = newsletter / "newsletter.toml"
    before = settings.read_bytes()
    page = opened(chromium, address, "calendar")
    page.get_by_role("button", name="Skip January 4, 2027", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_role("status").get_by_text("Monday, January 4, 2027 is skipped").wait_for()
    assert b"skip = [2026-12-28, 2027-01-04]" in settings.read_bytes()

    page.get_by_role("button", name="Restore January 4, 2027").press("Enter")
    page.get_by_role("status").get_by_text("is no longer skipped").wait_for()
    closed(page)

    assert before == settings.read_bytes()


def test_two_calendars(chromium, address, newsletter):
    """A button on a page that is older than newsletter.toml changes nothing and shows how it is now."""
    settings = newsletter / "newsletter.toml"
    before = settings.read_bytes()
    one, two = opened(chromium, address, "calendar"), opened(chromium, address, "calendar")
    one.get_by_role("button", name="Skip January 4, 2027", exact=True).click()
    two.get_by_role("button", name="Skip January 11, 2027", exact=True).click()
    two.get_by_role("alert").get_by_text("newsletter.toml changed since you saw it").wait_for()
    two.get_by_role("button", name="Restore January 4, 2027").click()
    two.get_by_role("status").get_by_text("is no longer skipped").wait_for()
    closed(one)
    closed(two)

    assert before == settings.read_bytes()


def test_an_old_issue_is_found_and_read(chromium, address):
    """Search, open, read as email and as text, without leaving the keyboard."""
    page = opened(chromium, address)
    page.get_by_role("link", name="Past issues").click()
    page.get_by_label("Search").fill("2026-11-16")
    page.keyboard.press("Enter")
    page.get_by_text("1 of 60 issues.").wait_for()
    page.locator(".shelf a").press("Enter")
    title = page.get_by_role("heading", level=1).inner_text()
    page.frame_locator("iframe").get_by_text(title).first.wait_for()
    page.get_by_role("link", name="Plain text").press("Enter")
    page.frame_locator("iframe").locator("pre").get_by_text(title).wait_for()
    closed(page)


def test_any_width_keeps_what_was_typed(chromium, address):
    """A width by number changes the frame and the address; words that are not saved yet stay."""
    page = opened(chromium, address, "?shade=dark")
    page.locator("#subject-words").fill("Not saved yet")
    page.get_by_text("View: ").click()
    page.get_by_label("pixels wide").fill("431")
    page.get_by_label("pixels wide").press("Enter")
    page.locator("#frame[width='431']").wait_for()
    page.wait_for_url("**/?shade=dark&width=431")

    assert page.locator("#subject-words").input_value() == "Not saved yet"
    page.on("dialog", lambda dialog: dialog.accept())
    closed(page)


def test_outlook_view_says_why(chromium, address):
    """The Outlook-like view is called an approximation, and names what it took out."""
    page = opened(chromium, address, "?styles=word")
    page.get_by_text("This only approximates Outlook on Windows. What was removed?").click()
    page.get_by_text("Removed (Outlook does not support them):").wait_for()

    assert "border-radius" in page.locator("#view-note").inner_text()
    closed(page)


@pytest.mark.prove
def test_pictures_for_the_docs(chromium, address, tmp_path):
    """Every page, and one article, can be pictured; MONDAY_PICTURES=docs writes the docs' own pictures."""
    out = Path(os.environ.get("MONDAY_PICTURES") or tmp_path)
    page = opened(chromium, address, height=2000)  # the bar sticks to the top, over what had to be scrolled to
    page.locator("#story-2").screenshot(path=out / "article.png")
    assert (out / "article.png").stat().st_size > 10_000
    closed(page)
    for name, path in PICTURES.items():
        for size, (width, height) in {"": (1400, 900), "-phone": (390, 844)}.items():
            page = opened(chromium, address, path, width=width, height=height)
            if not path:
                page.frame_locator("#frame").get_by_role("heading").first.wait_for()
            file = out / f"{'studio' if name == 'studio' else f'studio-{name}'}{size}.png"
            page.screenshot(path=file)
            closed(page)
            assert file.stat().st_size > 10_000
