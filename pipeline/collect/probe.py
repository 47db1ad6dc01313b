"""Feeds that are not in newsletter.toml yet, asked as a collection asks: only those that answer are worth adding."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pipeline.collect.gather import Gathering
from pipeline.collect.pool import opened
from pipeline.collect.record import Record
from pipeline.config import Config
from pipeline.model import Feed
from pipeline.text import counted
from pipeline.text.printable import NOTHING, Printable, masked, printable


@dataclass(frozen=True, kw_only=True, slots=True)
class Probe:
    """What one feed answered."""

    feed: Feed
    """As asked for, but with the address that its server moved it to for good."""
    ok: bool
    reason: str = ""
    """A short code when it cannot be used."""
    words: Printable = NOTHING
    """How many articles it holds, or why it cannot be used."""


def probe(
    config: Config, feeds: Sequence[Feed], *, now: datetime, progress: Callable[[int, int, str], None]
) -> tuple[Probe, ...]:
    """Ask each of *feeds*, politely; what they hold is kept, so that the next collection need not ask again."""
    with opened(config.folder) as pool:
        for url in {feed.url for feed in feeds} & {url for url, record in pool.records().items() if record.gone}:
            pool.forgive(url)  # an editor thinks that it is back
        gathering = Gathering(config.model_copy(update={"feeds": tuple(feeds)}), pool, now=now, progress=progress)
        gathering.run()
        records = pool.records()
        found = []
        for feed in feeds:
            result, record = gathering.results[feed.url], records.get(feed.url) or Record(url=feed.url)
            if result.status == "failed" or not record.body or record.failures:
                asked = " (asked a short while ago; try again in an hour)" if result.status == "not-due" else ""
                words = printable((record.message or result.message or "it was not read") + asked)
                found.append(Probe(feed=feed, ok=False, reason=record.reason or result.reason, words=words))
                continue
            words = printable(counted(result.articles, "article"))
            if record.moved_to:
                pool.move(feed.url, record.moved_to)
                words = printable(f"{words}; it has moved from {masked(feed.url)}")
                feed = replace(feed, url=record.moved_to)
            found.append(Probe(feed=feed, ok=True, words=words))
    return tuple(found)
