"""What `monday run` does: finish every approved issue, then bring the current Monday as far as it may go."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from pipeline import archive, dispatch, flow, issue
from pipeline.config import Config, when
from pipeline.errors import CheckFailed, MondayError, NotApproved, Skipped
from pipeline.handoff import approval, ledger
from pipeline.model import Event

Tell = Callable[[str], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Done:
    """How a run ended: *lines* for people, *code* for cron."""

    day: date
    state: str
    folder: Path | None
    changed: tuple[str, ...]
    lines: tuple[str, ...]
    code: int = 0
    fresh: bool = False
    """Whether this run made the draft."""


def run(
    config: Config,
    *,
    now: datetime,
    forced: date | None,
    until: str | None,
    env: Mapping[str, str],
    pretending: bool,
    tell: Tell,
    warn: Tell,
    progress: flow.Progress,
) -> Done:
    """Do whatever is due. *forced* drafts that Monday at once; *until* names the last stage to do for it.

    Trouble with an issue that was approved earlier does not keep the current one from being made: it is told, and its
    exit code is the run's unless the current issue has one of its own.
    """
    code = finish(config, now=now, env=env, pretending=pretending, tell=tell, warn=warn)
    if published := dispatch.publish(config, now=now, warn=warn):
        tell(f"archive: {len(published)} public files changed")
    day = forced or flow.current(config, now=now)
    folder = flow.issue_folder(config, day)
    drafted = (folder / issue.NAME).exists()
    if not drafted:
        found = flow.gather(config, now=now, warn=warn, progress=progress)
        articles = sum(r.articles for r in found.results)
        good = sum(r.status != "failed" for r in found.results)
        tell(f"collect: {articles} articles from {good} of {len(found.results)} feeds")
        start = when.draft_from(config.schedule, day)
        if until == "collect" or (forced is None and when.local_date(config.schedule, now) < start):
            line = f"The issue of {day} is drafted from {start:%A %d %B}; until then feeds are only collected."
            return Done(day=day, state="waiting", folder=None, changed=(), lines=(line,), code=code)
        answer = flow.choose(config, day, now=now, warn=warn)
        tell("choose: " + ", ".join(f"{len(answer[k])} {k}" for k in ("picks", "bench", "held", "rejected")))
    if until == "choose":
        line = f"Drafted: {folder}"
        return Done(day=day, state="drafted", folder=folder, changed=(issue.NAME,), lines=(line,), code=code)
    done = _built(config, day, now=now, drafted=drafted, tell=tell)
    return replace(done, code=done.code or code, fresh=not drafted)


def _built(config: Config, day: date, *, now: datetime, drafted: bool, tell: Tell) -> Done:
    built = flow.build(config, day)
    size = len(built.files["email.html"]) / 1000
    tell(f"compose: {len(built.changed)} files changed, the email is {size:.0f} KB")
    errors = sum(f.level == "error" for f in built.findings)
    tell(f"check: {errors} errors, {len(built.findings) - errors} other findings")
    state = flow.state(config, day, fingerprint=built.fingerprint)
    folder = flow.issue_folder(config, day)
    shown = _short(folder)
    lines = [f"{day}, no. {built.issue.number}: {built.issue.subject}"]
    lines += [f"  {n}. {s.title} ({s.source})" for n, s in enumerate(built.issue.stories, start=1)]
    if drafted and not built.changed:
        lines.append("Nothing changed: the issue is as the last run left it.")
    elif drafted and flow.edited(config, day):
        lines.append("An editor has changed this issue: the choice was left alone, the email was rendered again.")
    lines.append(f"The issue is in {shown}: open {shown}/email.html in a browser.")
    code = 0
    if errors:
        code = CheckFailed.code
        lines.append(f"It has {errors} errors to mend before it can be approved: monday check")
    elif state in ("draft", "changed"):
        late = now >= when.send_instant(config.schedule, day)
        code = NotApproved.code if late else 0
        words = "was not approved in time" if late else "waits for approval"
        lines.append(f"It {words}. Look at it: monday preview. Approve it: monday approve --issue {day}")
    else:
        lines.append(f"It is {state}.")
    return Done(day=day, state=state, folder=folder, changed=built.changed, lines=tuple(lines), code=code)


def finish(config: Config, *, now: datetime, env: Mapping[str, str], pretending: bool, tell: Tell, warn: Tell) -> int:
    """Bring every approved issue to its end: handed off before its send time, on the site for good after it.

    The exit code of the first that could not be; 0 when all is well.
    """
    worst = 0
    for filed in archive.shelf(config.folder):
        record = flow.events(config, filed.date)
        if approval.is_final(record) or not approval.was_approved(record) or flow.is_rehearsal(record):
            continue
        if record[-1].kind == "missed":
            continue
        try:
            words = _finish(config, filed.date, now=now, env=env, pretending=pretending)
        except MondayError as e:
            if isinstance(e, Skipped):  # told once; `monday handoff` still can
                ledger.append(filed.folder / ledger.NAME, Event(at=now, kind="missed"))
            warn(f"the issue of {filed.date}: {e}{f' ({e.hint})' if e.hint else ''}")
            worst = worst or e.code
        else:
            if words:
                tell(f"{filed.date}: {words}")
    return worst


def _finish(config: Config, day: date, *, now: datetime, env: Mapping[str, str], pretending: bool) -> str:
    if config.handoff.target != "none":
        return dispatch.deliver(config, day, clock=lambda: now, env=env, pretending=pretending)
    built = flow.build(config, day)
    if flow.state(config, day, fingerprint=built.fingerprint) != "approved":
        raise NotApproved("it was changed since its approval", hint=f"monday approve --issue {day}")
    if now < built.send_at:
        return ""
    ledger.append(flow.issue_folder(config, day) / ledger.NAME, Event(at=now, kind="public"))
    return "on the site from now on"


def _short(folder: Path) -> str:
    """The folder as a person would type it from here."""
    return os.path.relpath(folder) if folder.is_relative_to(Path.cwd()) else str(folder)
