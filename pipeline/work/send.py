"""An approved issue on its way: to the site and its host, to the mail service and back, as a test to one editor."""

import hashlib
import shlex
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from pipeline import archive, flow
from pipeline.archive import approval, ledger, readers
from pipeline.config import Config, resources, when
from pipeline.errors import MondayError, RemoteRefused, UsageError
from pipeline.model import Event
from pipeline.outside import files, programs

if TYPE_CHECKING:
    from pipeline.handoff import Parcel

Clock = Callable[[], datetime]
PUBLIC = "public"
UPLOAD_SECONDS = 600


def publish(config: Config, *, now: datetime, warn: flow.Warn) -> tuple[str, ...]:
    """Build public/ from the approved issues, and have it carried to its host; the names of the files that changed.

    Raises MondayError when the upload failed; the next call tries it again. The site on the disk is whole all the same.
    """
    made = site(config, now=now, warn=warn)
    if not made:
        return ()
    changed = archive.publish(config.folder / PUBLIC, made)
    _upload(config, made)
    return changed


def site(config: Config, *, now: datetime, warn: flow.Warn) -> dict[str, bytes]:
    """What public/ should hold now, by path; nothing before the first approval."""
    from pipeline import compose
    from pipeline.config.ebook import offer
    from pipeline.config.profile import load_profile

    shown = []
    for filed in readers.shelf(config.folder):
        if filed.strayed:
            warn(readers.strayed(filed.date))
        record = flow.events(config, filed.date)
        if not approval.was_approved(record) or approval.is_rehearsal(record):
            continue
        if readers.given_up(config, filed.date, record):
            continue
        if approval.state(record, "") == "in-doubt":  # what was approved may be on its way: its page stays
            filed = archive.read(config.folder, filed.date, out=True) or filed
        if filed.issue is None:
            warn(f"the issue of {filed.date} is not shown on the site: {filed.error}")
            continue
        send_at = when.send_instant(config.schedule, filed.date)
        if filed.out:
            send_at = approval.bound_to(record) or send_at  # a schedule that changes later does not move it
        else:
            built = flow.build(config, filed.date, write=False)
            if approval.state(record, built.fingerprint) != "approved":
                continue
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
    labels = {name: topic.label for name, topic in load_profile(config).topics.items()}
    return compose.site(shown, config, resources.templates(config.folder), labels=labels, offer=offer(config))


def _upload(config: Config, made: Mapping[str, bytes]) -> None:
    """Have the site carried to its host, unless the last upload that succeeded carried these very bytes.

    What was carried is written down after it, so that a kill at any moment costs one more upload and loses none.
    """
    note = config.folder / ".monday" / "uploaded"
    carried = hashlib.sha256(config.archive.upload.encode())
    for path, data in sorted(made.items()):
        carried.update(f"\n{path} {hashlib.sha256(data).hexdigest()}".encode())
    mark = carried.hexdigest().encode()
    if not config.archive.upload or files.read(note) == mark:
        return
    hint = "public/ is whole on this disk; the next run uploads it, or now: monday archive"
    try:
        done = programs.run(shlex.split(config.archive.upload), cwd=config.folder, timeout=UPLOAD_SECONDS)
    except (MondayError, ValueError) as e:
        raise MondayError(f"public/ was not uploaded: {e}", hint=hint) from e
    if done.code:
        last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        raise MondayError(f"public/ was not uploaded (exit {done.code}{': ' + last[0] if last else ''})", hint=hint)
    files.write_atomic(note, mark)


def deliver(
    config: Config, day: date, *, clock: Clock, env: Mapping[str, str], pretending: bool = False, dry_run: bool = False
) -> str:
    """Hand an approved issue to the mail service, exactly once; what happened, in words."""
    from pipeline import handoff
    from pipeline.outside import web

    if approval.is_rehearsal(flow.events(config, day)):
        raise UsageError("this issue was approved as a rehearsal: it is never sent", hint="approve it without --sample")
    parcel = _parcel(config, day)
    if dry_run:
        return handoff.rehearse(config, parcel)
    _really(config, pretending=pretending)
    path = flow.issue_folder(config, day) / ledger.NAME
    return handoff.handoff(config, parcel, ledger=path, clock=clock, env=env, call=web.call).words


def take_back(config: Config, day: date, *, clock: Clock, env: Mapping[str, str]) -> str:
    """Unschedule an issue at the mail service, so that it can be edited and approved again; its approval is void.

    Its page goes with it: what happened, in words. Raises RemoteRefused when it is out already.
    """
    from pipeline import handoff
    from pipeline.outside import web

    record = flow.events(config, day)
    if not approval.was_approved(record) and flow.state(config, day, fingerprint="") != "in-doubt":
        return "it is not approved: there is nothing to take back"
    if approval.state(record, "") == "public":
        raise RemoteRefused(f"the issue of {day} is public", hint="correct its page instead: monday erratum")
    handoff.same_target(config, day, record)
    path = flow.issue_folder(config, day) / ledger.NAME
    shown = (config.folder / PUBLIC / str(day)).exists()
    words = "" if shown else "nothing of it had left this machine; "
    if config.handoff.target != "none":
        parcel = _parcel(config, day)
        words = handoff.rollback(config, parcel, ledger=path, clock=clock, env=env, call=web.call).words + "; "
    ledger.append(path, Event(at=clock(), kind="revoked"))  # else the next run would hand it over again
    if shown:
        words += f"{_page_off(config, now=clock())}; "
    return f"{words}its approval is void"


def _page_off(config: Config, *, now: datetime) -> str:
    try:
        publish(config, now=now, warn=lambda _: None)
    except MondayError as e:
        return f"its page stays on its host until: monday archive ({e})"
    return "its page is off the site"


def last_approved(config: Config) -> date | None:
    """The latest issue that is approved or with the mail service: what a person means who takes "it" back."""
    records = ((day, flow.events(config, day)) for day in archive.days(config.folder))
    with_it = ("changed", "handed-off", "in-doubt")  # changed: whatever was approved, compared with nothing
    standing = (day for day, record in records if approval.state(record, "") in with_it)
    return max(standing, default=None)


def before_edit(config: Config, day: date, *, clock: Clock, env: Mapping[str, str]) -> str:
    """Take a scheduled issue back before it is edited; "" when there was no need.

    Raises RemoteRefused when it is on its way or out already: then it is not edited any more.
    """
    state = flow.state(config, day, fingerprint="")
    if state not in readers.CLOSED:
        return ""
    return take_back(config, day, clock=clock, env=env)


def settle(config: Config, day: date, verdict: Literal["sent", "absent"], *, clock: Clock) -> None:
    """Write down what an editor saw at the mail service, where the tool cannot know."""
    from pipeline import handoff

    path = flow.issue_folder(config, day) / ledger.NAME
    handoff.settle(config, _parcel(config, day), verdict, ledger=path, clock=clock)


def send_test(config: Config, day: date, to: str, *, env: Mapping[str, str]) -> None:
    """The email's own bytes to one editor's address; no file changes."""
    from pipeline import handoff

    handoff.send_test(config, flow.build(config, day, write=False).files["email.eml"], to, env=env)


def service_test(
    config: Config, day: date, to: str, *, clock: Clock, env: Mapping[str, str], pretending: bool = False
) -> str:
    """The issue as the mail service makes it, from a draft there to one editor's address; what happened, in words."""
    from pipeline import handoff
    from pipeline.outside import web

    _really(config, pretending=pretending)
    path = flow.issue_folder(config, day) / ledger.NAME
    parcel = _parcel(config, day)
    return handoff.service_test(config, parcel, to, ledger=path, clock=clock, env=env, call=web.call).words


def _really(config: Config, *, pretending: bool) -> None:
    from pipeline import handoff

    if config.handoff.target != "none" and pretending and not handoff.is_local(config):
        raise UsageError("a pretended time (--now) hands nothing to a real service", hint="leave --now out")


def _parcel(config: Config, day: date) -> "Parcel":
    from pipeline import compose, handoff
    from pipeline.config.profile import load_profile
    from pipeline.work import examine

    found = flow.read_issue(config, day)
    templates = resources.templates(config.folder)
    extras = examine.extras(found, config, load_profile(config))
    email = compose.email(found, config, templates, extras)
    return handoff.parcel(config, found, email, compose.parts(email, found, config, templates, extras)["email.eml"])
