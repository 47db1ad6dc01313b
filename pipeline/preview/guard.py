"""Who may ask the studio for what: only browsers that came by the address of this start, only pages of its own."""

import hmac
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from flask import Flask, Request, Response, abort, current_app, make_response, redirect, request, session
from werkzeug.wrappers import Response as AnyResponse

from pipeline.errors import Conflict, MondayError

DAYS: Final = 30  # how long a browser need not be let in again
_OURS = frozenset({"127.0.0.1", "localhost", "::1"})
_FRAMED = frozenset({"plain", "inbox", "aloud", "past_file", "reading"})
"""Pages of our own that the studio shows in a frame."""
_PAGE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}"
)
_READERS = (
    "sandbox allow-same-origin; default-src 'none'; style-src 'unsafe-inline'; img-src {pictures}; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
"""For what readers get: no scripts, no forms. The studio's page may look in: it keeps the place, and shows drafts."""
_NEW = (
    "Each link works once, in one browser. For a new one, stop the studio in the terminal with Ctrl-C, "
    "and type monday preview again."
)


def install(app: Flask, *, token: str, key: bytes, read_only: bool) -> None:
    """Let in whoever has the *token*, once (any number, where it is *read_only*); *key* signs what they then carry. All
    others, foreign hosts and unproven changes are refused. Every answer gets the same headers."""
    app.secret_key = key
    app.config.update(
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=timedelta(days=DAYS),
        READ_ONLY=read_only,
    )
    left = {token}

    @app.before_request
    def only_ours() -> AnyResponse | None:
        if urlsplit(f"//{request.host}").hostname not in _OURS:
            abort(403, "The studio answers only at 127.0.0.1 or localhost.")
        if request.endpoint == "static":
            return None
        given = request.args.get("token", "")
        if request.endpoint == "index" and request.method == "GET" and given:
            if any(_same(given, one) for one in left):
                left.difference_update(() if read_only else {token})
                session.permanent = True
                session["form"] = secrets.token_urlsafe(24)
            if "form" in session:
                return redirect("/", 303)
        if "form" not in session:
            seen = "This link has already been used or has expired. "
            abort(403, (seen if given else "Open the link that the terminal printed. ") + _NEW)
        if request.method not in ("GET", "HEAD", "OPTIONS") and not _may_change(request):
            abort(403, "Changes can be made only from the studio itself. Reload the page and try again.")
        return None

    @app.after_request
    def headers(response: "Response") -> Response:
        ancestors = "'self'" if request.endpoint in _FRAMED else "'none'"
        response.headers.setdefault("Content-Security-Policy", _PAGE.format(ancestors=ancestors))
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"  # with none at all a form of our own says Origin: null
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Cache-Control"] = "no-store"
        return response


def token() -> str:
    """What this browser's forms must carry; "" where nothing may be changed."""
    return "" if current_app.config["READ_ONLY"] else session.get("form", "")


def done(act: Callable[[], str]) -> tuple[dict[str, Any], int]:
    """Do what a form asks for, if one was sent; what its page says of that, and the HTTP status."""
    said, problem, status = "", None, 200
    if request.method == "POST":
        try:
            said = act()
        except MondayError as e:
            problem, status = e, code(e)
    return {"said": said, "problem": problem, "token": token()}, status


def code(problem: MondayError) -> int:
    """The HTTP status of an answer that says what went wrong."""
    return 409 if isinstance(problem, Conflict) else 422


def _may_change(request: Request) -> bool:
    """The form's own copy of what its browser carries, and no word of another page having sent it."""
    return (
        _same(request.form.get("token", ""), token())
        and request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
        and request.headers.get("Origin", f"http://{request.host}") == f"http://{request.host}"
    )


def _same(given: str, token: str) -> bool:
    """Whether *given* is the token, in a time that tells nothing about it; no token is never the same."""
    return bool(token) and hmac.compare_digest(given.encode(), token.encode())


def readers(html: str, *, pictures: bool = True) -> Response:
    """An email or a web page for its frame, with its own Content-Security-Policy."""
    answer: Response = make_response(html)
    answer.headers["Content-Security-Policy"] = _READERS.format(pictures="data: https:" if pictures else "'none'")
    return answer
