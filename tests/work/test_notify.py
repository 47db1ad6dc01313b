"""Pings reach a healthchecks-style server; one that fails is a warning, never an error."""

import pytest

from pipeline.errors import FetchError
from pipeline.outside import web
from pipeline.work import notify
from tests.handoff.story import Answer
from tests.handoff.stubs.server import Stub


@pytest.fixture
def checks():
    with Stub(lambda request: (200, "OK"), plain=True) as stub:
        stub.answer = lambda request: (200, "OK") if request.path.startswith("/uuid/") else (404, "not found")
        yield stub


def test_ping(checks):
    """Start and exit status carry the run's id; the end of the log is the body."""
    warnings = []
    for signal, log in (("start", ""), ("0", "a line\nthe end")):
        notify.ping(f"{checks.url}/uuid", signal, rid="r1", log=log, call=web.call, warn=warnings.append)

    assert checks.asked() == ["POST /uuid/start?rid=r1", "POST /uuid/0?rid=r1"]
    assert checks.seen[1].body == "a line\nthe end"
    assert warnings == []


def test_a_ping():
    """One request to the signal's own address, with the end of the log; a slash too many does no harm."""
    asked = []

    def call(*words, **more):
        asked.append((words, more))
        return Answer(299, b"")

    log = "x" * 10_000 + "\nthe end"
    notify.ping("https://hc.example/uuid/", "3", rid="r1", log=log, call=call, warn=pytest.fail)
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
    notify.ping("https://hc.example", "0", rid="r", call=call, warn=warnings.append)
    assert [words] == warnings


def test_no_half_letter(checks):
    """A long log is cut at the start of a letter."""
    notify.ping(f"{checks.url}/uuid", "0", rid="r", log="é" * 5_000 + "x", call=web.call, warn=pytest.fail)

    assert checks.seen[0].body == "é" * 4_999 + "x"
