"""One issue to one mail service, exactly once: look, say what is meant, do it once, look again, write it down."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pipeline.errors import MondayError, RemoteRefused, RemoteUnknown, UsageError
from pipeline.handoff.confirm import clock
from pipeline.handoff.explain import settling
from pipeline.handoff.http import Refused, Unclear, Unsent, instant_of
from pipeline.handoff.steps import Ending, Steps
from pipeline.handoff.target import Outcome, Parcel, Remote, Target
from pipeline.limits import issue_name

NEAR = timedelta(minutes=2)  # nearer than this, the service may not make it
LEAD = timedelta(minutes=10)  # a late issue is scheduled this far ahead
BEGUN = ("sending", "stopped", "sent")
ERRATUM = "correct the public page instead: monday erratum"


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """One parcel on its way; every method may be interrupted anywhere and simply be run again."""

    target: Target
    parcel: Parcel
    steps: Steps

    def run(self) -> Outcome:
        """Let the service send the issue at its time. Raises Skipped, RemoteRefused, RemoteUnknown, Unsent."""
        done = self.steps.done()
        if done.get("sha") == self.parcel.sha and not self.steps.pending("unschedule"):
            if done.get("settled"):
                return Outcome(state="sent", id=self.steps.id(), words="it was sent, as someone saw there")
            return self._outcome(str(done.get("status")), str(done.get("id")), instant_of(done.get("when")))
        if not (self.steps.pending("create") or self.steps.id()):
            self.parcel.require_time(self.steps.clock())
        remote = self._located()
        if remote is not None and remote.state in BEGUN:
            return self._already(remote)
        if remote is not None and remote.state == "scheduled":
            if remote.same and self._good_time(remote.send_at):
                return self._scheduled(remote)
            self._unschedule(remote)
            remote = self._again(remote.id)
        self.parcel.require_time(self.steps.clock())
        self.target.ready(self.parcel)
        if remote is None:
            remote = self._create()
        if remote.state != "draft":
            raise self._strange(remote)
        return self._schedule(self._fill(remote))

    def rollback(self) -> Outcome:
        """Make a scheduled issue a draft again, which ends every doubt. Raises RemoteRefused when it is on its way."""
        remote = self._located()
        if remote is None:
            self.steps.result("unschedule", "done", status="absent")
            return Outcome(state="absent", words="the service holds nothing of this issue")
        if remote.state in BEGUN:
            if self.steps.open() or not self.steps.done():
                self._has_begun(remote)
            words = f"{self.target.name} has already started sending this issue: it cannot be taken back"
            raise RemoteRefused(words, hint=ERRATUM)
        if remote.state == "other":
            raise self._strange(remote)
        if remote.state == "scheduled":
            self._unschedule(remote)
        else:
            self.steps.result("unschedule", "done", id=remote.id, status="draft")
        return Outcome(state="draft", id=remote.id, words="it is a draft again")

    def test(self, to: str) -> Outcome:
        """Let the service mail its draft of the issue to one address; made or filled first, never scheduled."""
        remote = self._located()
        if remote is None:
            self.target.ready(self.parcel)
            remote = self._create()
        if remote.state != "draft":
            words = f"{self.target.name} holds this issue as “{remote.words}”: only a draft is sent as a test"
            raise UsageError(words, hint="take it back first: monday rollback")
        remote = self._fill(remote)
        self.target.test(remote.id, self.parcel, self._slot(), to)
        words = f"{self.target.name} was asked to mail its draft, campaign {remote.id}, to {to}"
        return Outcome(state="draft", id=remote.id, words=words)

    def _located(self) -> Remote | None:
        """What is there, or None where creating it is safe."""
        open_ = self.steps.pending("create") or self.steps.pending("schedule")
        try:
            if known := self.steps.id():
                remote = self.target.read(known, self.parcel)
                if remote is not None:
                    return remote
            found = self.target.find(self.parcel)
        except Unsent as e:
            if open_:
                raise self._doubt(f"an earlier request is still open, and {e}") from e
            raise
        if len(found) > 1:
            ids = ", ".join(r.id for r in found)
            words = f"{self.target.name} holds {len(found)} campaigns for {self.parcel.key}: {ids}"
            hint = "delete all drafts there but one, and never one that was sent; then run it again"
            raise RemoteUnknown(words, hint=hint)
        if not found:
            self._not_due()
        if known:
            self.steps.result("create", "gone", id=known, status="absent")
        if found:
            self.steps.result("create", "done", id=found[0].id, adopted=True)
            return found[0]
        if self.steps.pending("create") and not self.target.keyed:
            raise self._doubt("an earlier request to create the issue had no answer, and nothing can be seen there")
        return None

    def _not_due(self) -> None:
        """Raise where nothing is there any more, but the service may have sent it before somebody deleted it."""
        asked = self.steps.asked()
        if not asked or self.steps.clock() < (instant_of(asked.get("when")) or self.parcel.send_at):
            return
        words = f"{self.target.name} no longer holds the {issue_name(self.parcel.day)}, and its time has passed"
        if self.steps.pending("schedule"):
            hint = settling(self.target.name, self.parcel.day, "send")
            raise RemoteUnknown(f"{words}; only a person can find out whether readers have it", hint=hint)
        raise RemoteRefused(f"{words}: readers may have it", hint=ERRATUM)

    def _create(self) -> Remote:
        self.steps.intent("create", generation=self.steps.generation())
        try:
            id = self.target.create(self.parcel, self._slot(), self.steps.generation())
        except Unsent:
            self.steps.result("create", "not-sent")
            raise
        except (Refused, Unclear) as e:
            remote = self._after_doubt(e)
        else:
            remote = self._again(id)
        if remote.state != "draft":
            raise self._doubt(f"campaign {remote.id} was asked for as a draft but is “{remote.words}”")
        self.steps.result("create", "done", id=remote.id, status="draft")
        return remote

    def _after_doubt(self, e: Refused | Unclear) -> Remote:
        """An answer that is no success may still have created it, or named one that is there already."""
        try:
            found = self.target.find(self.parcel)
        except MondayError as second:
            raise self._doubt(f"{e}; and then: {second}") from e
        if len(found) == 1:
            return found[0]
        if found:
            raise self._doubt(f"{e}; and there are {len(found)} campaigns of this issue") from e
        if isinstance(e, Refused):
            self.steps.result("create", "refused")
            raise e
        raise self._doubt(str(e)) from e

    def _fill(self, remote: Remote) -> Remote:
        if not remote.same:
            self.steps.intent("fill", id=remote.id)
            try:
                self.target.fill(remote.id, self.parcel, self._slot())
            except (Refused, Unsent) as e:
                ending: Ending = "refused" if isinstance(e, Refused) else "not-sent"
                self.steps.result("fill", ending, id=remote.id, status="draft")
                raise
            remote = self._again(remote.id)
            if not remote.same or remote.state != "draft":
                raise self._doubt(f"campaign {remote.id} is not as it was written ({remote.words})")
            self.steps.result("fill", "done", id=remote.id, status="draft")
        self.target.proof(remote.id, self.parcel)
        return remote

    def _schedule(self, remote: Remote) -> Outcome:
        when = self._slot()
        self.steps.intent("schedule", id=remote.id, when=when.isoformat())
        doubt: Refused | Unclear | None = None
        try:
            self.target.schedule(remote.id, self.parcel, when)
        except Unsent:
            self.steps.result("schedule", "not-sent", id=remote.id, status="draft")
            raise
        except (Refused, Unclear) as e:
            doubt = e  # a refusal may mean that an earlier request did it: the read-back tells
        remote = self._again(remote.id)
        if remote.state == "scheduled" and remote.same and self._good_time(remote.send_at):
            return self._scheduled(remote)
        if isinstance(doubt, Refused) and remote.state == "draft":
            self.steps.result("schedule", "refused", id=remote.id, status="draft")
            raise doubt
        raise self._doubt(str(doubt or f"campaign {remote.id} is “{remote.words}” for {remote.send_at}"))

    def _unschedule(self, remote: Remote) -> None:
        self.steps.intent("unschedule", id=remote.id)
        trouble: MondayError | None = None
        try:
            self.target.unschedule(remote.id, self.parcel)
        except (Refused, Unclear, Unsent) as e:
            trouble = e  # perhaps it is a draft already: the read-back tells
        now = self._again(remote.id)
        if now.state != "draft":
            raise trouble or self._doubt(f"campaign {now.id} could not be taken back: it is “{now.words}”")
        self.steps.result("unschedule", "done", id=remote.id, status="draft")

    def _again(self, id: str) -> Remote:
        """Read back what a request did."""
        try:
            remote = self.target.read(id, self.parcel) if id else None
        except MondayError as e:
            raise self._doubt(f"what was asked for cannot be read back: {e}") from e
        if remote is None:
            raise self._doubt(f"the service answered, but campaign “{id}” is not there")
        return remote

    def _already(self, remote: Remote) -> Outcome:
        if not remote.same:
            words = f"{self.target.name} has sent another version of this issue ({remote.words})"
            raise RemoteUnknown(words, hint="nothing more is sent; correct the public page instead: monday erratum")
        self._has_begun(remote)
        if remote.state == "stopped":
            words = f"{self.target.name} began to send the {issue_name(self.parcel.day)}, and stopped ({remote.words})"
            raise RemoteRefused(words, hint=f"let campaign {remote.id} continue there: nothing more is sent from here")
        return self._outcome("sent", remote.id, remote.send_at)

    def _has_begun(self, remote: Remote) -> None:
        """Readers have it, or some do: whatever was in doubt is over, and it is never sent again."""
        sha = self.parcel.sha if remote.same else self.steps.asked().get("sha", "")
        when = self.parcel.send_at.isoformat()
        self.steps.result("schedule", "done", id=remote.id, status="sent", when=when, sha=sha)

    def _strange(self, remote: Remote) -> RemoteRefused:
        hint = f"look at campaign {remote.id} there: if no reader has it, make it a draft, then run it again"
        return RemoteRefused(f"{self.target.name} holds this issue as “{remote.words}”, not as a draft", hint=hint)

    def _scheduled(self, remote: Remote) -> Outcome:
        assert remote.send_at is not None
        data = {"when": remote.send_at.isoformat(), "parts": dict(remote.parts)}
        self.steps.result("schedule", "done", id=remote.id, status="scheduled", **data)
        return self._outcome("scheduled", remote.id, remote.send_at)

    def _outcome(self, state: str, id: str, when: datetime | None) -> Outcome:
        meant = self.parcel.send_at
        words = f"{self.target.name} holds it as campaign {id}" + (f", for {clock(when)}" if when else "")
        if when and when > meant:
            words += f" instead of {f'{meant:%H:%M} UTC' if when.date() == meant.date() else clock(meant)}"
        return Outcome(state="sent" if state == "sent" else "scheduled", id=id, when=when, words=words)

    def _slot(self) -> datetime:
        """The issue's own time; when that is past or too near to be kept, soon."""
        now = self.steps.clock().astimezone(UTC).replace(second=0, microsecond=0)
        return self.target.slot(self.parcel.send_at if now + NEAR < self.parcel.send_at else now + LEAD)

    def _good_time(self, at: datetime | None) -> bool:
        """A service may hold an earlier run's later time; it is as good, and it is never early."""
        return at is not None and self.parcel.send_at <= at <= self.target.slot(self.parcel.latest + LEAD)

    def _doubt(self, words: str) -> RemoteUnknown:
        step = "create" if self.steps.pending("create") else "schedule"
        return RemoteUnknown(f"{self.target.name}: {words}", hint=settling(self.target.name, self.parcel.day, step))
