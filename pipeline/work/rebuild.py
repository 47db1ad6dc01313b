"""Every past page made again from issue.toml, with what drifted since."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from pipeline import archive
from pipeline.archive import Newsletter
from pipeline.archive.ledger import fingerprint
from pipeline.errors import MondayError
from pipeline.model import Warn
from pipeline.work.build import build
from pipeline.work.publish import publish, site

Condition = Literal["same", "written", "would change", "kept", "damaged", "broken"]
"""same: as it should be. written, or with --check would change: made again. kept: what was handed off differs from what
today's templates make, and stays as sent. damaged: it is not what was approved. broken: it cannot be read."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One file of the archive, and how it is."""

    path: str
    state: Condition
    words: str = ""


def rebuild(
    newsletter: Newsletter, days: tuple[date, ...], *, check: bool, now: datetime, warn: Warn
) -> tuple[Row, ...]:
    """Make the files of *days*' issues again from issue.toml, then public/. With *check* nothing is written. The email
    of an issue that was handed off is compared with its approval, and never rewritten."""
    rows: list[Row] = []
    for day in days:
        try:
            rows += _issue(newsletter, day, check=check)
        except MondayError as e:
            rows.append(Row(path=f"issues/{day}/issue.toml", state="broken", words=str(e)))
    if check:
        made = site(newsletter, now=now, warn=warn)
        changed = archive.drift(newsletter.public, made) if made else ()
    else:
        changed = publish(newsletter, now=now, warn=warn)
    return (*rows, *(Row(path=f"public/{path}", state="would change" if check else "written") for path in changed))


def _issue(newsletter: Newsletter, day: date, *, check: bool) -> list[Row]:
    built = build(newsletter, day, write=False)
    edition = built.edition
    eml = edition.file("email.eml") or b""
    damaged = edition.is_out and fingerprint(eml, edition.published_at) != edition.record.approval
    rows = []
    for name, data in built.files.items():
        path = f"issues/{day}/{name}"
        found = edition.file(name)
        if name == "email.eml" and damaged:
            rows.append(Row(path=path, state="damaged", words="it is not what was approved and handed off"))
        elif found == data:
            rows.append(Row(path=path, state="same"))
        elif edition.is_out and name.startswith("email."):
            rows.append(Row(path=path, state="kept", words="as sent; today's templates or settings would change it"))
        else:
            if not check:
                newsletter.keep(day, name, data)
            rows.append(Row(path=path, state="would change" if check else "written"))
    return rows
