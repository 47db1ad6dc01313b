"""`fetch_all` against a real server that answers well and badly."""

import gzip
import threading
import zlib

import pytest

from pipeline.errors import FetchError
from pipeline.outside.web import Policy, Request, Response, fetch_all
from tests.server import answer, serving

OPEN = Policy(user_agent="monday-five (editor@example.org)", allow_private=True, total_seconds=10)


def fetch(*requests, policy=OPEN):
    """The results in the order of the requests."""
    results = {}
    fetch_all(requests, policy=policy, on_response=results.__setitem__)
    return [results[request] for request in requests]


def reason(url, policy=OPEN):
    (result,) = fetch(Request(url=url), policy=policy)
    assert isinstance(result, FetchError), result
    return result.reason


def test_an_answer_with_its_validators_byte_for_byte():
    """Body, status, headers and both validators arrive as the server wrote them."""
    page = answer(200, b"hello", ETag='W/"a"', Last_Modified="Mon, 02 Mar 2026 08:00:00 GMT", X_Two="1")
    with serving({"/": page}) as server:
        (got,) = fetch(Request(url=server.url()))
    assert (got.status, got.body, got.headers["x-two"]) == (200, b"hello", "1")
    assert (got.etag, got.modified) == (b'W/"a"', b"Mon, 02 Mar 2026 08:00:00 GMT")


def test_both_validators_are_sent_back():
    """A conditional request carries ETag and Last-Modified, and a 304 says so."""
    with serving({"/": answer(304)}) as server:
        (got,) = fetch(Request(url=server.url(), etag=b'W/"a"', modified=b"yesterday-ish"))
    sent = server.asked[0].headers
    assert got.not_modified
    assert (sent["if-none-match"], sent["if-modified-since"]) == ('W/"a"', "yesterday-ish")


def test_a_validator_that_is_not_ascii_is_not_sent():
    """It would arrive as something else, so the request is unconditional."""
    with serving({"/": answer(200, ETag='"é"')}) as server:
        (got,) = fetch(Request(url=server.url()))
        fetch(Request(url=server.url(), etag=got.etag))
    assert '"é"'.encode("latin-1") == got.etag
    assert "if-none-match" not in server.asked[1].headers


def test_a_request_says_who_asks_and_nothing_else():
    """A contact in the User-Agent; no cookies, no Referer, also after a redirect that sets one."""
    pages = {"/": answer(302, Location="/b", Set_Cookie="a=b; Path=/"), "/b": answer(200)}
    with serving(pages) as server:
        fetch(Request(url=server.url()))
    second = server.asked[1].headers
    assert second["user-agent"] == "monday-five (editor@example.org)"
    assert not {"cookie", "referer"} & second.keys()


def test_an_address_is_sent_as_it_was_written():
    """Percent escapes are not tidied: some servers compare them."""
    with serving(lambda asked: answer()) as server:
        fetch(Request(url=server.url("/%7Eann/a%2fb?q=%41&r=a+b")))
    assert server.asked[0].path == "/%7Eann/a%2fb?q=%41&r=a+b"


@pytest.mark.parametrize(
    "statuses, permanent",
    [((301,), True), ((308, 301), True), ((302,), False), ((303,), False), ((307, 301), False)],
)
def test_permanent_redirects_are_told_from_temporary_ones(statuses, permanent):
    """Only a chain that starts with 301 or 308 is a move."""
    pages = {f"/{i}": answer(status, Location=f"/{i + 1}") for i, status in enumerate(statuses)}
    last = f"/{len(statuses)}"
    with serving({**pages, last: answer(200, b"here")}) as server:
        (got,) = fetch(Request(url=server.url("/0")))
    assert (b"here", server.url(last)) == (got.body, got.url)
    assert (server.url(last) if permanent else "") == got.moved_to


def test_a_move_ends_at_the_first_temporary_hop():
    """301 then 302: the feed lives where the 301 points."""
    pages = {"/a": answer(301, Location="/b"), "/b": answer(302, Location="/c"), "/c": answer()}
    with serving(pages) as server:
        (got,) = fetch(Request(url=server.url("/a")))
    assert server.url("/b") == got.moved_to


def test_an_error_page_is_an_answer_without_a_body():
    """404 and its kin are for the caller to judge."""
    with serving({}) as server:
        (got,) = fetch(Request(url=server.url("/x")))
    assert (got.status, got.body) == (404, b"")


LOOP = {"/a": answer(302, Location="/b"), "/b": answer(302, Location="/a")}
STAIRS = {f"/{i}": answer(302, Location=f"/{i + 1}") for i in range(9)}
HOSTILE = {
    "/cut": answer(200, b"short", Content_Length="500"),
    "/announced": answer(200, b"x", Content_Length="9000000"),
    "/not-gzip": answer(200, b"plain", Content_Encoding="gzip"),
    "/no-http": [b"SSH-2.0-nothing\r\n\r\n"],
    "/hang-up": [],
    "/to-file": answer(302, Location="file:///etc/passwd"),
    "/to-nowhere": answer(302, Location="http://[::1"),
    "/bomb": answer(200, gzip.compress(bytes(14_000_000)), Content_Encoding="gzip"),
    "/deflate-bomb": answer(200, zlib.compress(bytes(14_000_000)), Content_Encoding="deflate"),
    **LOOP,
    **STAIRS,
}


@pytest.mark.parametrize(
    "path, expected",
    [
        ("/cut", "truncated"),
        ("/announced", "too-big"),
        ("/not-gzip", "encoding"),
        ("/no-http", "bad-http"),
        ("/hang-up", "hung-up"),
        ("/to-file", "bad-redirect"),
        ("/to-nowhere", "bad-redirect"),
        ("/bomb", "bomb"),
        ("/deflate-bomb", "bomb"),
        ("/a", "redirect-loop"),
        ("/0", "redirect-loop"),
    ],
)
def test_a_bad_answer_has_a_name(path, expected):
    """Each way to misbehave ends as its own reason."""
    with serving(HOSTILE) as server:
        assert expected == reason(server.url(path))


def test_a_body_without_an_end_is_cut_off():
    """The cap counts what arrives, whatever the headers promised."""
    policy = Policy(user_agent="t", allow_private=True, max_wire=100_000)

    def endless(asked):
        yield b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
        while not server.stopping.is_set():
            yield b"x" * 65536

    with serving({"/": endless}) as server:
        assert reason(server.url(), policy) == "too-big"


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"])
def test_a_drip_of_bytes_meets_the_deadline(head):
    """Headers and bodies that trickle do not renew the time that is left."""
    policy = Policy(user_agent="t", allow_private=True, total_seconds=0.5)

    def handler(asked):
        yield head
        yield from server.drip(b"HTTP/1.1 200 OK\r\n" + b"x" * 1000)

    with serving({"/": handler}) as server:
        assert reason(server.url(), policy) == "timeout"


def test_a_wrong_encoding_is_asked_for_again_plain():
    """A server that mislabels its compression gets one more chance without."""

    def handler(asked):
        if asked.headers["accept-encoding"] == "identity":
            return answer(200, b"plain")
        return answer(200, b"plain", Content_Encoding="gzip")

    with serving({"/": handler}) as server:
        (got,) = fetch(Request(url=server.url()))
    assert got.body == b"plain"


def test_a_long_header_is_no_reason_to_fail():
    """A charity's feed needs 32 kB of headers."""
    with serving({"/": answer(200, b"ok", Content_Security_Policy="x" * 40_000)}) as server:
        (got,) = fetch(Request(url=server.url()))
    assert got.body == b"ok"


SPELLINGS = [
    "http://127.0.0.1:{port}/",
    "http://localhost:{port}/",
    "http://127.1:{port}/",
    "http://2130706433:{port}/",
    "http://0x7f000001:{port}/",
    "http://0177.0.0.1:{port}/",
    "http://[::1]:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://0.0.0.0:{port}/",
]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_private_addresses_are_not_dialled(spelling):
    """However loopback is spelled, no request arrives, and the reason says why."""
    with serving(lambda asked: answer()) as server:
        got = reason(spelling.format(port=server.port), Policy(user_agent="t"))
    assert got == "not-public"
    assert server.asked == []


def test_an_unknown_name_and_a_closed_port():
    """No server of that name, and a server that does not listen, are two reasons."""
    with serving({}) as server:
        closed = server.url()
    assert reason("http://nowhere.invalid/") == "dns"
    assert reason(closed) == "connect"


def test_one_host_gets_two_requests_at_a_time():
    """Twelve feeds on one host are asked for two at a time."""

    def handler(asked):
        server.stopping.wait(0.03)
        return answer()

    with serving(handler) as server:
        fetch(*[Request(url=server.url(f"/{i}")) for i in range(12)])
    assert server.busiest == 2


def test_a_host_that_asks_to_slow_down_is_left_alone():
    """After a 429 no further request goes there in this run."""
    with serving(lambda asked: answer(429, Retry_After="60")) as server:
        results = fetch(*[Request(url=server.url(f"/{i}")) for i in range(20)])
    assert len(server.asked) <= 3
    assert {"backed-off"} == {r.reason for r in results if isinstance(r, FetchError)}


def test_a_dead_host_delays_nobody():
    """Three dead exchanges in a row, and the host's other feeds fail at once; other hosts never wait."""
    policy = Policy(user_agent="t", allow_private=True, total_seconds=1.5)

    def handler(asked):
        if asked.headers["host"].startswith("127.0.0.2"):
            server.stopping.wait(10)
        return answer(200, b"fine")

    with serving(handler) as server:
        slow = [Request(url=server.url(f"/{i}", host="127.0.0.2")) for i in range(300)]
        fast = [Request(url=server.url(f"/{i}", host=f"127.0.1.{i % 40}")) for i in range(300)]
        order = []
        fetch_all([*slow, *fast], policy=policy, on_response=lambda request, result: order.append((request, result)))
    assert len(order) == 600
    assert {"timeout", "host-down"} == {r.reason for q, r in order if q in set(slow)}
    assert {b"fine"} == {r.body for q, r in order if q in set(fast) and isinstance(r, Response)}


def test_a_thousand_feeds_of_a_slow_host_delay_nobody():
    """A host that answers only once all others have been read: its thousand feeds come last, and all come."""
    policy = Policy(user_agent="t", allow_private=True, total_seconds=60)
    others_read = threading.Event()

    def handler(asked):
        if asked.headers["host"].startswith("127.0.0.2"):
            others_read.wait(60)
        return answer(200, b"fine")

    def arrived(request, result):
        assert isinstance(result, Response), result
        order.append("slow" if request in slow else "fast")
        if order.count("fast") == 1000:
            others_read.set()

    order = []
    with serving(handler) as server:
        slow = dict.fromkeys(Request(url=server.url(f"/{i}", host="127.0.0.2")) for i in range(1000))
        fast = [Request(url=server.url(f"/{i}", host=f"127.0.1.{i % 40}")) for i in range(1000)]
        fetch_all([*slow, *fast], policy=policy, on_response=arrived)
    assert order == ["fast"] * 1000 + ["slow"] * 1000


def test_what_fails_in_the_caller_ends_the_run():
    """An error in the callback is raised where it belongs, and nothing is left running."""

    def broken(request, result):
        raise LookupError("mine")

    with serving(lambda asked: answer()) as server, pytest.raises(LookupError, match="mine"):
        fetch_all([Request(url=server.url(f"/{i}")) for i in range(9)], policy=OPEN, on_response=broken)
