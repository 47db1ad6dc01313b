"""Buttondown: an omitted status means "send", so every request here names one."""

from datetime import UTC, datetime
from urllib.parse import quote, urlencode, urlsplit

from pipeline.errors import RemoteRefused
from pipeline.handoff import escape
from pipeline.handoff.http import Ask, Json, Refused, Service, mark, object_of, objects_of, text_of
from pipeline.handoff.target import Parcel, Remote, RemoteState

MODE = "<!-- buttondown-editor-mode: fancy -->\n"  # else it guesses between HTML and markdown
EVERYONE: Json = {"filters": [], "groups": [], "predicate": "and"}
PAGES = 50
PARTS = ("subject", "body", "slug", "description", "canonical_url", "template", "filters")
STATES: dict[str, RemoteState] = {
    "draft": "draft",
    "scheduled": "scheduled",
    "about_to_send": "sending",
    "in_flight": "sending",
    "throttled": "sending",
    "resending": "sending",
    "sent": "sent",
}


class Buttondown:
    """One Buttondown newsletter; the token says which."""

    name = "buttondown"
    keyed = True

    def __init__(self, service: Service) -> None:
        self.service = service

    def slot(self, when: datetime) -> datetime:
        """Any second will do."""
        return when

    def ready(self, parcel: Parcel) -> None:
        """Somebody reads it."""
        if self.service.look("/v1/subscribers?type=regular").get("count") == 0:
            raise RemoteRefused(
                "Buttondown has no readers yet; nothing was scheduled", hint="import the readers there first"
            )

    def find(self, parcel: Parcel) -> tuple[Remote, ...]:
        """By our metadata or slug, through every page: the search itself is for a part of the subject."""
        path: str | None = _find_path(parcel)
        found: list[Json] = []
        for _ in range(PAGES):
            page = self.service.look(path or "")
            found += objects_of(page.get("results"))
            path = _following(page.get("next"))
            if path is None:
                break
        ids = [
            text_of(e.get("id"))
            for e in found
            if object_of(e.get("metadata")).get("issue") == parcel.key or e.get("slug") == parcel.key
            if e.get("status") != "deleted"
        ]
        remotes = (self.read(id, parcel) for id in ids)
        return tuple(r for r in remotes if r is not None)

    def read(self, id: str, parcel: Parcel) -> Remote | None:
        """One email as it stands now, whatever an earlier answer said."""
        try:
            email = self.service.look(f"/v1/emails/{quote(id)}")
        except Refused as e:
            if e.status == 404:
                return None
            raise
        wanted = _payload(parcel)
        # Not the body: Buttondown may store it otherwise than sent. The hash beside it tells, and `proof` looks.
        differs = [k for k in wanted if k not in ("status", "metadata", "body") and email.get(k) != wanted[k]]
        if object_of(email.get("metadata")).get("sha") != parcel.sha:
            differs.append("content")
        status, analytics = text_of(email.get("status")), object_of(email.get("analytics"))
        if status == "deleted":
            return None
        return Remote(
            id=text_of(email.get("id")),
            state=STATES.get(status, "other"),
            same=not differs,
            send_at=_instant(email.get("publish_date")) if status != "draft" else None,
            words=status + (f", other {', '.join(differs)}" if differs else ""),
            parts={key: mark(email.get(key)) for key in PARTS},
            sent=deliveries
            if isinstance(deliveries := analytics.get("deliveries"), int) and status == "sent"
            else None,
            readers=readers if isinstance(readers := analytics.get("recipients"), int) else None,
            over=status == "sent",
        )

    def create(self, parcel: Parcel, when: datetime, generation: int) -> str:
        """A draft; the same idempotency key would only replay the first answer."""
        return text_of(self.service.send(_create_ask(parcel, generation)).get("id"))

    def fill(self, id: str, parcel: Parcel, when: datetime) -> None:
        """Everything again, and a draft it stays."""
        self.service.send(Ask(method="PATCH", path=f"/v1/emails/{quote(id)}", body=_payload(parcel)))

    def proof(self, id: str, parcel: Parcel) -> None:
        """Its rendering still has our styles, Outlook's comments and the end, and a link to unsubscribe by."""
        shown = text_of(self.service.look(f"/v1/emails/{quote(id)}/renders?target=email").get("content"))
        kept = ("style=", "<style", "<!--")  # in attributes, for phones and dark mode, for Outlook
        lost = any(shown.count(words) < parcel.html.count(words) for words in kept)
        if lost or "unsubscribe.invalid" in shown or "{{ unsubscribe_url }}" in shown:
            raise RemoteRefused(
                "Buttondown renders the draft otherwise than written (styles or the unsubscribe link are lost)",
                hint="the “naked” template must be part of your plan there",
            )

    def test(self, id: str, parcel: Parcel, when: datetime, to: str) -> None:
        """To any address; without the headers that readers' mail clients unsubscribe by."""
        self.service.send(Ask(method="POST", path=f"/v1/emails/{quote(id)}/send-draft", body={"recipients": [to]}))

    def schedule(self, id: str, parcel: Parcel, when: datetime) -> None:
        """Publish with a date: without one it would send at once."""
        self.service.send(_publish_ask(id, when))

    def unschedule(self, id: str, parcel: Parcel) -> None:
        """Back to a draft, and the date goes."""
        body: Json = {"status": "draft", "publish_date": "none"}
        self.service.send(Ask(method="PATCH", path=f"/v1/emails/{quote(id)}", body=body))

    def rehearse(self, parcel: Parcel, when: datetime) -> tuple[Ask, ...]:
        """A first hand-off."""
        one = Ask(method="GET", path="/v1/emails/{id}")
        return (
            Ask(method="GET", path=_find_path(parcel)),
            Ask(method="GET", path="/v1/subscribers?type=regular"),
            _create_ask(parcel, 1),
            one,
            Ask(method="GET", path="/v1/emails/{id}/renders?target=email"),
            _publish_ask("{id}", when),
            one,
        )


def _payload(parcel: Parcel) -> Json:
    return {
        "subject": escape.buttondown_subject(parcel.subject),
        "body": MODE + escape.buttondown_html(parcel.html),
        "status": "draft",
        "slug": parcel.key,
        "description": parcel.preheader,
        "canonical_url": parcel.page,
        "secondary_id": parcel.number,
        "template": "naked",
        "metadata": {"issue": parcel.key, "sha": parcel.sha},
        "archival_mode": "enabled",
        "commenting_mode": "disabled",
        "filters": EVERYONE,
    }


def _create_ask(parcel: Parcel, generation: int) -> Ask:
    key = {"X-Idempotency-Key": f"{parcel.key}-{generation}"}
    return Ask(method="POST", path="/v1/emails", body=_payload(parcel), headers=key)


def _publish_ask(id: str, when: datetime) -> Ask:
    at = when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    path = f"/v1/emails/{id if id == '{id}' else quote(id)}/publish"
    return Ask(method="POST", path=path, body={"publish_date": at})


def _find_path(parcel: Parcel) -> str:
    start = f"{parcel.day.year - 1}-01-01"  # a date: its document refuses a time here
    return "/v1/emails?" + urlencode({"creation_date__start": start, "excluded_fields": "body"})


def _following(url: object) -> str | None:
    if not isinstance(url, str) or not url:
        return None
    parts = urlsplit(url)  # the path alone: the token must not follow to another host
    return f"{parts.path}?{parts.query}"


def _instant(value: object) -> datetime | None:
    return datetime.fromisoformat(value).astimezone(UTC) if isinstance(value, str) and value else None
