"""What the studio can do: the callables that `monday preview` hands to it."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final

from pipeline import check, files, flow, issue, overview
from pipeline.check.aloud import aloud
from pipeline.config import Config, load
from pipeline.errors import UsageError
from pipeline.preview import Rendered, Studio, serve

_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "draft": "",
        "approved": "approved",
        "changed": "changed since its approval: approve it again",
        "handed-off": "handed to the mail service",
        "public": "public",
        "in-doubt": "in doubt at the mail service: see monday status",
    }
)


def preview(
    config: Config,
    day: date,
    *,
    clock: Callable[[], datetime],
    port: int,
    read_only: bool,
    ready: Callable[[str], None],
) -> None:
    """Serve the studio for one issue until it is interrupted; *ready* gets its address."""
    serve(studio(config, day, clock=clock), port=port, read_only=read_only, ready=ready)


def studio(config: Config, day: date, *, clock: Callable[[], datetime]) -> Studio:
    """The studio's hands for *day*'s issue. Settings are read anew at each render, as an editor may change them."""
    folder = flow.issue_folder(config, day)
    flow.read_issue(config, day)  # at once: there must be an issue to show

    def render() -> Rendered:
        text = files.read(folder / issue.NAME) or b""  # without it, build says so
        built = flow.build(load(config.folder), day, write=False)
        sizes = check.ledger(built.material)
        return Rendered(
            files={**built.files, issue.NAME: text},
            findings=built.findings,
            issue=built.issue,
            day=day,
            status=_WORDS[flow.state(config, day, fingerprint=built.fingerprint)],
            sizes=(
                *((f"{entry.n}. {entry.title}", entry.raw, entry.encoded) for entry in sizes.stories),
                ("All of it", sizes.raw, sizes.encoded),
            ),
        )

    def save(data: bytes, expected: bytes) -> None:
        with files.lock(config.folder):
            if flow.state(config, day, fingerprint="") in ("handed-off", "in-doubt"):
                hint = f"take it back first: monday rollback --issue {day}"
                raise UsageError("the mail service has this issue; nothing was written", hint=hint)
            files.write_atomic(folder / issue.NAME, data, expected=expected)

    def approve(by: str) -> str:
        with files.lock(config.folder):
            return flow.approve(load(config.folder), day, by=by, rehearsal=False, now=clock())

    def candidates() -> Mapping[str, Any]:
        return flow.candidates(folder)

    past = overview.past(config.folder, clock=clock)

    def skip(monday: str, skipped: bool, seen: str) -> str:
        with files.lock(config.folder):
            shown = overview.calendar(config.folder, past(), now=clock())
            return overview.skip(config.folder, shown, monday, skipped=skipped, seen=seen)

    return Studio(
        render=render,
        save=save,
        approve=approve,
        candidates=candidates,
        # All issues: this one's pictures count, and so do earlier subjects.
        watch=tuple(config.folder / name for name in ("issues", "newsletter.toml", "templates")),
        past=past,
        filed=lambda monday, name: overview.filed(config.folder, monday, name),
        calendar=lambda: overview.calendar(config.folder, past(), now=clock()),
        skip=skip,
        history=overview.history(config.folder, day),
        aloud=aloud,
    )
