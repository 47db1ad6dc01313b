"""A proxy, only where the environment names one, and with its own rule."""

from pipeline.errors import FetchError
from pipeline.outside.web import Policy, Request, Response, fetch_all
from tests.server import answer, serving

INSIDE = (
    "http://localhost:1/",
    "http://feeds.localhost:1/",
    "http://127.0.0.1:1/",
    "http://[::1]:1/",
    "http://127%2E0.0.1:1/",
    "http://127。0。0。1:1/",
)


def fetch(url, *, private=False):
    results = []
    policy = Policy(user_agent="t", allow_private=private, total_seconds=5)
    fetch_all([Request(url=url)], policy=policy, on_response=lambda request, result: results.append(result))
    return results[0]


def test_the_proxy_is_asked_for_names_that_only_it_knows(monkeypatch):
    """The proxy itself may live on a private address; the request arrives whole."""
    with serving(lambda asked: answer(200, b"through")) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url())
        got = fetch("http://feeds.invalid/news?a=1")
    assert isinstance(got, Response)
    assert (got.body, [asked.path for asked in proxy.asked]) == (b"through", ["http://feeds.invalid/news?a=1"])


def test_no_proxy_reaches_inside_for_us(monkeypatch):
    """A private address is refused before the proxy hears of it."""
    with serving(lambda asked: answer(200, b"through")) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url())
        got = [fetch(url) for url in INSIDE]
    assert ["not-public"] * len(INSIDE) == [result.reason for result in got if isinstance(result, FetchError)]
    assert proxy.asked == []


def test_our_own_network_needs_no_proxy(monkeypatch):
    """Where private addresses are allowed they are dialled directly."""
    with serving({"/": answer(200, b"direct")}) as server, serving({}) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url())
        assert fetch(server.url(), private=True).body == b"direct"
    assert proxy.asked == []


def test_what_the_environment_exempts_is_dialled_directly(monkeypatch):
    """no_proxy is honoured, and the gate then judges as ever."""
    with serving({"/": answer(200)}) as server, serving({}) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url())
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        assert fetch(server.url()).reason == "not-public"
    assert proxy.asked + server.asked == []
