"""Mailchimp: it knows no key of ours, so the campaign's title is the key and a lost answer stays a doubt."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from urllib.parse import urlencode

from pipeline.errors import RemoteRefused
from pipeline.handoff import escape
from pipeline.handoff.http import Ask, Json, Reply, Service, Unsent, mark
from pipeline.handoff.target import Parcel, Remote, RemoteState, Target, status_words
from pipeline.text import table

QUARTER = timedelta(minutes=15)
COUNT, PAGES = 1000, 50
NEW = "new"  # stands in the title until the content is there
STATES: Mapping[str, RemoteState] = table("services")["mailchimp"]
UNTRACKED: Json = {"opens": False, "html_clicks": False, "text_clicks": False}


class Mailchimp(Target):
    """One Mailchimp audience."""

    name = "mailchimp"
    keyed = False

    def __init__(self, service: Service, audience: str) -> None:
        self.service = service
        self.audience = audience

    def slot(self, when: datetime) -> datetime:
        """Mailchimp sends on the quarter-hour: the next one, never an earlier."""
        past = timedelta(minutes=when.minute % 15, seconds=when.second, microseconds=when.microsecond)
        return when - past + QUARTER if past else when

    def ready(self, parcel: Parcel) -> None:
        stats = self.service.look(f"/3.0/lists/{self.audience}").object("stats")
        if stats.get("member_count") == 0:
            words = "the Mailchimp audience has no readers; nothing was scheduled"
            raise RemoteRefused(words, hint="import the readers there first")

    def find(self, parcel: Parcel) -> tuple[Remote, ...]:
        """By title, in every status, page by page."""
        found: list[Reply] = []
        since = f"{parcel.day.year - 1}-01-01T00:00:00+00:00"
        for _ in range(PAGES):
            asked = urlencode({"since_create_time": since, "count": COUNT, "offset": len(found)})
            page = self.service.look(f"/3.0/campaigns?{asked}").found("campaigns")
            found += page
            if len(page) < COUNT:
                break
        else:  # whatever is behind them may be ours
            raise Unsent("Mailchimp's list of campaigns never ends", hint="run it again later: nothing was changed")
        ours = [c for c in found if c.object("settings").text("title").startswith(f"{parcel.key} [")]
        remotes = (self.read(c.text("id"), parcel) for c in ours)
        return tuple(r for r in remotes if r is not None)

    def read(self, id: str, parcel: Parcel) -> Remote | None:
        """Settings and content are two requests there."""
        campaign = self.service.look_if_there(f"/3.0/campaigns/{id}")
        if campaign is None:
            return None
        content = self.service.look_if_there(f"/3.0/campaigns/{id}/content") or Reply()
        wanted = _settings(parcel, parcel.sha[:12])
        settings, tracking = campaign.object("settings"), campaign.object("tracking")
        audience = campaign.object("recipients").get("list_id")
        differs = [k for k in wanted if settings.get(k) != wanted[k]]
        differs += ["audience"] * (audience != self.audience)
        differs += [k for k in UNTRACKED if tracking.get(k) is not False]
        differs += ["content"] * (not content.get("html"))
        status, sent = campaign.text("status"), campaign.get("emails_sent")
        return Remote(
            id=id,
            state=STATES.get(status, "other"),
            same=not differs,
            send_at=campaign.instant("send_time"),
            words=status_words(status, differs),
            parts={
                **{key: mark(settings.get(key)) for key in wanted if key != "title"},
                **{key: mark(content.get(key)) for key in ("html", "plain_text")},
                "audience": mark(audience),
                "tracking": mark([tracking.get(key) for key in UNTRACKED]),
            },
            sent=sent if isinstance(sent, int) and status == "sent" else None,
            over=status in ("sent", "canceled"),
        )

    def create(self, parcel: Parcel, when: datetime, generation: int) -> str:
        """An empty draft, titled as one; `fill` brings the content."""
        return self.service.send(_create_ask(parcel, self.audience)).text("id")

    def fill(self, id: str, parcel: Parcel, when: datetime) -> None:
        """The title names the content only while the content is surely there."""
        for ask in self._fill_asks(id, parcel):
            self.service.send(ask)

    def proof(self, id: str, parcel: Parcel) -> None:
        """Mailchimp's own checklist is content."""
        found = self.service.look(f"/3.0/campaigns/{id}/send-checklist")
        if found.get("is_ready") is not True:
            wrong = [i.text("details") for i in found.objects("items") if i.get("type") == "error"]
            raise RemoteRefused(f"Mailchimp is not ready to send: {'; '.join(wrong)}", hint="fix that in Mailchimp")

    def test(self, id: str, parcel: Parcel, when: datetime, to: str) -> None:
        """Its merge tags are filled with somebody's data."""
        body: Json = {"test_emails": [to], "send_type": "html"}
        self.service.send(Ask(method="POST", path=f"/3.0/campaigns/{id}/actions/test", body=body))

    def schedule(self, id: str, parcel: Parcel, when: datetime) -> None:
        """On a quarter-hour; a second time it answers 400 and the read-back tells."""
        self.service.send(_schedule_ask(id, when))

    def unschedule(self, id: str, parcel: Parcel) -> None:
        """Possible until it starts sending."""
        self.service.send(Ask(method="POST", path=f"/3.0/campaigns/{id}/actions/unschedule"))

    def rehearse(self, parcel: Parcel, when: datetime) -> tuple[Ask, ...]:
        return _create_ask(parcel, self.audience), *self._fill_asks("{id}", parcel), _schedule_ask("{id}", when)

    def _fill_asks(self, id: str, parcel: Parcel) -> tuple[Ask, ...]:
        empty, full = (_campaign(parcel, self.audience, words) for words in (NEW, parcel.sha[:12]))
        content: Json = {
            "html": escape.mailchimp_html(parcel.email.html, parcel.news.postal_address),
            "plain_text": escape.mailchimp_text(parcel.email.text, parcel.news.postal_address),
        }
        return (
            Ask(method="PATCH", path=f"/3.0/campaigns/{id}", body=empty),
            Ask(method="PUT", path=f"/3.0/campaigns/{id}/content", body=content),
            Ask(method="PATCH", path=f"/3.0/campaigns/{id}", body=full),
        )


def _settings(parcel: Parcel, words: str) -> Json:
    name, _ = parseaddr(parcel.news.from_)
    return {
        "title": f"{parcel.key} [{words}]",
        "subject_line": escape.mailchimp_subject(parcel.email.subject),
        "preview_text": escape.mailchimp_subject(parcel.email.preheader),
        "from_name": name or parcel.news.from_,
        "reply_to": parseaddr(parcel.news.reply_to)[1],
        "auto_footer": False,
        "inline_css": False,
    }


def _campaign(parcel: Parcel, audience: str, words: str) -> Json:
    return {"recipients": {"list_id": audience}, "settings": _settings(parcel, words), "tracking": UNTRACKED}


def _create_ask(parcel: Parcel, audience: str) -> Ask:
    return Ask(method="POST", path="/3.0/campaigns", body={"type": "regular", **_campaign(parcel, audience, NEW)})


def _schedule_ask(id: str, when: datetime) -> Ask:
    at = when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00")
    return Ask(method="POST", path=f"/3.0/campaigns/{id}/actions/schedule", body={"schedule_time": at})
