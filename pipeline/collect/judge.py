"""What an answer means for a feed: the next state of its record, and when it may be asked again. Pure."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from pipeline.collect.record import Record
from pipeline.errors import FetchError
from pipeline.outside.web import REFUSALS, UNREACHED, Request, Response
from pipeline.text import table
from pipeline.text.printable import NOTHING, Printable, printable

_READER = b"3"  # change it when the same bytes start to be read into other articles
_FULL_AFTER = timedelta(days=14)
"""Validators get stuck (a Last-Modified of 1970 answers 304 forever): now and then ask without."""
FLOOR = timedelta(hours=1)  # feed hosts expect at least this between two requests, conditional ones too
FRESH_AT_MOST = timedelta(days=3)
"""However long a server calls its feed fresh: longer, and a weekly issue would miss its news."""
BACK_OFF_AT_MOST = timedelta(days=31)
HOST_AT_MOST = timedelta(hours=22)
"""However long a feed is told to wait: a daily run still asks the host's others, so that none is starved."""
GONE = timedelta(days=30)  # after a 410
LENIENT = 3  # failures in a row that may be the reader's own network
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DIRECTIVE = re.compile(r'([a-z-]+)\s*(?:=\s*(?:"([^"]*)"|([^\s,;"]*)))?', re.IGNORECASE)


def digest(body: bytes) -> str:
    """A hash of a body; bodies with the same hash are read into the same articles."""
    return hashlib.sha256(_READER + body).hexdigest()[:32]


def request(record: Record, *, now: datetime) -> Request:
    """How to ask for the feed: conditionally, except now and then."""
    headers = (("Accept", "application/atom+xml, application/rss+xml, application/feed+json, */*;q=0.8"),)
    stale = record.full_at is None or not timedelta() <= now - record.full_at < _FULL_AFTER
    if stale or not record.body:
        return Request(url=record.url, headers=headers)
    return Request(url=record.url, etag=record.etag, modified=record.modified, headers=headers)


def judge(record: Record, result: Response | FetchError, *, now: datetime) -> Record | None:
    """The next record of a feed after *result*; None if the body is new, and must be read first. After a refusal
    (slow-down), ``due_at`` is when the server allows another request."""
    if isinstance(result, FetchError):
        return failed(record, result.reason, result.words, now=now)
    if result.status in REFUSALS:
        until = after_refusal(result.headers, record.failures + 1, now=now)
        asks = printable(f"the server asks us to wait (HTTP {result.status})")
        return replace(failed(record, "slow-down", asks, now=now), due_at=until)
    if result.not_modified and record.body:
        return succeeded(record, result, now=now, body=record.body)
    if result.status in (200, 203):  # 203: a proxy on the way changed it
        body = digest(result.body)
        if body == record.broken:
            again = printable("reading it broke the parser, and it has not changed since")
            return failed(record, "parse-crash", again, now=now)
        return succeeded(record, result, now=now, body=body) if body == record.body else None
    reason, words = _refusal(result)
    after = replace(failed(record, reason, printable(words), now=now), gone=result.status == 410)
    return replace(after, due_at=now + GONE) if after.gone else after


def _refusal(result: Response) -> tuple[str, str]:
    if "challenge" in result.headers.get("cf-mitigated", ""):
        return "challenge", "the site wants proof that we are human; ask its owner to let feed readers in"
    other = "server-error" if result.status >= 500 else "http", "the server could not answer"
    reason, words = table("feeds")["refusals"].get(str(result.status), other)
    return reason, f"{words} (HTTP {result.status})"


def failed(record: Record, reason: str, message: Printable, *, now: datetime) -> Record:
    """The record after a failure: the last good data and validators stay."""
    failures = record.failures + 1
    due_at = after_failure(reason, failures, now=now)
    return replace(record, tried_at=now, failures=failures, reason=reason, message=message, due_at=due_at)


def succeeded(record: Record, answer: Response, *, now: datetime, body: str, note: Printable | None = None) -> Record:
    """The record after *body*, a digest, was fetched; its ``ttl_minutes`` and ``skips`` count towards the next time.
    *note* is what was odd about it; None for the body that was read before."""
    if note is None:
        note = NOTHING if record.failures else record.message
    record = replace(record, tried_at=now, ok_at=now, failures=0, reason="", message=note, gone=False, broken="")
    if body != record.body:
        record = replace(record, body=body, changed_at=now)
    record = replace(
        record,
        # A 304 need not repeat its validators; then the old ones hold.
        etag=answer.etag or (record.etag if answer.not_modified else b""),
        modified=answer.modified or (record.modified if answer.not_modified else b""),
        full_at=record.full_at if answer.not_modified else now,
        due_at=after_answer(answer.headers, ttl_minutes=record.ttl_minutes, skips=record.skips, now=now),
    )
    return _moved(record, answer.moved_to, now=now)


def _moved(record: Record, target: str, *, now: datetime) -> Record:
    """Count the separate days on which the server said that the feed moved to *target* for good."""
    if target != record.moved_to:
        return replace(record, moved_to=target, moved_days=int(bool(target)), moved_at=now if target else None)
    if target and record.moved_at is not None and record.moved_at.date() < now.date():
        return replace(record, moved_days=record.moved_days + 1, moved_at=now)
    return record


def after_answer(headers: Mapping[str, str], *, ttl_minutes: int | None, skips: str = "", now: datetime) -> datetime:
    """The next time to ask after a 200 or a 304; *skips* as in `Record`."""
    fresh = max(_freshness(headers), timedelta(minutes=min(max(ttl_minutes or 0, 0), 100_000)))
    moment, last = now + min(max(fresh, FLOOR), FRESH_AT_MOST), now + FRESH_AT_MOST
    while moment < last and _rests(skips, moment):
        moment = min(moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1), last)
    return moment


def is_due(record: Record, *, now: datetime) -> bool:
    """Whether the feed of *record* may be asked at *now*, as far as it is for the feed itself to say. In its quiet
    hours it is asked only if it was last read three days ago or more: a daily run must not always miss it."""
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
        return now if reason in UNREACHED | {"tls"} else now + FLOOR  # an editor who comes back online repeats at once
    wait: timedelta = FLOOR * 2 ** min(failures - LENIENT, 5)
    return now + min(wait, timedelta(hours=22))  # a daily run still asks


def after_refusal(headers: Mapping[str, str], failures: int, *, now: datetime) -> datetime:
    """Until when a feed that got a 429 or 503 is left alone."""
    value = headers.get("retry-after", "")
    asked: timedelta = FLOOR * 2 ** min(max(failures - 1, 0), 5)
    if (seconds := _seconds(value.partition(",")[0])) is not None:
        asked = timedelta(seconds=seconds)
    elif until := _date(value):
        asked = until - (_date(headers.get("date", "")) or now)
    return now + min(max(asked, FLOOR), BACK_OFF_AT_MOST)


def _freshness(headers: Mapping[str, str]) -> timedelta:
    """How long the answer stays fresh by Cache-Control, else by Expires; nothing where neither can be read."""
    written = _DIRECTIVE.findall(headers.get("cache-control", ""))
    directives = {name.lower(): quoted or plain for name, quoted, plain in written}
    if {"no-cache", "no-store"} & directives.keys():
        return timedelta()
    if (seconds := _seconds(directives.get("max-age", ""))) is not None:
        return timedelta(seconds=max(seconds - (_seconds(headers.get("age", "")) or 0), 0))
    expires, date = _date(headers.get("expires", "")), _date(headers.get("date", ""))
    return expires - date if expires is not None and date is not None else timedelta()


def _seconds(value: str) -> int | None:
    """A number of seconds, cut at some 30 years; None for anything else."""
    return min(int(value.strip()[:12]), 10**9) if re.fullmatch(r"[0-9]+", value.strip()) else None


def _date(value: str) -> datetime | None:
    try:
        found: datetime = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
