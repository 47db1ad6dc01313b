"""Dates as feeds write them → an instant in UTC and how far to trust it: our own rules first."""

import re
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from pipeline.model import Dated
from pipeline.text import plain, squeeze

Reading = tuple[datetime | None, Dated]

UNKNOWN: Reading = (None, "first-seen")

# Month names without accents, by their beginnings: English, German, French, Spanish, Italian, Portuguese, Dutch.
_MONTHS = {
    1: "jan ene gen",
    2: "feb fev",
    3: "mar maa mrt",
    4: "apr avr abr",
    5: "may mai mag mei",
    6: "jun juin giu",
    7: "jul juil lug",
    8: "aug aou ago",
    9: "sep set",
    10: "oct okt ott out",
    11: "nov",
    12: "dec dez dic",
}
_MONTH = {name: number for number, names in _MONTHS.items() for name in names.split()}
_WEEKDAY = {name: n for n, name in enumerate("mon tue wed thu fri sat sun".split())}

_HOURS = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "mez": 1, "met": 1, "cest": 2,
    "mesz": 2, "mest": 2, "wat": 1, "cat": 2, "eat": 3, "trt": 3, "pkt": 5, "npt": 5.75, "ict": 7, "wib": 7, "pht": 8,
    "eet": 2, "eest": 3, "msk": 3,
    "sast": 2, "ist": 5.5, "sgt": 8, "hkt": 8, "awst": 8, "jst": 9, "kst": 9, "acst": 9.5,
    "acdt": 10.5, "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13, "nst": -3.5, "ast": -4, "adt": -3, "est": -5,
    "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "akst": -9, "akdt": -8, "hst": -10,
}  # fmt: skip
# Each means several places: Britain or Bangladesh; India, Israel or Ireland.
_AMBIGUOUS = frozenset({"bst", "ist"})
# Zones that observe summer time by their own rules; short ones mean other places too.
_PLACES = {
    **dict.fromkeys(("et", "eastern"), "America/New_York"),
    **dict.fromkeys(("ct", "central"), "America/Chicago"),
    **dict.fromkeys(("mt", "mountain"), "America/Denver"),
    **dict.fromkeys(("pt", "pacific"), "America/Los_Angeles"),
}

_TIME = re.compile(
    r"\b(\d{1,2})(?:[:.h](\d{2})(?:[:.m](\d{2})(?:[.,]\d+)?)?\s*([ap]\.?m\b)?|\s*([ap]\.?m\b))", re.IGNORECASE
)
_TIGHT_TIME = re.compile(r"(\d{2})(\d{2})(\d{2})?(?=\D|$)")
_OFFSET = re.compile(r"(?<![\d-])([+-])(\d{1,2}?)(?::?(\d{2}))?(?![\d:])")
_PLACE = re.compile(r"\b[A-Z][A-Za-z]+/[A-Za-z_/]+")
_LABEL = re.compile(r"([^\W\d]{2,12})(?:\.?,\s*|\.?\s+|:\s*)(?=\d)")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[tT, ]+|(?=[zZ+]|$))(.*)$")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})(?:[tT ]?(\d{4}(?:\d{2})?)(?!\d)|[tT ]+|$)(.*)$")
_YEAR = r"'?(\d{4}|\d{2}(?![:.\dh]))(?![:\d]\d\d\s)"
_DAY_FIRST = re.compile(
    r"(?:([^\W\d]+)\.?,?\s*)?(\d{1,2})(?:st|nd|rd|th|\.)?[\s/-]*(?:de |of )?"
    rf"([^\W\d]{{3,12}})\.?,?[\s./-]*(?:de |of )?{_YEAR}\b(.*)$"
)
_MONTH_FIRST = re.compile(
    r"(?:([^\W\d]+)\.?,?\s+)?([^\W\d]{3,12})\.?[\s/-]+(\d{1,2})(?:st|nd|rd|th)?,?[\s/-]+(\d{4})\b(?!:)(.*)$"
)
_YEAR_FIRST = re.compile(r"(\d{4})[\s,./-]+([^\W\d]{3,12})\.?[\s,./-]+(\d{1,2})\b(.*)$")
_UNIX_DATE = re.compile(r"([^\W\d]{3})\s+([^\W\d]{3})\s+(\d{1,2})\s+(\d{1,2}:\d\d(?::\d\d)?)\s+(.*?)\s*(\d{4})$")
_NUMBERS = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})\b(.*)$")
_STAMP = {9: 1, 10: 1, 13: 1_000, 16: 1_000_000}
"""Digits of a Unix time, in seconds or parts of them."""


def read(raw: str) -> Reading:
    """One date string → (instant, "exact"), (instant, "guessed") or (None, "first-seen").

    Exact needs a complete and valid date, time and zone; a part we had to fill in or correct makes it guessed.
    """
    text = re.sub(r"^[^\W\d]+: ", "", squeeze(plain(raw[:200])))
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    try:
        return _plausible(_read(text))
    except (ValueError, OverflowError):  # a month 13, a 30 February: no date at all, never a date rolled over
        return UNKNOWN


def settle(raws: Iterable[tuple[str, bool]]) -> Reading:
    """The first readable of several (string, is it a date of publication?); other dates are guesses at best."""
    for raw, of_publication in raws:
        moment, dated = read(raw)
        if moment:
            return moment, dated if of_publication else "guessed"
    return UNKNOWN


def _plausible(reading: Reading) -> Reading:
    """1970 and the year 2 are defaults of broken software, not dates."""
    moment, _ = reading
    return reading if moment and 1990 <= moment.year <= 2100 else UNKNOWN


def _read(text: str) -> Reading:
    if (stamp := re.fullmatch(r"(\d+)(?:\.\d{1,9})?", text)) and len(stamp[1]) in _STAMP:
        return datetime.fromtimestamp(int(stamp[1]) / _STAMP[len(stamp[1])], UTC), "exact"
    if found := _COMPACT.match(text):
        return _join(found[1], found[2], found[3], f"{found[4] or ''}{found[5] or ''}")
    if found := _UNIX_DATE.match(text):
        weekday, name, day, clock_text, zone, year = found.groups()
        return _join(year, _month(name), day, f"{clock_text} {zone}", weekday)
    for form in (_DAY_FIRST, _MONTH_FIRST):
        if found := form.match(text):
            weekday, one, other, year, rest = found.groups()
            day, name = (one, other) if form is _DAY_FIRST else (other, one)
            return _join(year, _month(name), day, rest, weekday)
    label = _LABEL.match(text)
    weekday, text = (label[1], text[label.end() :]) if label else (None, text)
    text = re.sub("日", " ", re.sub("[年月]", "-", text))
    if found := _ISO.match(text):
        return _join(found[1], found[2], found[3], found[4], weekday)
    if found := _YEAR_FIRST.match(text):
        year, name, day, rest = found.groups()
        return _join(year, _month(name), day, rest, weekday)
    if found := _NUMBERS.match(text):
        first, _, second, year, rest = found.groups()
        if int(first) <= 12 and int(second) <= 12 and first != second:
            return UNKNOWN  # 3/4 is March here and April there: a wrong guess is worse than none
        month, day = (first, second) if int(first) <= 12 else (second, first)
        return _join(year, month, day, rest, weekday)[0], "guessed"
    return UNKNOWN


def _month(name: str) -> int:
    name = name.lower()
    for length in (4, 3):
        if name[:length] in _MONTH:
            return _MONTH[name[:length]]
    raise ValueError(name)


def _join(year: str, month: str | int, day: str, rest: str, weekday: str | None = None) -> Reading:
    """Date and the text behind it → an instant; whatever is missing or odd makes it guessed."""
    exact = len(year) == 4
    full_year = int(year) if exact else int(year) + (2000 if int(year) < 70 else 1900)
    hour = minute = second = 0
    clock = _TIGHT_TIME.match(rest.strip()) or _TIME.search(rest)
    if clock:
        hour, minute, second = int(clock[1]), int(clock[2] or 0), int(clock[3] or 0)
        half = "" if clock.re is _TIGHT_TIME else (clock[4] or clock[5] or "")
        if half and hour > 12:
            exact = False
        elif half:
            hour = hour % 12 + (12 if half[0] in "pP" else 0)
        rest = rest.strip()[clock.end() :] if clock.re is _TIGHT_TIME else rest[clock.end() :]
    extra = timedelta()
    if hour == 24 and minute == second == 0:
        hour, extra, exact = 0, timedelta(days=1), False
    if second == 60:
        second, exact = 59, False
    zone, zone_is_sure = _zone(rest)
    local = datetime(full_year, int(month), int(day), hour, minute, second, tzinfo=zone)
    if weekday and weekday[:3].lower() in _WEEKDAY and _WEEKDAY[weekday[:3].lower()] != local.weekday():
        exact = False
    return (local + extra).astimezone(UTC), "exact" if exact and clock and zone_is_sure else "guessed"


def _zone(rest: str) -> tuple[tzinfo, bool]:
    """The zone in the text behind a time, and whether it is the only possible reading; UTC when there is none."""
    if place := _PLACE.search(rest):
        with suppress(ValueError, OSError):  # no zone of that name
            return ZoneInfo(place[0]), True
    if found := _OFFSET.search(rest):
        minutes = int(found[2]) * 60 + int(found[3] or 0)
        return timezone(timedelta(minutes=minutes if found[1] == "+" else -minutes)), minutes <= 14 * 60
    for name in re.findall(r"[a-z]+", rest.lower()):
        if name in _HOURS:
            return timezone(timedelta(hours=_HOURS[name])), name not in _AMBIGUOUS
        if name in _PLACES:
            return ZoneInfo(_PLACES[name]), False
    return UTC, False
