"""Web → articles: feeds are asked politely, read leniently and kept in the pool."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from pipeline import urls
from pipeline.collect import health
from pipeline.collect.gather import FeedResult, Gathering
from pipeline.collect.health import Health
from pipeline.collect.pool import Pool, opened
from pipeline.collect.record import RANKS, Seen
from pipeline.errors import ConfigError, NoFeeds
from pipeline.model import Article, Dated, Feed, Progress, Warn
from pipeline.outside.web import UNREACHED
from pipeline.text import counted

if TYPE_CHECKING:
    from pipeline.config import Config

NO_FEEDS: Final = "there are no feeds yet"
ADD_FEEDS: Final = "monday feeds add https://…; to start with real public sources: monday feeds import --starter"
_FEW: Final = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Collected:
    """How a collection went, feed by feed, in the order of newsletter.toml."""

    results: tuple[FeedResult, ...]

    @property
    def alarm(self) -> str:
        """What is wrong if most feeds failed at once, or all in tier A; else "". One that is not due counts as it was
        when last asked; one that ended, or waits after a failure, says nothing of today."""
        alive = [one for one in self.results if one.reason != "gone" and not (one.reason and one.status == "not-due")]
        failed = [one for one in alive if not one.ok]
        best = [one for one in alive if one.feed.tier == "A"]
        if best and not any(one.ok for one in best):
            return f"none of the {counted(len(best), 'feed')} in tier A could be read"
        if len(failed) * 2 > len(alive):
            return f"{len(failed)} of {counted(len(alive), 'feed')} could not be read"
        return ""

    @property
    def way_out(self) -> str:
        """What to do if no feed, or only a few, could be read."""
        if all(result.reason in UNREACHED for result in self.results if not result.ok):
            return "check the network; then run: monday feeds check"
        return "to see why: monday feeds check; then correct or remove those feeds, or wait if the problem may pass"


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """The articles of all feeds in numbers."""

    articles: int
    dated: Mapping[Dated, int]  # how many of them by the provenance of their date
    merged: int  # sightings of an article that another feed had as well
    new: int  # how many of them no feed had before *now*


def collect(config: "Config", *, now: datetime, warn: Warn | None, progress: Progress = lambda *_: None) -> Collected:
    """Ask every feed that is due. Raises NoFeeds if all of them fail, ConfigError if there are none. A feed's state is
    a warning once, when it changes; with *warn* None, editors are told another time."""
    if not config.feeds:
        raise ConfigError(NO_FEEDS, hint=ADD_FEEDS)
    with opened(config.folder, write=True) as pool:
        gathering = Gathering(config, pool, now=now, progress=progress)
        gathering.run()
        if warn is not None:
            _tell(config, pool, now=now, warn=warn)
    collected = Collected(results=tuple(gathering.results[feed.url] for feed in config.feeds))
    if not any(result.ok for result in collected.results):
        raise NoFeeds("no feed could be read", hint=collected.way_out)
    return collected


def _tell(config: "Config", pool: Pool, *, now: datetime, warn: Warn) -> None:
    """Warn about each feed whose state is news, and remember that; many that went quiet at once are one line."""
    states = health.health(config.feeds, pool, now=now)
    quiet = [state.feed.name for state in states if state.news == "quiet"]
    for state in states:
        if state.news and (state.news != "quiet" or len(quiet) <= _FEW):
            warn(state.trouble)
    if len(quiet) > _FEW:
        warn(f"{len(quiet)} feeds have gone quiet, nothing new for three months: {', '.join(quiet)}")
    told = dict[str, str]()
    for state in states:
        codes = {*state.told.split()} & {*state.holds} | {state.news} - {""}
        if (words := " ".join(sorted(codes))) != state.told:
            told[state.feed.url] = words
    pool.tell(told)


def articles(config: "Config", *, now: datetime) -> tuple[Article, ...]:
    """What the configured feeds had brought by *now*, one article per key; `also` names other feeds that carried it."""
    with opened(config.folder) as pool:
        seen = list(pool.articles(now=now))
    order = {feed.url: place for place, feed in enumerate(config.feeds)}
    groups: dict[str, list[Seen]] = {}
    for one in sorted((s for s in seen if s.article.feed in order), key=lambda s: order[s.article.feed]):
        groups.setdefault(one.article.key, []).append(one)
    feeds = {feed.url: feed for feed in config.feeds}
    best_first = (sorted(group, key=lambda s: feeds[s.article.feed].tier or "B") for group in groups.values())
    return tuple(_merged(group, feeds) for group in best_first)


def tally(config: "Config", *, now: datetime) -> Tally:
    """What the configured feeds had brought by *now*, in numbers."""
    with opened(config.folder) as pool:
        found = pool.tally([feed.url for feed in config.feeds], now=now)
    dates = Counter(dated for dated, _, _ in found)
    return Tally(
        articles=len(found),
        dated={name: dates[name] for name in reversed(RANKS)},
        merged=sum(sightings for _, sightings, _ in found) - len(found),
        new=sum(at == now.replace(microsecond=0) for _, _, at in found),
    )


def sightings(config: "Config", key: str, *, now: datetime) -> tuple[Seen, ...]:
    """Where and when the article with this *key* was seen by *now*: once per feed, the earliest first."""
    names = {feed.url: feed.name for feed in config.feeds}
    with opened(config.folder) as pool:
        seen = sorted(pool.articles(now=now, key=key), key=lambda one: one.first_seen)
    return tuple(
        replace(one, article=replace(one.article, source=names[one.article.feed]))
        for one in seen
        if one.article.feed in names
    )


def at_home(found: Iterable[Article], homes: Mapping[str, str]) -> tuple[Article, ...]:
    """Articles with their final addresses, as *homes* maps them; keys made from a link follow."""

    def moved(article: Article) -> Article:
        url = homes.get(article.url, article.url)
        key = urls.key(url=url) if url != article.url and article.key.startswith("http") else article.key
        return replace(article, url=url, key=key)

    return tuple(moved(article) if article.url in homes else article for article in found)


def feed_health(config: "Config", *, now: datetime) -> tuple[Health, ...]:
    """How each configured feed is doing, as of the last collection."""
    with opened(config.folder) as pool:
        return health.health(config.feeds, pool, now=now)


def _merged(group: list[Seen], feeds: Mapping[str, Feed]) -> Article:
    """The best source speaks for all that carried the same article; its date may be another's."""
    best = max((s.article for s in group), key=lambda a: (a.dated == "exact", a.dated == "guessed"))
    source, *also = dict.fromkeys(feeds[s.article.feed].name for s in group)
    url = urls.safest(*(s.article.url for s in group))
    article = replace(group[0].article, url=url, source=source, also=tuple(also))
    if article.published is not None:
        return article
    published = best.published or min(s.first_seen for s in group)
    return replace(article, published=published, dated=best.dated if best.published else "first-seen")
