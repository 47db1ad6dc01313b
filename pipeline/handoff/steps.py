"""The steps of one hand-off, as its ledger tells them: what was begun, what surely happened, what is open."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, get_args

from pipeline.archive import ledger
from pipeline.handoff.target import Parcel
from pipeline.model import Event

Step = Literal["create", "fill", "schedule", "unschedule", "send"]
Ending = Literal["done", "refused", "not-sent", "gone", "absent"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Steps:
    """One issue's ledger, seen from one target. It holds hashes, ids and times; no addresses, no secrets."""

    path: Path
    target: str
    parcel: Parcel
    clock: Callable[[], datetime]

    def intent(self, step: Step, **data: object) -> None:
        """Say what is about to be done; it is on the disk when this returns."""
        self._append("intent", step, data)

    def result(self, step: Step, ending: Ending, **data: object) -> None:
        """Say how it ended; only what is known for sure."""
        self._append("result", step, {"ending": ending, **data})

    def pending(self, step: Step) -> bool:
        """An intent without a result: whether it happened, only the service knows."""
        last = [e.kind for e in self._events() if e.data.get("step") == step or _ended(e)]
        return last[-1:] == ["intent"]

    def open(self) -> bool:
        """Whether any step is pending: the issue is in doubt."""
        return any(self.pending(step) for step in get_args(Step))

    def id(self) -> str:
        """The service's name for our campaign, or "" while none is known."""
        for event in reversed(self._results("create")):
            return str(event.data.get("id", "")) if event.data.get("ending") == "done" else ""
        return ""

    def generation(self) -> int:
        """1 for the first campaign of this issue; one more after each that was refused, or that somebody deleted. A
        service that knows a request's key would answer the next one with the same refusal."""
        return 1 + sum(e.data.get("ending") in ("gone", "refused") for e in self._results("create"))

    def done(self) -> Mapping[str, object]:
        """The hand-off's last result, while it stands; else empty."""
        for event in reversed(self._results("create", "schedule", "send", "unschedule")):
            if _ended(event):
                return {}
            if event.data.get("step") != "create" and event.data.get("ending") == "done":
                return event.data
        return {}

    def asked(self) -> Mapping[str, object]:
        """The request to schedule that the service has done or may have done; empty where none can stand."""
        for event in reversed(self._events()):
            if _ended(event):
                return {}
            if event.data.get("step") == "schedule":
                return event.data if event.kind == "intent" or event.data.get("ending") == "done" else {}
        return {}

    def _results(self, *steps: Step) -> list[Event]:
        return [e for e in self._events() if e.kind == "result" and e.data.get("step") in steps]

    def _events(self) -> list[Event]:
        return [e for e in ledger.read(self.path) if e.data.get("target") == self.target]

    def _append(self, kind: str, step: Step, data: Mapping[str, object]) -> None:
        facts = {"step": step, "target": self.target, "key": self.parcel.key, "sha": self.parcel.sha, **data}
        ledger.append(self.path, Event(at=self.clock(), kind=kind, data=facts))


def _ended(event: Event) -> bool:
    """Whatever was asked before, the service then showed a draft, or nothing: none of it can come true any more."""
    ending = event.data.get("ending")
    return event.kind == "result" and (ending == "gone" or (event.data.get("step"), ending) == ("unschedule", "done"))
