"""Pings reach a healthchecks-style server; one that fails is a warning, never an error."""

from datetime import UTC, datetime

import pytest

from pipeline.errors import FetchError
from pipeline.handoff import notice
from pipeline.outside import web
from tests.handoff.story import Answer
from tests.handoff.stubs.server import Stub

AT = datetime(2026, 11, 23, 16, tzinfo=UTC)


@pytest.fixture
def checks():
    with Stub(lambda request: (200, "OK"), plain=True) as stub:
        stub.answer = lambda request: (200, "OK") if request.path.startswith("/uuid/") else (404, "not found")
        yield stub


def test_ping(checks):
    """Start and exit status carry the run's id; the end of the log is the body."""
    warnings = []
    for signal, log in (("start", ""), ("0", "a line\nthe end")):
        assert notice.ping(f"{checks.url}/uuid", signal, rid="r1", log=log, call=web.call, warn=warnings.append)

    assert ["POST /uuid/start?rid=r1", "POST /uuid/0?rid=r1"] == checks.asked()
    assert "a line\nthe end" == checks.seen[1].body
    assert [] == warnings


def test_a_ping():
    """One request to the signal's own address, with the end of the log; a slash too many does no harm."""
    asked = []

    def call(*words, **more):
        asked.append((words, more))
        return Answer(299, b"")

    log = "x" * 10_000 + "\nthe end"
    assert notice.ping("https://hc.example/uuid/", "3", rid="r1", log=log, call=call, warn=pytest.fail)
    options = {
        "headers": {"Content-Type": "text/plain; charset=utf-8"},
        "body": log.encode()[-10_000:],
        "timeout": 8.0,
        "allow_private": True,
    }
    assert [(("POST", "https://hc.example/uuid/3?rid=r1"), options)] == asked


@pytest.mark.parametrize(("answer", "words"), [
    (Answer(300, b""), "the ping was answered with 300"),
    (Answer(404, b""), "the ping was answered with 404"),
    (FetchError("no route"), "the ping could not be sent: no route"),
])  # fmt: skip
def test_failed_ping(answer, words):
    """An unknown check or a dead server is said, and the run goes on."""

    def call(*_, **__):
        if isinstance(answer, FetchError):
            raise answer
        return answer

    warnings = []
    assert notice.ping("https://hc.example", "0", rid="r", call=call, warn=warnings.append) is False
    assert [words] == warnings


def test_nobody_to_tell():
    """Without an address nobody is told, and nothing is asked for."""
    assert notice.ping("", "0", rid="r", call=pytest.fail, warn=pytest.fail) is False
    assert notice.mail(pytest.fail, "", "x", "y", at=AT, warn=pytest.fail) is False


@pytest.mark.parametrize(("log", "limit", "kept"), [
    pytest.param("a\nb", 3, "a\nb", id="whole"),
    pytest.param("shorts", 5, "horts", id="one too many"),
    pytest.param("first\nsecond\nthird", 14, "second\nthird", id="from a line"),
    pytest.param("first\nline", 8, "line", id="from a line that is near"),
    pytest.param("ab\nlines", 6, "lines", id="from the very start of one"),
    pytest.param("xaa\nbbb", 6, "bbb", id="in the first half"),
    pytest.param("xaaa\nbb", 6, "aaa\nbb", id="in the middle: too far"),
    pytest.param("xaaa\nbbb", 7, "aaa\nbbb", id="at the half: too far"),
    pytest.param("xaa\nbbbb", 7, "bbbb", id="just before the half"),
    pytest.param("a very long line", 7, "ng line", id="no line"),
    pytest.param("éééé", 3, "é", id="no half letter"),
    pytest.param("äb", 2, "b", id="no half letter at the start"),
])  # fmt: skip
def test_tail(log, limit, kept):
    """The end of the log is kept, from the start of a line where one begins in its first half."""
    assert kept.encode() == notice.tail(log, limit)
