"""An approved issue on its way: to the site and its host, to the mail service and back, as a test to one editor."""

import shlex
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from pipeline import archive, files, flow, programs
from pipeline.config import Config, resources, when
from pipeline.errors import MondayError, RemoteRefused, UsageError
from pipeline.handoff import approval, ledger
from pipeline.model import Event

if TYPE_CHECKING:
    from pipeline.handoff import Parcel

Clock = Callable[[], datetime]
PUBLIC = "public"
UPLOAD_SECONDS = 600


def publish(config: Config, *, now: datetime, warn: flow.Warn) -> tuple[str, ...]:
    """Build public/ from the approved issues, and have it carried to its host; the names of the files that changed.

    An upload that failed is told, and tried again by the next call; the site on the disk is whole all the same.
    """
    made = site(config, now=now, warn=warn)
    if not made:
        return ()
    changed = archive.publish(config.folder / PUBLIC, made)
    _upload(config, changed=bool(changed), warn=warn)
    return changed


def site(config: Config, *, now: datetime, warn: flow.Warn) -> dict[str, bytes]:
    """What public/ should hold now, by path; nothing before the first approval."""
    from pipeline import compose

    shown = []
    for filed in archive.shelf(config.folder):
        record = flow.events(config, filed.date)
        if not approval.was_approved(record) or flow.is_rehearsal(record):
            continue
        if filed.issue is None:
            warn(f"the issue of {filed.date} is not shown on the site: {filed.error}")
            continue
        send_at = when.send_instant(config.schedule, filed.date)
        if approval.is_final(record):
            send_at = approval.bound_to(record) or send_at  # a schedule that changes later does not move it
        else:
            built = flow.build(config, filed.date, write=False)
            if approval.state(record, built.fingerprint) not in ("approved", "in-doubt"):
                continue  # in doubt, the email may be on its way to readers: its page stays
        shown.append(
            compose.published(
                filed.issue,
                send_at=send_at,
                listed=send_at <= now,
                errata=approval.errata(record),
                pictures=archive.pictures(filed.issue, filed.folder),
            )
        )
    if not shown and not (config.folder / PUBLIC).is_dir():
        return {}
    return compose.site(shown, config, resources.templates(config.folder))


def _upload(config: Config, *, changed: bool, warn: flow.Warn) -> None:
    due = config.folder / ".monday" / "upload-due"  # kept until an upload succeeded, whatever happens in between
    if changed:
        files.write_atomic(due, b"")
    if not config.archive.upload or not due.exists():
        return
    try:
        done = programs.run(shlex.split(config.archive.upload), cwd=config.folder, timeout=UPLOAD_SECONDS)
    except (MondayError, ValueError) as e:
        warn(f"public/ was not uploaded: {e}; the next run tries again")
        return
    if done.code == 0:
        due.unlink(missing_ok=True)
        return
    last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
    warn(f"public/ was not uploaded (exit {done.code}{': ' + last[0] if last else ''}); the next run tries again")


def deliver(
    config: Config, day: date, *, clock: Clock, env: Mapping[str, str], pretending: bool = False, dry_run: bool = False
) -> str:
    """Hand an approved issue to the mail service, exactly once; what happened, in words."""
    from pipeline import handoff, web

    if flow.is_rehearsal(flow.events(config, day)):
        raise UsageError("this issue was approved as a rehearsal: it is never sent", hint="approve it without --sample")
    parcel = _parcel(config, day)
    if dry_run:
        return handoff.rehearse(config, parcel)
    if config.handoff.target != "none" and pretending and not handoff.is_local(config):
        raise UsageError("a pretended time (--now) hands nothing to a real service", hint="leave --now out")
    path = flow.issue_folder(config, day) / ledger.NAME
    return handoff.handoff(config, parcel, ledger=path, clock=clock, env=env, call=web.call).words


def take_back(config: Config, day: date, *, clock: Clock, env: Mapping[str, str]) -> str:
    """Unschedule an issue at the mail service, so that it can be edited and approved again; its approval is void."""
    from pipeline import handoff, web

    path = flow.issue_folder(config, day) / ledger.NAME
    outcome = handoff.rollback(config, _parcel(config, day), ledger=path, clock=clock, env=env, call=web.call)
    ledger.append(path, Event(at=clock(), kind="revoked"))  # else the next run would hand it over again
    return outcome.words


def before_edit(config: Config, day: date, *, clock: Clock, env: Mapping[str, str]) -> str:
    """Take a scheduled issue back before it is edited; "" when there was no need.

    Raises RemoteRefused when it is on its way already: then it is not edited any more.
    """
    if flow.state(config, day, fingerprint="") not in ("handed-off", "in-doubt"):
        return ""
    if config.handoff.target == "smtp":
        hint = "correct the public page instead: monday erratum"
        raise RemoteRefused(
            "this issue was sent, or may have been: it cannot be taken back, so it is not edited", hint=hint
        )
    return take_back(config, day, clock=clock, env=env)


def settle(config: Config, day: date, verdict: Literal["sent", "absent"], *, clock: Clock) -> None:
    """Write down what an editor saw at the mail service, where the tool cannot know."""
    from pipeline import handoff

    path = flow.issue_folder(config, day) / ledger.NAME
    handoff.settle(config, _parcel(config, day), verdict, ledger=path, clock=clock)


def send_test(config: Config, day: date, to: str, *, env: Mapping[str, str]) -> None:
    """The email's own bytes to one editor's address."""
    from pipeline import handoff

    handoff.send_test(config, flow.build(config, day).files["email.eml"], to, env=env)


def _parcel(config: Config, day: date) -> "Parcel":
    from pipeline import compose, handoff

    found = flow.read_issue(config, day)
    templates = resources.templates(config.folder)
    email = compose.email(found, config, templates)
    return handoff.parcel(config, found, email, compose.parts(email, found, config, templates)["email.eml"])
