"""One request to a mail service: what is asked, how the answer is judged, and that no secret leaks."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import TYPE_CHECKING, TypeVar

from pipeline.errors import FetchError, RemoteRefused, RemoteUnknown, TryAgain
from pipeline.text.printable import visible

if TYPE_CHECKING:
    from pipeline.outside.web import Response

T = TypeVar("T")
Json = dict[str, object]
TIMEOUT = 30.0
SAID = 300  # characters of a service's own words that a message shows
TRIES = 3  # for looking only: whatever changes something is sent once


class Reply(Json):
    """A JSON object that a service answered with. A value of another kind than is asked for counts as missing."""

    def text(self, key: str) -> str:
        """A string, without what cannot be seen; "" where there is none."""
        value = self.get(key)
        return visible(value) if isinstance(value, str) else ""

    def number(self, key: str) -> int:
        """A whole number; 0 where there is none."""
        value = self.get(key)
        return value if type(value) is int else 0  # true is an int, too

    def instant(self, key: str) -> datetime | None:
        """A time."""
        return instant_of(self.get(key))

    def object(self, key: str) -> "Reply":
        """An object; an empty one where there is none."""
        value = self.get(key)
        return Reply(value if isinstance(value, dict) else {})

    def objects(self, key: str) -> list["Reply"]:
        """The objects of a list."""
        value = self.get(key)
        return [Reply(item) for item in value if isinstance(item, dict)] if isinstance(value, list) else []

    def found(self, key: str) -> list["Reply"]:
        """The same, of a search. Raises Unsent without a list: it does not mean that nothing is there."""
        if not isinstance(self.get(key), list):
            raise Unsent(f"the answer to a search has no list of {key}", hint="run it again: it checks before it acts")
        return self.objects(key)


class Unclear(RemoteUnknown):
    """A request may or may not have taken effect: look before doing anything else."""


class Unsent(TryAgain):
    """A request surely had no effect: repeating it is safe."""


Call = Callable[..., "Response"]  # `web.call`, which raises FetchError


@dataclass(frozen=True, kw_only=True, slots=True)
class Ask:
    """One request, before it has a host."""

    method: str
    path: str
    body: Json | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def show(self, base: str) -> str:
        """The request as a person reads it: long texts are cut, secrets left out."""
        lines = [f"{self.method} {base}{self.path}", *(f"{k}: {v}" for k, v in self.headers.items())]
        if self.body is not None:
            lines.append(json.dumps({k: _short(v) for k, v in self.body.items()}, ensure_ascii=False, indent=2))
        return "\n".join(lines)


@dataclass(frozen=True, kw_only=True)
class Service:
    """A mail service's address, our credentials there, and the one way to talk to it."""

    name: str
    base: str
    auth: Mapping[str, str] = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False)
    call: Call = field(repr=False)

    def look(self, path: str) -> Reply:
        """GET *path* as JSON; repeated when it fails, for looking changes nothing. Raises Unsent, Refused."""
        return self._look(path, lambda body: self._object(body, f"GET {path.partition('?')[0]}"))

    def look_if_there(self, path: str) -> Reply | None:
        """`look`; None where the service says that there is no such thing (404)."""
        try:
            return self.look(path)
        except Refused as e:
            if e.status == 404:
                return None
            raise

    def look_text(self, path: str) -> str:
        """GET *path* as text, in the same way."""
        return self._look(path, lambda body: body.decode("utf-8", "replace"))

    def send(self, ask: Ask) -> Reply:
        """One request, once. Raises Refused (4xx), Unclear (perhaps done) or Unsent (surely not done)."""
        body = self._send(ask)
        return self._object(body, f"{ask.method} {ask.path}") if body.strip() else Reply()

    def redact(self, text: str) -> str:
        """*text* without any of our secrets."""
        for secret in self.secrets:
            text = text.replace(secret, "…")
        return text

    def _look(self, path: str, judge: Callable[[bytes], T]) -> T:
        tries = 1
        while True:
            try:
                return judge(self._send(Ask(method="GET", path=path)))
            except (Unclear, Unsent) as e:
                if tries == TRIES:
                    hint = "nothing was changed: check the address, or try again when the service responds"
                    raise Unsent(str(e), hint=hint) from e
            tries += 1

    def _send(self, ask: Ask) -> bytes:
        url = self.base + ask.path
        headers = {"Accept": "application/json", **self.auth, **ask.headers}
        body = b""
        if ask.body is not None:
            headers["Content-Type"] = "application/json"
            body = json.dumps(ask.body).encode()
        what = f"{ask.method} {ask.path.partition('?')[0]}"
        try:
            reply = self.call(ask.method, url, headers=headers, body=body, timeout=TIMEOUT, allow_private=True)
        except FetchError as e:
            words = self.redact(f"{self.name} did not answer {what}: {e}")
            raise (Unclear if e.sent else Unsent)(words, hint="run it again: it checks before it acts") from e
        status, said = reply.status, self.redact(_said(reply.body))[:SAID]
        if status >= 500 or 300 <= status < 400:
            words = f"{self.name} answered {what} with {status}: {said}"
            raise Unclear(words, hint="run it again: it checks before it acts")
        if status == 429:
            words = f"{self.name} asked us to wait before {what} (429): {said}"
            raise Unsent(words, hint="wait some minutes, then run it again")
        if status >= 400:
            hint = HINTS.get(status, "read what it says; then run it again")
            raise Refused(f"{self.name} refused {what} ({status}): {said}", hint=hint, status=status, said=said)
        return reply.body

    def _object(self, body: bytes, what: str) -> Reply:
        try:
            found = json.loads(body)
        except (ValueError, RecursionError) as e:
            words = f"{self.name} answered {what} with something that is not JSON"
            raise Unclear(words, hint="check its address") from e
        return Reply(found if isinstance(found, dict) else {"data": found})


class Refused(RemoteRefused):
    """A 4xx, with what the service said."""

    def __init__(self, message: str, *, hint: str = "", status: int = 0, said: str = "") -> None:
        super().__init__(message, hint=hint)
        self.status = status
        self.said = said


HINTS = {
    401: "the token is wrong or was revoked: make a new one there, and put it where `monday doctor` says",
    403: "the token is wrong or lacks a permission: compare its permissions with this target's documentation",
    404: "check the address and the ids under [handoff]",
}


def is_loopback(host: str) -> bool:
    """Whether *host* is this machine."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def mark(value: object) -> str:
    """A short fingerprint of something that a service gave back."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:12]


def instant_of(value: object) -> datetime | None:
    """A time as services write it, in UTC, which is meant where no zone is named; None for anything else."""
    try:
        at = datetime.fromisoformat(value if isinstance(value, str) else "")
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):  # OverflowError: before the year 1, or after 9999, in UTC
        return None


def _said(body: bytes) -> str:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        found = body.decode("utf-8", "replace")
    if isinstance(found, dict):
        words = [found.get(k) for k in ("title", "message", "code", "detail")]
        found = "; ".join(w for w in words if isinstance(w, str) and w) or found
    return " ".join(str(found).split())


def _short(value: object) -> object:
    return f"{value[:60]}… ({len(value)} characters)" if isinstance(value, str) and len(value) > 200 else value
