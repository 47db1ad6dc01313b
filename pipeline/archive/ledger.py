"""ledger.jsonl: what was done to an issue, a line each, never changed once added; and what each kind of event means."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from pipeline.errors import MondayError
from pipeline.limits import far_off
from pipeline.model import Event
from pipeline.outside import files

NAME: Final = "ledger.jsonl"
TAKEN: Final = frozenset({"scheduled", "sending", "sent"})
"""A result's ``status`` that means: the mail service will send it, or has."""
_HINT = "fix the line by hand, or restore the file from a backup: it says what was sent"


def append(path: Path, event: Event) -> None:
    """Add *event* and wait until the disk has it: only then may the side effect that it announces start."""
    if clash := {"at", "kind"} & event.data.keys():
        raise ValueError(f"an event's data cannot hold {', '.join(sorted(clash))}")
    line = {"at": event.at.astimezone(UTC).isoformat(), "kind": event.kind, **event.data}
    files.append_line(path, json.dumps(line, ensure_ascii=False).encode())


def read(path: Path) -> tuple[Event, ...]:
    """Every event, oldest first; none where there is no file. Raises MondayError when a line is damaged. A line that a
    crash cut short is passed over: what it announced never began, or is looked up again."""
    data = files.read(path) or b""
    found = []
    for number, line in enumerate(data.split(b"\n"), start=1):
        line = line.strip(b"\r \t\0")  # zeros: some file systems leave them after a power cut
        if line and (event := _event(line, f"{path.parent.name}/{path.name}:{number}")):
            found.append(event)
    return tuple(found)


def _event(line: bytes, where: str) -> Event | None:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as e:
        if line.startswith(b"{") and (not line.endswith(b"}") or line.count(b"{") > line.count(b"}")):
            return None  # cut short, perhaps behind the brace of a value inside
        raise MondayError(f"{where}: this line is damaged", hint=_HINT) from e
    try:
        at = datetime.fromisoformat(data.pop("at"))
        kind = data.pop("kind")
        if far := far_off(at):
            raise ValueError(far)
    except (AttributeError, KeyError, TypeError, ValueError) as e:
        raise MondayError(f"{where}: this line has no time or kind", hint=_HINT) from e
    if at.tzinfo is None:
        raise MondayError(f"{where}: the time has no time zone", hint=_HINT)
    return Event(at=at.astimezone(UTC), kind=kind, data=data)


def fingerprint(eml: bytes, send_at: datetime) -> str:
    """What an approval binds: the email's bytes and the instant at which it goes out."""
    return hashlib.sha256(eml + b"\n" + send_at.astimezone(UTC).isoformat().encode()).hexdigest()


def digest(text: bytes) -> str:
    """A file's SHA-256: how the ledger remembers what the machine drafted."""
    return hashlib.sha256(text).hexdigest()


class Record:
    """The *events* of one issue, oldest first, and what they tell together. Their kinds:
    ``drafted`` (sha256), ``approved`` (fingerprint, send_at, by, rehearsal), ``revoked``, ``intent`` before each step
    at the mail service and ``result`` after it (step, target, status, id, when), ``looked`` whenever the service was
    asked and said something new (target, id, status: one of `TAKEN`, ``differs`` or ``stopped``), ``public`` once the
    issue is listed for good, ``read`` (url, by) whenever somebody has read a story that may not go out unread,
    ``links`` (broken) when its links, asked once more before it goes out, are not as they were the last time,
    ``missed`` when it is too late (or the mondays without an issue), ``erratum`` (text)."""

    def __init__(self, events: Iterable[Event] = ()) -> None:
        self.events = tuple(events)
        self.approval: str | None = None
        """The fingerprint of the latest approval that was not taken back; *approver*: who gave it, and when."""
        self.approver: tuple[str, datetime] | None = None
        self.approved_for: datetime | None = None
        """The send instant of the latest approval; *is_rehearsal*: it was for practice, and nothing hands it off."""
        self.is_rehearsal = False
        self.was_touched = False  # whether an editor has ever approved it, or taken that back
        self.was_missed = False  # whether it was given up as too late since it was last approved
        self.missed_mondays = frozenset[date]()
        """The Mondays without an issue, this one or later ones, that people have been told of."""
        self.in_doubt = False  # whether a step at the mail service, *open_step*, has begun, and its result is unknown
        self.open_step = ""
        self.held_by = ""
        """The target that has it, or may have it: whatever [handoff] says by now, only that one can tell."""
        self.is_handed_off = False  # whether the mail service has it, scheduled or sent
        self.remote: Mapping[str, object] = {}
        """What the mail service holds, as its results tell: target, id, status, when; empty where it holds nothing."""
        self._slot: datetime | None = None  # its ``when``
        self.looked: Mapping[str, object] = {}
        """What it answered when a run last looked again; empty where none has since. *asked*: when it last answered."""
        self.asked: datetime | None = None
        self.is_over = False
        """Whether nothing more is to be heard of it: a service has said so, a person, or it went out by mail."""
        self.is_listed = False  # whether the site has listed it for good
        self.readings: dict[str, frozenset[str]] = {}  # who has read which address
        self.last_name = ""  # who last read a story or approved the issue; "" where nobody has
        self.broken_links: tuple[str, ...] = ()  # what was wrong with its links when they were last asked, in words
        self.errata: tuple[tuple[datetime, str], ...] = ()
        """The corrections made since, each with its time; oldest first."""
        self.draft = ""  # the `digest` of what the machine drafted last
        for event in self.events:
            try:
                self._take(event.kind, event.at, event.data)
            except ValueError as e:
                raise MondayError(f"{NAME}: the “{event.kind}” of {event.at:%Y-%m-%d %H:%M}: {e}", hint=_HINT) from e

    def _take(self, kind: str, at: datetime, data: Mapping[str, object]) -> None:
        by, broken, mondays = str(data.get("by", "")), data.get("broken"), data.get("mondays")
        match kind:
            case "drafted":
                self.draft = str(data.get("sha256"))
            case "approved":
                self.approval, self.approver = str(data.get("fingerprint", "")), (by, at)
                self.approved_for = _instant(data.get("send_at"))
                self.is_rehearsal = data.get("rehearsal") is True
                self.was_touched, self.was_missed, self.last_name = True, False, by
            case "revoked":
                self.approval, self.approver, self.was_touched = None, None, True
            case "intent" | "result":
                self._step(data, begun=kind == "intent")
                self.asked = at if kind == "result" else self.asked
            case "looked":
                self.looked, self.asked = data, at
                self.is_over = _is_last_word(data)
            case "public":
                self.is_listed = True
            case "missed" if isinstance(mondays, list):
                self.missed_mondays |= {date.fromisoformat(str(day)) for day in mondays}
            case "missed":
                self.was_missed = "mondays" not in data or self.was_missed
            case "read":
                url = str(data.get("url", ""))
                self.readings[url] = self.readings.get(url, frozenset()) | {by}
                self.last_name = by
            case "links":
                self.broken_links = tuple(map(str, broken)) if isinstance(broken, list) else ()
            case "erratum":
                self.errata += ((at, str(data.get("text", ""))),)

    def _step(self, data: Mapping[str, object], *, begun: bool) -> None:
        """A step at the mail service has *begun*, or ended."""
        target = str(data.get("target", ""))
        self.in_doubt, self.open_step = begun, str(data.get("step", "")) if begun else ""
        self.is_handed_off = not begun and data.get("status") in TAKEN
        if not begun:
            self.looked, self.is_over = {}, _is_last_word(data)
            if "status" in data:
                self.remote = data if data["status"] in TAKEN else {}
                self._slot = _instant(self.remote.get("when"))
        self.held_by = target if begun or self.remote else ""

    @property
    def service_says(self) -> str:
        """The mail service's status when it was last asked about what it holds; else that of the hand-off."""
        return str((self.looked or self.remote).get("status", ""))

    @property
    def is_out(self) -> bool:
        """Whether it is public for good: handed off or listed, whatever templates do later."""
        return self.is_handed_off or (self.is_listed and not self.in_doubt)

    @property
    def goes_out(self) -> datetime | None:
        """When readers get it, as far as the ledger knows: a late issue has a later slot at its service."""
        return self._slot or self.approved_for


def _is_last_word(data: Mapping[str, object]) -> bool:
    return bool(data.get("final") or data.get("settled") or data.get("target") == "smtp")


def _instant(written: object) -> datetime | None:
    if not isinstance(written, str) or not written:
        return None
    if (at := datetime.fromisoformat(written)).tzinfo is None:
        raise ValueError(f"{written} has no time zone")
    return at
