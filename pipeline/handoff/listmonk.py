"""listmonk: our own server; the archive slug is a key that it enforces itself."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from urllib.parse import quote

from pipeline import urls
from pipeline.errors import RemoteRefused
from pipeline.handoff import escape
from pipeline.handoff.http import Ask, Json, Refused, Reply, Service, is_loopback, mark
from pipeline.handoff.target import Parcel, Remote, RemoteState, Target, status_words
from pipeline.text import table

TEMPLATE_NAME = "monday passthrough"
TEMPLATE_BODY = '{{ template "content" . }}'
TEMPLATE_ASK = Ask(
    method="POST",
    path="/api/templates",
    body={"name": TEMPLATE_NAME, "type": "campaign", "subject": "", "body": TEMPLATE_BODY},
)
PERMISSIONS = ("campaigns:get", "campaigns:manage", "campaigns:send", "templates:get", "templates:manage")
SUPER_ADMIN = 1  # the id of listmonk's own role that may do everything
STATES: Mapping[str, RemoteState] = table("services")["listmonk"]
LISTS = "/api/lists?minimal=false&per_page=all"
COMPARED = ("subject", "from_email", "body", "altbody", "content_type", "messenger", "archive_slug")


class Listmonk(Target):
    """A listmonk server, and the lists there that get the issue."""

    name = "listmonk"
    keyed = True

    def __init__(self, service: Service, lists: tuple[int, ...]) -> None:
        self.service = service
        self.lists = lists
        self._templates: tuple[int, ...] = ()
        self._bodies: dict[int, object] = {}

    def examine(self) -> None:
        """The token's role, the lists, and listmonk's settings."""
        role = self._look("/api/profile").object("user_role")
        may = role.get("permissions")
        may = may if isinstance(may, list) else []
        missing = [one for one in PERMISSIONS if one not in may and f"{one}_all" not in may]
        if missing and role.get("id") != SUPER_ADMIN:
            words = f"the token cannot do all that a hand-off needs; its user role lacks {', '.join(missing)}"
            raise RemoteRefused(words, hint="add that to the role in listmonk, under Users, User roles")
        self._audience()
        self._keeps_our_promises()

    def ready(self, parcel: Parcel) -> None:
        """There are readers, who are not tracked and can leave; the template that adds nothing is there."""
        self._audience()
        self._keeps_our_promises()
        self._find_template()
        if not self._templates:
            made = self.service.send(TEMPLATE_ASK).object("data")
            self._templates = (made.number("id"),)
            self._bodies[self._template()] = TEMPLATE_BODY

    def _audience(self) -> None:
        """Every list is there, and somebody on it gets the issue. Asked in this way, listmonk counts readers now."""
        found = {one.number("id"): one for one in self._look(LISTS).objects("results")}
        for number in self.lists:
            one = found.get(number)
            if one is None:
                hint = "correct lists under [handoff], or add the list to the token's list role there"
                raise RemoteRefused(f"listmonk shows no list {number} to this token; nothing was scheduled", hint=hint)
            if not _readers(one):
                words = f"list {number} ({one.text('name')}) has no readers; nothing was scheduled"
                hint = "import the readers there, or correct lists under [handoff]; unconfirmed readers get nothing"
                raise RemoteRefused(words, hint=hint)

    def _keeps_our_promises(self) -> None:
        """Nobody is tracked, and its unsubscribe links, which begin with its root URL, lead to a public address."""
        settings = Reply()
        with suppress(Refused):  # not every token may read the settings
            settings = self._look("/api/config")
        if settings.object("privacy").get("individual_tracking"):
            words = "listmonk tracks its readers, and our privacy page says that nobody does; nothing was scheduled"
            raise RemoteRefused(words, hint="turn it off there: Settings, Privacy, Individual subscriber tracking")
        root = settings.text("root_url")
        if is_loopback(urls.host(root)) and not is_loopback(urls.host(self.service.base)):
            words = f"listmonk's unsubscribe links lead to {root}, which no reader can open; nothing was scheduled"
            raise RemoteRefused(words, hint="set its root URL there to its public address: Settings, General")

    def find(self, parcel: Parcel) -> tuple[Remote, ...]:
        """By our tag, then by the slug that the server holds unique."""
        self._find_template()
        tag = quote(f"issue-{parcel.day}")
        found = self._look(f"/api/campaigns?tag={tag}&per_page=all&no_body=true").found("results")
        ours = [str(c.number("id")) for c in found if c.get("archive_slug") == parcel.key]
        return tuple(self._remote(id, parcel) for id in ours)

    def read(self, id: str, parcel: Parcel) -> Remote | None:
        """A campaign that is not there is "not found"; for a token that is bound to lists, as documented, it is
        forbidden, and so is one that somebody moved to another list: its slug stays taken, so no second one is made."""
        self._find_template()
        try:
            return self._remote(id, parcel)
        except Refused as e:
            hidden = e.status == 403 and e.said.startswith("Permission denied: campaigns:")  # of a route: small letters
            if hidden or (e.status in (400, 404) and "not found" in e.said.lower()):
                return None
            raise

    def create(self, parcel: Parcel, when: datetime, generation: int) -> str:
        """It cannot be created as anything but a draft."""
        made = self.service.send(self._create_ask(parcel, when, self._template()))
        return str(made.object("data").number("id"))

    def fill(self, id: str, parcel: Parcel, when: datetime) -> None:
        """The whole payload: what is left out, listmonk forgets in part."""
        body = self._payload(parcel, when, self._template())
        self.service.send(Ask(method="PUT", path=f"/api/campaigns/{id}", body=body))

    def proof(self, id: str, parcel: Parcel) -> None:
        """listmonk's preview has one page, the reader's link, Outlook's comments and our end marker."""
        shown = self.service.look_text(f"/api/campaigns/{id}/preview")
        wraps = shown.lower().count("<html") != parcel.email.html.lower().count("<html")
        wrong = ["its template wraps ours"] * wraps
        wrong += ["the unsubscribe link is not replaced"] * ("unsubscribe.invalid" in shown)
        wrong += ["Outlook's comments or the end are lost"] * (shown.count("<!--") != parcel.email.html.count("<!--"))
        if wrong:
            words = f"listmonk shows the draft differently from what was written: {', '.join(wrong)}"
            raise RemoteRefused(words, hint=f"look at campaign {id} there; its template must be “{TEMPLATE_NAME}”")

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
        self.service.send(_status_ask(id, "draft"))

    def rehearse(self, parcel: Parcel, when: datetime) -> tuple[Ask, ...]:
        """With the template, which only a new server needs."""
        return TEMPLATE_ASK, self._create_ask(parcel, when, "{template}"), _status_ask("{id}", "scheduled")

    def _find_template(self) -> None:
        """Those of our name that still hold our body: names repeat there, and anybody may edit one."""
        if not self._templates:
            found = self.service.look("/api/templates?no_body=false").objects("data")
            self._bodies = {t.number("id"): t.get("body") for t in found}
            ours = (t for t in found if t.get("name") == TEMPLATE_NAME and t.get("body") == TEMPLATE_BODY)
            self._templates = tuple(t.number("id") for t in ours)

    def _template(self) -> int:
        return self._templates[0] if self._templates else 0

    def _look(self, path: str) -> Reply:
        return self.service.look(path).object("data")

    def _remote(self, id: str, parcel: Parcel) -> Remote:
        c = self._look(f"/api/campaigns/{id}")
        wanted = self._payload(parcel, parcel.send_at, self._template())
        lists, headers = sorted(x.number("id") for x in c.objects("lists")), _headers(c)
        differs = [key for key in COMPARED if c.get(key) != wanted[key]]
        differs += ["lists"] * (lists != sorted(self.lists))
        differs += ["headers"] * (headers != _headers(Reply(wanted)))
        differs += ["template_id"] * (c.get("template_id") not in self._templates)
        status = c.text("status")
        state = STATES.get(status, "other")
        begun = state in ("draft", "scheduled") and bool(c.get("started_at"))  # paused, and set back by hand
        return Remote(
            id=id,
            state="stopped" if begun else state,
            same=not differs,
            send_at=c.instant("send_at"),
            words=status_words(status + (", begun" if begun else ""), differs),
            parts={
                **{key: mark(c.get(key)) for key in COMPARED},
                "headers": mark(headers),
                "lists": mark(lists),
                "template": mark(self._bodies.get(c.number("template_id"), "")),
            },
            sent=c.number("sent"),
            readers=c.number("to_send"),
            ended=c.instant("updated_at") if state == "sent" else None,
            over=status in ("finished", "cancelled"),
        )

    def _create_ask(self, parcel: Parcel, when: datetime, template: int | str) -> Ask:
        return Ask(method="POST", path="/api/campaigns", body=self._payload(parcel, when, template))

    def _payload(self, parcel: Parcel, when: datetime, template: int | str) -> Json:
        return {
            "name": f"{parcel.key}: {parcel.email.subject}",
            "subject": escape.listmonk_subject(parcel.email.subject),
            "lists": list(self.lists),
            "from_email": parcel.news.from_,
            "type": "regular",
            "content_type": "html",
            "body": escape.listmonk_html(parcel.email.html),
            "altbody": escape.listmonk_text(parcel.email.text),
            "template_id": template,
            "messenger": "email",
            "tags": [f"issue-{parcel.day}", f"sha-{parcel.sha[:12]}"],
            "headers": [
                {"List-Id": parcel.list_id},
                {"Reply-To": parcel.news.reply_to},
                {"Content-Language": parcel.news.language},
            ],
            "attribs": {"issue": parcel.key, "sha": parcel.sha},
            "archive": False,  # our own pages are the archive; a draft with true would be public at once
            "archive_slug": parcel.key,
            "media": [],
            "send_at": when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        }


def _status_ask(id: str, status: str) -> Ask:
    return Ask(method="PUT", path=f"/api/campaigns/{id}/status", body={"status": status})


def _readers(found: Reply) -> int:
    """Who gets a campaign: at a double opt-in list those who have confirmed. ``subscriber_count`` has the others too,
    those who left, and it may be old."""
    counts = found.object("subscriber_statuses")
    asked = ("confirmed",) if found.get("optin") == "double" else ("confirmed", "unconfirmed")
    return sum(counts.number(status) for status in asked)


def _headers(found: Reply) -> list[Reply]:
    """Without the language, which earlier versions did not send."""
    return [one for one in found.objects("headers") if "Content-Language" not in one]
