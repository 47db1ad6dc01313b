"""Buttondown as its OpenAPI document says; every request and answer is held against it where it is present."""

import re
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from tests.handoff.stubs.openapi import Document
from tests.handoff.stubs.server import Refusal, Request, Stub

TOKEN = "token-of-buttondown"
DOCUMENT = Path(__file__).parents[3].parent / "shared" / "data" / "buttondown-openapi.json"


@cache
def document() -> Document | None:
    """Buttondown's own document, where it is present."""
    return Document(DOCUMENT, "/v1") if DOCUMENT.exists() else None


class Buttondown:
    """State in memory; ``now`` is the server's clock."""

    def __init__(self, now: Callable[[], datetime], readers: int = 12) -> None:
        self.now = now
        self.readers = readers
        self.emails: dict[str, dict[str, Any]] = {}
        self.replays: dict[str, tuple[int, Any]] = {}
        self.token = TOKEN
        self.stub = Stub(self.answer)
        self.naked = True
        self.tests: list[str] = []

    def answer(self, r: Request) -> tuple[int, Any]:
        try:
            status, reply = self.respond(r)
        except Refusal as e:
            status, reply = e.status, e.body
        if known := document():
            shown = reply
            if "excluded_fields" in r.query and status == 200:  # the document forgets that these may be left out
                shown = {**reply, "results": [{"body": "", **row} for row in reply["results"]]}
            self.stub.broken += known.complaints(r, status, shown)
        return status, reply

    def respond(self, r: Request) -> tuple[int, Any]:
        if r.headers.get("authorization") != f"Token {self.token}":
            raise Refusal(401, {"detail": "Invalid token."})
        if r.headers.get("x-api-version") != "2026-04-01":
            self.stub.broken.append("no API version")
        if r.path == "/v1/subscribers" and r.method == "GET":
            return 200, {"results": [], "count": self.readers}
        if r.path == "/v1/emails" and r.method == "GET":
            return 200, self.find(r)
        if r.path == "/v1/emails" and r.method == "POST":
            key = r.headers.get("x-idempotency-key", "")
            if not key or len(key) > 200:
                self.stub.broken.append("no idempotency key")
            if key not in self.replays:
                self.replays[key] = (201, dict(self.create(r)))
            return self.replays[key]
        found = re.fullmatch(r"/v1/emails/([^/]+)(/renders|/publish|/send-draft)?", r.path)
        if found and (r.method, found[2]) in {
            ("GET", None),
            ("PATCH", None),
            ("GET", "/renders"),
            ("POST", "/publish"),
            ("POST", "/send-draft"),
        }:
            row = self.emails.get(found[1])
            if row is None:
                raise Refusal(404, {"detail": "Not found."})
            return 200, self.one(r, row, found[2])
        self.stub.broken.append(f"{r.method} {r.path}")
        raise Refusal(404, {"detail": "Not found."})

    def one(self, r: Request, row: dict[str, Any], part: str | None) -> Any:
        if part == "/renders":
            html = row["body"].split("-->\n", 1)[1].replace("{{ unsubscribe_url }}", "https://buttondown.com/u/x")
            return {"content": html if self.naked else html.replace("style=", "x=")}
        if part == "/send-draft":
            self.tests += r.body["recipients"]
            return {}
        if part == "/publish":
            at = r.body.get("publish_date")
            if row["status"] != "draft":
                raise Refusal(400, {"code": "email_not_draft", "detail": "Only a draft can be published."})
            if not at or datetime.fromisoformat(at) <= self.now():
                self.stub.broken.append("published at once")
                row["status"] = "about_to_send"
            else:
                row |= {"status": "scheduled", "publish_date": at}
        elif r.method == "PATCH":
            if row["status"] not in ("draft", "scheduled"):
                raise Refusal(400, {"code": "email_invalid", "detail": "It is being sent."})
            row |= {k: v for k, v in r.body.items() if v is not None}
            if row.get("publish_date") == "none":
                row["publish_date"] = None
        return row

    def find(self, r: Request) -> Any:
        start = 3 * (int(r.one("page", "1")) - 1)
        rows = list(self.emails.values())
        more = len(rows) > start + 3
        following = f"https://api.buttondown.com/v1/emails?page={int(r.one('page', '1')) + 1}" if more else None
        hidden = {"body"} if r.one("excluded_fields") == "body" else set()
        return {
            "results": [{k: v for k, v in row.items() if k not in hidden} for row in rows[start : start + 3]],
            "count": len(rows),
            "next": following,
        }

    def create(self, r: Request) -> dict[str, Any]:
        if r.body.get("status") != "draft":
            self.stub.broken.append("created as something that sends")
        if r.body["body"].startswith("---"):
            raise Refusal(400, {"code": "email_invalid", "detail": "front matter"})
        if any(e["slug"] == r.body["slug"] for e in self.emails.values()):
            raise Refusal(400, {"code": "slug_invalid", "detail": "Slug is in use."})
        text = r.body["body"].replace("{{ unsubscribe_url }}", "")
        if re.search(r"\{[{%]", text + r.body["subject"]):
            self.stub.broken.append("a template tag of the reader's text")
        number = len(self.emails) + 1
        row = {
            "id": f"em_{number}",
            "creation_date": "2026-11-20T00:00:00Z",
            "modification_date": "2026-11-20T00:00:00Z",
            "absolute_url": f"https://buttondown.com/monday/archive/{r.body['slug']}",
            "featured": False,
            "image": "",
            "related_email_ids": [],
            "should_trigger_pay_per_email_billing": False,
            "source": "api",
            "publish_date": None,
            **r.body,
        }
        self.emails[row["id"]] = row
        return row

    def scheduled(self) -> list[datetime]:
        rows = [e for e in self.emails.values() if e["status"] == "scheduled"]
        return [datetime.fromisoformat(e["publish_date"]) for e in rows]

    def count(self) -> int:
        return len(self.emails)
