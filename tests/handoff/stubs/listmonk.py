"""listmonk 6.2 as it answered when it was observed: strict, with its permissions, its templates and its traps.

`tests/handoff/test_observed.py` holds it against the recorded exchanges.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parseaddr
from typing import Any

from tests.handoff.stubs.gotemplate import fault, render
from tests.handoff.stubs.server import Refusal, Request, Stub

TOKEN = "user:token-of-listmonk"
DOCUMENTED = ("campaigns:get", "campaigns:manage", "campaigns:send", "templates:get", "templates:manage")
"""The role that docs/listmonk.md asks for, beside the list."""
DEFAULT = '<html><title>x</title><b>{{ template "content" . }}</b><img src="pixel"></html>'
FIELDS = {
    "name": str, "subject": str, "lists": list, "from_email": str, "type": str, "content_type": str, "body": str,
    "altbody": str, "template_id": int, "messenger": str, "tags": list, "headers": list, "attribs": dict,
    "archive": bool, "archive_slug": str, "media": list, "send_at": str,
}  # fmt: skip
FROM = {
    "scheduled": (("draft", "paused"), "Only draft or paused campaigns can be scheduled."),
    "draft": (("scheduled",), "Only scheduled campaigns can be saved as drafts."),
    "running": (("paused", "draft"), "Only paused campaigns and drafts can be started."),
    "paused": (("running",), "Only active campaigns can be paused."),
    "cancelled": (("running", "paused"), "Only active campaigns can be cancelled."),
    "finished": (("draft", "scheduled", "running", "paused", "cancelled", "finished"), ""),
}
"""What a campaign must be before it can be set to that, and what is said where it is not."""


@dataclass
class User:
    """An API user: ``lists`` are those of its list role; None in both stands for everything."""

    permissions: tuple[str, ...] | None = DOCUMENTED
    lists: frozenset[int] | None = frozenset({3})
    name: str = "user"

    def may(self, permission: str) -> bool:
        return self.permissions is None or permission in self.permissions


class Listmonk:
    """State in memory; ``now`` is the server's clock."""

    def __init__(self, now: Callable[[], datetime], readers: int = 12) -> None:
        self.now = now
        self.campaigns: dict[int, dict[str, Any]] = {}
        self.templates: list[dict[str, Any]] = [{"id": 1, "name": "Default", "type": "campaign", "body": DEFAULT}]
        self.users = {"user": User()}
        self.token = TOKEN
        self.lists: dict[int, dict[str, Any]] = {3: {"name": "Readers", "type": "public", "optin": "double"}}
        self.counts = {3: {"confirmed": readers}}
        """Subscriptions as they are; ``view`` is how they were when GET /api/lists was last asked."""
        self.view: dict[int, dict[str, int]] = {}
        self.addresses: dict[str, set[int]] = {"ed@example.org": {3}}
        """Subscribers by their lists."""
        self.next = 7
        self.next_template = 2
        self.delivered: list[int] = []
        self.mails: dict[int, str] = {}
        """What a reader got of each campaign."""
        self.sends: Any = "all"
        """all; none: its mail server is down; an int: so many, and then it stands still."""
        self.config: dict[str, Any] = {
            "root_url": "https://lists.example.org", "version": "v6.2.0",
            "public_subscription": {"enabled": True, "captcha_enabled": False, "redirect_urls": []},
        }  # fmt: skip
        self.tests: list[str] = []
        self.stub = Stub(self.answer)

    @property
    def readers(self) -> int:
        return self.counts[3].get("confirmed", 0)

    @readers.setter
    def readers(self, count: int) -> None:
        self.counts[3]["confirmed"] = count

    def answer(self, r: Request) -> tuple[int, Any]:
        if (r.method, r.path) == ("GET", "/api/public/lists"):
            public = [n for n in sorted(self.lists) if self.lists[n]["type"] == "public"]
            return 200, [{key: self.list_row(n)[key] for key in ("uuid", "name")} for n in public]
        user = self.who(r.headers.get("authorization", ""))
        for method, pattern, permission, handler in (
            ("GET", r"/api/templates", "templates:get", self.get_templates),
            ("POST", r"/api/templates", "templates:manage", self.post_template),
            ("GET", r"/api/templates/(\w+)", "templates:get", self.get_template),
            ("PUT", r"/api/templates/(\w+)", "templates:manage", self.put_template),
            ("DELETE", r"/api/templates/(\w+)", "templates:manage", self.delete_template),
            ("GET", r"/api/templates/(\w+)/preview", "templates:get", self.preview_template),
            ("GET", r"/api/lists", "", self.get_lists),
            ("POST", r"/api/lists", "lists:manage_all", self.post_list),
            ("GET", r"/api/lists/(\w+)", "", self.get_list),
            ("GET", r"/api/config", "", lambda *_: self.config),
            ("GET", r"/api/profile", "", self.profile),
            ("GET", r"/api/campaigns", "campaigns:get", self.find),
            ("POST", r"/api/campaigns", "campaigns:manage", self.create),
            ("GET", r"/api/campaigns/running/stats", "campaigns:get", self.stats),
            ("GET", r"/api/campaigns/analytics/\w+", "campaigns:get_analytics", lambda *_: []),
            ("GET", r"/api/campaigns/(\w+)", "campaigns:get", self.get),
            ("PUT", r"/api/campaigns/(\w+)", "campaigns:manage", self.put),
            ("DELETE", r"/api/campaigns/(\w+)", "campaigns:manage", self.delete),
            ("GET", r"/api/campaigns/(\w+)/preview", "campaigns:get", self.preview),
            ("POST", r"/api/campaigns/(\w+)/preview", "campaigns:get", self.preview),
            ("PUT", r"/api/campaigns/(\w+)/status", "campaigns:send", self.status),
            ("PUT", r"/api/campaigns/(\w+)/archive", "campaigns:manage", self.archive),
            ("POST", r"/api/campaigns/(\w+)/test", "campaigns:manage", self.test),
        ):
            found = re.fullmatch(pattern, r.path)
            if found and method == r.method:
                if permission and not user.may(permission):
                    raise Refusal(403, {"message": f"permission denied: {permission}"})
                if method in ("POST", "PUT") and not isinstance(r.body, dict):
                    known = "json" in r.headers.get("content-type", "")
                    raise Refusal(
                        400 if known else 415, {"message": "Syntax error" if known else "Unsupported Media Type"}
                    )
                reply = handler(r, user, *found.groups())
                return (200, reply) if isinstance(reply, str) else (200, {"data": reply})
        self.stub.broken.append(f"{r.method} {r.path}")
        raise Refusal(404, {"message": "404 unknown endpoint"})

    def who(self, given: str) -> User:
        scheme, _, token = given.partition(" ")
        if not given:
            raise Refusal(403, {"message": "invalid session"})
        if scheme not in ("token", "Basic"):
            raise Refusal(403, {"message": "code=400, message=unknown Authorization scheme"})
        if ":" not in token:
            raise Refusal(403, {"message": "code=400, message=api_key:token missing"})
        if token.partition(":")[2] != self.token.partition(":")[2] or token.partition(":")[0] not in self.users:
            raise Refusal(403, {"message": "invalid API credentials"})
        return self.users[token.partition(":")[0]]

    def profile(self, r: Request, user: User) -> Any:
        lists = [
            {"id": n, "name": self.lists[n]["name"], "permissions": ["list:get"]} for n in sorted(user.lists or ())
        ]
        role = {"id": 1 if user.permissions is None else 2, "permissions": list(user.permissions or ())}
        return {
            "name": user.name,
            "type": "api",
            "status": "enabled",
            "user_role": role,
            "list_role": {"lists": lists} if user.lists else None,
        }

    # templates

    def get_templates(self, r: Request, user: User) -> Any:
        hidden = {"body"} if r.one("no_body") == "true" else set()
        return [{k: v for k, v in t.items() if k not in hidden} for t in self.templates]

    def get_template(self, r: Request, user: User, number: str) -> Any:
        found = next((t for t in self.templates if t["id"] == self.number(number)), None)
        if found is None:
            raise Refusal(400, {"message": "Template not found"})
        return found

    def post_template(self, r: Request, user: User) -> Any:
        made = {"id": self.next_template, **self.sound_template(r.body)}
        self.next_template += 1
        self.templates.append(made)
        return made

    def put_template(self, r: Request, user: User, number: str) -> Any:
        self.ours(user, f"changed template {number}")
        found = self.get_template(r, user, number)
        found |= {**self.sound_template(r.body), "subject": found["name"]}  # so it does
        return found

    def sound_template(self, body: Any) -> dict[str, Any]:
        if not body.get("name"):
            raise Refusal(500, {"message": "Internal Server Error"})
        if body["type"] == "tx" and not body.get("subject"):
            raise Refusal(400, {"message": "Missing field(s): subject"})
        text = str(body["body"])
        if body["type"] == "campaign" and text.count('{{ template "content" . }}') != 1:
            words = 'The placeholder {{ template "content" . }} should appear exactly once in the template.'
            raise Refusal(400, {"message": words})
        if wrong := fault(text):
            raise Refusal(400, {"message": f"error compiling transactional template: template: base:1: {wrong}"})
        return {"name": body["name"], "type": body["type"], "subject": body.get("subject", ""), "body": text}

    def delete_template(self, r: Request, user: User, number: str) -> Any:
        self.ours(user, f"deleted template {number}")
        found = next((t for t in self.templates if t["id"] == self.number(number)), None)
        if found is None or found["id"] == 1:
            raise Refusal(400, {"message": "Cannot delete non-existent or default template"})
        self.templates.remove(found)
        for row in self.campaigns.values():
            if row["template_id"] == found["id"]:
                row["template_id"] = 1
        return True

    def preview_template(self, r: Request, user: User, number: str) -> str:
        return render(self.get_template(r, user, number)["body"].replace('{{ template "content" . }}', "Hi there"))

    # lists

    def get_lists(self, r: Request, user: User) -> Any:
        minimal = r.one("minimal") == "true"
        if not minimal:
            self.view = {number: dict(counts) for number, counts in self.counts.items()}
        rows = [
            {**self.list_row(n), "subscriber_count": sum(self.view.get(n, {}).values())}
            for n in sorted(self.lists, reverse=True)
            if self.sees(user, {n}) and r.one("query").casefold() in self.lists[n]["name"].casefold()
        ]
        if minimal:
            rows = [{**row, "subscriber_statuses": None} for row in rows]
        return {"results": rows, "search": "", "query": r.one("query"), "total": len(rows)}

    def get_list(self, r: Request, user: User, number: str) -> Any:
        wanted = self.number(number)
        if not self.sees(user, {wanted}):
            raise Refusal(403, {"message": "permission denied"})
        if wanted not in self.lists:
            raise Refusal(400, {"message": "List not found"})
        return self.list_row(wanted)

    def list_row(self, number: int) -> dict[str, Any]:
        """One list by the stale view, whose readers it counts twice."""
        statuses = {k: v for k, v in self.view.get(number, {}).items() if v}
        row = {"id": number, "uuid": f"{number:08}-0000-4000-8000-000000000000", "status": "active", "tags": []}
        return {
            **row,
            **self.lists[number],
            "subscriber_count": 2 * sum(statuses.values()),
            "subscriber_statuses": statuses,
        }

    def post_list(self, r: Request, user: User) -> Any:
        number = max(self.lists) + 1
        self.lists[number] = {k: r.body[k] for k in ("name", "type", "optin")}
        self.counts[number] = {}
        return self.list_row(number)

    @staticmethod
    def sees(user: User, lists: set[int]) -> bool:
        return user.lists is None or bool(lists & user.lists)

    # campaigns

    def find(self, r: Request, user: User) -> Any:
        tags, query = r.query.get("tag", []), r.one("query").casefold()
        found = [
            c
            for _, c in sorted(self.campaigns.items(), reverse=True)
            if set(tags) <= set(c["tags"])
            and query in f"{c['name']}\n{c['subject']}".casefold()
            and r.one("status") in ("", c["status"])
            and (user.may("campaigns:get_all") or self.sees(user, ids(c)))
        ]
        total = len(found)
        if r.one("per_page") != "all":
            size, page = int(r.one("per_page", "20")), int(r.one("page", "1"))
            found = found[size * (page - 1) : size * page]
        rows = [{**c, "body": "" if r.one("no_body") == "true" else c["body"]} for c in found]
        return {"results": rows, "search": "", "query": r.one("query"), "total": total}

    def create(self, r: Request, user: User) -> Any:
        self.ours(user, "unknown fields " * bool(set(r.body) - set(FIELDS)))
        row = self.valid({**dict.fromkeys(FIELDS), **r.body}, user)
        number = self.next
        self.next += 1
        self.unique(row["archive_slug"], number, "creating")
        row |= {"id": number, "status": "draft", "started_at": None, "sent": 0, "to_send": 0}
        self.campaigns[number] = row
        return row

    def get(self, r: Request, user: User, number: str) -> Any:
        row = self.one(user, number, "campaigns:get")
        return {**row, "body": ""} if r.one("no_body") == "true" else row

    def one(self, user: User, number: str, permission: str) -> dict[str, Any]:
        """A campaign, by the words that this user gets; for one bound to lists, deleted and hidden are the same."""
        wanted = self.number(number)
        row = self.campaigns.get(wanted)
        everywhere = user.permissions is None or user.may(f"{permission}_all")
        if not everywhere and (row is None or not self.sees(user, ids(row))):
            raise Refusal(403, {"message": f"Permission denied: {permission}"})
        if row is None:
            raise Refusal(400, {"message": "Campaign not found"})
        return row

    def put(self, r: Request, user: User, number: str) -> Any:
        row = self.one(user, number, "campaigns:manage")
        if row["status"] not in ("draft", "paused", "scheduled"):
            raise Refusal(400, {"message": "Cannot update a running or a finished campaign."})
        self.untouched(user, row)
        changed = self.valid({**row, "lists": [], "attribs": {}, **r.body}, user)
        self.unique(changed["archive_slug"], int(number), "updating")
        row |= changed
        if row["send_at"] is None and row["status"] == "scheduled":
            row["status"] = "draft"
        return row

    def delete(self, r: Request, user: User, number: str) -> Any:
        self.ours(user, f"deleted campaign {number}")
        self.one(user, number, "campaigns:manage")
        del self.campaigns[int(number)]
        return True

    def archive(self, r: Request, user: User, number: str) -> Any:
        self.ours(user, f"archived campaign {number}")
        row = self.one(user, number, "campaigns:manage")
        row |= {"archive": r.body["archive"], "archive_slug": r.body.get("archive_slug") or row["archive_slug"]}
        return {"archive": row["archive"], "archive_slug": row["archive_slug"]}

    def status(self, r: Request, user: User, number: str) -> Any:
        wanted = r.body["status"]
        row = self.one(user, number, "campaigns:manage")
        self.ours(user, f"status {wanted}" * (wanted not in ("scheduled", "draft")))
        self.untouched(user, row)
        return {**self.set(row, wanted), "status": wanted}  # it echoes what was asked for

    def set(self, row: dict[str, Any], wanted: str) -> dict[str, Any]:
        """By its own rules; what is resumed with a time is scheduled."""
        if wanted not in FROM:
            words = f'Error updating Campaign: pq: invalid input value for enum campaign_status: "{wanted}"'
            raise Refusal(500, {"message": words})
        if wanted == "scheduled" and not row["send_at"]:
            raise Refusal(400, {"message": "Campaign needs a date to be scheduled."})
        allowed, words = FROM[wanted]
        if row["status"] not in allowed:
            raise Refusal(400, {"message": words})
        row["status"] = "scheduled" if wanted == "running" and row["send_at"] else wanted
        return row

    def by_hand(self, number: int, status: str) -> None:
        """What a person sets in listmonk's own pages."""
        self.set(self.campaigns[number], status)

    def untouched(self, user: User, row: dict[str, Any]) -> None:
        """Some readers have it: listmonk would let us change it or schedule it again, and we never should."""
        self.ours(user, f"a change to campaign {row['id']}, which has begun" if row["started_at"] else "")

    def ours(self, user: User, words: str) -> None:
        """Note what our adapter never should ask."""
        if words and user is self.users.get("user"):
            self.stub.broken.append(words)

    def test(self, r: Request, user: User, number: str) -> Any:
        self.one(user, number, "campaigns:manage")
        if not r.body.get("name"):
            raise Refusal(400, {"message": "Invalid length for name."})
        self.valid({k: v for k, v in r.body.items() if k != "subscribers"}, User(permissions=None, lists=None))
        if not r.body["subscribers"]:
            raise Refusal(400, {"message": "There are no subscribers to target."})
        wanted = [address.strip().lower() for address in r.body["subscribers"]]
        known = [a for a in wanted if a in self.addresses and (user.lists is None or self.addresses[a] & user.lists)]
        if not known:
            raise Refusal(400, {"message": "No known subscribers to test."})
        self.tests += known
        return True

    def preview(self, r: Request, user: User, number: str) -> str:
        """It shows a campaign whose template is unknown without any; its mail goes out in the default one."""
        row = self.one(user, number, "campaigns:get")
        text = r.body["body"] if r.body else row["body"]
        return self.framed(text, self.template(row["template_id"]) or '{{ template "content" . }}')

    def template(self, number: int | None) -> str:
        return next((str(t["body"]) for t in self.templates if t["id"] == number), "")

    def framed(self, text: str, frame: str) -> str:
        try:
            return render(frame.replace('{{ template "content" . }}', text))
        except ValueError as e:
            raise Refusal(400, {"message": f"Error rendering message: {e}"}) from e

    def stats(self, r: Request, user: User) -> Any:
        keys = ("id", "status", "to_send", "sent", "started_at")
        return [{k: c[k] for k in keys} for c in self.campaigns.values() if c["status"] == "running"]

    def valid(self, body: dict[str, Any], user: User) -> dict[str, Any]:
        for key, kind in FIELDS.items():
            if body.get(key) is not None and not isinstance(body[key], kind):
                raise Refusal(400, {"message": f"Unmarshal type error: field=Campaign.{key}"})
        row = {key: body.get(key) for key in FIELDS}
        at = instant(row["send_at"])
        lists = {one["id"] if isinstance(one, dict) else one for one in row["lists"] or ()}
        lists &= set(self.lists) | (lists if user.lists is None else set())
        if user.lists is not None:
            lists &= user.lists
        if not lists:
            raise Refusal(400, {"message": "Invalid list IDs."})
        for key, most in (("name", 2000), ("subject", 5000)):
            if not 1 <= len(row[key] or "") <= most:
                raise Refusal(400, {"message": f"Invalid length for {key}."})
        if row["from_email"] and not parseaddr(row["from_email"])[1].count("@") == 1:
            raise Refusal(400, {"message": "Invalid `from_email`."})
        if at and at < self.now():
            raise Refusal(400, {"message": "Scheduled date should be in the future."})
        for key, part in (("body", "message"), ("altbody", "alt plaintext message"), ("subject", "subject")):
            if wrong := fault(row[key] or ""):
                words = f"Error compiling campaign body: error compiling {part}: template: content:1: {wrong}"
                raise Refusal(400, {"message": words})
        if row["messenger"] != "email":
            raise Refusal(400, {"message": f"Unknown messenger {row['messenger']}."})
        self.ours(user, "@TrackLink" * ("@TrackLink" in f"{row['body']}{row['altbody']}"))
        self.ours(user, "a draft with archive:true is public" * bool(row["archive"]))
        row["lists"] = [{"id": n, "name": self.lists[n]["name"]} for n in sorted(lists) if n in self.lists]
        if row["archive_slug"] is not None:  # letters of all scripts; whatever else becomes one dash
            row["archive_slug"] = re.sub(r"[\W_]+", "-", row["archive_slug"].lower()).strip("-")
        if row["content_type"] not in ("html", "plain", "markdown", "richtext", "visual"):
            row["content_type"] = "richtext"
        if not any(t["id"] == row["template_id"] for t in self.templates):
            row["template_id"] = None
        row["send_at"] = at and f"{at:%Y-%m-%dT%H:%M:%SZ}"
        return row

    def unique(self, slug: str | None, number: int, doing: str) -> None:
        if slug and any(c["archive_slug"] == slug for n, c in self.campaigns.items() if n != number):
            text = f'Error {doing} Campaign: pq: duplicate key value violates unique constraint "campaigns_archive_slug'
            raise Refusal(500, {"message": f'{text}_key". Key (archive_slug)=({slug}) already exists.'})

    @staticmethod
    def number(text: str) -> int:
        if not text.isdecimal() or not int(text):
            raise Refusal(400, {"message": "invalid ID"})
        if int(text) >= 2**31:
            words = 'pq: value "9223372036854775807" is out of range for type integer'
            raise Refusal(500, {"message": f"Error fetching Campaign: {words}"})
        return int(text)

    # sending

    def scan(self) -> None:
        """Every five seconds: whatever is scheduled and past is sent, however late."""
        for number, c in self.campaigns.items():
            if self.begin(c):
                self.send(number, c)

    def begin(self, c: dict[str, Any]) -> bool:
        """Start to send what is scheduled and past; when it first began is never forgotten."""
        if c["status"] != "scheduled" or datetime.fromisoformat(c["send_at"]) > self.now():
            return False
        c["to_send"] = sum(self.audience(one["id"]) for one in c["lists"])
        if c["to_send"]:
            c["started_at"] = c["started_at"] or self.now().isoformat()
        c["status"] = "running"
        return True

    def audience(self, number: int) -> int:
        """Who gets a campaign: at a double opt-in list only those who have confirmed."""
        counts = self.counts.get(number, {})
        single = self.lists[number]["optin"] == "single"
        return counts.get("confirmed", 0) + (counts.get("unconfirmed", 0) if single else 0)

    def send(self, number: int, c: dict[str, Any]) -> None:
        if isinstance(self.sends, int):
            c["sent"] = min(self.sends, c["to_send"])
            return
        c["status"] = "finished"
        try:
            mail = self.framed(c["body"], self.template(c["template_id"]) or self.template(1))
        except Refusal:
            return
        if self.sends == "all" and c["to_send"]:
            c |= {"sent": c["to_send"], "updated_at": self.now().isoformat()}
            self.delivered.append(number)
            self.mails[number] = mail

    def scheduled(self) -> list[datetime]:
        return [datetime.fromisoformat(c["send_at"]) for c in self.campaigns.values() if c["status"] == "scheduled"]

    def count(self) -> int:
        return len(self.campaigns)


def ids(row: dict[str, Any]) -> set[int]:
    """A campaign's lists."""
    return {one["id"] for one in row["lists"] or ()}


def instant(text: str | None) -> datetime | None:
    """A time as Go reads it, or its complaint."""
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        rest = "2006" if not text else "Z07:00"
        words = f'parsing time "{text}" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "{rest}"'
        raise Refusal(400, {"message": words})
    return found.astimezone(UTC)
