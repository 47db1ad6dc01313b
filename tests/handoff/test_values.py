"""Small values that a hand-off stands on, one by one."""

from datetime import UTC, datetime

import pytest

from pipeline.errors import MondayError, RemoteRefused
from pipeline.handoff import approval, notice
from pipeline.handoff.mailchimp import Mailchimp
from pipeline.handoff.smtp import _refusal
from pipeline.model import Event

AT = datetime(2026, 11, 23, 16, tzinfo=UTC)


def approved(send_at):
    return Event(at=AT, kind="approved", data={} if send_at is None else {"send_at": send_at})


@pytest.mark.parametrize(("events", "expected"), [
    pytest.param([], None, id="never approved"),
    pytest.param([Event(at=AT, kind="drafted", data={"send_at": AT.isoformat()})], None, id="another event"),
    pytest.param([approved("2026-11-23T16:00:00+00:00")], AT, id="once"),
    pytest.param([approved("2026-11-30T16:00:00+00:00"), approved("2026-11-16T16:00:00+00:00"),
                  approved("2026-11-23T16:00:00+00:00")], AT, id="the latest of three"),
    pytest.param([approved("2026-11-30T16:00:00+00:00"), approved(None)], None, id="not written down"),
])  # fmt: skip
def test_bound_to(events, expected):
    """An approval holds for the instant that the latest one names."""
    assert expected == approval.bound_to(events)


@pytest.mark.parametrize(("given", "expected"), [
    ((8, 0, 0, 0), (8, 0)), ((8, 0, 1, 0), (8, 15)), ((8, 0, 0, 1), (8, 15)), ((8, 14, 59, 9), (8, 15)),
    ((8, 15, 0, 0), (8, 15)), ((8, 46, 0, 0), (9, 0)),
])  # fmt: skip
def test_quarter_hours(given, expected):
    """Mailchimp's time is the next quarter of an hour, to the microsecond never an earlier one."""
    assert AT.replace(hour=expected[0], minute=expected[1]) == Mailchimp(None, "a").slot(
        AT.replace(hour=given[0], minute=given[1], second=given[2], microsecond=given[3])
    )


@pytest.mark.parametrize(("code", "kind", "hint"), [
    (451, MondayError, "it may accept later"), (500, RemoteRefused, "read what"), (550, RemoteRefused, "read what"),
])  # fmt: skip
def test_refusals(code, kind, hint):
    """What a mail server says is told in one line; below 500 it is worth another try."""
    error = _refusal(code, b"no \r\n such\xff user")

    assert (kind, f"the mail server refused ({code}): no such\ufffd user") == (type(error), str(error))
    assert error.hint.startswith(hint)


def test_half_a_log():
    """The end of a log starts at a line where one begins in its first half, and holds no half letter."""
    assert b"line" == notice.tail("first\nline", 8)
    assert b"ng line" == notice.tail("a very long line", 7)
    assert b"aaaa\nb" == notice.tail("xaaaa\nb", 6)
    assert b"b" == notice.tail("äb", 2)
