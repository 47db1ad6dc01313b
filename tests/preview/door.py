"""How tests come into a studio that is served: its address lets in one browser, once, and its cookie is shared here."""

from typing import Any
from urllib.parse import urljoin
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

_KNOWN: dict[str, tuple[OpenerDirector, HTTPCookieProcessor]] = {}


def get(address: str, path: str = "") -> Any:
    """The answer for *path* of the studio at the printed *address*, to a browser that was let in."""
    return _opener(address)[0].open(urljoin(address, f"/{path}"), timeout=30)


def cookies(address: str) -> list[dict[str, str]]:
    """What a browser carries that was let in, as Playwright takes it."""
    return [
        {"name": c.name, "value": c.value or "", "url": urljoin(address, "/")} for c in _opener(address)[1].cookiejar
    ]


def _opener(address: str) -> tuple[OpenerDirector, HTTPCookieProcessor]:
    if address not in _KNOWN:
        jar = HTTPCookieProcessor()
        _KNOWN[address] = build_opener(jar), jar
        _KNOWN[address][0].open(address, timeout=30).close()
    return _KNOWN[address]
