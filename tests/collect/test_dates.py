"""Date strings as feeds write them, and how far each is trusted."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.collect.dates import UNKNOWN, read, settle


@pytest.mark.parametrize(
    ("raw", "moment"),
    [
        pytest.param("Mon, 16 Nov 2026 08:30:15 +0000", "2026-11-16T08:30:15", id="RFC 822"),
        pytest.param("Mon, 16 Nov 2026 08:30:15 GMT", "2026-11-16T08:30:15", id="GMT"),
        pytest.param("Mon, 16 Nov 2026 08:30 -0800", "2026-11-16T16:30:00", id="no seconds"),
        pytest.param("16 Nov 2026 08:30:15 EST", "2026-11-16T13:30:15", id="a zone's name"),
        pytest.param("Mon, 16 Nov 2026 19:00:00 AEDT", "2026-11-16T08:00:00", id="feedparser reads AEDT as UTC"),
        pytest.param("Mon, 16 Nov 2026 09:00:00 CET", "2026-11-16T08:00:00", id="and CET"),
        pytest.param("2026-11-16T08:30:15Z", "2026-11-16T08:30:15", id="ISO"),
        pytest.param("2026-11-16T08:30:15.123+01:00", "2026-11-16T07:30:15", id="ISO with fractions and offset"),
        pytest.param("2026-11-16 08:30:15 +0530", "2026-11-16T03:00:15", id="ISO with a space"),
        pytest.param("20261116T083015Z", "2026-11-16T08:30:15", id="compact"),
        pytest.param("1794817815", "2026-11-16T08:30:15", id="unix seconds"),
        pytest.param("1794817815000", "2026-11-16T08:30:15", id="unix milliseconds"),
        pytest.param("Monday, 16 November 2026 8:30 PM UTC", "2026-11-16T20:30:00", id="long names, evening"),
        pytest.param("November 16, 2026 12:05 am GMT", "2026-11-16T00:05:00", id="American order, after midnight"),
        pytest.param("Mon Nov 16 08:30:15 UTC 2026", "2026-11-16T08:30:15", id="the date command"),
        pytest.param("Mo, 16 Dez 2024 08:30:15 +0100", "2024-12-16T07:30:15", id="German"),
        pytest.param("lun, 16 févr. 2026 08:30:15 +0100", "2026-02-16T07:30:15", id="French"),
        pytest.param("16 de agosto de 2026 08:30:15 GMT", "2026-08-16T08:30:15", id="Spanish"),
        pytest.param("<b>Mon, 16 Nov 2026</b> 08:30:15 GMT", "2026-11-16T08:30:15", id="stray markup"),
        pytest.param("Mon, 16 Nov 2026 08:30:15 +0000 GMT", "2026-11-16T08:30:15", id="doubled zone"),
    ],
)
def test_exact(raw, moment):
    """A complete and valid date is an exact instant."""
    assert (datetime.fromisoformat(moment).replace(tzinfo=UTC), "exact") == _whole(read(raw))


@pytest.mark.parametrize(
    ("raw", "moment"),
    [
        pytest.param("2026-11-16", "2026-11-16T00:00:00", id="no time"),
        pytest.param("2026-11-16T08:30:15", "2026-11-16T08:30:15", id="no zone"),
        pytest.param("16 Nov 26 08:30:15 GMT", "2026-11-16T08:30:15", id="two-digit year"),
        pytest.param("Tue, 16 Nov 2026 08:30:15 GMT", "2026-11-16T08:30:15", id="the wrong weekday"),
        pytest.param("Mon, 16 Nov 2026 24:00:00 GMT", "2026-11-17T00:00:00", id="hour 24"),
        pytest.param("Mon, 16 Nov 2026 08:30:60 GMT", "2026-11-16T08:30:59", id="second 60"),
        pytest.param("16 Nov 2026 08:30:15 IST", "2026-11-16T03:00:15", id="India, Israel or Ireland"),
        pytest.param("16 Nov 2026 08:30:15 XYZ", "2026-11-16T08:30:15", id="a zone nobody knows"),
        pytest.param("11/16/2026 08:30 GMT", "2026-11-16T08:30:00", id="slashes that read only one way"),
        pytest.param("16/11/2026", "2026-11-16T00:00:00", id="the other order"),
        pytest.param("٢٠٢٦-١١-١٦", "2026-11-16T00:00:00", id="Arabic digits"),
    ],
)
def test_guessed(raw, moment):
    """What we had to fill in or correct is a guess."""
    assert (datetime.fromisoformat(moment).replace(tzinfo=UTC), "guessed") == _whole(read(raw))


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param("", id="nothing"),
        pytest.param("yesterday", id="relative"),
        pytest.param("42", id="a number that is no date"),
        pytest.param("Mon, 30 Feb 2026 08:00:00 GMT", id="30 February is not 2 March"),
        pytest.param("2026-13-01T00:00:00Z", id="month 13"),
        pytest.param("0000-00-00T00:00:00Z", id="all zeros"),
        pytest.param("Thu, 01 Jan 1970 00:00:00 GMT", id="the clock's zero"),
        pytest.param("0001-01-01T00:00:00Z", id="year 1"),
        pytest.param("3/4/2026", id="March or April"),
        pytest.param("2026", id="only a year"),
        pytest.param("Mon, 16 Nov 2026 99:99:99 GMT", id="an impossible time"),
        pytest.param("9999-12-31T23:59:59-14:00", id="beyond the calendar"),
    ],
)
def test_unknown(raw):
    """No date is better than a wrong one."""
    assert UNKNOWN == read(raw)


def test_publication_comes_first():
    """A date of publication wins; a date of change alone is a guess, however precise."""
    assert "exact" == settle([("2026-11-16T08:00:00Z", True), ("2026-11-20T08:00:00Z", False)])[1]
    assert "guessed" == settle([("soon", True), ("2026-11-20T08:00:00Z", False)])[1]
    assert UNKNOWN == settle([])


DATELIKE = st.text(alphabet="0123456789-/:.,+TZ NovMonGMTESTapmde") | st.text()


@given(DATELIKE)
def test_never_raises(raw):
    """Any text at all is a plausible instant in UTC or unknown."""
    moment, dated = read(raw)
    assert (moment is None) == (dated == "first-seen")
    if moment:
        assert UTC is moment.tzinfo
        assert 1990 <= moment.year <= 2100


@given(st.integers(700_000_000, 4_000_000_000), st.integers(-14 * 60, 14 * 60))
def test_round_trip(seconds, minutes):
    """What is written as the standards say is read as the same instant, exactly."""
    there = datetime.fromtimestamp(seconds, timezone(timedelta(minutes=minutes)))
    assert (there.astimezone(UTC), "exact") == read(there.isoformat())
    assert (there.astimezone(UTC), "exact") == read(there.strftime("%a, %d %b %Y %H:%M:%S %z"))


def _whole(reading):
    moment, dated = reading
    return moment and moment.replace(microsecond=0), dated
