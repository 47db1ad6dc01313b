"""What the studio's browser tests share: one Chromium, and what axe-core says of a page."""

from pathlib import Path

import pytest

from tests.tools import module, need

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="module")
def chromium():
    from playwright.sync_api import sync_playwright

    path = need("chromium", "chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def objections():
    """Answers what axe-core objects to on a page, with everything on it unfolded: rule and elements."""
    axe = Path(module("axe-core/axe.min.js")).read_text()

    def ask(page):
        page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
        page.evaluate(axe)
        told = page.evaluate(
            """() => axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'],
            iframes: false})"""
        )
        return [(v["id"], [n["html"][:160] for n in v["nodes"]]) for v in told["violations"]]

    return ask
