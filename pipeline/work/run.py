"""What `monday run` does: finish every approved issue, then bring the current Monday as far as it may go."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from pipeline import check, flow, issue
from pipeline.archive import readers
from pipeline.config import Config, when
from pipeline.errors import CheckFailed, MondayError, NotApproved, Skipped
from pipeline.flow import Warn
from pipeline.limits import kilobytes
from pipeline.model import OUTCOMES
from pipeline.text import counted
from pipeline.work.earlier import Cron, finish, missed, publish, worst
from pipeline.work.send import Clock
from pipeline.work.standing import approving, standing

STAGES: Final = ("collect", "choose", "compose", "check", "archive")
"""Where `--until` may stop; after the last of them comes the hand-off."""
WAITS: Final = "A draft waits for you"
AUTO: Final = "The issue has approved itself"


@dataclass(frozen=True, kw_only=True, slots=True)
class Done:
    """How a run ended: *lines* for people, *code* for cron."""

    day: date
    state: str
    """waiting for its drafting days, drafted, rehearsal, or as `approval.State` says."""
    folder: Path | None
    changed: tuple[str, ...]
    lines: tuple[str, ...] = ()
    code: int = 0
    news: str = ""
    """What the editors should hear of, as a mail's subject."""


def run(
    config: Config,
    *,
    clock: Clock,
    forced: date | None,
    until: str | None,
    env: Mapping[str, str],
    pretending: bool,
    tell: Warn,
    warn: Warn,
    fail: Warn,
    progress: flow.Progress,
) -> Done:
    """Do whatever is due. *forced* drafts that Monday at once; *until* names the last stage to do, for any issue.

    Trouble with an issue that was approved earlier does not keep the current one from being made: it is told, and of
    all exit codes the gravest is the run's. An error that ends the run carries what was done until then as its notes.
    """
    cron = Cron(config=config, clock=clock, env=env, pretending=pretending, tell=tell, warn=warn, fail=fail)
    readers.shelf(config.folder)  # damage to what is out stops all at once: nothing else knows what readers got
    try:
        _earlier(cron, forced=forced, until=until)
        done = _current(cron, forced=forced, until=until, progress=progress)
    except Exception as e:
        for line in cron.lines:  # what was done is done, and is told all the same
            e.add_note(line)
        if isinstance(e, MondayError):
            e.code = worst(cron.code, e.code)
        raise
    return replace(done, lines=tuple(cron.lines), code=worst(cron.code, done.code))


def _earlier(cron: Cron, *, forced: date | None, until: str | None) -> None:
    """Everything that was approved, to the site and to the mail service; and what went out on no Monday at all."""
    if until in (None, "archive"):
        publish(cron)  # first: the email links to the page
    if until is not None:
        return
    finish(cron)
    if forced is None and (days := missed(cron.config, now=cron.clock())):
        words = f"no issue went out on {', '.join(map(str, days))}: not approved, or not made, in time"
        cron.trouble("", Skipped(words, hint="this is told once; where every issue stands: monday status"))


def _current(cron: Cron, *, forced: date | None, until: str | None, progress: flow.Progress) -> Done:
    config, now = cron.config, cron.clock()
    day = forced or flow.current(config, now=now)
    folder = flow.issue_folder(config, day)
    drafted = (folder / issue.NAME).exists()
    if not drafted or until == "collect":
        found = flow.gather(config, now=now, warn=cron.warn, progress=progress)
        articles = sum(r.articles for r in found.results)
        good = sum(r.status != "failed" for r in found.results)
        of = counted(len(found.results), "feed")
        cron.tell(f"collect: {counted(articles, 'article')} from {good} of {of}")
        start = when.draft_from(config.schedule, day)
        early = forced is None and when.local_date(config.schedule, now) < start
        if not drafted and (early or until == "collect"):
            cron.lines.append(
                f"The issue of {day} is drafted from {start:%A %-d %B}; until then feeds are only collected."
            )
            return Done(day=day, state="waiting", folder=None, changed=())
    if not drafted:
        answer = flow.choose(config, day, now=now, warn=cron.warn)
        cron.tell("choose: " + ", ".join(f"{len(answer[k])} {k}" for k in OUTCOMES))
    if until in ("collect", "choose"):
        cron.lines.append(f"The issue of {day} is drafted: {_short(folder)}")
        made = () if drafted else (issue.NAME,)
        return Done(day=day, state="drafted", folder=folder, changed=made, news="" if drafted else WAITS)
    return _built(cron, day, drafted=drafted, until=until)


def _built(cron: Cron, day: date, *, drafted: bool, until: str | None) -> Done:
    config = cron.config
    built = flow.build(config, day)
    size = kilobytes(len(built.files["email.html"]))
    cron.tell(f"compose: {counted(len(built.changed), 'file')} changed, the email is {size}")
    folder = flow.issue_folder(config, day)
    shown = _short(folder)
    lines = cron.lines
    lines += [f"{day}, no. {built.issue.number}: {built.issue.subject}"]
    lines += [f"  {n}. {s.title} ({s.source})" for n, s in enumerate(built.issue.stories, start=1)]
    state = flow.state(config, day, fingerprint=built.fingerprint)
    if drafted and not built.changed and state != "changed":
        lines.append("Nothing changed: the issue is as the last run left it.")
    elif drafted and flow.edited(config, day):
        lines.append("An editor has changed this issue: the choice was left alone, the email was rendered again.")
    lines.append(f"The issue is in {shown}: open {shown}/email.html in a browser.")
    news = "" if drafted else WAITS
    if until == "compose":
        return Done(day=day, state=state, folder=folder, changed=built.changed, news=news)
    cron.tell(f"check: {check.tally(check.to_do(built.findings))}")
    if until is None and state == "draft" and config.approve.auto:
        _by_itself(cron, built)
        state = flow.state(config, day, fingerprint=built.fingerprint)
        news = news if state == "draft" else AUTO
    waits = NotApproved.code if cron.clock() >= built.send_at else 0
    code = 0
    if errors := [f.rule for f in built.findings if f.level == "error"]:
        # blurbs of a program wait for an editor's words every week: that is no failure while there is time
        code = waits if {*errors} == {"structure.drafts"} else CheckFailed.code
        mend = f"{counted(len(errors), 'error')} to mend before it can be approved"
        lines.append(f"It has {mend}: monday check --issue {day}")
    elif state in ("draft", "changed"):
        code = waits
        words = "was not approved in time" if waits else "waits for approval"
        if state == "changed":
            words = "was changed since its approval, which is void: it " + words
        lines.append(f"It {words}. Look at it: monday preview. {approving(built.issue, config)}")
    else:
        made_up = bool(check.sample_findings(built.issue, config))
        told = standing(config, day, fingerprint=built.fingerprint, made_up=made_up, now=cron.clock())
        lines.append(f"It is approved. {told.ahead}" if told.words == "approved" else told.ahead)
        if told.words == "rehearsal":
            state = told.words
    return Done(day=day, state=state, folder=folder, changed=built.changed, code=code, news=news)


def _by_itself(cron: Cron, built: flow.Built) -> None:
    """`[approve] auto`: approve what the machine drafted, where the check is clean; then send it on its way."""
    config, day = cron.config, built.day
    found = [f for f in built.findings if f.level != "note"]
    why_not = ""
    if flow.edited(config, day) or any(e.kind in ("approved", "revoked") for e in flow.events(config, day)):
        why_not = "an editor has been at work on it."
    elif found:
        why_not = f"check found {counted(len(found), 'thing')}, the first: {found[0].message}"
    else:
        try:
            flow.approve(config, day, by="auto", rehearsal=False, now=cron.clock())
        except CheckFailed as e:  # the articles are samples, or an address is
            why_not = str(e)
    if why_not:
        cron.lines.append(f"It does not approve itself: {why_not}")
        return
    cron.lines.append("It approved itself: the check is clean.")
    publish(cron)
    finish(cron)


def _short(folder: Path) -> str:
    """The folder as a person would type it from here."""
    return os.path.relpath(folder) if folder.is_relative_to(Path.cwd()) else str(folder)
