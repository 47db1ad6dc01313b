"""How quick the studio is: its render, its first page, and a key or a saved file as Chromium paints it.

Wall time, except where a row says CPU. A key counts from its event until the frame after the one that shows its
words; a save, from before the file is written until the same.
"""

import json
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter, process_time, time

sys.path.insert(0, str(Path(__file__).parents[1]))

from playwright.sync_api import Browser, Page, sync_playwright

from pipeline.config import load
from pipeline.config.resources import shipped_templates
from pipeline.preview import Studio, serving
from tests.browser.studio import ARGUMENTS, enter
from tests.newsletter import DAY, call
from tests.preview import door

ARCHIVES = (0, 520)
"""Numbers of past issues."""
KEYS = {"title": "a key in a title, to paint", "blurb": "a key in a blurb, to paint"}
ASKED = {
    "the page, on the server": 150,
    "the email, on the server": 150,
    "a saved issue.toml, to paint": 300,
    "a saved template, to paint": 300,
    **dict.fromkeys(KEYS.values(), 150),
}
"""Milliseconds that a row may take."""
TIMES = 15
PAINTED = """(words) => new Promise((done) => {
  const mail = document.getElementById("frame").contentDocument;
  const look = () => mail.documentElement.outerHTML.includes(words)
    ? requestAnimationFrame(() => requestAnimationFrame(() => done(performance.timeOrigin + performance.now())))
    : setTimeout(look, 1);
  look();
})"""
"""When words that the frame shows from now on are painted, in milliseconds since 1970."""
TYPED = """(field) => new Promise((done) => field.addEventListener("input",
  () => done(performance.timeOrigin + performance.now()), {once: true}))"""
"""When the next key has changed a field, in milliseconds since 1970."""


def main() -> None:
    """Print the table: a new newsletter, and one with ten years of issues."""
    chromium = shutil.which("chromium") or sys.exit("chromium is not installed: apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        newsletter = Path(folder)
        call(newsletter, "init")
        call(newsletter, "run", "--issue", "next")
        rows: dict[str, list[float]] = {}
        for past in ARCHIVES:
            fill(newsletter / "issues", past)
            for name, took in measure(newsletter, browser):
                rows.setdefault(name, []).append(took)
        browser.close()
    print(f"{'ms, by past issues':42}" + "".join(f"{past:8}" for past in ARCHIVES) + "   asked")
    for name, all_took in rows.items():
        print(f"{name:42}{''.join(f'{took:8.0f}' for took in all_took)}{ASKED.get(name, ''):>8}".rstrip())


def fill(issues: Path, past: int) -> None:
    """Copies of the issue, one for each of *past* earlier Mondays, as they are once readers have had them."""
    text = (issues / DAY / "issue.toml").read_text()
    for week in range(1, past + 1):
        day = str(date.fromisoformat(DAY) - timedelta(weeks=week))
        (issues / day).mkdir()
        for name in ("issue.toml", "approved.toml"):
            (issues / day / name).write_text(text.replace(DAY, day))
        approved = {"at": f"{day}T07:00Z", "kind": "approved", "fingerprint": "0", "send_at": f"{day}T16:00Z"}
        events = (approved, {"at": f"{day}T16:10Z", "kind": "public"})
        (issues / day / "ledger.jsonl").write_text("".join(f"{json.dumps(event)}\n" for event in events))


def measure(newsletter: Path, browser: Browser) -> Iterator[tuple[str, float]]:
    """The rows for one newsletter: what was done, and the median of its milliseconds."""
    studio = Studio(load(newsletter), date.fromisoformat(DAY), clock=lambda: datetime.now(UTC), env={})
    file = newsletter / "issues" / DAY / "issue.toml"
    text = file.read_text()
    own = newsletter / "templates" / "email" / "email.html"
    shipped = (shipped_templates() / "email" / "email.html").read_text()

    def subject(words: str) -> None:
        file.write_text(re.sub("(?m)^subject = .*", f'subject = "{words}"', text))

    def template(words: str) -> None:
        own.write_text(shipped.replace("aria-label=", f'data-turn="{words}" aria-label=', 1))

    def render(words: str) -> float:
        subject(words)
        start = process_time()
        studio.render()
        return 1000 * (process_time() - start)

    yield "read, compose, check a changed issue, CPU", typical(render)
    own.parent.mkdir(parents=True, exist_ok=True)
    with serving(studio) as address:
        yield "the page, on the server", typical(lambda _: get(address))
        yield "the email, on the server", typical(lambda _: get(address, "email?shade=full"))
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        enter(page, address)
        yield (
            "a saved issue.toml, to paint",
            typical(lambda words: shown(page, subject, words, f'aria-label="{words}"')),
        )
        yield "a saved template, to paint", typical(lambda words: shown(page, template, words, f'data-turn="{words}"'))
        for key, name in KEYS.items():
            yield name, typical(lambda _, key=key: typed(page, key))
        page.goto("about:blank")
        page.close()
    shutil.rmtree(own.parent.parent)
    file.write_text(text)


def shown(page: Page, save: Callable[[str], object], words: str, mark: str) -> float:
    """Milliseconds from a save until its words, in the attribute *mark*, are painted."""
    start = 1000 * time()
    save(words)
    return float(page.evaluate(PAINTED, mark)) - start


def typed(page: Page, key: str) -> float:
    """Milliseconds from one more letter in a field of the first story until the email shows it."""
    field = page.locator(f"#story-1-{key}-words")
    field.press("End")
    begun = field.evaluate_handle(f"(field) => {{ window.typed = ({TYPED})(field); }}")
    page.keyboard.press("x")
    start = float(page.evaluate("window.typed"))
    begun.dispose()
    ended = float(page.evaluate(PAINTED, field.input_value()[-12:]))
    page.wait_for_timeout(150)  # as long as a thought: the next key is not one of a burst
    return ended - start


def typical(work: Callable[[str], float]) -> float:
    """The median of several runs with other words each, in milliseconds; the first does not count."""
    return median([work(f"Steady steps {turn}") for turn in range(TIMES + 1)][1:])


def get(address: str, path: str = "") -> float:
    """Milliseconds to fetch one page."""
    start = perf_counter()
    with door.get(address, path) as answer:
        answer.read()
    return 1000 * (perf_counter() - start)


if __name__ == "__main__":
    main()
