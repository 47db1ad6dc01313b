"""The public site: which issues it shows and lists, and how it gets to its host."""

import hashlib
import shlex
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final

from pipeline import flow
from pipeline.archive import Edition, Newsletter, State, state_of
from pipeline.config import Config, resources
from pipeline.errors import MondayError
from pipeline.limits import issue_name
from pipeline.model import Warn
from pipeline.outside import files, programs
from pipeline.work.build import build, extras

if TYPE_CHECKING:
    from pipeline.compose import Published

UPLOAD_SECONDS: Final = 600


def publish(newsletter: Newsletter, *, now: datetime, warn: Warn) -> tuple[str, ...]:
    """Build public/ from the approved issues, and have it carried to its host; the names of the files that changed.
    Raises MondayError when the upload failed; the next call tries it again. The site on the disk is whole all the
    same."""
    made = site(newsletter, now=now, warn=warn)
    if not made:
        return ()
    changed = flow.archive(newsletter, made)
    _upload(newsletter.config, made)
    return changed


def site(newsletter: Newsletter, *, now: datetime, warn: Warn) -> dict[str, bytes]:
    """What public/ should hold now, by path; nothing before the first approval."""
    config = newsletter.config
    newsletter.require_sound()
    shown = [page for one in newsletter.editions() if (page := _page(newsletter, one, now=now, warn=warn))]
    if not shown and not newsletter.public.is_dir():
        return {}
    from pipeline import compose  # inside: most runs have nothing to show yet

    return compose.site(shown, config, resources.templates(config.folder), extras(config))


def _page(newsletter: Newsletter, edition: Edition, *, now: datetime, warn: Warn) -> "Published | None":
    """The *edition* as the site shows it; None while it does not."""
    if edition.warning:
        warn(edition.warning)
    if not edition.reached_readers:
        return None
    issue = edition.approved or edition.issue  # what was approved may be on its way: its page stays
    if issue is None:
        warn(f"the {issue_name(edition.day)} is not shown on the site: {edition.error}")
        return None
    from pipeline.compose import Published

    send_at = edition.published_at
    if edition.may_change:
        send_at, built = edition.send_at, build(newsletter, edition.day, write=False, recall=True)
        if state_of(edition, now, built.fingerprint) != State.APPROVED:
            return None
    pictures, errata = edition.pictures(issue), edition.record.errata
    return Published(issue=issue, send_at=send_at, listed=send_at <= now, errata=errata, pictures=pictures)


def _upload(config: Config, made: Mapping[str, bytes]) -> None:
    """Have the site carried to its host, unless the last upload that succeeded carried these very bytes. What was
    carried is written down after it, so that a kill at any moment costs one more upload and loses none."""
    note = config.folder / ".monday" / "uploaded"
    carried = hashlib.sha256(config.archive.upload.encode())
    for path, data in sorted(made.items()):
        carried.update(f"\n{path} {hashlib.sha256(data).hexdigest()}".encode())
    mark = carried.hexdigest().encode()
    if not config.archive.upload or files.read(note) == mark:
        return
    hint = "public/ is complete on this disk; the next run uploads it; to do it now: monday archive"
    try:
        done = programs.run(shlex.split(config.archive.upload), cwd=config.folder, timeout=UPLOAD_SECONDS)
    except (MondayError, ValueError) as e:
        raise MondayError(f"public/ was not uploaded: {e}", hint=hint) from e
    if done.code:
        last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        raise MondayError(f"public/ was not uploaded (exit {done.code}{': ' + last[0] if last else ''})", hint=hint)
    files.write_atomic(note, mark)
