"""The studio's pages: what is asked for under which address."""

import re
from collections.abc import Iterator, Mapping
from email import message_from_bytes, policy
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.check.aloud import aloud as heard
from pipeline.errors import Conflict, MondayError
from pipeline.limits import GMAIL_CUT, file_size
from pipeline.outside import browser
from pipeline.preview import articles, balance, calendar, edits, finish, guard, past, reading, views
from pipeline.preview.desk import Desk
from pipeline.preview.live import Live
from pipeline.preview.studio import Rendered, Studio
from pipeline.text import bold_runs

if TYPE_CHECKING:
    from flask import Flask, Response
    from werkzeug.wrappers import Response as AnyResponse

_HERE = Path(__file__).parent


def create_app(studio: Studio, *, read_only: bool, token: str) -> "Flask":
    """The studio as a WSGI application; whoever comes with the *token* is let in."""
    from flask import Flask, Response, abort, render_template, request

    app = Flask("pipeline.preview", root_path=str(_HERE), template_folder="pages", static_folder="assets")
    app.static_url_path = "/assets"
    app.config["MAX_CONTENT_LENGTH"] = 30_000_000  # a photo; a form without one keeps to Flask's 500 KB
    live = Live(studio)
    app.extensions["live"] = live
    desk = Desk(studio, live)
    beside = finish.given(studio, desk)
    app.add_template_global(edits.measure)
    app.add_template_global(finish.anchor)
    app.add_template_global(sentence)
    app.add_template_global(articles.adds)
    app.add_template_filter(finish.spot)
    app.add_template_filter(file_size)
    app.add_template_filter(bold_runs, "runs")
    guard.install(app, token=token, key=studio.key, read_only=read_only)
    past.register(app, studio)
    calendar.register(app, studio)
    balance.register(app, studio, live)
    articles.register(app, studio, live, desk)
    reading.register(app, studio, live, desk)

    @app.template_filter()
    def topic(name: str) -> str:
        """A topic's everyday name."""
        labels = live.shown.rendered.labels if live.shown.rendered else {}
        return labels.get(name, name.replace("_", " "))

    def page(code: int = 200, **more: object) -> "tuple[str, int]":
        view = views.read(request.args)
        version = live.version  # first: a page may be newer than it says, never older
        shown = live.shown
        size = len(shown.rendered.files["email.html"]) if shown.rendered else 0
        given: dict[str, Any] = {
            "shown": shown,
            "view": view,
            "choices": views.CHOICES,
            "labels": views.LABELS,
            "may": bool(guard.token()),
            "token": guard.token(),
            "size": size,
            "last": desk.last,
            "states": desk.states(),
            "lead": edits.lead(shown.rendered.issue) if shown.rendered else "",
            "heads": edits.HEAD,
            "fields": edits.STORY,
            "long": edits.LONG,
            "errors": sum(f.level == "error" for f in shown.rendered.findings) if shown.rendered else 0,
            "clip": GMAIL_CUT,
            "version": version,
            **beside(shown.rendered),
            "widest": views.WIDEST,
            "lacks": views.lacks(shown.rendered.files["email.html"].decode(), view) if shown.rendered else None,
            "clients_of": views.clients_of(),
        }
        return render_template("studio.html", **{**given, **more}), code

    def rendered() -> Rendered:
        if (now := live.shown.rendered) is None:
            abort(404, live.shown.error)
        return now

    def looked_at(files: Mapping[str, bytes], name: str, view: views.View) -> str:
        return views.email(browser.shown(files[name].decode(), rendered().pictures), view)

    def readers(name: str) -> "Response":
        view = views.read(request.args)
        return guard.readers(looked_at(rendered().files, name, view), pictures=view.images == "on")

    @app.get("/")
    def index() -> "tuple[str, int]":
        return page()

    @app.get("/email")
    def email() -> "Response":
        return readers("email.html")

    @app.get("/web")
    def web() -> "Response":
        return readers("web.html")

    @app.get("/text")
    def text() -> str:
        return render_template("plain.html", text=rendered().files["email.txt"].decode(), title="Plain text")

    @app.get("/source")
    def source() -> str:
        return render_template("plain.html", text=rendered().files["email.html"].decode(), title="Source")

    @app.get("/inbox")
    def inbox() -> str:
        now = rendered()
        return render_template("inbox.html", rows=views.inbox(sender(now), now.issue.subject, now.issue.preheader))

    @app.get("/aloud")
    def aloud() -> str:
        return render_template("aloud.html", said=heard(rendered().files["email.html"].decode()))

    @app.post("/")
    def change() -> "AnyResponse | tuple[str, int]":
        form = request.form
        try:
            file = request.files.get("picture")
            said = desk.do(form, file.read() if file else b"")
        except edits.Clashed as e:
            return page(409, problem=e, clashes=e.clashes, clash_url=e.url)
        except MondayError as e:
            return page(409 if isinstance(e, Conflict) else 422, problem=e, asked=form, **finish.asks(e, form))
        return page(said=said, back=form.get("op") == "restore")

    @app.post("/draft")
    def draft() -> "dict[str, object] | tuple[dict[str, object], int]":
        """What is on show with words that are not saved yet, and what their counters say."""
        fields = dict(zip(request.form.getlist("field"), request.form.getlist("words"), strict=False))
        view = views.read(request.args)
        name = f"{view.show}.html" if view.show in ("email", "web") else ""
        try:
            files = studio.draft(edits.typed(rendered().issue, fields)) if name else {}
            counts = {field: edits.measure(field.rpartition(" ")[2], words) for field, words in fields.items()}
        except MondayError as e:
            return {"problem": sentence(str(e))}, 422
        return {"html": looked_at(files, name, view) if name else "", "counts": counts}

    finish.install(app, desk)

    @app.get("/events")
    def events() -> "Response":
        def stream() -> Iterator[str]:
            version = request.args.get("version", "")
            while True:
                version = live.wait(version, seconds=15)
                yield f"data: {version}\n\n"  # also a sign of life: a gone page is noticed by the failing write

        from flask import stream_with_context

        return Response(stream_with_context(stream()), mimetype="text/event-stream")

    @app.errorhandler(403)
    @app.errorhandler(404)
    @app.errorhandler(405)
    @app.errorhandler(413)
    def problem(error: Any) -> "tuple[str, int]":  # noqa: ANN401  werkzeug's HTTPException
        return render_template("problem.html", problem=error.description, hint=""), error.code

    return app


def sender(now: Rendered) -> str:
    """The name that an inbox shows."""
    head = message_from_bytes(now.files.get("email.eml", b""), policy=policy.default)
    found = head.get("From")
    return (found.addresses[0].display_name or str(found)) if found and found.addresses else "Your newsletter"


def sentence(words: str) -> str:
    """An error's words, which start small, on a line of their own; a file's name stays as it is."""
    start = words[:1] if re.match(r"[\w./-]+\.\w+\b", words) else words[:1].upper()
    return start + words[1:] + ("" if words.endswith((".", "?", "!", ".”", "?”", "!”")) else ".")
