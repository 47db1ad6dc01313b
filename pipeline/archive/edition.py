"""One issue as it was found on the disk: every question about it is asked here, and answered once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from pipeline import urls
from pipeline.archive.ledger import Record, digest
from pipeline.config import Schedule, when
from pipeline.errors import IssueError, MondayError, UsageError
from pipeline.limits import issue_name
from pipeline.model import Issue, Story
from pipeline.outside import files

APPROVED: Final = "approved.toml"
"""The bytes of issue.toml at its last approval: once the issue is out, what readers got."""
WATCH: Final = timedelta(days=7)
"""How long after its time a mail service is asked about an issue; later, the clock has the last word."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Edition:
    """One Monday's issue as it was found on the disk; `Newsletter` reads it."""

    day: date
    folder: Path
    schedule: Schedule
    text: bytes | None = None  # issue.toml as it is
    issue: Issue | None = None  # what issue.toml says; once the issue is out, what readers got
    fault: MondayError | None = None  # why there is no *issue*; None also where nothing was drafted yet
    ledger: Record | MondayError  # what its ledger tells, or why that cannot be read
    approved: Issue | None = None  # what was approved last, where readers have it, or may have it
    strayed: bool = False  # it is out, and issue.toml is damaged, gone, or says something else by now

    @property
    def record(self) -> Record:
        """What its ledger tells. Raises MondayError where that is damaged: then nobody knows what readers have."""
        if isinstance(self.ledger, MondayError):
            raise self.ledger
        return self.ledger

    @property
    def error(self) -> MondayError | None:
        """Why it is broken."""
        return self.ledger if isinstance(self.ledger, MondayError) else self.fault

    @property
    def exists(self) -> bool:
        """Whether there is an issue: a folder without issue.toml is none yet, unless it is out."""
        return self.issue is not None or self.error is not None

    @property
    def send_at(self) -> datetime:
        """The instant at which [schedule] sends it, in UTC."""
        return when.send_instant(self.schedule, self.day)

    @property
    def published_at(self) -> datetime:
        """The instant that its approval is bound to: a schedule that changes later does not move it."""
        return self.record.approved_for or self.send_at

    @property
    def goes_out(self) -> datetime:
        """When readers get it, as far as is known."""
        return self.record.goes_out or self.send_at

    def is_late(self, now: datetime) -> bool:
        """Whether it is past the lateness that [schedule] allows."""
        return when.too_late(self.schedule, self.day, now)

    @property
    def is_skipped(self) -> bool:
        """Whether [schedule] skips its Monday."""
        return self.day in self.schedule.skip

    @property
    def is_out(self) -> bool:
        """Whether readers have it, or the mail service will send it: public for good, whatever templates do."""
        return self.record.is_out

    def is_watched(self, now: datetime) -> bool:
        """Whether the mail service is to be asked about it: it has it, and has not said the last word."""
        return self.record.is_handed_off and not self.record.is_over and now < self.goes_out + WATCH

    @property
    def may_change(self) -> bool:
        """Whether an editor may still change it: readers do not have it, and cannot have it."""
        return not (self.record.in_doubt or self.record.is_out)

    def is_open(self, now: datetime) -> bool:
        """Whether it is a draft, approved or not, that can still go out."""
        return self.issue is not None and self.may_change and not (self.is_skipped or self.is_late(now))

    @property
    def is_approved(self) -> bool:
        """Whether somebody approved it and nobody took that back, whatever was edited since; or it is out."""
        return self.record.approval is not None or self.record.is_out

    @property
    def is_given_up(self) -> bool:
        """Whether it reaches nobody: stopped at the mail service, on a Monday to skip, or too late to send."""
        record = self.record
        stopped = record.is_handed_off and record.service_says == "stopped"
        return stopped or (self.may_change and (self.is_skipped or record.was_missed))

    @property
    def reached_readers(self) -> bool:
        """Whether readers have it, may have it, or are about to get it."""
        return self.is_approved and not self.is_given_up and not self.record.is_rehearsal

    @property
    def sent_stories(self) -> tuple[Story, ...]:
        """The stories that readers had, or are meant to have: what memory holds. Raises MondayError where it is lost.
        Of a rehearsal only the samples, so that samples go on as a newsletter would: nobody had the others."""
        if not self.is_approved or self.is_given_up:
            return ()
        if self.issue is None:
            if self.is_out and self.fault:
                raise self.fault
            return ()
        if not self.record.is_rehearsal:
            return self.issue.stories
        return tuple(story for story in self.issue.stories if urls.is_made_up(urls.host(story.url)))

    @property
    def keeps_its_number(self) -> bool:
        """Whether no other issue may have its number: readers see no gap, and none twice."""
        return bool(self.sent_stories)

    @property
    def is_edited(self) -> bool:
        """Whether an editor changed issue.toml since the machine drafted it."""
        return self.text is not None and self.record.draft != digest(self.text)

    def is_settled(self, now: datetime) -> bool:
        """Whether an edit no longer voids anything: it is out, or was a rehearsal or missed, and its time is over."""
        record = self.record
        return record.is_out or (self.is_late(now) and (record.is_rehearsal or record.was_missed))

    def require_issue(self) -> Issue:
        """The issue. Raises IssueError where there is none yet, or it cannot be read."""
        if self.issue is None:
            hint = f"to make it: monday run --issue {self.day}"
            raise self.fault or IssueError(f"there is no {issue_name(self.day)} yet", hint=hint)
        return self.issue

    def require_open(self) -> None:
        """Raise UsageError when it may no longer change: readers have it, or may have it."""
        record, day, name = self.record, self.day, issue_name(self.day)
        if self.may_change:
            return
        why = f"the {name} is public and cannot be changed"
        hint = f'to correct its page: monday erratum {day} "what was wrong"'
        if record.in_doubt:
            why, hint = f"the mail service may have the {name}", "settle that first; to see how: monday status"
        elif record.is_handed_off:
            why = f"the mail service has the {name}"
            if record.remote.get("status") == "scheduled":
                hint = f"to change it, take it back first: monday rollback --issue {day}"
        raise UsageError(f"{why}; nothing was written", hint=hint)

    @property
    def warning(self) -> str:
        """Tells that issue.toml is not what readers got; "" where it is."""
        if not self.strayed:
            return ""
        return (
            f"issue.toml of {self.day} is not what readers got; the site keeps what they got"
            f" (correct it with: monday erratum {self.day}; undo the edit: copy approved.toml over issue.toml)"
        )

    def file(self, name: str) -> bytes | None:
        """What is in its folder under that *name*; None where there is nothing."""
        return files.read(self.folder / name)

    def pictures(self, issue: Issue) -> Mapping[str, bytes]:
        """The editor's own pictures that *issue* names; a missing one is `check`'s to tell."""
        names = sorted({story.image for story in issue.stories if story.image})
        return {name: data for name in names if (data := self.file(Path(name).name)) is not None}
