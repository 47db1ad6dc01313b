"""The calendar of coming Mondays: when each goes out, and a button that skips it or takes that back."""

from typing import TYPE_CHECKING

from pipeline.errors import Conflict, MondayError
from pipeline.preview import guard
from pipeline.preview.studio import Studio

if TYPE_CHECKING:
    from flask import Flask


def register(app: "Flask", studio: Studio) -> None:
    """Add the calendar to the studio."""
    from flask import render_template, request

    def page(code: int = 200, *, said: str = "", problem: MondayError | None = None) -> "tuple[str, int]":
        try:
            calendar = studio.calendar()
        except MondayError as e:
            return render_template("problem.html", problem=str(e), hint=e.hint), 409
        given = {"calendar": calendar, "token": guard.token()}
        return render_template("calendar.html", said=said, problem=problem, **given), code

    @app.get("/calendar")
    def calendar() -> "tuple[str, int]":
        return page()

    @app.post("/calendar")
    def skip() -> "tuple[str, int]":
        form = request.form
        try:
            said = studio.skip(form.get("day", ""), form.get("op") == "skip", form.get("seen", ""))
        except MondayError as e:
            return page(409 if isinstance(e, Conflict) else 422, problem=e)
        return page(said=said)
