"""The studio's pages: what is asked for under which address."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from email.utils import parseaddr
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, render_template, request, stream_with_context
from werkzeug.exceptions import HTTPException

from pipeline import issue
from pipeline.check.aloud import aloud as heard
from pipeline.errors import MondayError
from pipeline.limits import GMAIL_CUT, file_size
from pipeline.outside import browser
from pipeline.preview import articles, balance, edits, fields, guard, past, reading, render, views, why
from pipeline.preview.actions import ASK, Actions, Scheduled
from pipeline.preview.live import Live
from pipeline.preview.outlook import outlook
from pipeline.preview.render import Rendered
from pipeline.preview.studio import Studio
from pipeline.text import bold_runs, table
from pipeline.work.next_step import NextStep

_HERE = Path(__file__).parent


def create_app(studio: Studio, *, read_only: bool, token: str) -> Flask:
    """The studio as a WSGI application; whoever comes with the *token* is let in."""
    app = Flask("pipeline.preview", root_path=str(_HERE), template_folder="pages", static_folder="assets")
    app.static_url_path = "/assets"
    app.config["MAX_CONTENT_LENGTH"] = 30_000_000  # a photo; a form without one keeps to Flask's 500 KB
    live = Live(studio)
    app.extensions["live"] = live
    actions = Actions(studio, live)
    choice = why.Choice(None)
    for helper in (fields.measure, render.anchors, sentence, articles.adds):
        app.add_template_global(helper)
    for filter_ in (render.spot, file_size, bold_runs):
        app.add_template_filter(filter_)
    guard.install(app, token=token, key=studio.key, read_only=read_only)
    past.register(app, studio)
    balance.register(app, studio, live)
    articles.register(app, studio, live, actions)
    reading.register(app, studio, live, actions)

    @app.template_filter()
    def topic(name: str) -> str:
        """A topic's everyday name."""
        labels = live.shown.rendered.labels if live.shown.rendered else {}
        return labels.get(name, name.replace("_", " "))

    def page(code: int = 200, **more: object) -> tuple[str, int]:
        nonlocal choice
        view = views.read(request.args)
        version = live.version  # first: a page may be newer than it says, never older
        shown = live.shown
        given: dict[str, Any] = {
            "shown": shown,
            "step": NextStep(),
            "work": actions.jobs,
            "view": view,
            "choices": views.CHOICES,
            "labels": views.LABELS,
            "may": bool(guard.token()),
            "token": guard.token(),
            "last": actions.last,
            "states": studio.remembered()[::-1],
            "heads": fields.HEAD,
            "fields": fields.STORY,
            "long": fields.LONG,
            "helps": fields.HELP,
            "ask": ASK,
            "picture_names": table("studio")["shots"],
            "tester": actions.approval.tester,
            "clip": GMAIL_CUT,
            "version": version,
            "widest": views.WIDEST,
            "current": shown.rendered.files[issue.NAME] if shown.rendered else b"",
            "clients_of": table("clients")["updated"],
        }
        if now := shown.rendered:
            found, as_outlook = None, view.styles == "word" and view.show in ("email", "web")
            with suppress(MondayError):  # the page says that nothing is known; the issue is whole all the same
                found = studio.considered()
            if found is not choice.found:
                choice = why.Choice(found)
            given |= {
                "step": now.step,
                "size": len(now.files["email.html"]),
                "lead": edits.lead(now.issue),
                "errors": sum(finding.level == "error" for finding in now.findings),
                "lacks": outlook(now.files["email.html"].decode()) if as_outlook else None,
                "known": partial(choice.known, issue=now.issue),
                "findings_at": partial(render.findings_at, now.findings),
                "to_read": now.to_read,
            }
        return render_template("studio.html", **{**given, **more}), code

    def rendered() -> Rendered:
        if (now := live.shown.rendered) is None:
            abort(404, live.shown.error)
        return now

    def looked_at(files: Mapping[str, bytes], name: str, view: views.View) -> str:
        return views.email(browser.shown(files[f"{name}.html"].decode(), rendered().pictures), view)

    @app.get("/")
    def index() -> tuple[str, int]:
        return page()

    @app.get("/<any(email, web):name>")
    def readers(name: str) -> Response:
        view = views.read(request.args)
        return guard.readers(looked_at(rendered().files, name, view), pictures=view.images == "on")

    @app.get("/<any(text, source):name>")
    def plain(name: str) -> str:
        file = {"text": "email.txt", "source": "email.html"}[name]
        title = views.CHOICES["show"][name]
        return render_template("plain.html", text=rendered().files[file].decode(), title=title)

    @app.get("/inbox")
    def inbox() -> str:
        now = rendered()
        name, address = parseaddr(now.material.config.newsletter.from_) if now.material else ("", "")
        sender = name or address or "Your newsletter"
        return render_template("inbox.html", rows=views.inbox(sender, now.issue.subject, now.issue.preheader))

    @app.get("/aloud")
    def aloud() -> str:
        return render_template("aloud.html", said=heard(rendered().files["email.html"].decode()))

    @app.post("/")
    def change() -> Response | tuple[str, int]:
        form = request.form
        try:
            file = request.files.get("picture")
            said = actions.do(form, file.read() if file else b"")
        except fields.Clashed as e:
            return page(409, problem=e, clashes=e.clashes, clash_url=e.url)
        except MondayError as e:
            again = {key: value for key, value in form.items() if key not in ("token", "confirm")}
            back = again if isinstance(e, Scheduled) else None
            there = f"{e.kind}-{e.place}" if isinstance(e, edits.Here) else ""
            return page(guard.code(e), problem=e, asked=form, take_back=back, go_to=there)
        return page(said=said, back=form.get("op") == "restore")

    @app.post("/draft")
    def draft() -> dict[str, object] | tuple[dict[str, object], int]:
        """What is on show with words that are not saved yet, and what their counters say."""
        given = dict(zip(request.form.getlist("field"), request.form.getlist("words"), strict=False))
        view = views.read(request.args)
        try:
            counts = {field: fields.measure(field.rpartition(" ")[2], words) for field, words in given.items()}
            if view.show not in ("email", "web"):
                return {"html": "", "counts": counts}
            files = studio.draft(fields.typed(rendered().issue, given))
        except MondayError as e:
            return {"problem": sentence(str(e))}, 422
        return {"html": looked_at(files, view.show, view), "counts": counts}

    @app.get("/shots/<look>/<name>.png")
    def shot(look: str, name: str) -> Response:
        if look != actions.jobs.look or name not in actions.jobs.pictures:
            abort(404, "That screenshot is gone: take new ones.")
        return Response(actions.jobs.pictures[name], mimetype="image/png")

    @app.get("/events")
    def events() -> Response:
        def stream() -> Iterator[str]:
            version = request.args.get("version", "")
            while True:
                version = live.wait(version, seconds=15)
                yield f"data: {version}\n\n"  # also a sign of life: a gone page is noticed by the failing write

        return Response(stream_with_context(stream()), mimetype="text/event-stream")

    @app.errorhandler(MondayError)
    def refused(error: MondayError) -> tuple[str, int]:
        return render_template("problem.html", problem=str(error), hint=error.hint), guard.code(error)

    @app.errorhandler(HTTPException)
    def problem(error: HTTPException) -> tuple[str, int]:
        return render_template("problem.html", problem=error.description, hint=""), error.code or 500

    return app


def sentence(words: str, *, small: bool = False) -> str:
    """An error's words on a line of their own, or *small*, after a colon; a file's name stays as it is."""
    first = words[:1].lower() if small else words[:1].upper()
    start = words[:1] if re.match(r"[\w./-]+\.\w+\b", words) else first
    return start + words[1:] + ("" if words.endswith((".", "?", "!", ".”", "?”", "!”", "…")) else ".")
