"""What was approved earlier, to its end: on the site, with the mail service; and what went out on no Monday at all."""

from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import takewhile
from pathlib import Path

from pipeline.archive import Edition, Newsletter, State, state_of
from pipeline.archive.state import AMISS
from pipeline.config import when
from pipeline.errors import MondayError, NotApproved, RemoteUnknown, Skipped, worst
from pipeline.limits import issue_name
from pipeline.model import Warn
from pipeline.work import Context, publish
from pipeline.work.build import build


@dataclass(kw_only=True, slots=True)
class Run(Context):
    """One run: what it works with, and what it has done so far."""

    tell: Warn
    warn: Warn
    fail: Warn  # like *warn*, for what decides the exit code
    lines: list[str] = field(default_factory=list)
    """What was done, in words: printed at the end, also where the run ends in an error."""
    code: int = 0
    day: date = date.min
    """The current Monday; how its issue stands in *state*, its *folder*, and the names of its files that *changed*."""
    state: State = State.WAITING
    folder: Path | None = None
    changed: tuple[str, ...] = ()
    news: str = ""  # what the editors should hear of, as a mail's subject

    def trouble(self, words: str, e: MondayError) -> None:
        """Something went wrong that keeps nothing else from being done."""
        self.fail(f"{words}{e}" + (f"\nHint: {e.hint}" if e.hint else ""))
        self.code = worst(self.code, e.code)


def update_site(run: Run) -> None:
    """Bring the site up to date. A failure is reported, no more: the hand-off asks itself whether the page is there."""
    try:
        changed = publish.publish(run.newsletter, now=run.clock(), warn=run.warn)
    except MondayError as e:
        run.trouble("", e)
        return
    if changed:
        run.tell(f"archive: {len(changed)} public files changed")


def look_again(run: Run) -> None:
    """Ask the mail service about each issue that it has. What differs, or has stopped, is reported once; it decides
    whether the site lists the issue, whether its articles are remembered, and who has its number."""
    for edition in run.newsletter.editions():
        if not edition.is_watched(run.clock()):
            continue
        from pipeline.work import send  # inside: most runs have nothing to ask or to send

        before = edition.record.looked
        try:
            sight = send.look(run, edition)
        except MondayError as e:
            run.warn(f"the mail service could not be asked about the {issue_name(edition.day)}: {e}")
            continue
        if sight is None or sight.words == before.get("words"):
            continue
        if sight.status in AMISS:
            words = f"the {issue_name(edition.day)} at {edition.record.held_by}: {sight.words}"
            run.trouble("", RemoteUnknown(words, hint=sight.hint))
        elif sight.final:
            run.lines.append(f"The {issue_name(edition.day)}: {sight.words}.")


def finish(run: Run) -> None:
    """Bring every approved issue to its end: handed off before its send time, on the site for good after it. Trouble
    with one issue keeps no other from being finished. The page of one that is given up goes."""
    given_up = False
    for edition in run.newsletter.editions():
        if edition.is_out or not edition.is_approved or edition.record.was_missed or edition.record.is_rehearsal:
            continue
        try:
            words = _finish(run, edition)
        except MondayError as e:
            if isinstance(e, Skipped):  # reported once; `monday handoff` still can
                run.newsletter.note(edition.day, "missed", at=run.clock())
                given_up = True
            run.trouble("" if issue_name(edition.day) in str(e) else f"the {issue_name(edition.day)}: ", e)
        else:
            run.lines += [f"The {issue_name(edition.day)}: {words}."] if words else []
    if given_up:
        update_site(run)


def _finish(run: Run, edition: Edition) -> str:
    newsletter, day = run.newsletter, edition.day
    if edition.is_skipped:
        hint = f"to send it anyway, remove {day} from skip under [schedule], and approve it again"
        raise Skipped("it is approved, but its Monday is skipped: it will not be sent", hint=hint)
    try:
        if newsletter.config.handoff.target != "none":
            from pipeline.work import send

            return send.deliver(run, day, patient=run.warn)
        if state_of(edition, run.clock(), build(newsletter, day, recall=True).fingerprint) != State.APPROVED:
            raise NotApproved("it was changed after it was approved", hint=f"monday approve --issue {day}")
    except NotApproved as e:
        if edition.is_late(run.clock()):
            raise Skipped("it was changed after it was approved, and not approved again in time") from e
        raise
    if run.clock() < edition.send_at:
        return ""
    newsletter.note(day, "public", at=run.clock())
    return "on the site from now on"


def missed(newsletter: Newsletter, *, now: datetime) -> tuple[date, ...]:
    """The Mondays since the last issue that are past and had none; each is reported once."""
    past = [one for one in newsletter.editions() if one.is_late(now)]
    if not past or past[-1].record.is_rehearsal:
        return ()  # a newsletter that has not begun misses nothing
    last, schedule = past[-1], newsletter.config.schedule
    reported = last.record.missed_mondays
    gone = takewhile(lambda day: when.too_late(schedule, day, now), when.mondays(schedule, last.day))
    found = tuple(day for day in gone if day not in reported and not newsletter.edition(day).is_approved)
    if found:
        newsletter.note(last.day, "missed", at=now, mondays=[day.isoformat() for day in found])
    return found
