"""What the studio can do: the callables that `monday preview` hands to it."""

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from pipeline import archive, check, flow, issue
from pipeline.archive import approval
from pipeline.check.aloud import aloud
from pipeline.config import NAME, Config, load
from pipeline.config.change import change, skip
from pipeline.errors import Conflict, UsageError
from pipeline.model import Finding, Story
from pipeline.outside import files
from pipeline.preview import Rendered, Studio, Tell, serve
from pipeline.preview.calendar import Calendar
from pipeline.work import add as byhand
from pipeline.work import examine, overview, standing
from pipeline.work import rebuild as upkeep
from pipeline.work import send as dispatch

Clock = Callable[[], datetime]
_DEAD = "links.dead"


def preview(
    config: Config,
    day: date,
    *,
    clock: Clock,
    env: Mapping[str, str],
    port: int,
    read_only: bool,
    ready: Callable[[str], None],
) -> None:
    """Serve the studio for one issue until it is interrupted; *ready* gets its address."""
    serve(studio(config, day, clock=clock, env=env), port=port, read_only=read_only, ready=ready)


def studio(config: Config, day: date, *, clock: Clock, env: Mapping[str, str]) -> Studio:
    """The studio's hands for *day*'s issue. Settings are read anew at each render, as an editor may change them."""
    folder = flow.issue_folder(config, day)
    flow.read_issue(config, day)  # at once: there must be an issue to show
    answers: dict[str, check.Link] = {}  # of the pages that were asked for, by address
    considered = _Remembered(folder / "candidates.json", lambda: flow.candidates(folder))

    def render() -> Rendered:
        text = archive.text(config.folder, day) or b""  # without it, build says so
        now = load(config.folder)
        built = flow.build(now, day, write=False)
        sizes = check.sizes(built.material)
        made_up = tuple(finding.message for finding in check.sample_findings(built.issue, now))
        return Rendered(
            files={**built.files, issue.NAME: text},
            findings=check.to_do(_with_links(built, answers)),
            issue=built.issue,
            day=day,
            standing=standing.standing(now, day, fingerprint=built.fingerprint, made_up=bool(made_up), now=clock()),
            fingerprint=built.fingerprint,
            places=now.choose.count,
            sizes=(
                *((f"{entry.n}. {entry.title}", entry.raw, entry.encoded) for entry in sizes.stories),
                ("All of it", sizes.raw, sizes.encoded),
            ),
            made_up=made_up,
        )

    def save(data: bytes, expected: bytes) -> None:
        with files.lock(config.folder):
            flow.refuse_unless_open(config, day)
            files.write_atomic(folder / issue.NAME, data, expected=expected)

    def approve(by: str, seen: str, *, rehearsal: bool = False) -> str:
        with files.lock(config.folder):
            return flow.approve(load(config.folder), day, by=by, rehearsal=rehearsal, now=clock(), seen=seen)

    def find(url: str) -> Story:
        return byhand.find(load(config.folder), day, url, now=clock())

    def links(tell: Tell) -> str:
        now = load(config.folder)
        found = examine.links(flow.read_issue(now, day), now, progress=lambda n, of: tell(f"{n} of {of} pages asked"))
        answers.update({link.url: link for link in found})
        good = sum(200 <= link.status < 400 for link in found)
        return f"{good} of {len(found)} pages answered" + ("." if good == len(found) else "; see the checks.")

    def shots(tell: Tell) -> Mapping[str, bytes]:
        now = load(config.folder)
        built = flow.build(now, day, write=False)
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as out:
            taken = examine.shots(built.files, built.issue, now, folder, out=Path(out), progress=tell)
            return {path.stem: path.read_bytes() for path in taken}

    def send_test(to: str) -> str:
        dispatch.send_test(load(config.folder), day, to, env=env)  # no lock: a slow mail server keeps nobody waiting
        return f"The issue as it is now was sent to {to}."

    def take_back() -> str:
        with files.lock(config.folder):
            return dispatch.before_edit(load(config.folder), day, clock=clock, env=env)

    def correct(words: str) -> str:
        warnings: list[str] = []
        with files.lock(config.folder):
            upkeep.erratum(load(config.folder), day, words, now=clock(), warn=warnings.append)
        return " ".join(["The correction is on the issue's page, in the list and in the feeds.", *warnings])

    past = overview.past(config.folder, clock=clock)

    def skip(monday: str, skipped: bool, seen: str) -> str:
        with files.lock(config.folder):
            shown = overview.calendar(config.folder, past(), now=clock())
            return skip_monday(config, shown, monday, skipped=skipped, seen=seen)

    return Studio(
        render=render,
        save=save,
        approve=approve,
        rehearse=partial(approve, rehearsal=True),
        candidates=considered.read,
        find=find,
        links=links,
        shots=shots,
        send_test=send_test,
        take_back=take_back,
        correct=correct,
        # All issues: this one's pictures count, and so do earlier subjects.
        watch=tuple(config.folder / name for name in ("issues", "newsletter.toml", "templates")),
        past=past,
        filed=lambda monday, name: overview.filed(config.folder, monday, name),
        calendar=lambda: overview.calendar(config.folder, past(), now=clock()),
        skip=skip,
        history=overview.history(config.folder, day),
        aloud=aloud,
    )


class _Remembered:
    """What a file says, read anew only when it changed: thousands of rows, and every page asks."""

    def __init__(self, path: Path, read: Callable[[], Mapping[str, Any]]) -> None:
        self._path, self._read = path, read
        self._seen: tuple[int, ...] | None = None
        self._kept: Mapping[str, Any] = {}

    def read(self) -> Mapping[str, Any]:
        """The same value while the file is the same. Raises what reading raises."""
        seen = files.stamp(self._path)
        if seen is None or seen != self._seen:
            self._kept, self._seen = self._read(), seen
        return self._kept


def skip_monday(config: Config, shown: Calendar, monday: str, *, skipped: bool, seen: str) -> str:
    """Skip one of the coming Mondays, or take that back, in newsletter.toml; says what was done.

    Raises Conflict when newsletter.toml is not what the page showed; UsageError when it is none of those Mondays, or
    its issue is out already.
    """
    run = next((run for run in shown.runs if run.day.isoformat() == monday), None)
    if run is None:
        raise UsageError("that is none of the coming Mondays", hint="choose one from the list")
    if skipped and shown.states.get(run.day) == "approved":  # the next run would finish it all the same
        hint = f"take its approval back first: monday rollback --issue {run.day}"
        raise UsageError(f"the issue of {run.day} is approved, and would go out; nothing was written", hint=hint)
    if skipped:
        flow.refuse_unless_open(config, run.day)
    before = files.read(config.folder / NAME) or b""
    if approval.digest(before) != seen:
        hint = "look at it as it is now, then choose again; nothing was written"
        raise Conflict(f"{NAME} changed since you saw it", hint=hint)
    change(config.folder, lambda source: skip(source, run.day, skipped=skipped), before=before)
    return f"{run.day:%A %-d %B %Y} is {'skipped: no issue goes out' if skipped else 'not skipped any more'}."


def _with_links(built: flow.Built, answers: Mapping[str, check.Link]) -> tuple[Finding, ...]:
    """The findings, and one more for each address of the issue that did not answer when it was asked."""
    urls = dict.fromkeys([*(story.url for story in built.issue.stories), built.material.config.ebook_url])
    found = []
    for url in urls:
        if url in answers:
            view = check.View(replace(built.material, links=(answers[url],)))
            found += [replace(finding, rule=_DEAD) for finding in check.RULES[_DEAD](view)]
    order = tuple(check.GROUPS)
    return tuple(sorted([*built.findings, *found], key=lambda finding: order.index(finding.level)))
