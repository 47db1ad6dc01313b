"""How each source is doing: for `monday feeds list`, `status` and the warnings of `run`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from shlex import quote

from pipeline import urls
from pipeline.collect import due
from pipeline.collect.pool import Pool
from pipeline.collect.record import Record
from pipeline.model import Feed
from pipeline.text.printable import NOTHING, Printable, printable

FAILING = 3
"""Failures in a row that an editor should hear of."""
MOVED = 3
"""Separate days on which a server must say that its feed moved for good."""
_LOST = frozenset({"not-found", "html", "not-a-feed", "empty"})
_PASSING = frozenset(
    {"dns", "connect", "timeout", "hung-up", "host-down", "truncated", "bad-http", "slow-down", "server-error"}
)
"""Reasons that mostly pass by themselves: of a feed that was read before, only the third in a row is told."""
_UNHEARD = timedelta(days=7)
"""So long a feed may wait for a host that refuses its others."""
_WEEKS = 8
_QUIET = timedelta(days=90)


@dataclass(frozen=True, kw_only=True, slots=True)
class Health:
    """One feed's state; times are None while unknown."""

    feed: Feed
    tried_at: datetime | None = None
    ok_at: datetime | None = None
    due_at: datetime | None = None
    failures: int = 0
    """In a row."""
    reason: str = ""
    message: Printable = NOTHING
    gone: bool = False
    moved_to: str = ""
    """Where the feed lives now, once its server has said so on several separate days."""
    newest: datetime | None = None
    """The latest date of an article."""
    articles: int = 0
    per_week: float = 0
    """Articles a week, over the last eight weeks."""
    quiet: bool = False
    """It answers, but nothing new came for three months."""
    refused: bool = False
    """Its host refuses other feeds, so that it was not asked, never or for a week."""
    told: frozenset[str] = frozenset()
    """The states that editors were told of."""

    @property
    def lost(self) -> bool:
        """Whether its site may have it at another address."""
        return self.gone or (self.failures > 0 and self.reason in _LOST)

    @property
    def way_out(self) -> str:
        """What to do at once about a feed that has ended or is a page; "" for all other failures, which may pass."""
        if self.gone:
            return f"to take it out: monday feeds remove {quote(self.feed.url)}"
        if self.page:
            return f"to put the feed of that page in its place: monday feeds move {quote(self.feed.url)}"
        return ""

    @property
    def page(self) -> bool:
        """Whether a web page stands at its address, which may name the feed."""
        return self.reason == "html" and self.feed.url.startswith(("http://", "https://"))

    @property
    def holds(self) -> tuple[str, ...]:
        """The states that it is in and that an editor should hear of once, the gravest first."""
        fails = self.failures >= FAILING or (self.failures > 0 and (not self.ok_at or self.reason not in _PASSING))
        states = {"gone": self.gone, "failing": fails, "refused": self.refused, "moved": bool(self.moved_to)}
        return tuple(name for name, holds in {**states, "quiet": self.quiet}.items() if holds)

    @property
    def news(self) -> str:
        """Its gravest state, where editors were not told of that yet; else ""."""
        return next((name for name in self.holds[:1] if name not in self.told), "")

    @property
    def trouble(self) -> str:
        """What an editor should do about it, or ""."""
        if "failing" in self.holds and self.failures < FAILING and not self.gone:
            words = f"{self.feed.name}: {self.message}{f'; {self.way_out}' if self.way_out else ''}"
            lost = self.lost and not self.way_out
            return f"{words}. Look for a new address: monday feeds check --rediscover" if lost else words
        if self.gone:
            words = f"{self.feed.name} has ended. Look for a new address: monday feeds check --rediscover"
            return f"{words}. Or take it out: monday feeds remove {quote(self.feed.url)}"
        if self.failures >= FAILING:
            words = f"{self.feed.name} failed {self.failures} times in a row: {self.message}"
            if self.way_out:
                return f"{words}; {self.way_out}"
            return f"{words}. Look for a new address: monday feeds check --rediscover" if self.lost else words
        if self.refused:
            since = f"not read since {self.ok_at:%Y-%m-%d}" if self.ok_at else "never read"
            return f"{self.feed.name} was {since}: its host {urls.host(self.feed.url)} refuses (HTTP 429 or 503)"
        if self.moved_to:
            words = f"{self.feed.name} has moved to {printable(self.moved_to)}"
            return f"{words}. Follow it: monday feeds move {quote(self.feed.url)}"
        if self.quiet and self.newest is not None:
            return f"{self.feed.name} has gone quiet: its newest article is of {self.newest:%Y-%m-%d}"
        return ""


def health(feeds: Sequence[Feed], pool: Pool, *, now: datetime) -> tuple[Health, ...]:
    """The state of *feeds* as the pool knows it, in their order."""
    records, hosts = pool.records(), pool.hosts()
    dates: dict[str, list[datetime]] = {feed.url: [] for feed in feeds}
    for url, date in pool.dates(now=now):
        if url in dates:
            dates[url].append(date)
    closed = {host for host, until in hosts.items() if due.is_closed(until, now=now)}
    return tuple(
        _one(feed, records.get(feed.url) or Record(url=feed.url), dates[feed.url], now, urls.host(feed.url) in closed)
        for feed in feeds
    )


def _one(feed: Feed, record: Record, dates: Sequence[datetime], now: datetime, closed: bool) -> Health:
    past = [date for date in dates if date <= now]
    newest = max(past, default=None)
    recent = sum(now - date <= timedelta(weeks=_WEEKS) for date in past)
    return Health(
        feed=feed,
        tried_at=record.tried_at,
        ok_at=record.ok_at,
        due_at=record.due_at,
        failures=record.failures,
        reason=record.reason,
        message=record.message,
        gone=record.gone,
        moved_to=record.moved_to if record.moved_days >= MOVED else "",
        newest=newest,
        articles=len(dates),
        per_week=recent / _WEEKS,
        quiet=newest is not None and now - newest > _QUIET,
        refused=closed and not record.failures and (record.ok_at is None or now - record.ok_at > _UNHEARD),
        told=frozenset(record.told.split()),
    )
