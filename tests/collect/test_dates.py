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
        pytest.param("Mon, 16 Nov 2026 19:00:00 AEST", "2026-11-16T09:00:00", id="and AEST"),
        pytest.param("Mon, 16 Nov 2026 19:00:00 NZDT", "2026-11-16T06:00:00", id="and NZDT"),
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
        pytest.param("16 Nov 2026 08:30:15 BST", "2026-11-16T07:30:15", id="Britain or Bangladesh"),
        pytest.param("16 Nov 2026 08:30:15 XYZ", "2026-11-16T08:30:15", id="a zone nobody knows"),
        pytest.param("16 Nov 2026 08:30:15 Some/Where", "2026-11-16T08:30:15", id="a place nobody knows"),
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
        pytest.param("2 hours ago", id="relative, with a number"),
        pytest.param("-0004-11-16T08:00:00Z", id="a negative year"),
        pytest.param("Mon, 31 Nov 2026 08:00:00 GMT", id="31 November is not 1 December"),
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
    assert read(raw) == UNKNOWN


def test_publication_comes_first():
    """A date of publication wins; a date of change alone is a guess, however precise."""
    assert settle([("2026-11-16T08:00:00Z", True), ("2026-11-20T08:00:00Z", False)])[1] == "exact"
    assert settle([("soon", True), ("2026-11-20T08:00:00Z", False)])[1] == "guessed"
    assert settle([]) == UNKNOWN


# How programs and people lay out a day, and what they put behind it. It is 23 November 2026, 15:04:05 UTC.
DAYS = (
    """
Mon, 23 Nov 2026|Mon,23 Nov 2026|Mon 23 Nov 2026|Monday, 23 November 2026|Monday, November 23, 2026|Nov 23, 2026
Nov. 23rd, 2026|November 23 2026|23 November 2026|23. November 2026|23rd of November 2026|23-Nov-2026|23/Nov/2026
2026-11-23|2026/11/23|2026.11.23|2026-Nov-23|2026 November 23|Mon, 2026-11-23|Monday 2026-11-23|20261123|23.11.2026
23/11/2026|11/23/2026|Mon, Nov 23 2026|lun. 23 nov. 2026|lundi 23 novembre 2026|Montag, 23. November 2026
23 de noviembre de 2026|2026年11月23日
""".replace("\n", "|")
    .strip("|")
    .split("|")
)
CLOCKS = {
    "15:04:05 GMT": "15:04:05", "15:04:05 +0000": "15:04:05", "10:04:05 EST": "15:04:05", "10:04 -05:00": "15:04:00",
    "15:04": "15:04:00", "16:04:05 MET": "15:04:05", "10:04:05 ET": "15:04:05", "3:04:05 PM UTC": "15:04:05",
    "16:04:05 Europe/Berlin": "15:04:05", "GMT": "00:00:00", "": "00:00:00",
}  # fmt: skip


def test_three_hundred_layouts():
    """Each day with each clock: right in nearly all, and nowhere an exact date that is wrong."""
    read_right, wrong, exact_and_wrong = 0, [], []
    for raw, time in ((f"{day} {clock}".strip(), time) for day in DAYS for clock, time in CLOCKS.items()):
        moment, dated = read(raw)
        if moment == datetime.fromisoformat(f"2026-11-23T{time}+00:00"):
            read_right += 1
        else:
            wrong.append(raw)
            exact_and_wrong += [raw] * (dated == "exact")

    assert (wrong, exact_and_wrong) == ([], [])
    assert read_right == 330


# The names of the months as the C library has them for a locale, in full or cut at three letters.
MONTHS = {
    "German": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "French": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "Spanish": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "Italian": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "Portuguese": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "Dutch": "januari februari maart april mei juni juli augustus september oktober november december",
    "Swedish": "januari februari mars april maj juni juli augusti september oktober november december",
    "Norwegian": "januar februar mars april mai juni juli august september oktober november desember",
    "Polish": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "Finnish": "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta "
    "lokakuuta marraskuuta joulukuuta",
    "Russian": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
}


@pytest.mark.parametrize("language", MONTHS)
def test_months_in_other_languages(language):
    """Each month is read by its name, and none for another."""
    found = [read(f"23 {name} 2026 10:00:00 +0000") for name in MONTHS[language].split()]

    assert [(datetime(2026, n, 23, 10, tzinfo=UTC), "exact") for n in range(1, 13)] == found


@pytest.mark.parametrize("day", ["03/04/2026", "3.4.2026", "03-04-2026", "3/4/26", "26-04-03", "Mon, 03/04/2026"])
@pytest.mark.parametrize("clock", ["", " 10:00", " 10:00:00 GMT"])
def test_day_and_month_that_may_be_either(day, clock):
    """Nobody can tell which is the month: no date."""
    assert read(day + clock) == UNKNOWN


@pytest.mark.parametrize(
    ("raw", "moment"),
    [
        pytest.param("2026-11-23T10:04:05.123456-05:00", "2026-11-23T15:04:05", id="microseconds"),
        pytest.param("2026-11-23T1504Z", "2026-11-23T15:04:00", id="compact time"),
        pytest.param("20261123150405", "2026-11-23T15:04:05", id="all in one"),
        pytest.param("20261123T150405Z", "2026-11-23T15:04:05", id="ISO basic"),
        pytest.param("20261123T160405+0100", "2026-11-23T15:04:05", id="ISO basic with offset"),
        pytest.param("23/Nov/2026:15:04:05 +0000", "2026-11-23T15:04:05", id="a web server's log"),
        pytest.param("Mon Nov 23 15:04:05 +0000 2026", "2026-11-23T15:04:05", id="Twitter"),
        pytest.param("Mon Nov 23 15:04:05 2026", "2026-11-23T15:04:05", id="C"),
        pytest.param("Monday, 23-Nov-26 15:04:05 GMT", "2026-11-23T15:04:05", id="RFC 850"),
        pytest.param("2026-11-23 16:04 GMT+1", "2026-11-23T15:04:00", id="GMT+1"),
        pytest.param("Published: 23 November 2026, 15:04 UTC", "2026-11-23T15:04:00", id="with a label"),
        pytest.param("1795446245.5", "2026-11-23T15:04:05", id="unix with a fraction"),
        pytest.param("1795446245000000", "2026-11-23T15:04:05", id="unix microseconds"),
        pytest.param("Nov 23, 2026 3 p.m. UTC", "2026-11-23T15:00:00", id="an hour alone"),
        pytest.param("23 Nov 2026 15h04 UTC", "2026-11-23T15:04:00", id="French clock"),
        pytest.param("10:04 AM, November 23, 2026 EST", "2026-11-23T15:04:00", id="the time first"),
        pytest.param("15:04 2026-11-23 UTC", "2026-11-23T15:04:00", id="the time first, and ISO"),
        pytest.param("2026-11-23T10:04:05−05:00", "2026-11-23T15:04:05", id="a typographer's minus"),
        pytest.param("2026. 11. 23. 15:04 UTC", "2026-11-23T15:04:00", id="dots and blanks"),
    ],
)
def test_other_layouts(raw, moment):
    """What programs write all the same."""
    found, _ = read(raw)
    assert datetime.fromisoformat(moment).replace(tzinfo=UTC) == found.replace(microsecond=0)


@pytest.mark.parametrize(
    "raw",
    [
        "Mon, 23 Nov 15:04:05 GMT",
        "23 Nov 15:04",
        "Nov 23 15:04:05",
        "Nov 23, 15:04",
        "Mon Nov 23 15:04:05 GMT",
        "23 November",
        "11/23 15:04",
    ],
)
def test_no_year_no_date(raw):
    """An hour is never taken for the year."""
    assert read(raw) == UNKNOWN


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
