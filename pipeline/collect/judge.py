"""What an answer means for a feed: the next state of its record, and whether there is something to parse. Pure."""

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta

from pipeline.collect import due
from pipeline.collect.record import Record
from pipeline.errors import FetchError
from pipeline.outside.web import REFUSALS, Request, Response
from pipeline.text.printable import NOTHING, Printable, printable

_READER = b"2"
"""Change it when the same bytes start to be read into other articles."""
_FULL_AFTER = timedelta(days=14)
"""Validators get stuck (a Last-Modified of 1970 answers 304 forever): now and then ask without."""


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
    """The next record of a feed after *result*; None if the body is new, and must be read first.

    After a refusal (slow-down), ``due_at`` is when the server allows another request.
    """
    if isinstance(result, FetchError):
        return failed(record, result.reason, result.words, now=now)
    if result.status in REFUSALS:
        until = due.after_refusal(result.headers, record.failures + 1, now=now)
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
    return replace(after, due_at=now + due.GONE) if after.gone else after


_REFUSALS = {
    304: ("not-modified", "the server says that nothing changed, but we have nothing yet"),
    401: ("forbidden", "the server refuses to let us read it"),
    403: ("forbidden", "the server refuses to let us read it"),
    404: ("not-found", "there is no feed at this address anymore"),
    410: ("gone", "its owner has ended this feed"),
}


def _refusal(result: Response) -> tuple[str, str]:
    if "challenge" in result.headers.get("cf-mitigated", ""):
        return "challenge", "the site wants proof that we are human; ask its owner to let feed readers in"
    other = "server-error" if result.status >= 500 else "http", "the server could not answer"
    reason, words = _REFUSALS.get(result.status, other)
    return reason, f"{words} (HTTP {result.status})"


def failed(record: Record, reason: str, message: Printable, *, now: datetime) -> Record:
    """The record after a failure: the last good data and validators stay."""
    failures = record.failures + 1
    return replace(
        record,
        tried_at=now,
        failures=failures,
        reason=reason,
        message=message,
        due_at=due.after_failure(reason, failures, now=now),
    )


def succeeded(record: Record, answer: Response, *, now: datetime, body: str, note: Printable | None = None) -> Record:
    """The record after *body*, a digest, was fetched; its ``ttl_minutes`` and ``skips`` count towards the next time.

    *note* is what was odd about it; None for the body that was read before.
    """
    if note is None:
        note = NOTHING if record.failures else record.message
    record = replace(record, tried_at=now, ok_at=now, failures=0, reason="", message=note, gone=False, broken="")
    if body != record.body:
        record = replace(record, body=body, changed_at=now)
    return _moved(
        replace(
            record,
            # A 304 need not repeat its validators; then the old ones hold.
            etag=answer.etag or (record.etag if answer.not_modified else b""),
            modified=answer.modified or (record.modified if answer.not_modified else b""),
            full_at=record.full_at if answer.not_modified else now,
            due_at=due.after_answer(answer.headers, ttl_minutes=record.ttl_minutes, skips=record.skips, now=now),
        ),
        answer.moved_to,
        now=now,
    )


def _moved(record: Record, target: str, *, now: datetime) -> Record:
    """Count the separate days on which the server said that the feed moved to *target* for good."""
    if target != record.moved_to:
        return replace(record, moved_to=target, moved_days=int(bool(target)), moved_at=now if target else None)
    if target and record.moved_at is not None and record.moved_at.date() < now.date():
        return replace(record, moved_days=record.moved_days + 1, moved_at=now)
    return record
