"""listmonk: our own server; the archive slug is a key that it enforces itself."""

from datetime import UTC, datetime
from urllib.parse import quote

from pipeline.errors import RemoteRefused
from pipeline.handoff import escape
from pipeline.handoff.http import Ask, Json, Refused, Service, mark, object_of, objects_of, text_of
from pipeline.handoff.target import Parcel, Remote, RemoteState

TEMPLATE_NAME = "monday passthrough"
TEMPLATE_BODY = '{{ template "content" . }}'
STATES: dict[str, RemoteState] = {
    "draft": "draft",
    "paused": "stopped",  # only a running campaign can be paused or cancelled there
    "cancelled": "stopped",
    "scheduled": "scheduled",
    "running": "sending",
    "finished": "sent",
}
LISTS = "/api/lists?minimal=false&per_page=all"
COMPARED = ("subject", "from_email", "body", "altbody", "content_type", "messenger", "archive_slug")


class Listmonk:
    """A listmonk server, and the lists there that get the issue."""

    name = "listmonk"
    keyed = True

    def __init__(self, service: Service, lists: tuple[int, ...]) -> None:
        self.service = service
        self.lists = lists
        self._templates: tuple[int, ...] = ()
        self._bodies: dict[int, str] = {}

    def slot(self, when: datetime) -> datetime:
        """Any second will do."""
        return when

    def ready(self, parcel: Parcel) -> None:
        """The lists exist and have readers, and the template that adds nothing is there."""
        found = {_number(one.get("id")): one for one in self._lists()}
        for number in self.lists:
            one = found.get(number)
            if one is None:
                raise RemoteRefused(
                    f"listmonk shows no list {number} to this token; nothing was scheduled",
                    hint="correct lists under [handoff], or add the list to the token's list role there",
                )
            if not _readers(one):
                raise RemoteRefused(
                    f"list {number} ({text_of(one.get('name'))}) has no readers; nothing was scheduled",
                    hint="import the readers there, or correct lists under [handoff]; unconfirmed readers get nothing",
                )
        self._find_template()
        if not self._templates:
            made = object_of(self.service.send(self._template_ask()).get("data"))
            self._templates = (_number(made.get("id")),)
            self._bodies[self._template()] = TEMPLATE_BODY

    def find(self, parcel: Parcel) -> tuple[Remote, ...]:
        """By our tag, then by the slug that the server holds unique."""
        self._find_template()
        data = object_of(self.service.look(_find_path(parcel)).get("data"))
        slug = parcel.key
        return tuple(
            self._remote(c, parcel)
            for item in objects_of(data.get("results"))
            if item.get("archive_slug") == slug
            for c in (self._look(f"/api/campaigns/{item.get('id')}"),)
        )

    def read(self, id: str, parcel: Parcel) -> Remote | None:
        """A campaign that is not there is "not found"; for a token that is bound to lists, as documented, it is
        forbidden, and so is one that somebody moved to another list: its slug stays taken, so no second one is made."""
        self._find_template()
        try:
            return self._remote(self._look(f"/api/campaigns/{id}"), parcel)
        except Refused as e:
            hidden = e.status == 403 and e.said.startswith("Permission denied: campaigns:")  # of a route: small letters
            if hidden or (e.status in (400, 404) and "not found" in e.said.lower()):
                return None
            raise

    def create(self, parcel: Parcel, when: datetime, generation: int) -> str:
        """A draft, by listmonk's own rule: it cannot be created as anything else."""
        made = self.service.send(self._create_ask(parcel, when, self._template()))
        return str(_number(object_of(made.get("data")).get("id")))

    def fill(self, id: str, parcel: Parcel, when: datetime) -> None:
        """The whole payload: what is left out, listmonk forgets in part."""
        self.service.send(
            Ask(method="PUT", path=f"/api/campaigns/{id}", body=self._payload(parcel, when, self._template()))
        )

    def proof(self, id: str, parcel: Parcel) -> None:
        """listmonk's preview has one page, the reader's link, Outlook's comments and our end marker."""
        shown = self._preview(id)
        wrong = [
            words
            for bad, words in (
                (shown.lower().count("<html") != parcel.html.lower().count("<html"), "its template wraps ours"),
                ("unsubscribe.invalid" in shown, "the unsubscribe link is not replaced"),
                (shown.count("<!--") != parcel.html.count("<!--"), "Outlook's comments or the end are lost"),
            )
            if bad
        ]
        if wrong:
            raise RemoteRefused(
                f"listmonk shows the draft otherwise than written: {', '.join(wrong)}",
                hint=f"look at campaign {id} there; its template must be “{TEMPLATE_NAME}”",
            )

    def test(self, id: str, parcel: Parcel, when: datetime, to: str) -> None:
        """Needs the whole payload again; listmonk mails tests to subscribers alone, of lists that the token may see."""
        body: Json = {**self._payload(parcel, when, self._template()), "subscribers": [to]}
        try:
            self.service.send(Ask(method="POST", path=f"/api/campaigns/{id}/test", body=body))
        except Refused as e:
            if e.status == 400:
                e.hint = f"listmonk sends tests only to members of the token's lists: add {to} to one, such as a list"
                e.hint += " of your editors that its list role may see"
            raise

    def schedule(self, id: str, parcel: Parcel, when: datetime) -> None:
        """The status alone; the time is the draft's, and only a future one is let through."""
        found = self.read(id, parcel)
        if found is None or found.send_at != when:
            self.fill(id, parcel, when)
        self.service.send(_status_ask(id, "scheduled"))

    def unschedule(self, id: str, parcel: Parcel) -> None:
        """Back to a draft."""
        self.service.send(_status_ask(id, "draft"))

    def rehearse(self, parcel: Parcel, when: datetime) -> tuple[Ask, ...]:
        """A new server's first issue: every request there can be."""
        one = Ask(method="GET", path="/api/campaigns/{id}")
        return (
            Ask(method="GET", path="/api/templates?no_body=false"),
            Ask(method="GET", path=_find_path(parcel)),
            Ask(method="GET", path=LISTS),
            Ask(method="GET", path="/api/templates?no_body=false"),
            self._template_ask(),
            self._create_ask(parcel, when, "{template}"),
            one,
            Ask(method="GET", path="/api/campaigns/{id}/preview"),
            one,
            _status_ask("{id}", "scheduled"),
            one,
        )

    def _find_template(self) -> None:
        """Those of our name that still hold our body: names repeat there, and anybody may edit one."""
        if not self._templates:
            found = objects_of(self.service.look("/api/templates?no_body=false").get("data"))
            self._bodies = {_number(t.get("id")): text_of(t.get("body")) for t in found}
            ours = (t for t in found if t.get("name") == TEMPLATE_NAME and t.get("body") == TEMPLATE_BODY)
            self._templates = tuple(_number(t.get("id")) for t in ours)

    def _template(self) -> int:
        return self._templates[0] if self._templates else 0

    def _lists(self) -> list[Json]:
        """Every list that the token may see; asked in this way, listmonk counts its readers now."""
        return objects_of(self._look(LISTS).get("results"))

    def _look(self, path: str) -> Json:
        return object_of(self.service.look(path).get("data"))

    def _preview(self, id: str) -> str:
        return self.service.look_text(f"/api/campaigns/{id}/preview")

    def _remote(self, c: Json, parcel: Parcel) -> Remote:
        wanted = self._payload(parcel, parcel.send_at, self._template())
        differs = [k for k in COMPARED if c.get(k) != wanted[k]]
        if sorted(_number(x.get("id")) for x in objects_of(c.get("lists"))) != sorted(self.lists):
            differs.append("lists")
        if _headers(c.get("headers")) != _headers(wanted["headers"]):
            differs.append("headers")
        if c.get("template_id") not in self._templates:
            differs.append("template_id")
        state = STATES.get(text_of(c.get("status")), "other")
        parts = {key: mark(c.get(key)) for key in COMPARED}
        parts["headers"] = mark(_headers(c.get("headers")))
        parts["lists"] = mark(sorted(_number(x.get("id")) for x in objects_of(c.get("lists"))))
        parts["template"] = mark(self._bodies.get(_number(c.get("template_id")), ""))
        begun = state in ("draft", "scheduled") and bool(c.get("started_at"))  # paused, and set back by hand
        words = text_of(c.get("status")) + (", begun" if begun else "")
        return Remote(
            id=str(_number(c.get("id"))),
            state="stopped" if begun else state,
            same=not differs,
            send_at=_instant(c.get("send_at")),
            words=words + (f", other {', '.join(differs)}" if differs else ""),
            parts=parts,
            sent=_number(c.get("sent")),
            readers=_number(c.get("to_send")),
            ended=_instant(c.get("updated_at")) if state == "sent" else None,
            over=text_of(c.get("status")) in ("finished", "cancelled"),
        )

    def _template_ask(self) -> Ask:
        body: Json = {"name": TEMPLATE_NAME, "type": "campaign", "subject": "", "body": TEMPLATE_BODY}
        return Ask(method="POST", path="/api/templates", body=body)

    def _create_ask(self, parcel: Parcel, when: datetime, template: int | str) -> Ask:
        return Ask(method="POST", path="/api/campaigns", body=self._payload(parcel, when, template))

    def _payload(self, parcel: Parcel, when: datetime, template: int | str) -> Json:
        return {
            "name": f"{parcel.key}: {parcel.subject}",
            "subject": escape.listmonk_subject(parcel.subject),
            "lists": list(self.lists),
            "from_email": parcel.sender,
            "type": "regular",
            "content_type": "html",
            "body": escape.listmonk_html(parcel.html),
            "altbody": escape.listmonk_text(parcel.text),
            "template_id": template,
            "messenger": "email",
            "tags": [f"issue-{parcel.day}", f"sha-{parcel.sha[:12]}"],
            "headers": [
                {"List-Id": parcel.list_id},
                {"Reply-To": parcel.reply_to},
                {"Content-Language": parcel.language},
            ],
            "attribs": {"issue": parcel.key, "sha": parcel.sha},
            "archive": False,  # our own pages are the archive; a draft with true would be public at once
            "archive_slug": parcel.key,
            "media": [],
            "send_at": when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        }


def _find_path(parcel: Parcel) -> str:
    return f"/api/campaigns?tag={quote(f'issue-{parcel.day}')}&per_page=all&no_body=true"


def _status_ask(id: str, status: str) -> Ask:
    return Ask(method="PUT", path=f"/api/campaigns/{id}/status", body={"status": status})


def _readers(found: Json) -> int:
    """Who gets a campaign: at a double opt-in list those who have confirmed. ``subscriber_count`` has the others too,
    those who left, and it may be old."""
    counts = object_of(found.get("subscriber_statuses"))
    asked = ("confirmed",) if found.get("optin") == "double" else ("confirmed", "unconfirmed")
    return sum(_number(counts.get(status)) for status in asked)


def _headers(value: object) -> list[Json]:
    """Without the language, which earlier versions did not send."""
    return [one for one in objects_of(value) if "Content-Language" not in one]


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _instant(value: object) -> datetime | None:
    return datetime.fromisoformat(value).astimezone(UTC) if isinstance(value, str) and value else None
