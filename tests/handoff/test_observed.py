"""The listmonk of these tests answers as the real one was observed to, exchange by exchange."""

import json
import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest

from tests import tools
from tests.handoff.stubs.listmonk import Listmonk, User
from tests.handoff.stubs.server import Refusal, Request

pytestmark = pytest.mark.real

OURS = re.compile(r"/api/(campaigns|templates|lists|public/lists|config|profile)\b.*|/api/nothing")
"""What the stand-in stands for."""
NEVER_ASKED = {
    "readers sign up, confirm, leave, and see or delete what is kept of them": (
        r"/subscription/(form|optin/.*|export/.*|wipe/.*|[^/]+/[^/]+)|/api/public/(subscription|captcha/altcha)", 110,
    ),
    "readers look at campaigns, the archive, files and scripts": (
        r"/campaign/.*|/archive(\.xml|/.*)?|/uploads/.*|/public/.*|/api/public/archive", 16,
    ),
    "its owner keeps readers, mails to one of them, and files": (r"/api/(subscribers|tx|media)\b.*", 71),
    "its owner sets it up: users, roles, settings": (r"/api/(users|roles|settings|admin)\b.*", 37),
    "its owner watches it": (r"/api/(about|dashboard|health|logs)\b.*|/health", 5),
}  # fmt: skip
"""The other sides of listmonk, which we never ask, with how many exchanges each has; what they change for ours is in
`between`."""
NO_ANSWER = {"a mail as its reader got it": 7, "a request while the server started anew": 1}
"""Lines that are no answer to a request."""
READ = {
    "id", "status", "send_at", "sent", "to_send", "template_id", "archive_slug", "archive", "name", "subject", "body",
    "from_email", "altbody", "content_type", "messenger", "headers", "tags", "attribs", "optin", "subscriber_statuses",
    "subscriber_count", "type", "message", "permissions", "captcha_enabled", "redirect_urls", "total",
}  # fmt: skip
"""The fields that are compared wherever they stand; of ``started_at`` whether it is there."""
INSIDE = {"data", "results", "lists", "user_role", "list_role", "public_subscription"}
LONG = re.compile(r"…\[cut: (\d+) characters in all\]…")
CUT = re.compile(r"…|\boffset=\d+|expected=")
"""Where the record itself is cut, or names an offset in bytes that were not kept."""


@cache
def rows() -> tuple[dict[str, Any], ...]:
    """Every exchange, in its order."""
    text = (tools.data("listmonk-observed") / "exchanges.jsonl").read_text(encoding="utf-8")
    return tuple(json.loads(line) for line in text.splitlines())


def row(number: int) -> dict[str, Any]:
    """Line *number* of the record."""
    return rows()[number - 1]


def readers(list_id: int, **counts: int) -> Callable[[Listmonk], None]:
    """Readers came by the form, confirmed, or left."""
    return lambda server: server.counts.__setitem__(list_id, counts)


def viewed(**counts: int) -> Callable[[Listmonk], None]:
    """Somebody looked at the lists when these were the readers of ours."""
    return lambda server: server.view.__setitem__(3, counts)


def campaign(number: int, like: int, **change: Any) -> Callable[[Listmonk], None]:
    """A campaign that was made off the record, like the one of line *like*."""

    def make(server: Listmonk) -> None:
        server.next = number
        ask(server, {**row(like), "request_body": {**row(like)["request_body"], **change}})

    return make


def at(number: int, **change: Any) -> Callable[[Listmonk], None]:
    """A campaign changed off the record."""
    return lambda server: server.campaigns[number].update(change)


def sends(how: Any) -> Callable[[Listmonk], None]:
    """How its mail server is from now on."""
    return lambda server: setattr(server, "sends", how)


def sent(number: int, count: int, **change: Any) -> Callable[[Listmonk], None]:
    """A running campaign has come so far."""
    return at(number, sent=count, **change)


def named(number: int, like: int, name: str, **change: Any) -> Callable[[Listmonk], None]:
    """`campaign`, under a name and slug of its own."""
    soon = row(164)["request_body"] | {"send_at": "2026-12-07T14:35:16Z"}
    change = {**soon, "name": f"{name}: Five articles", "archive_slug": name, **change}
    return campaign(number, like, **{"attribs": {"issue": name, "sha": "0123"}, **change})


def between() -> dict[int, list[Callable[[Listmonk], None]]]:
    """By the line that comes after it: what happened on the other side of listmonk, or off the record."""
    three = {"confirmed": 3, "unconfirmed": 1, "unsubscribed": 1}
    return {
        67: [readers(3, **three), readers(2, unconfirmed=1), readers(1, confirmed=1, unconfirmed=1)],
        176: [named(25, 93, "byhand")],
        194: [named(26, 93, "nosendat", send_at=None)],
        195: [at(2, status="scheduled")],
        203: [at(2, lists=[{"id": 3, "name": "Monday Five"}], archive_slug="issue-a-2026-12-07")],
        208: [named(27, 93, "badfield", body="{{ .Nope }}")],
        209: [named(28, 93, "tpldefault", template_id=1)],
        210: [named(29, 93, "tplnone", template_id=999, send_at="2026-12-07T14:35:17Z")],
        231: [named(30, 93, "todelete-2026-12-07")],
        242: [named(32, 93, "deleted-scheduled")],
        260: [readers(4, unconfirmed=1)],
        266: [readers(3, confirmed=33), sends(0)],
        275: [sent(37, 9)],
        285: [sent(37, 18)],
        292: [sent(37, 23)],
        299: [sends("none")],
        486: [sends("all"), readers(3, confirmed=34, unconfirmed=23, unsubscribed=4)],
        494: [sends(0), at(40, status="scheduled")],
        515: [viewed(confirmed=34, unconfirmed=23, unsubscribed=4)],
        531: [at(41, send_at="2026-11-28T14:52:36Z")],
        546: [sends("all"), readers(3, confirmed=35, unconfirmed=23, unsubscribed=4)],
        560: [viewed(confirmed=35, unconfirmed=23, unsubscribed=4)],
        561: [readers(3, confirmed=36, unconfirmed=23, unsubscribed=4)],
    }


def ask(server: Listmonk, exchange: dict[str, Any]) -> tuple[int, Any]:
    """One recorded request, put to the stand-in."""
    role = exchange["role"]
    token = exchange["request_headers"].get("Authorization", "").replace("user:TOKEN", f"{role}:{server.token[5:]}")
    query = {key: [v] if isinstance(v, str | int) else v for key, v in exchange["query"].items()}
    query = {key: [str(v) for v in values] for key, values in query.items()}
    headers = {"authorization": token} if token else {}
    kind = exchange["request_headers"].get("Content-Type")
    headers |= {"content-type": kind} if kind else {}
    body = exchange["request_body"]
    if isinstance(body, dict):  # what the record cut is as long again
        body = {
            key: LONG.sub(lambda m: m[0] + "x" * int(m[1]), v) if isinstance(v, str) else v for key, v in body.items()
        }
    request = Request(exchange["method"], exchange["path"], query, headers, body, exchange["path"])
    try:
        return server.answer(request)
    except Refusal as e:
        return e.status, e.body


def read(found: Any) -> Any:
    """An answer, reduced to the fields that are compared."""
    if isinstance(found, dict):
        if "user_role" in found:
            lists = [{"id": one["id"], "name": one["name"]} for one in found["list_role"]["lists"]]
            return {"permissions": found["user_role"]["permissions"], "lists": lists}
        kept = {key: read(value) for key, value in found.items() if key in READ | INSIDE}
        return kept | ({"started": bool(found["started_at"])} if "started_at" in found else {})
    return [read(one) for one in found] if isinstance(found, list) else found


def differences(real: Any, ours: Any, where: str = "") -> list[str]:
    """Where two answers differ, as far as the record goes."""
    if any(isinstance(one, str) and CUT.search(one) for one in (real, ours)):
        return []
    if isinstance(real, dict) and isinstance(ours, dict):
        return [d for k, v in real.items() for d in differences(v, ours.get(k), f"{where}.{k}")]
    if isinstance(real, list) and isinstance(ours, list):
        cut = bool(real) and isinstance(real[-1], str) and real[-1].startswith("…[cut")
        kept = real[:-1] if cut else real
        lengths = [] if cut or len(kept) == len(ours) else [f"{where}: {len(kept)} and {len(ours)}"]
        return lengths + [d for n, v in enumerate(kept[: len(ours)]) for d in differences(v, ours[n], f"{where}[{n}]")]
    return [] if real == ours else [f"{where}: {real!r} and {ours!r}"]


@pytest.fixture(scope="module")
def played() -> dict[int, list[str]]:
    """Every line that is ours, with what differs."""
    server = set_up()
    before, answers = between(), {}
    for number, exchange in enumerate(rows(), 1):
        for happening in before.get(number, ()):
            happening(server)
        if exchange["method"] == "MAIL" or not OURS.fullmatch(exchange["path"]) or exchange["status"] == 0:
            continue
        clock(server, exchange)
        status, found = ask(server, exchange)
        real = exchange["response_body"]
        wrong = [] if status == exchange["status"] else [f"{exchange['status']} and {status}"]
        if isinstance(real, list) or (isinstance(real, dict) and "page_words" not in real):
            wrong += differences(read(real), read(found))
        answers[number] = wrong
    return answers


def set_up() -> Listmonk:
    """The server as it was when the record begins: its roles, its lists, its own templates."""
    server = Listmonk(lambda: server.time)
    server.time = datetime(2026, 11, 28, 14, 33, tzinfo=UTC)
    server.lists = {
        1: {"name": "Default list", "type": "private", "optin": "single", "tags": ["test"]},
        2: {"name": "Opt-in list", "type": "public", "optin": "double", "tags": ["test"]},
    }
    server.counts = {1: {}, 2: {}, 3: {}}
    addresses = {"reader1": 3, "reader2": 3, "unconfirmed1": 3, "blocked": 3, "other": 1, "nolist": 0, "reader10": 3}
    server.addresses = {f"{name}@readers.example": {number} for name, number in addresses.items()}
    bodies = {one["id"]: one for one in row(27)["response_body"]["data"] if isinstance(one, dict)}
    server.templates = [{**one, **bodies.get(one["id"], {"body": "x"})} for one in row(29)["response_body"]["data"]]
    server.next, server.next_template = 2, 5
    server.config = row(504)["response_body"]["data"]
    server.users = {"admin": User(permissions=None, lists=None), **users()}
    return server


def users() -> dict[str, User]:
    """Who has which role, as the record's first lines made them."""
    made: dict[str, dict[int, Any]] = {"users": {}, "lists": {}}
    found = {}
    for exchange in rows():
        path, body, answer = exchange["path"], exchange["request_body"], exchange["response_body"]
        if exchange["method"] == "POST" and path.startswith("/api/roles/"):
            made[path.rpartition("/")[2]][answer["data"]["id"]] = body
        if exchange["method"] == "POST" and path == "/api/users":
            role, lists = made["users"][body["user_role_id"]], made["lists"].get(body["list_role_id"], {"lists": []})
            name = "api-user-as-documented" if body["username"] == "monday" else body["username"]
            ids = frozenset(one["id"] for one in lists["lists"])
            found[name] = User(permissions=tuple(role["permissions"]), lists=ids, name=body["name"])
    return found


def clock(server: Listmonk, exchange: dict[str, Any]) -> None:
    """What was due by the time of this exchange has been sent."""
    data = exchange["response_body"].get("data") if isinstance(exchange["response_body"], dict) else None
    stamps = [data.get(key) for key in ("updated_at", "created_at")] if isinstance(data, dict) else []
    times = [datetime.fromisoformat(stamp) for stamp in stamps if stamp]
    server.time = max([server.time, *times])
    server.scan()


def test_every_exchange_is_answered_alike(played):
    """No status and no field that we read differs from what the real server answered."""
    assert {number: wrong for number, wrong in played.items() if wrong} == {}


def test_every_line_is_accounted_for(played):
    """Each of the 591 lines is replayed, or is of a route that we never ask, or is no answer at all."""
    left = [exchange for number, exchange in enumerate(rows(), 1) if number not in played]
    mails = [one for one in left if one["method"] == "MAIL"]
    silent = [one for one in left if one["status"] == 0 and one not in mails]
    sides = Counter(
        next((side for side, (paths, _) in NEVER_ASKED.items() if re.fullmatch(paths, one["path"])), one["path"])
        for one in left
        if one not in mails and one not in silent
    )

    assert dict(sides) == {side: count for side, (_, count) in NEVER_ASKED.items()}
    assert [len(mails), len(silent)] == list(NO_ANSWER.values())
    assert (len(played), len(rows())) == (344, 591)
