"""Pings reach a healthchecks-style server; one that fails is a warning, never an error."""

import pytest

from pipeline import web
from pipeline.handoff import notice
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
        assert notice.ping(f"{checks.url}/uuid", signal, rid="r1", log=log, call=web.call, warn=warnings.append)

    assert ["POST /uuid/start?rid=r1", "POST /uuid/0?rid=r1"] == checks.asked()
    assert "a line\nthe end" == checks.seen[1].body
    assert [] == warnings


@pytest.mark.parametrize("where", ["/other", "refused"])
def test_failed_ping(checks, where):
    """An unknown check or a dead server is said, and the run goes on."""
    url = "http://127.0.0.1:1" if where == "refused" else checks.url + where
    warnings = []
    assert not notice.ping(url, "0", rid="r", call=web.call, warn=warnings.append)
    assert 1 == len(warnings)
    assert not notice.ping("", "0", rid="r", call=web.call, warn=warnings.append)
    assert 1 == len(warnings)


@pytest.mark.parametrize(
    ("log", "limit", "kept"),
    [
        pytest.param("short", 10, "short", id="whole"),
        pytest.param("first\nsecond\nthird", 14, "second\nthird", id="from-a-line"),
        pytest.param("éééé", 3, "é", id="no-half-character"),
    ],
)
def test_tail(log, limit, kept):
    """The end of the log is kept: the server would keep the start."""
    assert kept == notice.tail(log, limit).decode()
