"""The feeds in newsletter.toml: found behind an address, added or moved without touching the rest, carried as OPML."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from shlex import quote
from typing import NamedTuple
from urllib.parse import urljoin

from pipeline import collect, urls
from pipeline.collect import discovery, opml
from pipeline.collect.discovery import Found
from pipeline.collect.gather import FeedResult, policy, probe
from pipeline.collect.health import Health
from pipeline.collect.pool import opened
from pipeline.config import Config
from pipeline.config.change import change
from pipeline.errors import ConfigError, FetchError, UsageError
from pipeline.model import Feed, Tier
from pipeline.outside import web
from pipeline.text import squeeze, table
from pipeline.text.printable import masked, printable
from pipeline.toml import Plain, Source, block, quoted

_KEYS = ("url", "name", "tier", "rated_by", "own", "per_issue", "tags", "hosts")
_NO_FEED = frozenset({"html", "not-a-feed", "no-entries"})
"""Why an address is no feed, yet may be the one of a site that has a feed."""


class Imported(NamedTuple):
    """What came of a list of feeds: those *added*, *known* to newsletter.toml, or *asked*, each with its answer."""

    added: tuple[Feed, ...]
    known: tuple[Feed, ...]
    asked: tuple[FeedResult, ...]


def discover(config: Config, url: str) -> Feed:
    """The feed behind *url*, a feed's own address or a site's. FetchError when none, UsageError when many."""
    found = find(config, url)
    if len(found) > 1:
        listed = "\n".join(f"  {f.url}  {f.title} ({f.entries} entries)" for f in found)
        raise UsageError(f"there are {len(found)} feeds at {url}:\n{listed}", hint="add the one that you want")
    return Feed(url=found[0].url, name=found[0].title or urls.without_user(url))


def find(config: Config, url: str) -> tuple[Found, ...]:
    """All feeds behind *url*; FetchError when there is none."""

    def fetch(address: str) -> web.Response:
        answers: list[web.Response | FetchError] = []
        web.fetch_all(
            [web.Request(url=address)], policy=policy(config), on_response=lambda _, answer: answers.append(answer)
        )
        answer = answers[0]
        look = f"open {address} in a browser: is the address right, and does the page load?"
        if isinstance(answer, FetchError):
            raise FetchError(f"{address}: {answer}", reason=answer.reason, hint=answer.hint or look)
        if answer.status not in (200, 203):
            raise FetchError(f"{address} answers {answer.status}", reason="status", hint=look)
        return answer

    url = re.sub(r"^feed:(?:(?=https?:)|//)", "", url.strip(), flags=re.IGNORECASE)  # as browsers once wrote them
    url = re.sub(r"^https?(?=:)", lambda scheme: scheme[0].lower(), url, flags=re.IGNORECASE)
    return discovery.find(url if "://" in url else f"https://{url}", fetch=fetch)


def add(config: Config, feeds: Iterable[Feed]) -> tuple[Feed, ...]:
    """Write *feeds* below the others in newsletter.toml, which keeps every other byte; those that are new, as it has
    them."""
    known, names = {urls.canonical(feed.url) for feed in config.feeds}, {feed.name for feed in config.feeds}
    new: dict[str, Feed] = {}
    for feed in feeds:
        if (same := urls.canonical(feed.url)) not in known:
            known.add(same)
            name = f"{feed.name} ({urls.host(feed.url)})" if feed.name in names else feed.name
            new[feed.url] = replace(feed, name=name)  # commands take a feed by its name
            names.add(name)
    if not new:
        return ()

    def edit(source: Source) -> Source:
        for feed in new.values():
            values: dict[str, Plain] = {"url": feed.url, "name": feed.name, "tier": feed.tier}
            if feed.tags:
                values["tags"] = tuple(feed.tags)
            source = source.put("feeds", block("feeds", values, newline=source.newline))
        return source

    change(config.folder, edit)
    with opened(config.folder, write=True) as pool:
        pool.forgive(new)
    return tuple(new.values())


def take_in(
    config: Config, feeds: Sequence[Feed], *, now: datetime, progress: Callable[[int, int, str], None], ask: bool = True
) -> Imported:
    """Ask each of *feeds* that is new here, and add those that answer with a feed; without *ask*, add them all."""
    here = {feed.url for feed in config.feeds}
    new = [feed for feed in feeds if feed.url not in here]
    asked = tuple(
        found if found.ok or found.reason not in _NO_FEED else _behind(config, found)
        for found in (probe(config, new, now=now, progress=progress) if ask else ())
    )
    added = add(config, [found.feed for found in asked if found.ok] if ask else new)
    return Imported(added=added, known=tuple(feed for feed in feeds if feed.url in here), asked=asked)


def _behind(config: Config, page: FeedResult) -> FeedResult:
    """The feed that a site's page names: its first, which is nearly always the one of its articles."""
    try:
        found = find(config, page.feed.url)[0]
    except FetchError as e:
        return replace(page, message=e.words)
    words = printable(f"its feed is {masked(found.url)}")
    return replace(page, status="new", feed=replace(page.feed, url=found.url), message=words)


def move(config: Config, which: str, new: str, *, now: datetime) -> tuple[Feed, str]:
    """Give the feed *which* (its url or name) another address, in its own line of newsletter.toml: (feed, address).
    Without *new* it is where the feed's server has said on several days that it moved, or the feed that the page there
    names. What was read stays known."""
    feed = _configured(config, which)
    health = next(h for h in collect.feed_health(config, now=now) if h.feed == feed)
    if new or health.page:
        target = discover(config, new or feed.url).url
    elif health.moved_to:
        target = health.moved_to
    else:
        hint = f"if you know its new address: monday feeds move {quote(feed.url)} NEW"
        raise UsageError(f"the server of {feed.name} has not said on three separate days that it moved", hint=hint)
    if any(other.url == target for other in config.feeds):
        hint = f"to remove the old one: monday feeds remove {quote(feed.url)}"
        raise UsageError(f"{target} is already in newsletter.toml", hint=hint)
    place = config.feeds.index(feed)
    change(config.folder, lambda source: source.set("feeds", "url", quoted(target), index=place))
    with opened(config.folder, write=True) as pool:
        pool.move(feed.url, target)  # its history goes on there
    return feed, target


def rate(config: Config, which: str, tier: Tier, *, by: str) -> Feed:
    """Write down what the feed *which* (its url or name) is worth, and who says so; the feed as it is now. Raises
    UsageError without a name for an A: most of its articles then need no reading."""
    name = squeeze(printable(by))
    if tier == "A" and not name:
        hint = "say who rates it: --by NAME. What A means: docs/own-feeds.md"
        raise UsageError("an A lets articles skip the reading, so it needs a name", hint=hint)
    feed = _configured(config, which)
    place = config.feeds.index(feed)

    def edit(source: Source) -> Source:
        source = source.set("feeds", "tier", quoted(tier), index=place, order=_KEYS)
        return source.set("feeds", "rated_by", quoted(name) if name else None, index=place, order=_KEYS)

    change(config.folder, edit)
    return replace(feed, tier=tier, rated_by=name)


def remove(config: Config, which: Iterable[str]) -> tuple[tuple[Feed, ...], tuple[str, ...]]:
    """Take feeds, each named by its address or name, out of newsletter.toml: (the feeds, the lines that went). Comments
    right above a feed's block speak of it, and go with it; every other byte stays. All go, or none."""
    feeds = tuple(dict.fromkeys(_configured(config, one) for one in which))
    lines: list[str] = []

    def edit(source: Source) -> Source:
        for place in sorted((config.feeds.index(feed) for feed in feeds), reverse=True):
            lines.insert(0, source.block("feeds", place))
            source = source.remove("feeds", place)
        return source

    change(config.folder, edit)
    return feeds, tuple(lines)


def _configured(config: Config, which: str) -> Feed:
    named = [feed for feed in config.feeds if which in (feed.url, masked(feed.url), feed.name)]
    if len(named) != 1:
        words = f"several feeds are called {which}" if named else f"no feed in newsletter.toml is called {which}"
        written = {word.casefold(): feed.url for feed in config.feeds for word in (feed.url, feed.name)}
        near = [feed.url for feed in named] or [url for word, url in written.items() if which.casefold() in word]
        near = near or [written[word] for word in get_close_matches(which.casefold(), written, n=6, cutoff=0.5)]
        hint = f"did you mean {' or '.join([*dict.fromkeys(near)][:3])}? " if near else ""
        raise UsageError(words, hint=f"{hint}to list them all: monday feeds list")
    return named[0]


def rediscover(config: Config, lost: Iterable[Health]) -> dict[Feed, tuple[Found, ...]]:
    """For each feed that is lost, what its site's front page offers instead; nothing where the site has no feed."""
    found: dict[Feed, tuple[Found, ...]] = {}
    for health in lost:
        try:
            offers = find(config, urljoin(health.feed.url, "/"))
        except FetchError:
            offers = ()
        found[health.feed] = tuple(offer for offer in offers if offer.url != health.feed.url)
    return found


def starter() -> tuple[Feed, ...]:
    """Real public sources on stroke recovery, none of them checked: the web changes."""
    listed = table("starter/sources")["feeds"]
    return tuple(replace(Feed(**row), tags=tuple(row.get("tags", ()))) for row in listed)


def read_opml(path: Path) -> tuple[Feed, ...]:
    """The feeds of an OPML file, folders as tags. Raises ConfigError when it cannot be read."""
    try:
        return opml.read(path.read_bytes())
    except OSError as e:
        raise ConfigError(f"{path} cannot be read: {e.strerror}", hint="check the file's name") from e
