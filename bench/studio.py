"""How quick the studio is: its first page, a change from the browser, and a saved file shown in Chromium. Wall time."""

import re
import shutil
import sys
import tempfile
import urllib.request
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parents[1]))

from playwright.sync_api import Browser, sync_playwright

from pipeline import desk
from pipeline.config import load
from pipeline.preview import serving
from tests.browser.test_studio import ARGUMENTS
from tests.newsletter import DAY, call

TIMES = 15


def main() -> None:
    """Print the table: a new newsletter, and one with ten years of issues."""
    chromium = shutil.which("chromium") or sys.exit("chromium is not installed: apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        newsletter = Path(folder)
        call(newsletter, "init")
        call(newsletter, "run", "--issue", "next")
        for past in (0, 520):
            fill(newsletter / "issues", past)
            print(f"{past} past issues")
            measure(newsletter, browser)
        browser.close()


def fill(issues: Path, past: int) -> None:
    """Copies of the issue, one for each of *past* earlier Mondays."""
    text = (issues / DAY / "issue.toml").read_text()
    for week in range(1, past + 1):
        day = str(date.fromisoformat(DAY) - timedelta(weeks=week))
        (issues / day).mkdir()
        (issues / day / "issue.toml").write_text(text.replace(DAY, day))


def measure(newsletter: Path, browser: Browser) -> None:
    """Four rows for one newsletter."""
    studio = desk.studio(load(newsletter), date.fromisoformat(DAY), clock=lambda: datetime.now(UTC))
    file = newsletter / "issues" / DAY / "issue.toml"
    with serving(studio) as address:
        base = address.split("?")[0]
        row("  reading, composing and checking the issue", timed(studio.render), None)
        row("  the page, on the server", timed(lambda: get(base)), 150)
        row("  the email, on the server", timed(lambda: get(base + "email?shade=full")), 150)
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        page.goto(address)
        turns = count()

        def saved() -> None:
            subject = f"Steady steps {next(turns)}"
            file.write_text(re.sub("(?m)^subject = .*", f'subject = "{subject}"', file.read_text()))
            page.frame_locator("#frame").locator(f"[aria-label='{subject}']").wait_for()

        row("  from saving issue.toml to the new email in Chromium", timed(saved), 300)
        page.close()


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
    print(f"{name:57} {took:8.1f} ms" + (f"   {took / wanted:5.2f} of {wanted} ms" if wanted else ""))


if __name__ == "__main__":
    main()
