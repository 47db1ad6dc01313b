"""What the studio shows beside the issue at hand: past issues, coming Mondays, the balance of twelve weeks."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Final, TypeVar

from pipeline import archive, config, flow, issue
from pipeline.archive import Filed, approval, ledger, readers
from pipeline.archive.approval import Stand
from pipeline.config import when
from pipeline.config.profile import load_profile
from pipeline.errors import MondayError, UsageError
from pipeline.model import Event
from pipeline.outside import files
from pipeline.preview.balance import KINDS, History
from pipeline.preview.calendar import Calendar
from pipeline.preview.past import Past
from pipeline.work import balance

T = TypeVar("T")
Stands = Callable[[config.Config, datetime], Past]
MONDAYS: Final = 12
_SHOWN: Final = frozenset({"email.html", "web.html", "email.txt"})


def remembered(
    folder: Path,
    names: tuple[str, ...],
    make: Callable[[Filed], T],
    *,
    before: date = date.max,
    most: int | None = None,
) -> Callable[[], dict[date, T]]:
    """Answers with ``make`` of every issue in *folder*, oldest first; an issue is read again only when one of its
    files *names* changed on disk, so that ten years of issues are read once. Only the last *most* folders of a day
    *before* that are looked at."""
    known: dict[date, tuple[object, T]] = {}

    def read() -> dict[date, T]:
        nonlocal known
        now: dict[date, tuple[object, T]] = {}
        for day in [day for day in archive.days(folder) if day < before][-most if most else 0 :]:
            stamp = tuple(files.stamp(archive.issue_folder(folder, day) / name) for name in names)
            if (old := known.get(day)) and old[0] == stamp:
                now[day] = old
            elif filed := archive.read(folder, day, out=readers.is_out(folder, day)):
                now[day] = (stamp, make(filed))
        known = now
        return {day: made for day, (_, made) in now.items()}

    return read


def stand(given: config.Config, day: date, record: tuple[Event, ...], *, now: datetime) -> Stand:
    """Where *day*'s issue stands at *now*, as its *record* tells.

    What is approved, and not out, is made anew to see whether the approval holds: files on disk tell nothing of an
    edit, another template or other settings.
    """
    send_at = when.send_instant(given.schedule, day)
    late = when.too_late(given.schedule, day, now)
    bound = fingerprint = approval.approval(record) or ""
    settled = approval.is_final(record) or (late and (approval.is_rehearsal(record) or approval.was_missed(record)))
    if bound and not settled:
        try:
            fingerprint = flow.build(given, day, write=False).fingerprint
        except MondayError:  # what cannot be made is not what was approved
            fingerprint = ""
    return approval.stands(record, fingerprint, send_at=send_at, late=late, now=now)


def past(folder: Path, *, clock: Callable[[], datetime]) -> Callable[[], tuple[Past, ...]]:
    """Every issue in *folder*, with where it stands now; the answer remembers what it read."""
    reading = remembered(folder, (issue.NAME, archive.APPROVED, ledger.NAME), _past)

    def read() -> tuple[Past, ...]:
        given, now = config.load(folder), clock()
        return tuple(at(given, now) for at in reading().values())

    return read


def _past(filed: Filed) -> Stands:
    """Answers how the issue stands at some time, without reading it again."""
    found, error = filed.issue, filed.error
    record: tuple[Event, ...] = ()
    try:
        record = ledger.read(filed.folder / ledger.NAME)
    except MondayError as e:
        error = e
    said = [str(filed.date)]
    if found:
        said += [str(found.number), found.subject]
        said += [f"{s.title} {s.source} {s.topic.replace('_', ' ')}" for s in found.stories]
    made = Past(
        day=filed.date,
        number=found.number if found else None,
        subject=found.subject if found else "",
        state="broken",
        words="\n".join([*said, str(error or "")]).casefold(),
        error=str(error or ""),
    )

    def at(given: config.Config, now: datetime) -> Past:
        return made if error else replace(made, state=stand(given, filed.date, record, now=now))

    return at


def filed(folder: Path, day: date, name: str) -> bytes | None:
    """What was made of *day*'s issue, as it is on disk; only what readers get."""
    if name not in _SHOWN:
        raise UsageError(f"{name} is not shown in the studio")
    return files.read(archive.issue_folder(folder, day) / name)


def calendar(folder: Path, issues: tuple[Past, ...], *, now: datetime) -> Calendar:
    """The coming Mondays, skipped ones too."""
    data = files.read(folder / config.NAME) or b""
    schedule = config.read(data.decode("utf-8-sig", "replace"), folder).schedule
    return Calendar(
        runs=when.explain(schedule, now, MONDAYS),
        zone=schedule.timezone,
        states={made.day: made.state for made in issues},
        seen=approval.digest(data),
    )


def history(folder: Path, day: date) -> Callable[[], History]:
    """What the twelve issues before *day*'s held, and what else could have been; the answer remembers what it read."""
    names = (issue.NAME, "candidates.json")
    rows = remembered(folder, names, balance.row, before=day, most=2 * balance.WEEKS)  # some may be no issue, or broken

    def read() -> History:
        now = config.load(folder)
        before = [row for row in rows().values() if row is not None][-balance.WEEKS :]
        told = balance.summary(before)
        profile = load_profile(now)
        return History(
            issues=len(before),
            stories={kind: told[f"{kind}s"] for kind in KINDS},
            known={
                "topic": tuple(profile.topics),
                "source": tuple(feed.name for feed in now.feeds if feed.tier != "X"),
                "format": tuple(form.name for form in profile.formats),
            },
            labels={name: topic.label for name, topic in profile.topics.items()},
        )

    return read
