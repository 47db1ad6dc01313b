"""What `monday run` does: finish what is approved, bring the current Monday as far as it may go."""

import os
from datetime import date
from pathlib import Path

from pipeline import check, flow, issue
from pipeline.archive import State, state_of
from pipeline.config import when
from pipeline.errors import CheckFailed, MondayError, NoFeeds, NotApproved, Skipped, worst
from pipeline.issue.candidates import LISTS
from pipeline.limits import file_size, issue_name
from pipeline.model import Progress
from pipeline.text import counted
from pipeline.work import last_run, links
from pipeline.work.build import Built, build
from pipeline.work.finish import Run, finish, look_again, missed, update_site
from pipeline.work.next_step import report


def run(run: Run, *, forced: date | None, until: str | None, progress: Progress) -> None:
    """Do whatever is due. *forced* drafts that Monday at once; *until* names the last stage to do, for any issue.
    Trouble with an issue that was approved earlier does not keep the current one from being made: it is reported, and
    the most serious exit code is the run's. An error that ends the run carries what was done until then as its
    notes."""
    code = 1
    try:
        run.newsletter.require_sound()  # damage to what is out stops all at once: nothing else knows what readers got
        _earlier(run, forced=forced, until=until)
        _current(run, forced=forced, until=until, progress=progress)
        code = run.code
    except Exception as e:
        for line in run.lines:  # what was done is done, and is reported anyway
            e.add_note(line)
        if isinstance(e, MondayError):
            code = e.code = worst(run.code, e.code)
        raise
    finally:
        if until is None and forced is None and not run.pretending:
            last_run.record(run.newsletter.config, at=run.clock(), code=code)


def _earlier(run: Run, *, forced: date | None, until: str | None) -> None:
    """Everything that was approved, to the site and to the mail service; and what went out on no Monday at all."""
    if until is None:
        look_again(run)  # before the site: what went to nobody is not listed
    if until in (None, "archive"):
        update_site(run)  # first: the email links to the page
    if until is not None:
        return
    finish(run)
    if not run.pretending:
        links.ask_again(run.newsletter, now=run.clock(), warn=run.warn)
    if forced is None and (days := missed(run.newsletter, now=run.clock())):
        words = f"no issue went out on {', '.join(map(str, days))}: not approved, or not made, in time"
        run.trouble("", Skipped(words, hint="this is reported once; where every issue stands: monday status"))


def _current(run: Run, *, forced: date | None, until: str | None, progress: Progress) -> None:
    newsletter, now = run.newsletter, run.clock()
    config = newsletter.config
    run.day = day = forced or newsletter.current(now)
    edition = newsletter.edition(day)
    drafted = edition.exists
    if not drafted or until == "collect":
        found = flow.collect(config, now=now, warn=run.warn, progress=progress)
        articles = sum(r.articles for r in found.results)
        good = sum(not r.reason for r in found.results)
        of = counted(len(found.results), "feed")
        run.tell(f"collect: {counted(articles, 'article')} from {good} of {of}")
        if found.alarm:
            run.trouble("", NoFeeds(found.alarm, hint=found.way_out))
        start = when.draft_from(config.schedule, day)
        early = forced is None and when.local_date(config.schedule, now) < start
        if not drafted and (early or until == "collect"):
            run.lines.append(
                f"The {issue_name(day)} will be drafted on {start:%A, %B %-d}; until then, feeds are only collected."
            )
            return
    run.state, run.folder = State.DRAFT, edition.folder
    if not drafted:
        from pipeline.work.choose import choose  # inside: once a week

        chosen = choose(newsletter, day, now=now, warn=run.warn)
        run.tell("choose: " + ", ".join(f"{len(chosen.of(outcome))} {name}" for outcome, name in LISTS.items()))
        run.changed, run.news = (issue.NAME,), "A draft is waiting for you"
    if until in ("collect", "choose"):
        run.lines.append(f"The {issue_name(day)} is drafted: {_short(edition.folder)}")
    else:
        _build(run, drafted=drafted, until=until)


def _build(run: Run, *, drafted: bool, until: str | None) -> None:
    newsletter, lines = run.newsletter, run.lines
    built = build(newsletter, run.day, recall=True)
    edition, run.changed = built.edition, built.changed
    size = file_size(len(built.files["email.html"]))
    run.tell(f"compose: {counted(len(built.changed), 'file')} changed, the email is {size}")
    shown = _short(edition.folder)
    lines += [f"{run.day}, no. {built.issue.number}: {built.issue.subject}"]
    lines += [f"  {n}. {s.title} ({s.source})" for n, s in enumerate(built.issue.stories, start=1)]
    run.state = state_of(edition, run.clock(), built.fingerprint)
    if drafted and not built.changed and run.state != State.CHANGED:
        lines.append("Nothing has changed since the last run.")
    elif drafted and edition.is_edited:
        lines.append(
            "An editor has changed this issue: its articles were left alone, and the email was rendered again."
        )
    lines.append(f"The issue is in {shown}: open {shown}/email.html in a browser.")
    if until == "compose":
        return
    run.tell(f"check: {check.tally(check.to_do(built.findings))}")
    if until is None and run.state == State.DRAFT and newsletter.config.approve.auto:
        _approve_itself(run, built)
        edition = newsletter.edition(run.day)
        run.state = state_of(edition, run.clock(), built.fingerprint)
        run.news = run.news if run.state == State.DRAFT else "The issue was approved automatically"
    late = NotApproved.code if run.clock() >= edition.send_at else 0
    if errors := [f.rule for f in built.findings if f.level == "error"]:
        # blurbs of a program wait for an editor's words every week: that is no failure while there is time
        code = late if {*errors} == {"structure.drafts"} else CheckFailed.code
        fix = f"{counted(len(errors), 'error')} to fix before it can be approved"
        lines.append(f"It has {fix}: monday check --issue {run.day}")
    else:
        code = late if edition.may_change and edition.record.approval != built.fingerprint else 0
        lines += report(newsletter, edition, run.state, now=run.clock())
    run.code = worst(run.code, code)


def _approve_itself(run: Run, built: Built) -> None:
    """`[approve] auto`: approve what the machine drafted, where the check is clean; then send it on its way."""
    from pipeline.work.approve import approve  # inside: few newsletters ask for it

    newsletter, day = run.newsletter, built.edition.day
    found = [f for f in built.findings if f.level != "note"]
    why_not = ""
    if built.edition.is_edited or built.edition.record.was_touched:
        why_not = "an editor has worked on it."
    elif found:
        why_not = f"check found {counted(len(found), 'thing')}, the first: {found[0].message}"
    else:
        try:
            approve(newsletter, day, by="auto", rehearsal=False, now=run.clock())
        except CheckFailed as e:  # the articles are samples, or an address is
            why_not = str(e)
    if why_not:
        run.lines.append(f"It was not approved automatically: {why_not}")
        return
    run.lines.append("It was approved automatically: every check passed.")
    update_site(run)
    finish(run)


def _short(folder: Path) -> str:
    """The folder as a person would type it from here."""
    return os.path.relpath(folder) if folder.is_relative_to(Path.cwd()) else str(folder)
