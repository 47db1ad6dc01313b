"""Mailchimp as its reference says: no key, two requests for one campaign, quarter-hours."""

import re
from base64 import b64encode
from collections.abc import Callable
from datetime import datetime
from typing import Any

from tests.handoff.stubs.server import Refusal, Request, Stub

TOKEN = "token-of-mailchimp-us7"
AUDIENCE = "a1b2c3"
BASIC = "Basic " + b64encode(f"monday:{TOKEN}".encode()).decode()


class Mailchimp:
    """State in memory; ``now`` is the server's clock."""

    def __init__(self, now: Callable[[], datetime], readers: int = 12) -> None:
        self.now = now
        self.readers = readers
        self.campaigns: dict[str, dict[str, Any]] = {}
        self.token = BASIC
        self.stub = Stub(self.answer)
        self.tests: list[str] = []

    def answer(self, r: Request) -> tuple[int, Any]:
        if r.headers.get("authorization") != self.token:
            raise Refusal(401, {"title": "API Key Invalid", "detail": "Your API key may be invalid."})
        if (r.method, r.path) == ("GET", f"/3.0/lists/{AUDIENCE}"):
            return 200, {"id": AUDIENCE, "stats": {"member_count": self.readers}}
        if (r.method, r.path) == ("GET", "/3.0/campaigns"):
            start, count = int(r.one("offset", "0")), int(r.one("count", "10"))
            rows = [{k: v for k, v in c.items() if k != "content"} for c in self.campaigns.values()]
            return 200, {"campaigns": rows[start : start + count], "total_items": len(rows)}
        if (r.method, r.path) == ("POST", "/3.0/campaigns"):
            return 200, self.create(r)
        found = re.fullmatch(r"/3\.0/campaigns/([^/]+)(/.*)?", r.path)
        if not found or r.method == "DELETE":
            self.stub.broken.append(f"{r.method} {r.path}")
            raise Refusal(404, {"title": "Resource Not Found"})
        row = self.campaigns.get(found[1])
        if row is None:
            raise Refusal(404, {"title": "Resource Not Found"})
        return 200, self.one(r, row, found[2] or "")

    def create(self, r: Request) -> Any:
        if set(r.body) != {"type", "recipients", "settings", "tracking"}:
            self.stub.broken.append("fields of the campaign")
        if r.body["tracking"] != {"opens": False, "html_clicks": False, "text_clicks": False}:
            self.stub.broken.append("tracking")
        id = f"c{len(self.campaigns) + 1}"
        self.campaigns[id] = {"id": id, "status": "save", "send_time": "", "content": {}, **r.body}
        return self.shown(self.campaigns[id])

    def one(self, r: Request, row: dict[str, Any], part: str) -> Any:
        draft = row["status"] == "save"
        match (r.method, part):
            case ("GET", ""):
                return self.shown(row)
            case ("GET", "/content"):
                return row["content"]
            case ("GET", "/send-checklist"):
                return self.checklist(row)
            case ("PATCH", "") if draft:
                row |= r.body
                return self.shown(row)
            case ("PUT", "/content") if draft:
                if re.search(r"\*\|(?!UNSUB\||LIST:ADDRESS\||ARCHIVE\|)", r.body["html"] + r.body["plain_text"]):
                    self.stub.broken.append("a merge tag of the reader's text")
                row["content"] = r.body
                return row["content"]
            case ("POST", "/actions/test") if draft and set(r.body) == {"test_emails", "send_type"}:
                self.tests += r.body["test_emails"]
                return {}
            case ("POST", "/actions/schedule"):
                at = datetime.fromisoformat(r.body["schedule_time"])
                if not draft or at <= self.now() or at.minute % 15 or at.second:
                    raise Refusal(400, {"title": "Invalid Resource", "detail": "Cannot schedule that."})
                row |= {"status": "schedule", "send_time": r.body["schedule_time"]}
                return {}
            case ("POST", "/actions/unschedule"):
                if row["status"] != "schedule":
                    raise Refusal(400, {"title": "Invalid Resource", "detail": "It is not scheduled."})
                row |= {"status": "save", "send_time": ""}
                return {}
        if draft:
            self.stub.broken.append(f"{r.method} {r.path}")
        raise Refusal(400, {"title": "Bad Request", "detail": "The campaign cannot be changed."})

    def checklist(self, row: dict[str, Any]) -> Any:
        html = row["content"].get("html", "")
        missing = [t for t in ("*|UNSUB|*", "*|LIST:ADDRESS|*") if t not in html]
        items = [{"type": "error", "heading": "Content", "details": f"{t} is missing"} for t in missing]
        return {"is_ready": not items, "items": items}

    def shown(self, row: dict[str, Any]) -> Any:
        return {k: v for k, v in row.items() if k != "content"}

    def scheduled(self) -> list[datetime]:
        rows = [c for c in self.campaigns.values() if c["status"] == "schedule"]
        return [datetime.fromisoformat(c["send_time"]) for c in rows]

    def count(self) -> int:
        return len(self.campaigns)
