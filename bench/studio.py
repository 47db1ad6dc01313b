"""How quick the studio is: its first page, a change from the browser, and a saved file shown in Chromium. Wall time."""

import shutil
import sys
import tempfile
import urllib.request
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parents[1]))

from playwright.sync_api import sync_playwright

from pipeline.preview import serving
from tests.browser.test_studio import ARGUMENTS, RealNewsroom

TIMES = 15


def main() -> None:
    """Print the table."""
    chromium = shutil.which("chromium") or sys.exit("chromium is not installed: apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        newsroom = RealNewsroom(Path(folder))
        row("one render (compose only)", timed(newsroom.render), None)
        with serving(newsroom.studio()) as address:
            row("the page, on the server", timed(lambda: get(address.split("?")[0])), 150)
            row("the email, on the server", timed(lambda: get(address.split("?")[0] + "email?shade=full")), 150)
            browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
            page = browser.new_page(viewport={"width": 1400, "height": 900})
            page.goto(address)
            page.frame_locator("#frame").get_by_text("Monday Five").first.wait_for()

            def saved(turn: list[int] = [0]) -> None:  # noqa: B006  counts the saves
                turn[0] += 1
                new = newsroom.file.read_text().replace(newsroom.now.subject, f"Steady steps {turn[0]}")
                newsroom.file.write_text(new)
                page.frame_locator("#frame").locator(f"[aria-label='Steady steps {turn[0]}']").wait_for()

            row("from saving issue.toml to the new email in Chromium", timed(saved), 300)
            browser.close()


def timed(work: Callable[[], object]) -> float:
    """The median of several runs, in milliseconds."""
    work()
    taken = []
    for _ in range(TIMES):
        start = perf_counter()
        work()
        taken.append(1000 * (perf_counter() - start))
    return median(taken)


def get(address: str) -> None:
    """Fetch one page."""
    with urllib.request.urlopen(address, timeout=30) as answer:
        answer.read()


def row(name: str, took: float, wanted: int | None) -> None:
    """One line: the median, and its share of what was promised."""
    print(f"{name:55} {took:8.1f} ms" + (f"   {took / wanted:5.2f} of {wanted} ms" if wanted else ""))


if __name__ == "__main__":
    main()
