"""Buttondown: an omitted status means "send", so every request here names one."""

from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

from pipeline.errors import RemoteRefused
from pipeline.handoff import escape
from pipeline.handoff.http import Ask, Json, Reply, Service, mark
from pipeline.handoff.target import Parcel, Remote, RemoteState, Target, status_words
from pipeline.text import table

MODE = "<!-- buttondown-editor-mode: fancy -->\n"  # else it guesses between HTML and markdown
EVERYONE: Json = {"filters": [], "groups": [], "predicate": "and"}
PAGES = 50
PARTS = ("subject", "body", "slug", "description", "canonical_url", "template", "filters")
STATES: Mapping[str, RemoteState] = table("services")["buttondown"]


class Buttondown(Target):
    """One Buttondown newsletter; the token says which."""

    name = "buttondown"
    keyed = True

    def __init__(self, service: Service) -> None:
        self.service = service

    def ready(self, parcel: Parcel) -> None:
        if self.service.look("/v1/subscribers?type=regular").get("count") == 0:
            words = "Buttondown has no readers yet; nothing was scheduled"
            raise RemoteRefused(words, hint="import the readers there first")

    def find(self, parcel: Parcel) -> tuple[Remote, ...]:
        """By our metadata or slug, through every page: the search itself is for a part of the subject."""
        start = f"{parcel.day.year - 1}-01-01"  # a date: its document refuses a time here
        path = "/v1/emails?" + urlencode({"creation_date__start": start, "excluded_fields": "body"})
        found: list[Reply] = []
        for _ in range(PAGES):
            page = self.service.look(path)
            found += page.found("results")
            path = "/" + page.text("next").partition("://")[2].partition("/")[2]  # the token goes to no other host
            if path == "/":
                break
        ours = (e for e in found if parcel.key in (e.object("metadata").get("issue"), e.get("slug")))
        remotes = (self.read(e.text("id"), parcel) for e in ours)
        return tuple(r for r in remotes if r is not None)

    def read(self, id: str, parcel: Parcel) -> Remote | None:
        """One email as it stands now, whatever an earlier answer said."""
        email = self.service.look_if_there(f"/v1/emails/{quote(id)}")
        if email is None or email.get("status") == "deleted":
            return None
        wanted = _payload(parcel)
        # Not the body: Buttondown may not store it as it was sent. The hash beside it tells, and `proof` looks.
        differs = [k for k in wanted if k not in ("status", "metadata", "body") and email.get(k) != wanted[k]]
        if email.object("metadata").get("sha") != parcel.sha:
            differs.append("content")
        status, analytics = email.text("status"), email.object("analytics")
        deliveries, readers = analytics.get("deliveries"), analytics.get("recipients")
        return Remote(
            id=id,
            state=STATES.get(status, "other"),
            same=not differs,
            send_at=email.instant("publish_date") if status != "draft" else None,
            words=status_words(status, differs),
            parts={key: mark(email.get(key)) for key in PARTS},
            sent=deliveries if isinstance(deliveries, int) and status == "sent" else None,
            readers=readers if isinstance(readers, int) else None,
            over=status == "sent",
        )

    def create(self, parcel: Parcel, when: datetime, generation: int) -> str:
        """A draft; the same idempotency key would only replay the first answer."""
        return self.service.send(_create_ask(parcel, generation)).text("id")

    def fill(self, id: str, parcel: Parcel, when: datetime) -> None:
        """Everything again, and a draft it stays."""
        self.service.send(Ask(method="PATCH", path=f"/v1/emails/{quote(id)}", body=_payload(parcel)))

    def proof(self, id: str, parcel: Parcel) -> None:
        """Its rendering still has our styles, Outlook's comments and the end, and a link to unsubscribe by."""
        shown = self.service.look(f"/v1/emails/{quote(id)}/renders?target=email").text("content")
        kept = ("style=", "<style", "<!--")  # in attributes, for phones and dark mode, for Outlook
        lost = any(shown.count(words) < parcel.email.html.count(words) for words in kept)
        if lost or "unsubscribe.invalid" in shown or "{{ unsubscribe_url }}" in shown:
            words = "Buttondown renders the draft differently from what was written (styles or the unsubscribe link)"
            raise RemoteRefused(words, hint="the “naked” template must be part of your plan there")

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
        return _create_ask(parcel, 1), _publish_ask("{id}", when)


def _payload(parcel: Parcel) -> Json:
    return {
        "subject": escape.buttondown_subject(parcel.email.subject),
        "body": MODE + escape.buttondown_html(parcel.email.html),
        "status": "draft",
        "slug": parcel.key,
        "description": parcel.email.preheader,
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
