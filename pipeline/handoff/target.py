"""What a mail service must be able to do, and the nouns that travel between the flow and the services."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal, Protocol

from pipeline.config import Newsletter
from pipeline.errors import Skipped
from pipeline.handoff.http import Ask, Service
from pipeline.limits import issue_name
from pipeline.model import Email

RemoteState = Literal["draft", "scheduled", "sending", "stopped", "sent", "other"]
"""stopped: it has begun to send, and does not go on by itself. other: whether it has begun is not known."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Parcel:
    """One approved issue as it is handed over."""

    key: str  # ``{newsletter.id}-{date}``: the same forever, and the name every service knows it by
    day: date
    number: int
    email: Email
    news: Newsletter
    eml: bytes
    send_at: datetime
    latest: datetime  # later than that it is no longer sent
    sha: str  # the approval's fingerprint: email.eml plus the send instant
    page: str  # the issue's public page
    shown: tuple[str, ...] = ()  # what the email and its pages show of ours besides, by address: pictures, the ebook
    list_id: str

    def require_time(self, now: datetime) -> None:
        """Raise Skipped if it is too late to send it."""
        if now > self.latest:
            hours = (self.latest - self.send_at) / timedelta(hours=1)
            words = f"the {issue_name(self.day)} is more than {hours:g} hours late: it will not be sent"
            hint = "to send it anyway, raise max_late_hours under [schedule], then run: monday approve --issue"
            raise Skipped(words, hint=f"{hint} {self.day}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """How a hand-off ended."""

    state: Literal["scheduled", "sent", "waiting", "draft", "absent"]
    words: str  # one sentence for the editor
    id: str = ""
    when: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Remote:
    """What a service holds for one parcel."""

    id: str
    state: RemoteState
    same: bool  # it holds exactly what the parcel says: content, audience and switches
    send_at: datetime | None = None  # when it is going to send, or None
    words: str = ""  # the service's own word for the state, or what differs, for an editor
    parts: Mapping[str, str] = field(default_factory=dict, compare=False)
    """What readers get, part by part, as the service gives it back: a mark of each, which another content changes."""
    sent: int | None = field(default=None, compare=False)  # how many mails have gone out, where the service tells
    readers: int | None = field(default=None, compare=False)  # to how many it goes
    ended: datetime | None = field(default=None, compare=False)  # when the last mail went out
    over: bool = field(default=False, compare=False)  # nothing more will happen there


def status_words(status: str, differs: list[str]) -> str:
    """The service's word for a campaign's state, and what of it is not as the parcel says, for an editor."""
    return status + (f", other {', '.join(differs)}" if differs else "")


class Target(Protocol):
    """One mail service. Each method is one conversation; the order, the ledger and the doubts are the flow's."""

    name: str
    service: Service
    keyed: bool  # the service itself refuses a second campaign with our key, so creating again after a crash is safe

    def slot(self, when: datetime) -> datetime:
        """The first instant at or after *when* that the service can send at: any, at most services."""
        return when

    def examine(self) -> None:
        """Raise MondayError for what `monday doctor` can learn there before there is an issue; changes nothing."""
        return

    def ready(self, parcel: Parcel) -> None:
        """Raise RemoteRefused unless there is an audience, and whatever else the service needs beforehand."""

    def find(self, parcel: Parcel) -> tuple[Remote, ...]:
        """Everything the service holds under the parcel's key, in whatever state."""

    def read(self, id: str, parcel: Parcel) -> Remote | None:
        """One campaign, or None when the service says that there is none."""

    def create(self, parcel: Parcel, when: datetime, generation: int) -> str:
        """Make a draft, with one request that is never repeated; its id."""

    def fill(self, id: str, parcel: Parcel, when: datetime) -> None:
        """Make an existing draft hold what the parcel says; safe to repeat."""

    def proof(self, id: str, parcel: Parcel) -> None:
        """Raise RemoteRefused unless the service renders the draft as we meant it."""

    def test(self, id: str, parcel: Parcel, when: datetime, to: str) -> None:
        """Mail the draft to one editor's address."""

    def schedule(self, id: str, parcel: Parcel, when: datetime) -> None:
        """Let the service send the draft at *when*; safe to repeat."""

    def unschedule(self, id: str, parcel: Parcel) -> None:
        """Make a scheduled campaign a draft again; safe to repeat."""

    def rehearse(self, parcel: Parcel, when: datetime) -> tuple[Ask, ...]:
        """Each request of a first hand-off that changes something there, in order; ``{id}`` stands for the new id."""
