"""What the studio's browser tests share: one Chromium, an editor's pages, and what axe-core says of them."""

from pathlib import Path

import pytest

from pipeline.preview import serving
from tests import tools
from tests.browser.studio import ARGUMENTS, RealNewsroom


@pytest.fixture(scope="package")
def playwright():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="package")
def browser(playwright):
    with playwright.chromium.launch(executable_path=tools.chromium(), args=ARGUMENTS) as browser:
        yield browser


@pytest.fixture
def chromium(browser):
    """The browser that all these tests share; what a test leaves open in it is closed."""
    yield browser
    for context in browser.contexts:
        context.close()


@pytest.fixture
def newsroom(tmp_path):
    return RealNewsroom(tmp_path)


@pytest.fixture
def address(newsroom):
    with serving(newsroom.studio()) as address:
        yield address


@pytest.fixture
def opened(chromium, address):
    """Opens one more page of the same editor; a message on a page's console fails the test."""
    context = chromium.new_context(viewport={"width": 1400, "height": 900})
    complaints = []

    def more(query=""):
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(address)
        if query:
            page.goto(address.split("?")[0] + query)
        return page

    yield more
    context.close()
    unexpected = [c for c in complaints if " 409 " not in c and " 422 " not in c]
    assert unexpected == []


@pytest.fixture(scope="session")
def objections():
    """Answers what axe-core objects to on a page, with everything on it unfolded if one likes: rule and elements."""
    axe = Path(tools.module("axe-core/axe.min.js")).read_text()

    def ask(page, *, unfold=True):
        if unfold:
            page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
        page.evaluate(axe)
        told = page.evaluate(
            """() => axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'],
            iframes: false, resultTypes: ['violations']})"""  # to write down all that is well takes four times as long
        )
        return [(v["id"], [n["html"][:160] for n in v["nodes"]]) for v in told["violations"]]

    return ask
