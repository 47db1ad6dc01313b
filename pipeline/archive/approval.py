"""Approval: a person's yes to exact bytes at an exact instant, and how far an issue has come since."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Literal

from pipeline.model import Event

State = Literal["draft", "approved", "changed", "in-doubt", "handed-off", "public"]
"""How far an issue has come.

draft: nobody approved it. approved: exactly as it is now. changed: since its approval, which is void.
in-doubt: a hand-off began, and its result is unknown. handed-off: the mail service has it, scheduled or sent.
public: listed in the archive for good, without a mail service.
"""

Stand = Literal["draft", "changed", "approved", "rehearsal", "missed", "in-doubt", "scheduled", "sent", "public"]
"""Where an issue stands at some time, for people: see `stands`."""

TAKEN = frozenset({"scheduled", "sending", "sent"})
"""A result's ``status`` that means: the mail service will send it, or has."""


def fingerprint(eml: bytes, send_at: datetime) -> str:
    """What an approval binds: the email's bytes and the instant at which it goes out."""
    return hashlib.sha256(eml + b"\n" + send_at.astimezone(UTC).isoformat().encode()).hexdigest()


def digest(text: bytes) -> str:
    """A file's SHA-256: how the ledger remembers what the machine drafted."""
    return hashlib.sha256(text).hexdigest()


def approval(events: Iterable[Event]) -> str | None:
    """The fingerprint of the latest approval that was not taken back."""
    latest: str | None = None
    for event in events:
        if event.kind == "approved":
            latest = str(event.data.get("fingerprint", ""))
        elif event.kind == "revoked":
            latest = None
    return latest


def bound_to(events: Iterable[Event]) -> datetime | None:
    """The send instant of the latest approval, where it was written down."""
    instants = [event.data.get("send_at") for event in events if event.kind == "approved"]
    return datetime.fromisoformat(str(instants[-1])) if instants and instants[-1] else None


def state(events: Iterable[Event], fingerprint_now: str) -> State:
    """Where an issue stands, by its ledger and by what it would be if it were made now.

    Events: ``approved`` (fingerprint), ``revoked``, ``intent`` before each step at the mail service, ``result``
    after it (status), ``public`` once it is listed for good, ``missed`` when it is too late, ``erratum``.
    """
    events = tuple(events)
    open_intent = taken = public = False
    for event in events:
        if event.kind == "intent":
            open_intent = True
        elif event.kind == "result":
            open_intent = False
            taken = event.data.get("status") in TAKEN
        elif event.kind == "public":
            public = True
    if open_intent:
        return "in-doubt"
    if taken:
        return "handed-off"
    if public:
        return "public"
    bound = approval(events)
    if bound is None:
        return "draft"
    return "approved" if bound == fingerprint_now else "changed"


def stands(events: Iterable[Event], fingerprint_now: str, *, send_at: datetime, late: bool, now: datetime) -> Stand:
    """Where an issue stands at *now*, as `monday status` and the studio say it.

    Beside the `State` that the ledger tells: rehearsal, approved with sample articles, never sent; missed, *late* or
    given up as too late; scheduled and sent, by the clock. *send_at* stands in where the ledger names no time.
    """
    events = tuple(events)
    stand = state(events, fingerprint_now)
    if stand == "handed-off":
        coming = taken(events).get("status") == "scheduled" and now < (goes_out(events) or send_at)
        return "scheduled" if coming else "sent"
    if stand == "approved" and is_rehearsal(events):
        return "rehearsal"
    if (late and stand in ("draft", "changed")) or (stand == "approved" and was_missed(events)):
        return "missed"
    return stand


def is_rehearsal(events: Iterable[Event]) -> bool:
    """Whether the last approval was for practice, with sample articles: nothing hands it off."""
    approvals = [event for event in events if event.kind == "approved"]
    return bool(approvals) and approvals[-1].data.get("rehearsal") is True


def is_final(events: Iterable[Event]) -> bool:
    """Whether the issue is public for good: handed off or listed, whatever templates do later."""
    return state(events, "") in ("handed-off", "public")


def was_approved(events: Iterable[Event]) -> bool:
    """Whether readers have had the issue, or are meant to: what memory counts."""
    events = tuple(events)
    return approval(events) is not None or is_final(events)


def was_missed(events: Iterable[Event]) -> bool:
    """Whether it was given up as too late since it was last approved."""
    kinds = [e.kind for e in events if e.kind in ("approved", "missed") and "mondays" not in e.data]
    return kinds[-1:] == ["missed"]


def missed_mondays(events: Iterable[Event]) -> frozenset[date]:
    """The Mondays without an issue, this one or later ones, that people have been told of."""
    lists = [e.data.get("mondays") for e in events if e.kind == "missed"]
    return frozenset(date.fromisoformat(str(day)) for days in lists if isinstance(days, list) for day in days)


def taken(events: Iterable[Event]) -> Mapping[str, object]:
    """What the mail service holds, as the ledger tells: target, id, status, when; empty where it holds nothing."""
    results = [e.data for e in events if e.kind == "result" and "status" in e.data]
    return results[-1] if results and results[-1]["status"] in TAKEN else {}


def goes_out(events: Iterable[Event]) -> datetime | None:
    """When readers get it, as far as the ledger knows: a late issue has a later slot at its service."""
    events = tuple(events)
    slot = taken(events).get("when")
    return datetime.fromisoformat(slot) if isinstance(slot, str) and slot else bound_to(events)


def held_by(events: Iterable[Event]) -> str:
    """The target that has the issue, or may have it: whatever [handoff] says by now, only that one can tell."""
    steps = [e for e in events if e.kind in ("intent", "result")]
    holds = bool(steps) and (steps[-1].kind == "intent" or bool(taken(steps)))
    return str(steps[-1].data.get("target", "")) if holds else ""


def open_step(events: Iterable[Event]) -> str:
    """The step at the mail service that the ledger announces last, with no result; "" where nothing is in doubt."""
    steps = [e for e in events if e.kind in ("intent", "result")]
    return str(steps[-1].data.get("step", "")) if steps and steps[-1].kind == "intent" else ""


def untouched(events: Iterable[Event], text: bytes) -> bool:
    """Whether issue.toml is still what the machine drafted last."""
    drafted = [event.data.get("sha256") for event in events if event.kind == "drafted"]
    return bool(drafted) and drafted[-1] == digest(text)


def errata(events: Iterable[Event]) -> tuple[tuple[datetime, str], ...]:
    """The corrections made since, each with its time; oldest first."""
    return tuple((event.at, str(event.data.get("text", ""))) for event in events if event.kind == "erratum")
