"""Who may ask the studio for what: only pages of its own, opened by somebody who has this start's token."""

import hmac
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from flask import Flask, Request, Response

COOKIE = "monday-studio"
_OURS = frozenset({"127.0.0.1", "localhost", "::1"})
_FRAMED = frozenset({"text", "inbox", "source", "aloud", "past_file", "reading"})
"""Pages of our own that the studio shows in a frame."""
_PAGE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}"
)
_READERS = (
    "sandbox allow-same-origin; default-src 'none'; style-src 'unsafe-inline'; img-src {pictures}; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
"""For what readers get: no scripts, no forms. The studio's page may look in, to keep the place that was read."""


def install(app: "Flask", *, token: str) -> None:
    """Refuse foreign hosts and unproven changes; put the same headers on every answer."""
    from flask import abort, request

    @app.before_request
    def only_ours() -> None:
        if urlsplit(f"//{request.host}").hostname not in _OURS:
            abort(403, "The studio answers only under 127.0.0.1 or localhost.")
        if request.method not in ("GET", "HEAD", "OPTIONS") and not may_change(request, token):
            abort(403, "Open the address that the terminal printed, then try again.")

    @app.after_request
    def headers(response: "Response") -> "Response":
        ancestors = "'self'" if request.endpoint in _FRAMED else "'none'"
        response.headers.setdefault("Content-Security-Policy", _PAGE.format(ancestors=ancestors))
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"  # with none at all a form of our own says Origin: null
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Cache-Control"] = "no-store"
        return response


def knows(request: "Request", token: str) -> bool:
    """Whether this browser was opened with the token of this start."""
    return same(request.cookies.get(COOKIE, ""), token)


def may_change(request: "Request", token: str) -> bool:
    """The cookie, the form's own copy of the token, and no word of another page having sent it."""
    return (
        knows(request, token)
        and same(request.form.get("token", ""), token)
        and request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
        and request.headers.get("Origin", f"http://{request.host}") == f"http://{request.host}"
    )


def same(given: str, token: str) -> bool:
    """Whether *given* is the token, in a time that tells nothing about it; no token is never the same."""
    return bool(token) and hmac.compare_digest(given.encode(), token.encode())


def readers(html: str, *, pictures: bool = True) -> "Response":
    """An email or a web page for its frame, with its own Content-Security-Policy."""
    from flask import make_response

    answer: Response = make_response(html)
    answer.headers["Content-Security-Policy"] = _READERS.format(pictures="data: https:" if pictures else "'none'")
    return answer
