"""How each source is doing: for `monday feeds list`, `status` and the warnings of `run`."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from shlex import quote

from pipeline import urls
from pipeline.collect import judge
from pipeline.collect.pool import Pool
from pipeline.collect.record import Record
from pipeline.model import Feed
from pipeline.outside.web import UNREACHED
from pipeline.text.printable import masked, printable

FAILING = 3  # failures in a row that an editor should hear of
MOVED = 3  # separate days on which a server must say that its feed moved for good
_LOST = frozenset({"not-found", "html", "not-a-feed", "empty"})
_PASSING = UNREACHED | {"truncated", "bad-http", "slow-down", "server-error"}
"""Reasons that mostly pass by themselves: for a feed that was read before, only the third failure in a row is told."""
_UNHEARD = timedelta(days=7)  # how long a feed may wait for a host that refuses its other feeds
_WEEKS = 8
_QUIET = timedelta(days=90)


@dataclass(frozen=True, kw_only=True, slots=True)
class Health(Record):
    """One feed's state: its record, and what that and its articles say about it."""

    feed: Feed
    newest: datetime | None  # the latest date of an article; None while unknown
    articles: int
    per_week: float  # articles a week, over the last eight weeks
    quiet: bool  # it answers, but has had nothing new for three months
    refused: bool  # its host refuses other feeds, so that it was not asked, never or for a week

    @property
    def lost(self) -> bool:
        """Whether its site may have it at another address."""
        return self.gone or (self.failures > 0 and self.reason in _LOST)

    @property
    def page(self) -> bool:
        """Whether a web page stands at its address, which may name the feed."""
        return self.reason == "html" and self.feed.url.startswith(("http://", "https://"))

    @property
    def way_out(self) -> str:
        """What to do about a feed that has ended or is a web page; "" for all other failures, which may pass."""
        if self.gone:
            return f"to remove it: monday feeds remove {self._address}"
        return f"to use the feed that it links to: monday feeds move {self._address}" if self.page else ""

    @property
    def _address(self) -> str:
        return quote(masked(self.feed.url))

    @property
    def holds(self) -> tuple[str, ...]:
        """The states that it is in and that an editor should hear of once, the most serious first."""
        fails = self.failures >= FAILING or (self.failures > 0 and (not self.ok_at or self.reason not in _PASSING))
        states = {"gone": self.gone, "failing": fails, "refused": self.refused, "moved": bool(self.moved_to)}
        return tuple(name for name, holds in {**states, "quiet": self.quiet}.items() if holds)

    @property
    def news(self) -> str:
        """Its most serious state, where editors were not told of that yet; else ""."""
        return next((name for name in self.holds[:1] if name not in self.told.split()), "")

    @property
    def trouble(self) -> str:
        """What an editor should do about it, or ""."""
        name, look = self.feed.name, "Look for a new address: monday feeds check --rediscover"
        if self.gone:
            return f"{name} has ended. {look}. Or remove it: monday feeds remove {self._address}"
        if "failing" in self.holds:
            times = f" failed {self.failures} times in a row" if self.failures >= FAILING else ""
            words = f"{name}{times}: {self.message}"
            if self.way_out:
                return f"{words}; {self.way_out}"
            return f"{words}. {look}" if self.lost else words
        if self.refused:
            since = f"has not been read since {self.ok_at:%Y-%m-%d}" if self.ok_at else "was never read"
            return f"{name} {since}: its host {urls.host(self.feed.url)} refuses requests (HTTP 429 or 503)"
        if self.moved_to:
            follow = f"Follow it: monday feeds move {self._address}"
            return f"{name} has moved to {masked(printable(self.moved_to))}. {follow}"
        if self.quiet and self.newest is not None:
            return f"{name} has gone quiet: its newest article is from {self.newest:%Y-%m-%d}"
        return ""


def health(feeds: Sequence[Feed], pool: Pool, *, now: datetime) -> tuple[Health, ...]:
    """The state of *feeds* as the pool knows it, in their order."""
    records = pool.records()
    dates: dict[str, list[datetime]] = {feed.url: [] for feed in feeds}
    for url, date in pool.dates(now=now):
        if url in dates:
            dates[url].append(date)
    closed = {host for host, until in pool.hosts().items() if judge.is_closed(until, now=now)}

    def of(feed: Feed) -> Health:
        record = records.get(feed.url) or Record(url=feed.url)
        past = [date for date in dates[feed.url] if date <= now]
        newest = max(past, default=None)
        known = {one.name: getattr(record, one.name) for one in fields(Record)}
        unheard = record.ok_at is None or now - record.ok_at > _UNHEARD
        return Health(
            **{**known, "moved_to": record.moved_to if record.moved_days >= MOVED else ""},
            feed=feed,
            newest=newest,
            articles=len(dates[feed.url]),
            per_week=sum(now - date <= timedelta(weeks=_WEEKS) for date in past) / _WEEKS,
            quiet=newest is not None and now - newest > _QUIET,
            refused=urls.host(feed.url) in closed and not record.failures and unheard,
        )

    return tuple(map(of, feeds))
