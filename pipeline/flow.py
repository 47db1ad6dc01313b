"""The whole program on one page: here the stages meet, and nowhere else. Every function is one command's work."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pipeline import archive, issue
from pipeline.archive import approval, ledger, readers
from pipeline.archive.readers import CLOSED, memory
from pipeline.config import Config, resources, when
from pipeline.errors import CheckFailed, Conflict, IssueError, Skipped, UsageError
from pipeline.handoff import words
from pipeline.model import Event, Finding, Issue, Story
from pipeline.outside import files

if TYPE_CHECKING:
    from pipeline.check import Material
    from pipeline.collect import Collected
    from pipeline.issue import Document

MORE: Final = "add feeds, or standing articles to evergreen.toml"
"""What brings more good articles."""
Warn = Callable[[str], None]
Progress = Callable[[int, int, str], None]


class TooFew(Skipped):
    """Too few good articles; *answer* is what `choose --json` prints all the same."""

    def __init__(self, message: str, *, hint: str = "", answer: Mapping[str, Any] | None = None) -> None:
        super().__init__(message, hint=hint)
        self.answer = answer or {}


@dataclass(frozen=True, kw_only=True, slots=True)
class Built:
    """An issue, rendered and checked."""

    day: date
    issue: Issue
    files: Mapping[str, bytes]
    findings: tuple[Finding, ...]
    send_at: datetime
    fingerprint: str
    """What an approval is bound to: the email's bytes and its send instant."""
    changed: tuple[str, ...]
    """The names among *files* that were written: their bytes differ from what was there before."""
    kept: tuple[str, ...]
    """The names whose files are not these bytes, and stay as sent."""
    material: "Material"
    """What was judged: `check.sizes` tells from it where the bytes go."""


def issue_folder(config: Config, day: date) -> Path:
    """Where *day*'s issue lives."""
    return archive.issue_folder(config.folder, day)


def current(config: Config, *, now: datetime) -> date:
    """The Monday to work on: not handed off or public, not skipped, not too late."""
    done = {day for day in archive.days(config.folder) if approval.is_final(events(config, day))}
    return when.current_monday(config.schedule, now, done=done)


def gather(config: Config, *, now: datetime, warn: Warn, progress: Progress) -> "Collected":
    """Web to articles. One bad feed is a warning; all feeds bad is an error."""
    from pipeline import collect

    return collect.collect(config, now=now, warn=warn, progress=progress)


def choose(
    config: Config, day: date, *, now: datetime, again: bool = False, discard: bool = False, warn: Warn
) -> dict[str, Any]:
    """Articles to five: writes candidates.json, then issue.toml; the verdicts as `choose --json` prints them."""
    from pipeline import choose as stage
    from pipeline import collect
    from pipeline.config.evergreen import load_evergreen
    from pipeline.config.profile import load_profile
    from pipeline.work import draft as drafting

    folder = issue_folder(config, day)
    before = archive.text(config.folder, day)
    if before is not None and not (again or discard):
        return candidates(folder)
    refuse_unless_open(config, day)  # also when issue.toml is gone: the ledger knows what readers have
    if before is not None and not discard and edited(config, day):
        raise UsageError(
            f"issues/{day}/issue.toml was edited since it was drafted; it was left alone",
            hint="to choose anew all the same: monday choose --discard (the edited file is kept beside it)",
        )
    pinned = {} if before is None else _pinned(config, day, warn=warn)
    profile = load_profile(config)
    choice = stage.choose(
        collect.articles(config, now=now),
        profile=profile,
        feeds=config.feeds,
        settings=config.choose,
        past=memory(config, before=day),
        shelf=load_evergreen(config),
        day=day,
        now=now,
        pinned=tuple(pinned.values()),
    )
    answer = {"issue": day.isoformat(), "collected": now.isoformat(), **stage.candidates_json(choice)}
    if choice.missing:
        hint = f"{MORE}; everything considered, and why: monday choose --explain --issue {day}"
        raise TooFew(choice.missing, hint=hint, answer=answer)
    for note in choice.notes:
        warn(note)
    number = readers.next_number(config, before=day)
    drafted = drafting.draft(config, choice, number=number, profile=profile, pinned=pinned, warn=warn)
    text = issue.dump(drafted)
    if before is not None:
        files.write_atomic(folder / "issue.toml.before", before)
    listed = json.dumps(answer, ensure_ascii=False, indent=1) + "\n"
    event = Event(at=now, kind="drafted", data={"sha256": approval.digest(text.encode())})
    ledger.append(folder / ledger.NAME, event)  # first: a draft that the ledger does not know counts as edited
    archive.write_issue(folder, text.encode(), listed.encode(), before=before)
    return answer


def _pinned(config: Config, day: date, *, warn: Warn) -> dict[int, Story]:
    """The stories of *day*'s issue that an editor pinned, by their places from 0: a new choice keeps them."""
    try:
        return {place: story for place, story in enumerate(read_issue(config, day).stories) if story.pinned}
    except IssueError as e:
        warn(f"{e}; what was pinned in it could not be kept")
        return {}


def build(config: Config, day: date, *, write: bool = True, links: bool = False, tools: tuple[str, ...] = ()) -> Built:
    """Issue to bytes, checked, written beside issue.toml. Files of an issue that was handed off stay as sent.

    With *links* the pages are asked whether they answer; *tools* names real tools that look at the email too.
    """
    from pipeline import check, compose
    from pipeline.config.profile import load_profile
    from pipeline.work import examine

    folder = issue_folder(config, day)
    found = read_issue(config, day)
    templates = resources.templates(config.folder)
    profile = load_profile(config)
    extras = examine.extras(found, config, profile)
    email = compose.email(found, config, templates, extras)
    made = compose.parts(email, found, config, templates, extras)
    earlier = [f.issue for f in archive.shelf(config.folder) if f.issue and f.date < day]
    had = memory(config, before=day, keys=False)
    sent = {one.date for one in had}
    material = check.Material(
        issue=found,
        email=email,
        config=config,
        eml=made["email.eml"],
        web=made["web.html"],
        past_subjects=tuple(one.subject for one in earlier),
        had=had,
        numbers={one.date: one.number for one in earlier if one.date in sent},
        signs=profile.signs,
        labels=extras.labels,
        template_sources=templates,
        pictures=extras.pictures,
        logo=extras.logo,
        links=examine.links(found, config) if links else (),
        tools=examine.tools(tools, made),
    )
    findings = check.check(material)
    report = json.dumps([{k: getattr(f, k) for k in Finding.__slots__} for f in findings], ensure_ascii=False, indent=1)
    made = {**made, "checks.json": report.encode() + b"\n"}
    differs = tuple(name for name, data in made.items() if files.read(folder / name) != data)
    closed = approval.state(events(config, day), "") in CLOSED
    changed = differs if write and not closed else ()
    for name in changed:
        files.write_atomic(folder / name, made[name])
    send_at = when.send_instant(config.schedule, day)
    fingerprint = approval.fingerprint(made["email.eml"], send_at)
    return Built(
        day=day,
        issue=found,
        files=made,
        findings=findings,
        send_at=send_at,
        fingerprint=fingerprint,
        changed=changed,
        kept=differs if closed else (),
        material=material,
    )


def read_issue(config: Config, day: date) -> Issue:
    """The issue as issue.toml says it; once it is out, as readers got it. Raises IssueError."""
    filed = readers.read(config.folder, day)
    if filed is None or filed.issue is None:
        none = IssueError(f"there is no issue of {day} yet", hint=f"make it: monday run --issue {day}")
        raise (filed and filed.error) or none
    return filed.issue


def edit(config: Config, day: date, change: Callable[["Document"], "Document"]) -> tuple[str, ...]:
    """Change issue.toml by *change*, losslessly; what it did, in words. Raises Conflict when the file moved on."""
    before = read_issue(config, day)
    data, document = try_edit(config, day, change)
    files.write_atomic(issue_folder(config, day) / issue.NAME, document.text.encode(), expected=data)
    told = issue.told(before, document.issue)
    shown = [[replace(s, pinned=False, note="") for s in found.stories] for found in (before, document.issue)]
    if shown[0] == shown[1] or not (issue_folder(config, day) / "email.html").exists():
        return told
    return (*told, f"email.html is from before this edit; to render it again: monday compose --issue {day}")


def try_edit(config: Config, day: date, change: Callable[["Document"], "Document"]) -> tuple[bytes, "Document"]:
    """issue.toml as it is, and as *change* would make it; writes nothing. Raises what *change* raises."""
    read_issue(config, day)
    data = archive.text(config.folder, day) or b""
    return data, change(issue.Document(data.decode()))


def approve(config: Config, day: date, *, by: str, rehearsal: bool, now: datetime, seen: str = "") -> str:
    """Bind an editor's yes to the bytes of the email and its send instant; says what happens next.

    issue.toml is kept as it is then: once the issue is out, that is what readers got. *seen* is the fingerprint that
    the editor had before their eyes: Conflict when it is another by now.
    """
    from pipeline import check

    refuse_unless_open(config, day)
    text = archive.text(config.folder, day)
    built = build(config, day)
    if (seen and seen != built.fingerprint) or text is None or text != archive.text(config.folder, day):
        raise Conflict("the issue changed since you saw it", hint="look at it as it is now, then approve")
    errors = [f for f in built.findings if f.level == "error"]
    if not rehearsal:
        errors += check.sample_findings(built.issue, config)
    if errors:
        raise CheckFailed(
            f"not approved: {errors[0].message} ({errors[0].where})"
            + (f", and {len(errors) - 1} more" if len(errors) > 1 else ""),
            hint="see them all: monday check; a rehearsal with sample articles: monday approve --sample",
        )
    send_at = when.send_instant(config.schedule, day)
    data = {
        "fingerprint": built.fingerprint,
        "send_at": send_at.isoformat(),
        "by": by,
        "rehearsal": rehearsal,
    }
    folder = issue_folder(config, day)
    files.write_atomic(folder / archive.APPROVED, text)  # first: whoever finds the approval finds its text
    ledger.append(folder / ledger.NAME, Event(at=now, kind="approved", data=data))
    ahead = "it is a rehearsal, and will never be sent" if rehearsal else words.next_step(config, send_at)
    return f"The issue of {day} is approved as it is now; {ahead}."


def events(config: Config, day: date) -> tuple[Event, ...]:
    """What the ledger of *day*'s issue tells."""
    return ledger.read(issue_folder(config, day) / ledger.NAME)


def state(config: Config, day: date, *, fingerprint: str) -> str:
    """Where *day*'s issue stands: draft, approved, changed, …"""
    return approval.state(events(config, day), fingerprint)


def refuse_unless_open(config: Config, day: date) -> None:
    """Raise UsageError when *day*'s issue may not change any more: readers have it, or may have it."""
    record = events(config, day)
    stands = approval.state(record, "")
    if stands not in CLOSED:
        return
    words = {
        "handed-off": f"the mail service has the issue of {day}",
        "in-doubt": f"the mail service may have the issue of {day}",
        "public": f"the issue of {day} is public for good",
    }
    hint = f'to correct its page: monday erratum {day} "what was wrong"'
    if stands == "in-doubt":
        hint = "settle that first: monday status says how"
    elif approval.taken(record).get("status") == "scheduled":
        hint = f"to change it, take it back first: monday rollback --issue {day}"
    raise UsageError(f"{words[stands]}; nothing was written", hint=hint)


def edited(config: Config, day: date) -> bool:
    """Whether an editor changed issue.toml since the machine drafted it."""
    data = archive.text(config.folder, day)
    return data is not None and not approval.untouched(events(config, day), data)


def candidates(folder: Path) -> dict[str, Any]:
    """What was considered for the issue in *folder*, as `choose --json` printed it. Raises IssueError."""
    found = archive.considered(folder)
    if found is None:
        hint = "restore the file from a backup, or choose anew: monday choose --again"
        raise IssueError(f"candidates.json of {folder.name} is missing or damaged: the choice is not known", hint=hint)
    return found
