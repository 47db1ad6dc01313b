"""Pings reach a healthchecks-style server; one that fails is a warning, never an error."""

import pytest

from pipeline.errors import FetchError
from pipeline.outside import web
from pipeline.work import notify
from tests.handoff.said import having
from tests.handoff.story import Answer
from tests.handoff.stubs.server import Stub
from tests.handoff.world import SEND_AT, make_config


@pytest.fixture
def checks():
    with Stub(lambda request: (200, "OK"), plain=True) as stub:
        stub.answer = lambda request: (200, "OK") if request.path.startswith("/uuid/") else (404, "not found")
        yield stub


def watch(folder, url, warn=pytest.fail, call=web.call):
    """One run that is reported to the watcher at *url*."""
    config = having(make_config(folder, "listmonk"), notify={"ping_url": url})
    return notify.Watch(config, lambda: SEND_AT, {}, warn, call=call)


def test_ping(tmp_path, checks):
    """Start and exit status carry the run's id; the end of the log is the body."""
    run = watch(tmp_path, f"{checks.url}/uuid")
    run.log.append("a line")
    run.end(0, ("the end",))

    assert checks.asked() == [f"POST /uuid/start?rid={run.rid}", f"POST /uuid/0?rid={run.rid}"]
    assert checks.seen[1].body == "a line\nthe end\n"


def test_a_ping(tmp_path):
    """One request to the signal's own address, with the end of the log; a slash too many does no harm."""
    asked = []

    def call(*words, **more):
        asked.append((words, more))
        return Answer(299, b"")

    run = watch(tmp_path, "https://hc.example/uuid/", call=call)
    asked.clear()
    run.end(3, ("x" * 10_000, "the end"))
    options = {
        "headers": {"Content-Type": "text/plain; charset=utf-8"},
        "body": (b"x" * 10_000 + b"\nthe end\n")[-10_000:],
        "timeout": 8.0,
        "allow_private": True,
    }
    assert [(("POST", f"https://hc.example/uuid/3?rid={run.rid}"), options)] == asked


@pytest.mark.parametrize(("answer", "words"), [
    (Answer(300, b""), "the ping was answered with 300"),
    (Answer(404, b""), "the ping was answered with 404"),
    (FetchError("no route"), "the ping could not be sent: no route"),
])  # fmt: skip
def test_failed_ping(tmp_path, answer, words):
    """An unknown check or a dead server is said, and the run goes on."""

    def call(*_, **__):
        if isinstance(answer, FetchError):
            raise answer
        return answer

    warnings = []
    watch(tmp_path, "https://hc.example", warn=warnings.append, call=call)
    assert [words] == warnings


def test_no_half_letter(tmp_path, checks):
    """A long log is cut at the start of a letter."""
    watch(tmp_path, f"{checks.url}/uuid").end(0, ("é" * 5_000,))

    assert checks.seen[1].body == "é" * 4_999 + "\n"
