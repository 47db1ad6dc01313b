"""Other Mondays: past issues, found by words and state and shown as sent; and coming ones, which can be skipped."""

import re
from collections.abc import Sequence
from functools import partial
from types import MappingProxyType
from typing import Any, Final

from flask import Flask, Response, abort, render_template, request

from pipeline.archive import State
from pipeline.archive.folder import day_of
from pipeline.outside import browser
from pipeline.preview import guard
from pipeline.preview.fields import clean
from pipeline.preview.studio import Studio
from pipeline.preview.views import CHOICES
from pipeline.work.status import Past

_FILES: Final = MappingProxyType({"email": "email.html", "web": "web.html", "text": "email.txt"})
PER_PAGE: Final = 50
OPEN: Final = frozenset({State.DRAFT, State.CHANGED, State.APPROVED, State.REHEARSAL, State.SCHEDULED})  # not past yet


def register(app: Flask, studio: Studio) -> None:
    """Add the pages of past issues and the calendar to the studio."""

    @app.get("/past")
    def past() -> str:
        words, state = (request.args.get(name, "").strip() for name in ("words", "state"))
        page = request.args.get("page", "")
        gone = [one for one in studio.past() if one.day < studio.day or one.state not in OPEN]
        found = find(gone, words=words, state=state, page=int(page) if re.fullmatch(r"\d{1,4}", page) else 1)
        return render_template("past.html", words=words, state=state, states=State, **found)

    @app.route("/past/<day>", methods=["GET", "POST"])
    def past_issue(day: str) -> tuple[str, int]:
        issue = next((one for one in studio.past() if str(one.day) == day), None)
        if issue is None:
            abort(404, "There is no issue for that date.")
        words = request.form.get("correction", "")
        given, code = guard.done(lambda: studio.correct(clean("correction", words), issue.day))
        kept = [name for name, file in _FILES.items() if studio.kept(issue.day, file) is not None]
        show = request.args.get("show", "")
        show = show if show in kept else next(iter(kept), "")
        given |= {"issue": issue, "shows": CHOICES["show"], "kept": kept, "show": show}
        return render_template("issue.html", **given), code

    @app.get("/past/<day>/<any(email, web, text):name>")
    def past_file(day: str, name: str) -> Response | str:
        there = day_of(day)
        if there is None or (data := studio.kept(there, _FILES[name])) is None:
            abort(404, "The issue's folder does not have that file.")
        words = data.decode("utf-8", "replace")
        if name == "text":
            return render_template("plain.html", text=words, title="Plain text")
        return guard.readers(browser.shown(words, studio.served(there)))

    @app.route("/calendar", methods=["GET", "POST"])
    def calendar() -> tuple[str, int]:
        form = request.form
        skip = partial(studio.skip, form.get("day", ""), form.get("op") == "skip", form.get("seen", ""))
        given, code = guard.done(skip)
        return render_template("calendar.html", calendar=studio.calendar(), **given), code


def find(issues: Sequence[Past], *, words: str, state: str, page: int) -> dict[str, Any]:
    """One page of those *issues* that hold all *words* and are in *state* ("" is any), the newest first."""
    wanted = words.casefold().split()
    found = [
        issue
        for issue in reversed(issues)
        if state in ("", issue.state) and all(word in issue.words for word in wanted)
    ]
    pages = max(1, -(-len(found) // PER_PAGE))
    page = min(max(page, 1), pages)
    return {
        "rows": found[(page - 1) * PER_PAGE : page * PER_PAGE],
        "total": len(found),
        "all": len(issues),
        "page": page,
        "pages": pages,
    }
