"""The address gate: which URLs may be asked for, and which addresses may be dialled."""

import re
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urljoin, urlsplit

from pipeline import urls
from pipeline.errors import FetchError
from pipeline.text.printable import printable, visible

# What is_global lets pass although no stranger's feed can live there.
_NEVER = [
    ip_network(range)
    for range in "192.0.0.0/24 192.88.99.0/24 fec0::/10 64:ff9b:1::/48 2001::/23 3fff::/20 5f00::/16".split()
]
_LONGEST = 4000  # characters of an address; also what `urls.is_public_http` takes
_COMPATIBLE = IPv6Network("::/96")
_NAT64 = IPv6Network("64:ff9b::/96")
_SIX_TO_FOUR = IPv6Network("2002::/16")


def is_public(address: str) -> bool:
    """Whether *address*, an IP address in any spelling, is one that anybody on the internet can own."""
    try:
        ip = ip_address(address.partition("%")[0])  # a scope id follows the percent sign
    except ValueError:
        return False
    inner = _embedded(ip)
    if inner is not None:
        return is_public(str(inner))
    if ip.is_multicast or ip.is_reserved or ip.is_unspecified or not ip.is_global:
        return False
    return not any(ip in network for network in _NEVER if network.version == ip.version)


def _embedded(ip: IPv4Address | IPv6Address) -> IPv4Address | None:
    """The IPv4 address that a translated or tunnelled IPv6 address stands for."""
    if isinstance(ip, IPv4Address):
        return None
    if ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    if ip in _SIX_TO_FOUR:
        return ip.sixtofour
    if ip in _NAT64 or ip in _COMPATIBLE:
        return IPv4Address(int(ip) & 0xFFFF_FFFF)
    return None


def check_url(url: str) -> str:
    """The host of *url*, in lower case. Raises FetchError for what cannot or must not be asked for."""
    if len(url) > _LONGEST:
        raise FetchError(f"the address is longer than {_LONGEST:,} characters", reason="bad-url")
    if re.search(r"[\s\\]", url) or url != visible(url):  # parsers disagree on these: that is how gates leak
        raise FetchError("the address contains a space or a character that addresses cannot contain", reason="bad-url")
    try:
        parts = urlsplit(url)
        host, _ = (parts.hostname or "").rstrip("."), parts.port
        host.encode("idna" if not host.isascii() else "ascii")
    except ValueError as e:
        raise FetchError("the address is malformed", reason="bad-url") from e
    if parts.scheme not in ("http", "https"):
        scheme = printable(parts.scheme, 20) or "this"
        raise FetchError(f"only http and https addresses are fetched, not {scheme}", reason="scheme")
    if not host:
        raise FetchError("the address names no host", reason="bad-url")
    if _is_disguised(host):
        raise FetchError(f"{printable(host)} is a disguised IP address", reason="not-public")
    return host


def _is_disguised(host: str) -> bool:
    """Whether resolvers take *host* for another than it looks like: 127.1, 0x7f000001, 127%2e0.0.1, 127。0。0。1."""
    if ":" not in host and re.search(r"[%\u3002\uff0e\uff61\uff10-\uff19]", host):
        return True
    last = host.rpartition(".")[2]
    if ":" in host or not (last.isdigit() or last.startswith("0x")):
        return False
    try:
        IPv4Address(host)
    except ValueError:
        return True
    return False


def redirect(url: str, location: str) -> str:
    """Where *url*'s redirect leads. Raises FetchError when it must not be followed."""
    try:
        target = urljoin(url, location.strip()).partition("#")[0]
    except ValueError as e:
        raise FetchError("it redirects to a malformed address", reason="bad-redirect") from e
    try:
        check_url(target)
    except FetchError as e:
        reason = "not-public" if e.reason == "not-public" else "bad-redirect"
        raise FetchError(f"it redirects, but {e}", reason=reason) from e
    if urlsplit(url).scheme == "https" and urlsplit(target).scheme == "http":
        raise FetchError("it redirects from https to http", reason="insecure-redirect")
    return target if target.isascii() else urls.ascii_url(target)
