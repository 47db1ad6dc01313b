"""What in an address says where a reader came from; and addresses that only lead to others. Rules for trackers.toml."""

import re
from base64 import urlsafe_b64decode
from collections.abc import Sequence
from functools import cache
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from pipeline import text

# Any utm_… is a campaign's but for the map grid of the same name (Universal Transverse Mercator).
_UTM: Final = re.compile(r"utm(?:_(?!zone|east|north|hemi|band|epsg|grid|coord|datum|lat|lon|[xyen]$)[a-z_-]+)?")
_FEED: Final = re.compile(r"(?:rss(?:feed)?|feedburner)(?:[^a-z0-9].*|\d*)", re.IGNORECASE)
_AMP: Final = re.compile(r"amp(?:=1|=true)?|output(?:type)?=amp|(?:amp_js_v=|amp_gsa=|usqp=mq331).*", re.IGNORECASE)
_DOI: Final = re.compile(r"10\.\d{4,9}/")


@cache
def _table() -> dict[str, Any]:  # Any: TOML
    """trackers.toml, its lists of words split and its patterns compiled."""
    table = text.table("trackers")
    families = {prefix + name for prefix, names in table["families"].items() for name in names.split()}
    return table | {
        "names": families.union(table["names"].split()),
        "of_feed": {*table["of_feed"].split()},
        "beside_doi": {*table["beside_doi"].split()},
        "redirectors": tuple(table["redirectors"].split()),
        "on_hosts": [(site, {*names.split()}) for site, names in table["on_hosts"].items()],
        "redirecting_paths": re.compile("|".join(table["redirecting_paths"])),
        "target_in_path": [re.compile(form) for form in table["target_in_path"]],
        "target_in_query": [(re.compile(a), re.compile(b), names.split()) for a, b, names in table["target_in_query"]],
    }


def _is_at(host: str, site: str) -> bool:
    return host == site or host.endswith("." + site)


def is_tracker(pair: str, *, host: str = "", path: str = "", beside: Sequence[str] = ()) -> bool:
    """Whether a "name=value" of a query or fragment selects nothing; *beside*: all pairs of that query."""
    name, _, value = (unquote(part) for part in pair.partition("="))
    name, known = name.lower().lstrip("?"), _table()
    if name in known["names"] or _UTM.fullmatch(name):
        return True
    if any(name in names and _is_at(host, site) for site, names in known["on_hosts"]):
        return True
    from_feed = _FEED.fullmatch(value) or (name == "rss" and value.lower() in ("", "1", "yes", "true"))
    if name in known["of_feed"] and from_feed:
        return True
    if name == "feedname":
        return any(is_tracker(other) for other in beside if other.lower().startswith("feedtype="))
    return name in known["beside_doi"] and bool(_DOI.search(path))


def inside(url: str, host: str) -> str:
    """The address that a redirector's address holds; "" for all others. It is as untrusted as *url* itself."""
    for form in _table()["target_in_path"]:
        if found := form.fullmatch(url):
            part = found.groupdict()
            if part.get("bare"):
                return f"http{'s' if part['tls'] else ''}://{part['bare']}"
            return unquote(part["coded"]) if part.get("coded") else str(part["whole"])
    parts = urlsplit(url)
    for hosts, path, names in _table()["target_in_query"]:
        if hosts.fullmatch(host) and path.fullmatch(parts.path):
            given = dict(parse_qsl(parts.query))
            return next(filter(None, (_held(given.get(name, "")) for name in names)), "")
    return ""


def _held(value: str) -> str:
    """The address in a parameter's value: bare, in Bing's base64 or in Proofpoint's own escapes."""
    if re.match(r"a1aHR0c[\w-]+$", value):
        try:
            value = urlsafe_b64decode(value[2:] + "=" * (-(len(value) - 2) % 4)).decode()
        except ValueError:
            return ""
    elif value.startswith(("http-3A_", "https-3A_")):
        value = unquote(value.replace("-", "%").replace("_", "/"))
    return value if re.match(r"https?://", value, re.IGNORECASE) else ""


def only_redirects(url: str, host: str) -> bool:
    """Whether *url* is a service's that counts clicks, or that hides where it leads."""
    if any(_is_at(host, site) for site in _table()["redirectors"]):
        return True
    at = host + urlsplit(url).path
    return bool(_table()["redirecting_paths"].fullmatch(at)) or bool(inside(url, host))


def without_amp(address: str) -> str:
    """An address of a page's copy for phones (AMP) → the page's own; *address* is without a fragment. A last "amp" is
    taken off only behind what looks like an article's name: /drugs/amp is a page of its own."""
    head, mark, query = address.partition("?")
    own = re.sub(r"(?<=/)((?=[^/]*[-_\d])[^/]{10,}/)amp/?$", r"\1", head)
    own = re.sub(r"(?<=[\w)])\.amp(?=\.html?$|$)", "", own)
    pairs = query.split("&")
    kept = [p for p in pairs if not _AMP.fullmatch(p)]
    return address if kept == pairs and own == head else own + mark * bool(kept) + "&".join(kept)
