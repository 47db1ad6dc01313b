"""Dates as feeds write them → an instant in UTC and how far to trust it: our own rules first."""

import re
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from pipeline.model import Dated
from pipeline.text import plain, squeeze, table

Reading = tuple[datetime | None, Dated]

UNKNOWN: Reading = (None, "first-seen")

_WEEKDAY = {name: n for n, name in enumerate("mon tue wed thu fri sat sun".split())}
_AMBIGUOUS = frozenset({"bst", "ist"})  # each means several places: Britain or Bangladesh; India, Israel or Ireland


@cache
def _dates() -> dict[str, Any]:  # Any: TOML
    """dates.toml, each word of its tables by itself and its forms compiled."""
    known = table("dates")
    return {"forms": [re.compile(one["form"]) for one in known["forms"]]} | {
        name: {word: meaning for words, meaning in known[name].items() for word in words.split()}
        for name in ("months", "zones", "places")
    }


_TIME = re.compile(
    r"\b(\d{1,2})(?:[:.h](\d{2})(?:[:.m](\d{2})(?:[.,]\d+)?)?\s*([ap]\.?m\b)?|\s*([ap]\.?m\b))", re.IGNORECASE
)
_TIGHT_TIME = re.compile(r"(\d{2})(\d{2})(\d{2})?(?=\D|$)")
_OFFSET = re.compile(r"(?<![\d-])([+-])(\d{1,2}?)(?::?(\d{2}))?(?![\d:])")
_PLACE = re.compile(r"\b[A-Z][A-Za-z]+/[A-Za-z_/]+")
_CLOCK_FIRST = re.compile(
    r"^(\d{1,2}:\d{2}(?::\d{2})?(?:\s*[ap]\.?m\b\.?)?),?\s+(.*?\b\d{4}(?:-\d{1,2}-\d{1,2})?\b)", re.IGNORECASE
)
_STAMP = {9: 1, 10: 1, 13: 1_000, 16: 1_000_000}  # digits of a Unix time, in seconds or parts of them


def read(raw: str) -> Reading:
    """One date string → (instant, "exact"), (instant, "guessed") or (None, "first-seen"). Exact needs a complete and
    valid date, time and zone; a part we had to fill in or correct makes it guessed."""
    text = re.sub(r"^[^\W\d]+: ", "", squeeze(plain(raw[:200])))
    text = _CLOCK_FIRST.sub(r"\2 \1", text.replace("−", "-"))
    text = re.sub("日", " ", re.sub("[年月]", "-", text))
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    try:
        moment, dated = _read(text)
    except (ValueError, OverflowError):  # a month 13, a 30 February: no date at all, never a date rolled over
        return UNKNOWN
    # 1970 and the year 2 are defaults of broken software, not dates.
    return (moment, dated) if moment and 1990 <= moment.year <= 2100 else UNKNOWN


def settle(raws: Iterable[tuple[str, bool]]) -> Reading:
    """The first readable of several (string, is it a date of publication?); other dates are guesses at best."""
    for raw, of_publication in raws:
        moment, dated = read(raw)
        if moment:
            return moment, dated if of_publication else "guessed"
    return UNKNOWN


def _read(text: str) -> Reading:
    if (stamp := re.fullmatch(r"(\d+)(?:\.\d{1,9})?", text)) and len(stamp[1]) in _STAMP:
        return datetime.fromtimestamp(int(stamp[1]) / _STAMP[len(stamp[1])], UTC), "exact"
    found = next(filter(None, (form.match(text) for form in _dates()["forms"])), None)
    if found is None:
        return UNKNOWN
    part = found.groupdict("")
    behind = f"{part.get('time', '')} {part['rest']}".strip()
    if "first" not in part:
        return _join(part["year"], _month(part["month"]), part["day"], behind, part.get("weekday"))
    first, second = int(part["first"]), int(part["second"])
    if first <= 12 and second <= 12 and first != second:
        return UNKNOWN  # 3/4 is March here and April there: a wrong guess is worse than none
    month, day = (first, second) if first <= 12 else (second, first)
    return _join(part["year"], month, str(day), behind, part["weekday"])[0], "guessed"


def _month(name: str) -> int:
    months, name = _dates()["months"], name.lower()
    number = int(name) if name.isdecimal() else months.get(name[:4]) or months.get(name[:3])
    if not number:
        raise ValueError(name)
    return int(number)


def _join(year: str, month: int, day: str, rest: str, weekday: str | None = None) -> Reading:
    """Date and the text behind it → an instant; whatever is missing or odd makes it guessed."""
    exact = len(year) == 4
    full_year = int(year) if exact else int(year) + (2000 if int(year) < 70 else 1900)
    hour = minute = second = 0
    clock = _TIGHT_TIME.match(rest) or _TIME.search(rest)
    if clock:
        hour, minute, second = int(clock[1]), int(clock[2] or 0), int(clock[3] or 0)
        half = "" if clock.re is _TIGHT_TIME else (clock[4] or clock[5] or "")
        if half and hour > 12:
            exact = False
        elif half:
            hour = hour % 12 + (12 if half[0] in "pP" else 0)
        rest = rest[clock.end() :]
    extra = timedelta()
    if hour == 24 and minute == second == 0:
        hour, extra, exact = 0, timedelta(days=1), False
    if second == 60:
        second, exact = 59, False
    zone, zone_is_sure = _zone(rest)
    local = datetime(full_year, month, int(day), hour, minute, second, tzinfo=zone)
    if weekday and weekday[:3].lower() in _WEEKDAY and _WEEKDAY[weekday[:3].lower()] != local.weekday():
        exact = False
    return (local + extra).astimezone(UTC), "exact" if exact and clock and zone_is_sure else "guessed"


def _zone(rest: str) -> tuple[tzinfo, bool]:
    """The zone in the text behind a time, and whether it is the only possible reading; UTC when there is none."""
    if place := _PLACE.search(rest):
        with suppress(KeyError, ValueError, OSError):  # no zone of that name
            return ZoneInfo(place[0]), True
    if found := _OFFSET.search(rest):
        minutes = int(found[2]) * 60 + int(found[3] or 0)
        return timezone(timedelta(minutes=minutes if found[1] == "+" else -minutes)), minutes <= 14 * 60
    for name in re.findall(r"[a-z]+", rest.lower()):
        if name in _dates()["zones"]:
            return timezone(timedelta(hours=_dates()["zones"][name])), name not in _AMBIGUOUS
        if name in _dates()["places"]:
            return ZoneInfo(_dates()["places"][name]), False
    return UTC, False
