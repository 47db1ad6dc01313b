"""How tests without a browser come into a studio that is served: by its address, once."""

from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

_KNOWN: dict[str, OpenerDirector] = {}


def get(address, path=""):
    """The answer for *path* of the studio at the printed *address*, to a browser that was let in."""
    if address not in _KNOWN:
        _KNOWN[address] = build_opener(HTTPCookieProcessor())
        _KNOWN[address].open(address, timeout=30).close()
    return _KNOWN[address].open(address.split("?")[0] + path, timeout=30)
