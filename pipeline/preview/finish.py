"""What stands beside the words of an issue: what is known of each article, pictures, and the steps to its end."""

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from pipeline.errors import MondayError
from pipeline.model import Finding
from pipeline.preview import edits, know, reading
from pipeline.preview.desk import ASK, Desk, Scheduled
from pipeline.preview.studio import Rendered, Studio
from pipeline.preview.work import SHOTS
from pipeline.work.next_step import NextStep

if TYPE_CHECKING:
    from flask import Flask, Response


def given(studio: Studio, desk: Desk) -> Callable[[Rendered | None], dict[str, Any]]:
    """Answers what the issue's page needs besides the render on show."""
    choice = know.Choice(None)

    def now(shown: Rendered | None) -> dict[str, Any]:
        nonlocal choice
        found = None
        with suppress(MondayError):  # the page says that nothing is known; the issue is whole all the same
            found = studio.considered()
        if found is not choice.found:
            choice = know.Choice(found)
        return {
            "step": shown.step if shown else NextStep(),
            "known": partial(choice.known, issue=shown.issue) if shown else None,
            "findings_at": partial(findings_at, shown.findings) if shown else None,
            "work": desk.work,
            "to_read": reading.by_address(shown),
            "ask": ASK,
            "picture_names": SHOTS,
            "tester": desk.tester,
        }

    return now


def findings_at(findings: Iterable[Finding], place: str) -> tuple[Finding, ...]:
    """The findings that speak of *place* on the page, such as "story-2", or of a field in it."""
    places = ((finding, anchor(finding)) for finding in findings)
    return tuple(finding for finding, at in places if at == place or at.startswith(f"{place}-"))


_PLACE = re.compile(r"\b(story|bench|held|dropped)(?:\s+(\d+))?(?:,\s*(\w+))?|\b(subject|preheader|intro)\b")


def anchor(finding: Finding) -> str:
    """The id of the place on the studio's page that *finding* speaks of; "" when it is elsewhere."""
    if not finding.where.startswith("issue.toml") or not (found := _PLACE.search(finding.where)):
        return ""
    if found[4]:
        return found[4]
    field = found[3] if found[3] in edits.STORY else ""  # an address, say, has no field of its own here
    return "-".join(part for part in (found[1], found[2] or "1", field) if part)


def spot(where: str) -> str:
    """A finding's place in an editor's words: "Story 2, blurb"."""
    if not where.startswith("issue.toml"):
        return where
    words, _, name = where.removeprefix("issue.toml").lstrip(": ").replace("preheader", "preview text").partition(", ")
    words = f"{words}, {name}" if name in edits.STORY else words  # an address, say, has no field of its own here
    return words[:1].upper() + words[1:] or "The issue"


def asks(problem: MondayError, form: Mapping[str, str]) -> dict[str, Any]:
    """What a page offers beside a *problem*: to take the issue back first, or to go to what is there already."""
    if isinstance(problem, Scheduled):
        return {"take_back": {key: value for key, value in form.items() if key not in ("token", "confirm")}}
    if isinstance(problem, edits.Here):
        return {"go_to": f"{problem.kind}-{problem.place}"}
    return {}


def install(app: "Flask", desk: Desk) -> None:
    """The pictures, under addresses of their own."""
    from flask import Response, abort

    @app.get("/shots/<look>/<name>.png")
    def shot(look: str, name: str) -> "Response":
        pictures = desk.work.pictures
        if look != pictures.look or name not in pictures.files:
            abort(404, "That picture is no longer here: take them again.")
        return Response(pictures.files[name], mimetype="image/png")
