"""Care for what is out already: dated corrections, and every past page made again, with what drifted."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from pipeline import archive, flow
from pipeline.archive import approval, ledger
from pipeline.config import Config, when
from pipeline.errors import MondayError, UsageError
from pipeline.model import Event
from pipeline.outside import files
from pipeline.text import squeeze
from pipeline.work import send as dispatch

State = Literal["same", "written", "would change", "kept", "damaged", "broken"]
"""same: as it should be. written, or with --check would change: made again. kept: what was handed off differs from what
today's templates make, and stays as sent. damaged: it is not what was approved. broken: it cannot be read."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One file of the archive, and how it stands."""

    path: str
    state: State
    words: str = ""


def erratum(config: Config, day: date, words: str, *, now: datetime, warn: flow.Warn) -> tuple[str, ...]:
    """Put a dated correction on *day*'s page, in the list and in the feeds; the public files that changed.

    What readers were sent stays as it was sent. Raises UsageError where the site would not show the words.
    """
    from pipeline.compose.view import LONG

    words = squeeze(words)
    if not words:
        raise UsageError("a correction needs words", hint='monday erratum 2026-11-23 "The second link was wrong."')
    if len(words) > LONG:
        hint = f"say it in {LONG:,} at most: what was wrong, what is right"
        raise UsageError(f"the correction has {len(words):,} letters; nothing was written", hint=hint)
    record = flow.events(config, day)
    due = (approval.bound_to(record) or when.send_instant(config.schedule, day)) <= now
    if not approval.is_final(record) and not (due and approval.was_approved(record)):
        raise UsageError(
            f"the issue of {day} is not out yet",
            hint="correct it in issue.toml (monday edit, or monday preview), then approve it again",
        )
    if f"{day}/index.html" not in dispatch.site(config, now=now, warn=lambda _: None):
        hint = "it was a rehearsal, or was changed or given up before it was out: monday status"
        raise UsageError(f"the site does not show the issue of {day}: there is no page to correct", hint=hint)
    if words in [said for _, said in approval.errata(record)[-1:]]:
        raise UsageError("that correction is on the page already; nothing was written", hint="look at the page")
    path = flow.issue_folder(config, day) / ledger.NAME
    ledger.append(path, Event(at=now, kind="erratum", data={"text": words}))
    return dispatch.publish(config, now=now, warn=warn)


def rebuild(config: Config, days: tuple[date, ...], *, check: bool, now: datetime, warn: flow.Warn) -> tuple[Row, ...]:
    """Make the files of *days*' issues again from issue.toml, then public/. With *check* nothing is written.

    The email of an issue that was handed off is compared with its approval, and never rewritten.
    """
    rows: list[Row] = []
    for day in days:
        try:
            rows += _issue(config, day, check=check)
        except MondayError as e:
            rows.append(Row(path=f"issues/{day}/issue.toml", state="broken", words=str(e)))
    made = dispatch.site(config, now=now, warn=warn)
    if check:
        changed = archive.drift(config.folder / dispatch.PUBLIC, made) if made else ()
    else:
        changed = dispatch.publish(config, now=now, warn=warn)
    return (*rows, *(Row(path=f"public/{path}", state="would change" if check else "written") for path in changed))


def _issue(config: Config, day: date, *, check: bool) -> list[Row]:
    record = flow.events(config, day)
    final = approval.is_final(record)
    built = flow.build(config, day, write=False)
    home = flow.issue_folder(config, day)
    rows = []
    for name, data in built.files.items():
        path = f"issues/{day}/{name}"
        found = files.read(home / name)
        if final and name == "email.eml" and not _as_approved(config, day, found):
            rows.append(Row(path=path, state="damaged", words="it is not what was approved and handed off"))
        elif found == data:
            rows.append(Row(path=path, state="same"))
        elif final and name.startswith("email."):
            rows.append(Row(path=path, state="kept", words="as sent; today's templates or settings make another"))
        else:
            if not check:
                files.write_atomic(home / name, data)
            rows.append(Row(path=path, state="would change" if check else "written"))
    return rows


def _as_approved(config: Config, day: date, eml: bytes | None) -> bool:
    record = flow.events(config, day)
    send_at = approval.bound_to(record) or when.send_instant(config.schedule, day)
    return eml is not None and approval.fingerprint(eml, send_at) == approval.approval(record)
