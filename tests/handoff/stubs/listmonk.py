"""listmonk as its source reads (July 2026): strict, and with its traps."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from tests.handoff.stubs.server import Refusal, Request, Stub

TOKEN = "user:token-of-listmonk"
LIT = r"\"((?:[^\"\\]|\\.)*)\""
OURS = re.compile(r"\{\{ (?:(Safe )?" + LIT + r"|(UnsubscribeURL|MessageURL|ArchiveURL)) \}\}")
FIELDS = {
    "name": str, "subject": str, "lists": list, "from_email": str, "type": str, "content_type": str, "body": str,
    "altbody": str, "template_id": int, "messenger": str, "tags": list, "headers": list, "attribs": dict,
    "archive": bool, "archive_slug": str, "media": list, "send_at": str,
}  # fmt: skip
FROM = {
    "scheduled": ("draft", "paused"),
    "draft": ("scheduled",),
    "running": ("paused", "draft"),
    "paused": ("running",),
    "cancelled": ("running", "paused"),
}
"""What a campaign must be before it can be set to that."""


class Listmonk:
    """State in memory; ``now`` is the server's clock."""

    def __init__(self, now: Callable[[], datetime], readers: int = 12) -> None:
        self.now = now
        self.readers = readers
        self.campaigns: dict[int, dict[str, Any]] = {}
        self.templates: list[dict[str, Any]] = [
            {"id": 1, "name": "Default", "body": '<b>{{ template "content" . }}</b>'}
        ]
        self.token = TOKEN
        self.next = 7
        self.delivered: list[int] = []
        self.addresses = ["ed@example.org"]
        self.tests: list[str] = []
        self.stub = Stub(self.answer)

    def answer(self, r: Request) -> tuple[int, Any]:
        if r.headers.get("authorization") != f"token {self.token}":
            raise Refusal(403, {"message": "invalid API credentials"})
        for method, pattern, handler in (
            ("GET", r"/api/templates", self.get_templates),
            ("POST", r"/api/templates", self.post_template),
            ("GET", r"/api/lists/(\d+)", self.get_list),
            ("GET", r"/api/campaigns", self.find),
            ("POST", r"/api/campaigns", self.create),
            ("GET", r"/api/campaigns/(\d+)", self.get),
            ("PUT", r"/api/campaigns/(\d+)", self.put),
            ("GET", r"/api/campaigns/(\d+)/preview", self.preview),
            ("PUT", r"/api/campaigns/(\d+)/status", self.status),
            ("POST", r"/api/campaigns/(\d+)/test", self.test),
        ):
            found = re.fullmatch(pattern, r.path)
            if found and method == r.method:
                reply = handler(r, *found.groups())
                return (200, reply) if isinstance(reply, str) else (200, {"data": reply})
        self.stub.broken.append(f"{r.method} {r.path}")
        raise Refusal(404, {"message": "no such route"})

    def get_templates(self, r: Request) -> Any:
        return self.templates

    def post_template(self, r: Request) -> Any:
        made = {"id": len(self.templates) + 1, "name": r.body["name"], "body": r.body["body"]}
        self.templates.append(made)
        return made

    def get_list(self, r: Request, number: str) -> Any:
        if number != "3":
            raise Refusal(400, {"message": "List not found"})
        return {"id": 3, "name": "Readers", "subscriber_count": self.readers}

    def find(self, r: Request) -> Any:
        tags = r.query.get("tag", [])
        found = [c for c in self.campaigns.values() if set(tags) <= set(c["tags"])]
        if r.one("per_page") != "all":
            found = found[:20]
        return {"results": [{k: v for k, v in c.items() if k not in ("body", "altbody")} for c in found]}

    def create(self, r: Request) -> Any:
        row = self.valid(r.body)
        row |= {"id": self.next, "status": "draft", "started_at": None}
        self.unique(row["archive_slug"], self.next)
        self.campaigns[self.next] = row
        self.next += 1
        return row

    def get(self, r: Request, number: str) -> Any:
        if int(number) not in self.campaigns:
            raise Refusal(400, {"message": "Campaign not found"})
        return self.campaigns[int(number)]

    def put(self, r: Request, number: str) -> Any:
        row = self.get(r, number)
        if row["status"] not in ("draft", "paused", "scheduled"):
            raise Refusal(400, {"message": "Cannot update a running or a finished campaign."})
        self.untouched(row)
        changed = self.valid(r.body)
        self.unique(changed["archive_slug"], int(number))
        row |= changed
        if row["send_at"] is None and row["status"] == "scheduled":
            row["status"] = "draft"
        return row

    def status(self, r: Request, number: str) -> Any:
        row = self.get(r, number)
        wanted = r.body["status"]
        if wanted not in ("scheduled", "draft"):
            self.stub.broken.append(f"status {wanted}")
        self.untouched(row)
        if row["status"] not in FROM[wanted]:
            raise Refusal(400, {"message": f"Cannot set {wanted} from {row['status']}"})
        if wanted == "scheduled" and not row["send_at"]:
            raise Refusal(400, {"message": "Campaign needs a `send_at` date to be scheduled."})
        row["status"] = wanted
        return {**row, "status": wanted}  # it echoes what was asked for

    def untouched(self, row: dict[str, Any]) -> None:
        """Some readers have it: listmonk would let us change it or schedule it again, and we never should."""
        if row["started_at"]:
            self.stub.broken.append(f"a change to campaign {row['id']}, which has begun")

    def test(self, r: Request, number: str) -> Any:
        self.get(r, number)
        self.valid({k: v for k, v in r.body.items() if k != "subscribers"})
        if not (known := [a for a in r.body["subscribers"] if a in self.addresses]):
            raise Refusal(400, {"message": "no known subscribers"})
        self.tests += known
        return True

    def preview(self, r: Request, number: str) -> str:
        row = self.get(r, number)
        template = next(
            (t["body"] for t in self.templates if t["id"] == row["template_id"]), '{{ template "content" . }}'
        )
        body = (
            re.sub(r"<!--.*?-->", "", row["body"], flags=re.S)
            if "{{ Safe" not in row["body"]
            else self.strip(row["body"])
        )
        return template.replace('{{ template "content" . }}', render(body))

    @staticmethod
    def strip(body: str) -> str:
        """html/template drops comments; those that come out of Safe are no comments to it."""
        kept: list[str] = []
        held = OURS.sub(lambda m: kept.append(m[0]) or f"\0{len(kept) - 1}\0", body)
        held = re.sub(r"<!--.*?-->", "", held, flags=re.S)
        return re.sub(r"\0(\d+)\0", lambda m: kept[int(m[1])], held)

    def valid(self, body: dict[str, Any]) -> dict[str, Any]:
        for key, kind in FIELDS.items():
            if key in body and not isinstance(body[key], kind):
                raise Refusal(400, {"message": f"invalid field {key}"})
        if unknown := set(body) - set(FIELDS):
            self.stub.broken.append(f"unknown fields {unknown}")
        row = {key: body.get(key) for key in FIELDS}
        if not row["lists"] or len(str(row["subject"])) > 5000:
            raise Refusal(400, {"message": "Invalid list IDs or subject."})
        if row["send_at"] and datetime.fromisoformat(row["send_at"]) <= self.now():
            raise Refusal(400, {"message": "Date should be in the future."})
        for key in ("body", "altbody", "subject"):
            text = OURS.sub("", str(row[key]))
            if "{{" in text:
                raise Refusal(400, {"message": f"Error compiling template: {key}"})
            if "@TrackLink" in str(row[key]) or "TrackView" in text:
                self.stub.broken.append("tracking")
        if row["archive"]:
            self.stub.broken.append("a draft with archive:true is public")
        row["lists"] = [{"id": n, "name": "Readers"} for n in row["lists"] if n == 3]
        row["archive_slug"] = re.sub(r"[^a-z0-9]+", "-", str(row["archive_slug"]).lower()).strip("-")
        if row["content_type"] not in ("html", "plain", "markdown", "richtext", "visual"):
            row["content_type"] = "richtext"
        if row["template_id"] not in [t["id"] for t in self.templates]:
            row["template_id"] = None
        return row

    def unique(self, slug: str, number: int) -> None:
        if any(c["archive_slug"] == slug for n, c in self.campaigns.items() if n != number):
            text = 'pq: duplicate key value violates unique constraint "campaigns_archive_slug_key"'
            raise Refusal(500, {"message": text})

    def scan(self) -> None:
        """Every five seconds: whatever is scheduled and past is sent, however late."""
        for number, c in self.campaigns.items():
            if self.begin(c):
                c["status"] = "finished"
                self.delivered.append(number)

    def begin(self, c: dict[str, Any]) -> bool:
        """Start to send what is scheduled and past; when it first began is never forgotten."""
        if c["status"] != "scheduled" or datetime.fromisoformat(c["send_at"]) > self.now():
            return False
        c |= {"status": "running", "started_at": c["started_at"] or self.now().isoformat()}
        return True

    def by_hand(self, number: int, status: str) -> None:
        """What a person may set in listmonk's own pages, by its own rules; resumed after its time, it is scheduled."""
        c = self.campaigns[number]
        assert c["status"] in FROM[status], f"listmonk sets nothing {status} that is {c['status']}"
        c["status"] = "scheduled" if status == "running" and c["send_at"] else status

    def scheduled(self) -> list[datetime]:
        return [datetime.fromisoformat(c["send_at"]) for c in self.campaigns.values() if c["status"] == "scheduled"]

    def count(self) -> int:
        return len(self.campaigns)


def render(text: str) -> str:
    """What our few template forms come out as."""

    def one(m: re.Match[str]) -> str:
        if m[3]:
            return "https://lists.example.org/subscription/x"
        import json

        return str(json.loads(f'"{m[2]}"'))

    return OURS.sub(one, text)
