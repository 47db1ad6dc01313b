"""How fast the site is built, for archives of one to ten years.

python bench/archive.py

Each row reads issues/ from the disk, builds the whole site, and writes public/. Then one issue is added.
"""

import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import TypeVar

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pipeline import archive, compose, config, issue  # noqa: E402  after the path
from pipeline.config import resources  # noqa: E402  after the path
from pipeline.model import Issue, Story  # noqa: E402  after the path

T = TypeVar("T")
FIRST = date(2016, 12, 5)
TOPICS = ("hand-and-arm", "fatigue", "speech", "walking", "carers")
BLURB = "This page shows **six small exercises** with pictures. Each takes two minutes. Start with the first one. " * 3


def one(n: int) -> Issue:
    """The *n*-th Monday's issue, of an ordinary length."""
    stories = tuple(
        Story(
            title=f"Six small exercises for {topic} at the kitchen table, part {n}",
            url=f"https://source{i}.example/articles/{n}/six-small-exercises",
            source=f"The Recovery Trust {i}",
            topic=topic,
            minutes=4,
            blurb=BLURB,
            why=("It shows each step with a picture.", "It is new this week."),
        )
        for i, topic in enumerate(TOPICS)
    )
    return Issue(
        number=n + 1,
        date=FIRST + timedelta(weeks=n),
        subject=f"Hand exercises, better sleep and a good walk ({n + 1})",
        preheader="Five short reads for your week.",
        stories=stories,
        bench=stories,
    )


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Seconds, and the result."""
    start = perf_counter()
    result = work()
    return perf_counter() - start, result


def build(shelf: tuple[archive.Edition, ...], settings: config.Config) -> dict[str, bytes]:
    """The whole site."""
    published = [
        compose.Published(
            issue=edition.issue,
            send_at=datetime(edition.day.year, edition.day.month, edition.day.day, 16, tzinfo=UTC),
            listed=True,
        )
        for edition in shelf
        if edition.issue
    ]
    return compose.site(published, settings, resources.templates(settings.folder))


def row(folder: Path, count: int, settings: config.Config) -> str:
    """One line of the table."""
    for n in range(count + 1):
        home = folder / "issues" / one(n).date.isoformat()
        if not home.exists():
            home.mkdir(parents=True)
            (home / issue.NAME).write_text(issue.dump(one(n)))
    public = folder / f"public-{count}"
    read, shelf = timed(archive.Newsletter(settings).editions)
    built, site = timed(lambda: build(shelf[:count], settings))
    more = build(shelf[: count + 1], settings)
    wrote, _ = timed(lambda: archive.publish(public, site))
    added, changed = timed(lambda: archive.publish(public, more))
    each = (read + built + wrote) / count * 1000
    index = len(site["index.html"]) / 1000
    return (
        f"{count:6} {read:6.2f}s {built:7.2f}s {wrote:6.2f}s {each:10.2f} {index:10.1f}"
        f" {added:15.2f}s {len(changed):10} of {len(more)}"
    )


def main() -> None:
    """Print the table."""
    text = '[newsletter]\ntitle = "Monday Five"\n[[feeds]]\nurl = "sample:a"\nname = "A"\n'
    print("issues   read    build   write   ms/issue   index KB   one more: write   files changed")
    with tempfile.TemporaryDirectory() as name:
        settings = config.read(text, Path(name))
        for count in (52, 130, 260, 520):
            print(row(Path(name), count, settings))


if __name__ == "__main__":
    main()
