"""Makes docs/site.png, the tutorial's picture of the public site: the sample newsletter, through Chromium."""

import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pipeline import archive, compose  # noqa: E402  after the path
from pipeline.config import load, resources  # noqa: E402  after the path
from pipeline.outside import browser  # noqa: E402  after the path
from tests.newsletter import DAY, call  # noqa: E402  after the path

MONDAY = date.fromisoformat(DAY)
SENT = datetime(2026, 11, 23, 16, tzinfo=UTC)


def main() -> None:
    """Draft the sample issue, and take the picture."""
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        newsletter = Path(folder)
        call(newsletter, "init")
        call(newsletter, "run", "--issue", "next")
        chromium = playwright.chromium.launch(executable_path=browser.find(), args=arguments)
        site(newsletter, chromium)
        chromium.close()


def site(newsletter: Path, chromium: Browser) -> None:
    """The public site with this issue, as it would be once a real one is sent."""
    config = load(newsletter)
    issue = archive.Newsletter(config).edition(MONDAY).require_issue()
    made = compose.site(
        [compose.Published(issue=issue, send_at=SENT, listed=True)], config, resources.templates(newsletter)
    )
    archive.publish(newsletter / "public", made)
    page = chromium.new_page(viewport={"width": 1000, "height": 900})
    page.goto((newsletter / "public" / "index.html").as_uri())
    page.screenshot(path=ROOT / "docs" / "site.png")
    page.close()


if __name__ == "__main__":
    main()
