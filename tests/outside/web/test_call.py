"""`call`: one exchange with the editor's own service."""

import socket
import threading

import pytest

from pipeline.errors import FetchError
from pipeline.outside.web import call
from tests.server import answer, serving


def test_what_is_said_arrives_and_what_is_answered_comes_back():
    """Method, headers and body go out as given; any status is an answer, with its body."""
    with serving(lambda asked: answer(422, b'{"error": 1}', X_Id="7")) as server:
        got = call(
            "POST",
            server.url("/api"),
            headers={"Authorization": "token x", "Content-Type": "application/json"},
            body=b"{}",
            allow_private=True,
        )
    (asked,) = server.asked
    assert (
        asked.method,
        asked.path,
        asked.body,
        asked.headers["authorization"],
    ) == ("POST", "/api", b"{}", "token x")
    assert (got.status, got.body, got.headers["x-id"]) == (422, b'{"error": 1}', "7")


def test_redirects_are_not_followed():
    """A token must not follow a redirect to somebody else."""
    with serving({"/": answer(307, Location="/other")}) as server:
        got = call("POST", server.url(), body=b"x", allow_private=True)
    assert (got.status, len(server.asked)) == (307, 1)


def failure(url, **options):
    with pytest.raises(FetchError) as caught:
        call("POST", url, body=b"x", **options)
    return caught.value


def test_a_request_that_never_left_says_so():
    """Refused, unknown or unreachable: it can be repeated without harm."""
    with serving({}) as server:
        refused = failure(server.url())
    assert (refused.reason, refused.sent) == ("not-public", False)
    closed = failure(server.url(), allow_private=True)
    assert (closed.reason, closed.sent) == ("connect", False)
    unknown = failure("https://nowhere.invalid/")
    assert (unknown.reason, unknown.sent) == ("dns", False)
    assert failure("ftp://example.org/").sent is False


def test_a_server_without_https_is_told_in_words():
    """What the secure layer's library calls it says nothing to an editor."""

    def plain():
        with server.accept()[0] as there:
            there.recv(1)
            there.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=plain).start()
        got = failure(f"https://127.0.0.1:{server.getsockname()[1]}/", allow_private=True)
    assert (str(got), got.reason) == ("no secure connection: the server does not answer by https", "tls")
    assert got.hint == "if its address begins with http://, write that too"


@pytest.mark.parametrize("reply, reason", [([], "hung-up"), ([b"HTTP/1.1 200 OK\r\nContent-Le"], "hung-up")])
def test_a_request_that_may_have_arrived_says_so(reply, reason):
    """Once there was a connection nobody knows: never repeat blindly."""
    with serving(lambda asked: reply) as server:
        got = failure(server.url(), allow_private=True)
    assert (reason, True, 1) == (got.reason, got.sent, len(server.asked))


def test_no_answer_in_time_may_have_arrived():
    """A service that takes the request and says nothing leaves its fate unknown."""
    with serving(lambda asked: server.stopping.wait(10) and []) as server:
        got = failure(server.url(), allow_private=True, timeout=0.3)
    assert (got.reason, got.sent) == ("timeout", True)
