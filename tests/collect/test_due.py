"""When a feed may be asked again."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.collect import judge
from pipeline.collect.record import Record
from tests.collect.newsletters import NOW

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
DATE = {"date": "Mon, 02 Mar 2026 08:00:00 GMT"}


@pytest.mark.parametrize(
    "headers, ttl, wait",
    [
        ({}, None, HOUR),
        ({}, 5, HOUR),
        ({}, 180, 3 * HOUR),
        ({}, 10**9, 3 * DAY),
        ({}, -5, HOUR),
        ({"cache-control": "max-age=7200"}, None, 2 * HOUR),
        ({"cache-control": "public, Max-Age=7200"}, None, 2 * HOUR),
        ({"cache-control": 'max-age="7200"'}, None, 2 * HOUR),
        ({"cache-control": "max-age=7200", "age": "1800"}, None, 1.5 * HOUR),
        ({"cache-control": "max-age=7200", "age": "nonsense"}, None, 2 * HOUR),
        ({"cache-control": "max-age=99999999999999999999"}, None, 3 * DAY),
        ({"cache-control": "max-age=-1, ,;="}, None, HOUR),
        ({"cache-control": "no-cache, max-age=7200"}, None, HOUR),
        ({"cache-control": "max-age=60"}, 120, 2 * HOUR),
        ({**DATE, "expires": "Mon, 02 Mar 2026 11:00:00 GMT"}, None, 3 * HOUR),
        ({**DATE, "expires": "Mon, 02 Mar 2026 11:00:00 GMT", "cache-control": "max-age=7200"}, None, 2 * HOUR),
        ({**DATE, "expires": "0"}, None, HOUR),
        ({"expires": "Mon, 02 Mar 2026 11:00:00 GMT"}, None, HOUR),
    ],
)
def test_after_an_answer(headers, ttl, wait):
    """What the server or the feed asks for, between an hour and three days; garbage counts as nothing."""
    assert NOW + wait == judge.after_answer(headers, ttl_minutes=ttl, now=NOW)


@pytest.mark.parametrize(
    "skips, wait",
    [
        ("", HOUR),
        ("7 8", HOUR),
        ("9", 2 * HOUR),
        ("9 10 12", 3 * HOUR),
        ("mon", 16 * HOUR),
        ("mon tue 0 1", 2 * DAY - 6 * HOUR),
        ("mon tue wed thu fri sat sun", 3 * DAY),
    ],
)
def test_hours_and_days_to_skip(skips, wait):
    """What is due in a quiet hour waits for the next hour that is none; never longer than three days. Monday, 8:00."""
    assert NOW + wait == judge.after_answer({}, ttl_minutes=None, skips=skips, now=NOW)


@pytest.mark.parametrize(
    "after, is_due",
    [(HOUR, False), (2 * HOUR, True), (DAY + HOUR, False), (3 * DAY + HOUR, True), (-DAY, True)],
)
def test_a_daily_run_in_the_quiet_hour(after, is_due):
    """The quiet hour is kept on other days too, but a run that always falls into it still reads the feed."""
    record = Record(url="u", tried_at=NOW, ok_at=NOW, due_at=NOW + 2 * HOUR, skips="9")
    assert is_due == judge.is_due(record, now=NOW + after)


@pytest.mark.parametrize(
    "headers, failures, wait",
    [
        ({"retry-after": "7200"}, 1, 2 * HOUR),
        ({"retry-after": "10"}, 1, HOUR),
        ({"retry-after": "99999999999"}, 1, 31 * DAY),
        ({"retry-after": "Mon, 02 Mar 2026 12:00:00 GMT"}, 1, 4 * HOUR),
        ({"retry-after": "Mon, 02 Mar 2026 12:00:00 GMT", "date": "Mon, 02 Mar 2026 10:00:00 GMT"}, 1, 2 * HOUR),
        ({"retry-after": "soon"}, 1, HOUR),
        ({}, 1, HOUR),
        ({}, 3, 4 * HOUR),
        ({}, 99, 32 * HOUR),
    ],
)
def test_after_a_host_asked_us_to_wait(headers, failures, wait):
    """Retry-After in seconds or as a date, at most 31 days; without one the wait doubles."""
    assert NOW + wait == judge.after_refusal(headers, failures, now=NOW)


@pytest.mark.parametrize(
    "reason, failures, wait",
    [("dns", 1, 0 * HOUR), ("dns", 2, 0 * HOUR), ("dns", 3, HOUR), ("http", 1, HOUR), ("http", 5, 4 * HOUR)],
)
def test_after_a_failure(reason, failures, wait):
    """Our own network may be down: repeat at once; a feed that keeps failing is asked less often, yet daily."""
    assert NOW + wait == judge.after_failure(reason, failures, now=NOW)
    assert judge.after_failure("http", 50, now=NOW) < NOW + DAY


VALUES = (
    st.text(max_size=40)
    | st.integers().map(str)
    | st.sampled_from(
        ["max-age=", 'max-age="9', "no-store", "Mon, 02 Mar 2026 25:61:00 GMT", "Sun, 06 Nov 9999 08:49:37 -9999", "٣"]
    )
)
HEADERS = st.dictionaries(
    st.sampled_from(["cache-control", "expires", "date", "age", "retry-after"]), VALUES, max_size=5
)


@given(HEADERS, st.integers() | st.none(), st.text("0123456789 monsut", max_size=20), st.integers(0, 10**6))
def test_any_headers(headers, ttl, skips, failures):
    """Whatever a server says, the next time is within bounds: an hour to three days, or to 31 days when it refuses."""
    assert HOUR <= judge.after_answer(headers, ttl_minutes=ttl, skips=skips, now=NOW) - NOW <= 3 * DAY
    assert HOUR <= judge.after_refusal(headers, failures, now=NOW) - NOW <= 31 * DAY
    assert 0 * HOUR <= judge.after_failure("http", failures, now=NOW) - NOW < DAY
