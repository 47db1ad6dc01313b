"""The address gate, value by value."""

import pytest

from pipeline.errors import FetchError
from pipeline.outside.web import gate

PRIVATE = [
    "127.0.0.1",
    "127.8.9.10",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.0.8",
    "192.88.99.1",
    "198.18.0.1",
    "203.0.113.9",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::a00:1",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "2001::1",
    "2001:db8::1",
    "fc00::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "not an address",
    "",
]
PUBLIC = [
    "1.1.1.1",
    "93.184.215.14",
    "2606:4700::1111",
    "::ffff:1.1.1.1",
    "64:ff9b::101:101",
    "2002:101:101::1",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_nobody_on_the_internet_owns_it(address):
    """Every range that is not for the public is refused, also when it is wrapped in IPv6."""
    assert gate.is_public(address) is False


@pytest.mark.parametrize("address", PUBLIC)
def test_anybody_may_own_it(address):
    """Addresses of the public internet pass, wrapped ones too."""
    assert gate.is_public(address) is True


@pytest.mark.parametrize(
    "url, reason",
    [
        ("file:///etc/passwd", "scheme"),
        ("ftp://example.org/feed", "scheme"),
        ("/etc/passwd", "scheme"),
        ("http://", "bad-url"),
        ("http://exam ple.org/", "bad-url"),
        ("http://example.org\\@evil.example/", "bad-url"),
        ("http://example.org/\r\nX: y", "bad-url"),
        ("http://[::1/", "bad-url"),
        ("http://example.org:99999/", "bad-url"),
        ("http://" + "a" * 70 + ".é.example/", "bad-url"),
        ("http://example.org/" + "a" * 4000, "bad-url"),
        ("http://example.org/\u202egpj.exe", "bad-url"),
        ("http://127%2e0.0.1/", "not-public"),
        ("http://127。0。0。1/", "not-public"),
        ("http://１２７.0.0.1/", "not-public"),
    ],
)
def test_what_may_not_be_asked_for(url, reason):
    """Other schemes and malformed addresses are refused before anything is dialled."""
    with pytest.raises(FetchError) as caught:
        gate.check_url(url)
    assert reason == caught.value.reason


@pytest.mark.parametrize(
    "location, target",
    [
        ("/new", "https://example.org/new"),
        ("new?a=1#part", "https://example.org/old/new?a=1"),
        ("//other.example/x", "https://other.example/x"),
        ("https://other.example", "https://other.example"),
        ("/caf\u00e9?q=\u00e9", "https://example.org/caf%C3%A9?q=%C3%A9"),
        ("https://b\u00fccher.example:8443/a%20b", "https://xn--bcher-kva.example:8443/a%20b"),
    ],
)
def test_redirects_are_resolved_like_links(location, target):
    """A relative Location counts from where it was said; fragments are not sent."""
    assert target == gate.redirect("https://example.org/old/feed", location)


@pytest.mark.parametrize(
    "location, reason",
    [
        ("http://example.org/", "insecure-redirect"),
        ("HTTP://example.org/", "insecure-redirect"),
        ("file:///etc/passwd", "bad-redirect"),
        ("ftp://example.org/", "bad-redirect"),
        ("javascript:alert(1)", "bad-redirect"),
        ("https://[::1", "bad-redirect"),
    ],
)
def test_redirects_that_are_not_followed(location, reason):
    """No redirect leads out of http and https, nor from https back to http."""
    with pytest.raises(FetchError) as caught:
        gate.redirect("https://example.org/feed", location)
    assert reason == caught.value.reason
