"""When a feed may be asked again: what its server said, clamped. Pure."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from pipeline.collect.record import Record

FLOOR = timedelta(hours=1)
"""Feed hosts expect at least this between two requests, conditional ones too."""
FRESH_AT_MOST = timedelta(days=3)
"""However long a server calls its feed fresh: longer, and a weekly issue would miss its news."""
BACK_OFF_AT_MOST = timedelta(days=31)
HOST_AT_MOST = timedelta(hours=22)
"""However long a feed is told to wait: a daily run still asks the host's others, so that none is starved."""
GONE = timedelta(days=30)
"""After a 410."""
LENIENT = 3
"""Failures in a row that may be the reader's own network."""
_NETWORK = frozenset({"dns", "connect", "timeout", "hung-up", "host-down", "tls"})
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DIRECTIVE = re.compile(r'([a-z-]+)\s*(?:=\s*(?:"([^"]*)"|([^\s,;"]*)))?', re.IGNORECASE)


def after_answer(headers: Mapping[str, str], *, ttl_minutes: int | None, skips: str = "", now: datetime) -> datetime:
    """The next time to ask after a 200 or a 304; *skips* as in `Record`."""
    fresh = max(_freshness(headers), timedelta(minutes=min(max(ttl_minutes or 0, 0), 100_000)))
    moment, last = now + min(max(fresh, FLOOR), FRESH_AT_MOST), now + FRESH_AT_MOST
    while moment < last and _rests(skips, moment):
        moment = min(moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1), last)
    return moment


def is_due(record: Record, *, now: datetime) -> bool:
    """Whether the feed of *record* may be asked at *now*, as far as it is for the feed itself to say.

    In its quiet hours it is asked only if it was last read three days ago or more: a daily run must not always miss it.
    """
    if record.tried_at is None or record.tried_at > now:  # noted at a pretended later time (--now)
        return True
    if record.due_at is not None and now < record.due_at:
        return False
    lately = record.ok_at is not None and timedelta() <= now - record.ok_at < FRESH_AT_MOST
    return not (lately and _rests(record.skips, now))


def is_closed(until: datetime | None, *, now: datetime) -> bool:
    """Whether a host is still to be left alone *until* then; what was noted at a later --now does not count."""
    return until is not None and now < until <= now + BACK_OFF_AT_MOST


def _rests(skips: str, moment: datetime) -> bool:
    at = moment.astimezone(UTC)
    return not {str(at.hour), _DAYS[at.weekday()]}.isdisjoint(skips.split())


def after_failure(reason: str, failures: int, *, now: datetime) -> datetime:
    """The next time to ask after the *failures*-th failure in a row."""
    if failures < LENIENT:
        return now if reason in _NETWORK else now + FLOOR  # an editor who comes back online repeats at once
    wait: timedelta = FLOOR * 2 ** min(failures - LENIENT, 5)
    return now + min(wait, timedelta(hours=22))  # a daily run still asks


def after_refusal(headers: Mapping[str, str], failures: int, *, now: datetime) -> datetime:
    """Until when a feed that got a 429 or 503 is left alone."""
    asked = _retry_after(headers, now)
    if asked is None:
        asked = FLOOR * 2 ** min(max(failures - 1, 0), 5)
    return now + min(max(asked, FLOOR), BACK_OFF_AT_MOST)


def _retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    value = headers.get("retry-after", "").partition(",")[0].strip()
    if value.isdecimal() and value.isascii():
        return timedelta(seconds=min(int(value[:12]), 10**9))
    until = _date(headers.get("retry-after", ""))
    return None if until is None else until - (_date(headers.get("date", "")) or now)


def _freshness(headers: Mapping[str, str]) -> timedelta:
    """How long the answer stays fresh by Cache-Control, else by Expires; nothing where neither can be read."""
    directives = {
        name.lower(): quoted or plain for name, quoted, plain in _DIRECTIVE.findall(headers.get("cache-control", ""))
    }
    if {"no-cache", "no-store"} & directives.keys():
        return timedelta()
    seconds = directives.get("max-age", "")
    if seconds.isdecimal() and seconds.isascii():
        age = headers.get("age", "").strip()
        passed = int(age[:10]) if age.isdecimal() and age.isascii() else 0
        return timedelta(seconds=max(min(int(seconds[:12]), 10**9) - passed, 0))
    expires, date = _date(headers.get("expires", "")), _date(headers.get("date", ""))
    return expires - date if expires is not None and date is not None else timedelta()


def _date(value: str) -> datetime | None:
    try:
        found: datetime = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
