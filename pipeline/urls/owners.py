"""Whose page an address is: a publisher's own, or a stranger's on the same platform. Facts in hosts.toml."""

import re
from functools import cache
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from pipeline import text
from pipeline.urls import host

# Hosts that a publisher keeps beside its main one. Any other part of a name may be somebody else's.
_SERVICE: Final = re.compile(r"(?:www\d?|feeds?|rss|xml|api|media|blogs?|news|newsroom|podcasts?|m|mobile|amp|en)\.")
_USER: Final = "/(?:feed/)?([~@][^/]+)"  # where universities and social networks put an author's name


@cache
def _table() -> dict[str, Any]:  # Any: TOML
    table = text.table("hosts")
    return table | {name: frozenset(table[name].split()) for name in ("second", "platforms")}


def is_of(url: str, site: str) -> bool:
    """Whether the page at *url* is of the publisher of *site*, the address or only the host of a feed or a site. It is
    if it lies at that host or below it; for one such as feeds.example.org, at example.org or below. On a host that
    authors share, both must name the same author in their paths."""
    site = site if "://" in site else f"https://{site}"
    here, home = host(url), _main(host(site))
    at_home = here == home or (here.endswith(f".{home}") and not _is_open(home))
    return bool(home) and at_home and _author(url) in {_author(site)} - {None}


def share_host(url: str, site: str) -> bool:
    """Whether the page at *url* lies at the very host of *site*, and, where authors share it, is of the same one."""
    return host(url).removeprefix("www.") == host(site).removeprefix("www.") and is_of(url, site)


def _is_open(name: str) -> bool:
    """Whether anybody can have a host below this one."""
    first, _, last = name.partition(".")
    return not last or name in _table()["platforms"] or (len(last) == 2 and first in _table()["second"])


def _main(name: str) -> str:
    """A publisher's main host, of one that it keeps beside it."""
    while (found := _SERVICE.match(name)) and not _is_open(name[found.end() :]):
        name = name[found.end() :]
    return name


def _author(url: str) -> str | None:
    """Who on a shared host the page is of, as its path says; "" on a publisher's own host, None if nobody can tell."""
    pattern = _table()["authors"].get(_main(host(url)))
    if found := re.match(pattern or _USER, urlsplit(url).path):
        return re.sub(r"\.(?:rss|atom|xml)$", "", unquote(found[1]).lower())
    return "" if pattern is None else None
