"""The coming Mondays, and one of them skipped or not, in newsletter.toml."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from pipeline.archive import Newsletter, State
from pipeline.archive.ledger import digest
from pipeline.config import NAME, change, when
from pipeline.errors import Conflict, UsageError
from pipeline.limits import issue_name
from pipeline.outside import files
from pipeline.work.build import stands

MONDAYS: Final = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Calendar:
    """The coming Mondays as newsletter.toml has them, the skipped ones too."""

    runs: tuple[when.Slot, ...]
    zone: str  # the newsletter's time zone, such as America/Los_Angeles
    states: Mapping[date, State]  # where those stand that have an issue already
    seen: str  # changes with newsletter.toml: a button pressed on an older page changes nothing


def calendar(newsletter: Newsletter, *, now: datetime) -> Calendar:
    """The next twelve Mondays."""
    schedule = newsletter.config.schedule
    runs = when.explain(schedule, now, MONDAYS)
    found = (newsletter.edition(run.day) for run in runs)
    return Calendar(
        runs=runs,
        zone=schedule.timezone,
        states={one.day: stands(newsletter, one, now) for one in found if one.exists},
        seen=digest(files.read(newsletter.config.folder / NAME) or b""),
    )


def skip(newsletter: Newsletter, monday: str, *, skipped: bool, seen: str, now: datetime) -> str:
    """Skip one of the coming Mondays, or take that back, in newsletter.toml; says what was done. Raises Conflict when
    newsletter.toml is not what the page showed; UsageError when it is none of those Mondays, or its issue is out
    already."""
    shown, folder = calendar(newsletter, now=now), newsletter.config.folder
    run = next((run for run in shown.runs if run.day.isoformat() == monday), None)
    if run is None:
        raise UsageError("that is not one of the coming Mondays", hint="choose one from the list")
    if skipped and shown.states.get(run.day) == State.APPROVED:  # the next run would finish it anyway
        hint = f"take its approval back first: monday rollback --issue {run.day}"
        raise UsageError(f"the {issue_name(run.day)} is approved, and would go out; nothing was written", hint=hint)
    if skipped:
        newsletter.edition(run.day).require_open()
    before = files.read(folder / NAME) or b""
    if digest(before) != seen:
        hint = "look at the current list, then choose again; nothing was written"
        raise Conflict(f"{NAME} changed since you saw it", hint=hint)
    change.change(folder, lambda source: change.skip(source, run.day, skipped=skipped), before=before)
    return f"{run.day:%A, %B %-d, %Y} is {'skipped: no issue goes out' if skipped else 'no longer skipped'}."
