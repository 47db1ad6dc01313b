"""What one issue's ledger tells: the only place that knows what each kind of event means."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from pipeline.model import Event

TAKEN: Final = frozenset({"scheduled", "sending", "sent"})
"""A result's ``status`` that means: the mail service will send it, or has."""


def fingerprint(eml: bytes, send_at: datetime) -> str:
    """What an approval binds: the email's bytes and the instant at which it goes out."""
    return hashlib.sha256(eml + b"\n" + send_at.astimezone(UTC).isoformat().encode()).hexdigest()


def digest(text: bytes) -> str:
    """A file's SHA-256: how the ledger remembers what the machine drafted."""
    return hashlib.sha256(text).hexdigest()


@dataclass(frozen=True, slots=True)
class Record:
    """The events of one issue, oldest first.

    ``drafted`` (sha256), ``approved`` (fingerprint, send_at, by, rehearsal), ``revoked``, ``intent`` before each step
    at the mail service and ``result`` after it (step, target, status, id, when), ``looked`` whenever the service was
    asked and said something new (target, id, status: one of `TAKEN`, ``differs`` or ``stopped``), ``public`` once the
    issue is listed for good, ``read`` (url, by) whenever somebody has read a story that may not go out unread,
    ``links`` (broken) when its links, asked once more before it goes out, are not as they were the last time,
    ``missed`` when it is too late (or the mondays without an issue), ``erratum`` (text).
    """

    events: tuple[Event, ...] = ()

    @property
    def approval(self) -> str | None:
        """The fingerprint of the latest approval that was not taken back."""
        last = self._last("approved", "revoked")
        return str(last.data.get("fingerprint", "")) if last and last.kind == "approved" else None

    @property
    def approved_for(self) -> datetime | None:
        """The send instant of the latest approval, where it was written down."""
        last = self._last("approved")
        return datetime.fromisoformat(str(last.data["send_at"])) if last and last.data.get("send_at") else None

    @property
    def approver(self) -> tuple[str, datetime] | None:
        """Who approved it last, and when; None where nobody has, or that was taken back."""
        last = self._last("approved", "revoked")
        return (str(last.data.get("by", "")), last.at) if last and last.kind == "approved" else None

    @property
    def was_touched(self) -> bool:
        """Whether an editor has ever approved it, or taken that back."""
        return self._last("approved", "revoked") is not None

    @property
    def is_rehearsal(self) -> bool:
        """Whether the last approval was for practice: nothing hands it off."""
        last = self._last("approved")
        return last is not None and last.data.get("rehearsal") is True

    @property
    def in_doubt(self) -> bool:
        """Whether a step at the mail service has begun, and its result is unknown."""
        last = self._last("intent", "result")
        return last is not None and last.kind == "intent"

    @property
    def open_step(self) -> str:
        """The step that is in doubt; "" where none is."""
        last = self._last("intent", "result")
        return str(last.data.get("step", "")) if last and last.kind == "intent" else ""

    @property
    def remote(self) -> Mapping[str, object]:
        """What the mail service holds, as its results tell: target, id, status, when; empty where it holds nothing."""
        results = [e.data for e in self.events if e.kind == "result" and "status" in e.data]
        return results[-1] if results and results[-1]["status"] in TAKEN else {}

    @property
    def held_by(self) -> str:
        """The target that has the issue, or may have it: whatever [handoff] says by now, only that one can tell."""
        last = self._last("intent", "result")
        return str(last.data.get("target", "")) if last and (last.kind == "intent" or self.remote) else ""

    @property
    def service_says(self) -> str:
        """The mail service's status when it was last asked about what it holds; else that of the hand-off."""
        last = self._last("result", "looked")
        return str((last.data if last and last.kind == "looked" else self.remote).get("status", ""))

    @property
    def looked(self) -> Mapping[str, object]:
        """What the mail service answered when a run last looked again, and ``at``; empty where none has since."""
        last = self._last("result", "looked")
        return {**last.data, "at": last.at} if last and last.kind == "looked" else {}

    @property
    def is_over(self) -> bool:
        """Whether nothing more is to be heard of it: a service has said so, a person, or it went out by mail."""
        last = self._last("result", "looked")
        return last is not None and bool(
            last.data.get("final") or last.data.get("settled") or last.data.get("target") == "smtp"
        )

    @property
    def is_out(self) -> bool:
        """Whether it is public for good: handed off or listed, whatever templates do later."""
        return not self.in_doubt and (self._is_taken or self._last("public") is not None)

    @property
    def is_handed_off(self) -> bool:
        """Whether the mail service has it, scheduled or sent."""
        return not self.in_doubt and self._is_taken

    @property
    def _is_taken(self) -> bool:
        last = self._last("result")
        return last is not None and last.data.get("status") in TAKEN

    @property
    def goes_out(self) -> datetime | None:
        """When readers get it, as far as the ledger knows: a late issue has a later slot at its service."""
        slot = self.remote.get("when")
        return datetime.fromisoformat(slot) if isinstance(slot, str) and slot else self.approved_for

    @property
    def was_missed(self) -> bool:
        """Whether it was given up as too late since it was last approved."""
        kinds = [e.kind for e in self.events if e.kind in ("approved", "missed") and "mondays" not in e.data]
        return kinds[-1:] == ["missed"]

    @property
    def missed_mondays(self) -> frozenset[date]:
        """The Mondays without an issue, this one or later ones, that people have been told of."""
        lists = [e.data.get("mondays") for e in self.events if e.kind == "missed"]
        return frozenset(date.fromisoformat(str(day)) for days in lists if isinstance(days, list) for day in days)

    @property
    def readings(self) -> Mapping[str, frozenset[str]]:
        """Who has read which address."""
        found: dict[str, frozenset[str]] = {}
        for event in self.events:
            if event.kind == "read":
                url = str(event.data.get("url", ""))
                found[url] = found.get(url, frozenset()) | {str(event.data.get("by", ""))}
        return found

    @property
    def last_name(self) -> str:
        """Who last read a story or approved the issue; "" where nobody has."""
        return str(last.data.get("by", "")) if (last := self._last("read", "approved")) else ""

    @property
    def broken_links(self) -> tuple[str, ...]:
        """What was wrong with its links when they were last asked, in words."""
        last = self._last("links")
        found = last.data.get("broken") if last else None
        return tuple(map(str, found)) if isinstance(found, list) else ()

    @property
    def errata(self) -> tuple[tuple[datetime, str], ...]:
        """The corrections made since, each with its time; oldest first."""
        return tuple((event.at, str(event.data.get("text", ""))) for event in self.events if event.kind == "erratum")

    def drafted(self, text: bytes) -> bool:
        """Whether *text* is what the machine drafted last."""
        last = self._last("drafted")
        return last is not None and last.data.get("sha256") == digest(text)

    def _last(self, *kinds: str) -> Event | None:
        return next((event for event in reversed(self.events) if event.kind in kinds), None)
