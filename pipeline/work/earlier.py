"""What was approved earlier, to its end: on the site, with the mail service; and what went out on no Monday at all."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import takewhile
from typing import Final

from pipeline import archive, flow
from pipeline.archive import approval, ledger, readers
from pipeline.config import Config, when
from pipeline.errors import MondayError, NotApproved, Skipped
from pipeline.flow import Warn
from pipeline.model import Event
from pipeline.work import send as dispatch
from pipeline.work.send import Clock

GRAVE: Final = (8, 7, 78, 2, 1, 6, 4, 5, 3, 75, 0)
"""Exit codes, the one that needs a person most first: a run with several troubles ends with that one."""


@dataclass(kw_only=True, slots=True)
class Cron:
    """One run: what it works with, and what it has said so far."""

    config: Config
    clock: Clock
    env: Mapping[str, str]
    pretending: bool
    tell: Warn
    warn: Warn
    fail: Warn
    """Like *warn*, for what decides the exit code."""
    lines: list[str] = field(default_factory=list)
    """What was done, in words, for people: told at the end, also where the run ends in an error."""
    code: int = 0

    def trouble(self, words: str, e: MondayError) -> None:
        """Something went wrong that keeps nothing else from being done."""
        self.fail(f"{words}{e}" + (f"\nHint: {e.hint}" if e.hint else ""))
        self.code = worst(self.code, e.code)


def worst(*codes: int) -> int:
    """The exit code of several that a person must hear of first."""
    return min(codes, key=GRAVE.index)


def publish(cron: Cron) -> None:
    """Bring the site up to date. Trouble is told: the hand-off asks itself whether the page is there."""
    try:
        changed = dispatch.publish(cron.config, now=cron.clock(), warn=cron.warn)
    except MondayError as e:
        cron.trouble("", e)
        return
    if changed:
        cron.tell(f"archive: {len(changed)} public files changed")


def finish(cron: Cron) -> None:
    """Bring every approved issue to its end: handed off before its send time, on the site for good after it.

    Trouble with one issue keeps no other from being finished. The page of one that is given up goes.
    """
    config = cron.config
    given_up = False
    for filed in archive.shelf(config.folder):
        record = flow.events(config, filed.date)
        if approval.is_final(record) or not approval.was_approved(record) or approval.was_missed(record):
            continue
        if approval.is_rehearsal(record):
            continue
        try:
            words = _finish(cron, filed.date)
        except MondayError as e:
            if isinstance(e, Skipped):  # told once; `monday handoff` still can
                ledger.append(filed.folder / ledger.NAME, Event(at=cron.clock(), kind="missed"))
                given_up = True
            cron.trouble("" if str(filed.date) in str(e) else f"the issue of {filed.date}: ", e)
        else:
            cron.lines += [f"The issue of {filed.date}: {words}."] if words else []
    if given_up:
        publish(cron)


def _finish(cron: Cron, day: date) -> str:
    config = cron.config
    if day in config.schedule.skip:
        hint = f"to send it all the same, take {day} out of skip under [schedule], and approve it again"
        raise Skipped("it is approved, but its Monday is one to skip: it is not sent", hint=hint)
    try:
        if config.handoff.target != "none":
            return dispatch.deliver(config, day, clock=cron.clock, env=cron.env, pretending=cron.pretending)
        built = flow.build(config, day)
        if flow.state(config, day, fingerprint=built.fingerprint) != "approved":
            raise NotApproved("it was changed since its approval", hint=f"monday approve --issue {day}")
    except NotApproved as e:
        if when.too_late(config.schedule, day, cron.clock()):
            raise Skipped("it was changed since its approval, and not approved again in time") from e
        raise
    if cron.clock() < built.send_at:
        return ""
    ledger.append(flow.issue_folder(config, day) / ledger.NAME, Event(at=cron.clock(), kind="public"))
    return "on the site from now on"


def missed(config: Config, *, now: datetime) -> tuple[date, ...]:
    """The Mondays since the last issue that are past, had none, and were not told of yet; they count as told now."""
    past = [f.date for f in readers.shelf(config.folder) if when.too_late(config.schedule, f.date, now)]
    if not past or approval.is_rehearsal(flow.events(config, max(past))):
        return ()  # a newsletter that has not begun misses nothing
    told = approval.missed_mondays(flow.events(config, max(past)))
    gone = takewhile(lambda day: when.too_late(config.schedule, day, now), when.mondays(config.schedule, max(past)))
    found = tuple(d for d in gone if d not in told and not approval.was_approved(flow.events(config, d)))
    if found:
        path = flow.issue_folder(config, max(past)) / ledger.NAME
        ledger.append(path, Event(at=now, kind="missed", data={"mondays": [day.isoformat() for day in found]}))
    return found
