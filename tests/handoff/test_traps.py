"""What each service does otherwise than one would think, one by one."""

import resource
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import pytest

from pipeline import handoff
from pipeline.errors import ConfigError, MondayError, RemoteRefused, RemoteUnknown
from pipeline.model import Email, Issue
from tests.handoff.stubs import buttondown
from tests.handoff.stubs.listmonk import User
from tests.handoff.stubs.server import Request, Stub
from tests.handoff.world import SEND_AT, TARGETS, World


def world_of(target):
    @pytest.fixture(name=target)
    def made(tmp_path):
        with World(tmp_path, target) as world:
            yield world
            world.sound()

    return made


listmonk_world = world_of("listmonk")
buttondown_world = world_of("buttondown")
mailchimp_world = world_of("mailchimp")


def test_listmonk_template(listmonk):
    """Without our own template listmonk would wrap the email in its own: a changed one is put right."""
    listmonk.run()
    listmonk.rollback()
    [campaign] = listmonk.remote.campaigns.values()
    campaign["template_id"] = 1

    listmonk.run()

    assert listmonk.remote.templates[campaign["template_id"] - 1]["name"] == "monday passthrough"
    assert len(listmonk.remote.templates) == 2


def test_listmonk_wrapped_preview(listmonk):
    """A preview that shows more than our page stops the hand-off before anything is scheduled."""
    listmonk.remote.preview = lambda request, user, number: f"<html>{listmonk.parcel.email.html}</html>"
    with pytest.raises(RemoteRefused, match="its template wraps ours"):
        listmonk.run()
    assert listmonk.remote.scheduled() == []


def test_listmonk_lists_dropped(listmonk):
    """Lists that the token may not use are dropped by listmonk without a word; we compare, and stop."""
    listmonk.config = listmonk.config.model_copy(
        update={"handoff": listmonk.config.handoff.model_copy(update={"lists": (3, 4)})}
    )
    listmonk.remote.lists[4] = {"name": "x", "type": "public", "optin": "double"}
    listmonk.remote.counts[4] = {"confirmed": 5}
    shown = listmonk.remote.get_lists(Request("GET", "", {}, {}, None, ""), User(lists=frozenset({3, 4})))
    listmonk.remote.get_lists = lambda request, user: shown
    with pytest.raises(RemoteUnknown, match="lists"):
        listmonk.run()
    assert listmonk.remote.scheduled() == []


def test_listmonk_tests_only_subscribers(listmonk):
    """listmonk mails tests to its subscribers alone: who is none is refused, with what to do."""
    listmonk.remote.addresses.clear()
    with pytest.raises(RemoteRefused) as caught:
        listmonk.test()
    assert "add ed@example.org to one" in caught.value.hint


def test_listmonk_never_sends_late(listmonk):
    """The server sends whatever is scheduled and past; what we schedule is delivered once, on time."""
    listmonk.run()
    listmonk.now = SEND_AT - timedelta(seconds=1)
    listmonk.remote.scan()
    assert listmonk.remote.delivered == []
    listmonk.now = SEND_AT
    listmonk.remote.scan()
    listmonk.remote.scan()
    assert listmonk.remote.delivered == [7]


def test_listmonk_slug_is_taken(listmonk):
    """Somebody else's campaign with our slug: the server refuses, we say so, nothing is scheduled."""
    listmonk.run()
    listmonk.rollback()
    [campaign] = listmonk.remote.campaigns.values()
    campaign["tags"] = []
    listmonk.lose_ledger()
    with pytest.raises(RemoteUnknown, match="duplicate key"):
        listmonk.run()
    assert listmonk.remote.scheduled() == []


def test_buttondown_pages(buttondown):
    """Our email is found on a later page, and the token stays on the configured host."""
    buttondown.run()
    stored = buttondown.remote.emails
    [mine] = stored.values()
    stored.clear()
    for number in range(7):
        stored[f"old{number}"] = {**mine, "id": f"old{number}", "slug": f"old-{number}", "metadata": {}}
    stored[mine["id"]] = mine
    buttondown.lose_ledger()
    buttondown.run()
    assert buttondown.remote.count() == 8


def test_buttondown_replay(buttondown):
    """A draft deleted there is made anew under a new key: the old one would only replay the first answer."""
    buttondown.run()
    buttondown.rollback()
    buttondown.remote.emails.clear()
    buttondown.run()
    keys = [r.headers["x-idempotency-key"] for r in buttondown.remote.stub.seen if r.path == "/v1/emails" and r.body]
    assert keys == ["monday-five-2026-11-23-1", "monday-five-2026-11-23-2"]


def test_buttondown_plan(buttondown):
    """Where the plan has no raw HTML the rendering loses our styles: stop before scheduling."""
    buttondown.remote.naked = False
    with pytest.raises(RemoteRefused, match="differently from what was written") as caught:
        buttondown.run()
    assert "plan" in caught.value.hint
    assert buttondown.remote.scheduled() == []


@pytest.mark.real
@pytest.mark.parametrize(
    ("method", "target", "body", "status", "reply", "complaint"),
    [
        ("POST", "/v1/emails", {"subject": "x", "colour": "red"}, 201, None, "'colour' was unexpected"),
        ("POST", "/v1/emails", {"subject": "x"}, 418, None, "never answers 418"),
        ("GET", "/v1/emails?creation_date__start=2025-01-01T00:00:00Z", None, 200, {"results": [], "count": 0}, "date"),
        ("GET", "/v1/emails?color=red", None, 200, {"results": [], "count": 0}, "no parameter color"),
        ("GET", "/v1/emails", None, 200, {"results": []}, "'count' is a required property"),
        ("GET", "/v1/emails/x/renders?target=email", None, 200, {"html": ""}, "'content' is a required property"),
        ("DELETE", "/v1/letters", None, 204, None, "no such operation"),
        ("GET", "/v1/emails?creation_date__start=2025-01-01", None, 200, {"results": [], "count": 0}, None),
    ],
)
def test_buttondown_document_is_used(method, target, body, status, reply, complaint):
    """Every exchange of these tests was held against Buttondown's own document, which finds what is wrong."""
    known = buttondown.document()
    if known is None:
        pytest.skip("Buttondown's OpenAPI document is not at ../shared/data/buttondown-openapi.json")
    path, _, query = target.partition("?")
    request = Request(method, path, parse_qs(query), {}, body, target)
    said = list(known.complaints(request, status, reply))
    assert bool(complaint) == bool(said)
    assert (complaint or "") in "; ".join(said)


def test_mailchimp_quarter_hours(mailchimp):
    """Mailchimp sends on quarter-hours: the next one, and we say so."""
    schedule = mailchimp.config.schedule.model_copy(update={"time": "08:05"})
    mailchimp.config = mailchimp.config.model_copy(update={"schedule": schedule})
    mailchimp.approve()

    outcome = mailchimp.run()

    assert [SEND_AT + timedelta(minutes=15)] == mailchimp.remote.scheduled()
    assert "for Monday, November 23, 16:15 UTC instead of 16:05 UTC" in outcome.words


def test_mailchimp_empty_draft(mailchimp):
    """A draft that was left without content is filled, not doubled."""
    lost = iter([True])

    def fault(request):
        return (
            "502-before"
            if request.path.endswith("/content") and request.method == "PUT" and next(lost, False)
            else None
        )

    mailchimp.remote.stub.fault = fault
    with pytest.raises(MondayError):
        mailchimp.run()
    assert mailchimp.remote.campaigns["c1"]["settings"]["title"] == "monday-five-2026-11-23 [new]"

    mailchimp.run()

    assert mailchimp.remote.count() == 1
    assert "*|UNSUB|*" in mailchimp.remote.campaigns["c1"]["content"]["html"]


@pytest.fixture(params=TARGETS)
def world(request, tmp_path):
    with World(tmp_path, request.param) as made:
        yield made
        made.sound()


def test_full_disk(world):
    """What cannot be written down first is not done: no request has changed anything."""
    size = world.ledger.stat().st_size
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        with pytest.raises(MondayError, match="cannot write"):
            world.run()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert world.remote.count() == 0
    assert world.run().state == "scheduled"


def test_clock_jumps_back(world):
    """A clock that goes back between two runs changes nothing that was done."""
    world.run()
    world.now -= timedelta(days=3)
    assert world.run().when == SEND_AT
    assert world.remote.count() == 1


def test_page_first(world):
    """Where we upload the pages, the issue's page must answer before the service hears of it; not again after that."""
    found = []
    with Stub(lambda request: (200 if found else 404, "page")) as site:
        news = world.config.newsletter.model_copy(update={"home": site.url + "/"})
        archive = world.config.archive.model_copy(update={"upload": "true"})
        world.config = world.config.model_copy(update={"newsletter": news, "archive": archive})
        world.approve()

        with pytest.raises(MondayError, match="answers 404"):
            world.run()
        assert world.remote.stub.seen == []

        found.append(True)
        assert [world.run().state, world.run().state] == ["scheduled"] * 2
        assert site.asked() == ["GET /2026-11-23/"] * 2


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://127.0.0.1:9000", True),
        ("http://localhost", True),
        ("http://[::1]:9000", True),
        ("https://lists.example.org", False),
        ("http://localhost.example.org", False),
        ("http://10.0.0.1", False),
        ("", False),
    ],
)
def test_is_local(world, url, local):
    """A pretended time may only reach a service on this machine."""
    section = world.config.handoff.model_copy(update={"url": url})
    assert local == handoff.is_local(world.config.model_copy(update={"handoff": section}))


def test_a_captive_portal(world):
    """A page instead of an answer, while only looking: surely nothing was sent (9), not a doubt."""
    good = world.remote.stub.answer
    for page in ("<html>Log in to this network</html>", ""):
        world.remote.stub.answer = lambda request, page=page: (200, page)
        with pytest.raises(MondayError, match="not JSON") as caught:
            world.run()
        assert caught.value.code == 9
        assert "nothing was changed" in caught.value.hint
    world.remote.stub.answer = good
    assert world.run().state == "scheduled"


def test_list_id_is_the_email_s(listmonk):
    """The list's name in listmonk's headers is the one in email.eml, whatever letters the home's host has."""
    news = listmonk.config.newsletter.model_copy(update={"home": "https://nachrichten-für-alle.example/"})
    listmonk.config = listmonk.config.model_copy(update={"newsletter": news})
    parcel = handoff.parcel(
        listmonk.config,
        Issue(number=12, date=listmonk.parcel.day, subject="s", preheader="p"),
        Email(subject="s", preheader="p", html="", text=""),
        b"List-Id: <monday-five.xn--nachrichten-fr-alle-ibc.example>\r\n\r\n",
    )
    assert parcel.list_id == "<monday-five.xn--nachrichten-fr-alle-ibc.example>"


@pytest.mark.parametrize("key", ["0123456789abcdef", "0123456789abcdef-", "secret-us7.evil"])
def test_mailchimp_key_without_its_data_centre(mailchimp, key):
    """A key that does not name its data center is refused before any part of it becomes the name of a host."""
    section = mailchimp.config.handoff.model_copy(update={"url": ""})
    mailchimp.config = mailchimp.config.model_copy(update={"handoff": section})
    mailchimp.env = {"MONDAY_MAILCHIMP_TOKEN": key}
    mailchimp.call = lambda *words, **more: pytest.fail("somebody was asked")
    with pytest.raises(ConfigError, match="data center") as caught:
        mailchimp.run()
    assert key not in f"{caught.value} {caught.value.hint}"


def test_foreign_clock(world, monkeypatch):
    """The machine's zone changes nothing: 08:00 in Los Angeles is 16:00 UTC."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert datetime(2026, 11, 23, 16, tzinfo=UTC) == world.run().when
