"""What listmonk holds, as our adapter reports it: which state, whether it is ours, and what differs in words."""

from dataclasses import replace
from datetime import UTC, timedelta

import pytest

from pipeline.errors import RemoteRefused
from pipeline.handoff import services
from pipeline.handoff.http import Refused
from pipeline.handoff.listmonk import Listmonk
from pipeline.handoff.target import Remote
from pipeline.outside import web
from tests.handoff.said import error, having
from tests.handoff.side import one
from tests.handoff.stubs.listmonk import DOCUMENTED, User
from tests.handoff.stubs.server import Request
from tests.handoff.world import ENV, SEND_AT

pytestmark = pytest.mark.usefixtures("elsewhere")

listmonk_side = one("listmonk")


@pytest.mark.parametrize(("status", "state"), [
    ("draft", "draft"), ("paused", "stopped"), ("cancelled", "stopped"), ("scheduled", "scheduled"),
    ("running", "sending"), ("finished", "sent"), ("archived", "other"), ("", "other"), (None, "other"),
])  # fmt: skip
def test_status(listmonk, status, state):
    """listmonk's word for a campaign says whether readers have it."""
    listmonk.row["status"] = status

    assert Remote(id="7", state=state, same=True, send_at=SEND_AT, words=status or "") == listmonk.read()


@pytest.mark.parametrize(("status", "state"), [("draft", "stopped"), ("scheduled", "stopped"), ("running", "sending")])
def test_has_begun(listmonk, status, state):
    """What was ever started is no draft any more, whatever it is called now."""
    listmonk.row |= {"status": status, "started_at": "2026-11-23T16:00:00Z"}
    words = status if status == "running" else f"{status}, begun"

    assert Remote(id="7", state=state, same=True, send_at=SEND_AT, words=words) == listmonk.read()


@pytest.mark.parametrize(("change", "words"), [
    ({"subject": "x"}, "subject"),
    ({"from_email": "x@example.org"}, "from_email"),
    ({"body": "x"}, "body"),
    ({"altbody": "x"}, "altbody"),
    ({"content_type": "plain"}, "content_type"),
    ({"messenger": "sms"}, "messenger"),
    ({"archive_slug": "x"}, "archive_slug"),
    ({"lists": [{"id": 3}, {"id": 4}]}, "lists"),
    ({"lists": []}, "lists"),
    ({"lists": None}, "lists"),
    ({"template_id": 1}, "template_id"),
    ({"template_id": None}, "template_id"),
    ({"headers": [{"Reply-To": "x@example.org"}]}, "headers"),
    ({"subject": "x", "lists": []}, "subject, lists"),
])  # fmt: skip
def test_differs(listmonk, change, words):
    """A campaign with another content, audience or frame is not ours as it is, and says what differs."""
    listmonk.world.remote.users["user"].permissions += ("campaigns:get_all",)  # else one of no list is hidden
    listmonk.row |= change
    expected = Remote(id="7", state="draft", same=False, send_at=SEND_AT, words=f"draft, other {words}")

    assert expected == listmonk.read()


@pytest.mark.parametrize(("value", "at"), [
    (None, None), ("", None), ("2026-11-23T17:00:00+01:00", SEND_AT), (5, None),
])  # fmt: skip
def test_time(listmonk, value, at):
    """Its time is told in UTC; without one it has none."""
    listmonk.row["send_at"] = value

    remote = listmonk.read()

    assert (at, None if at is None else UTC) == (remote.send_at, at and remote.send_at.tzinfo)


def test_lists_in_any_order(listmonk):
    """The lists are the same in whatever order the server names them."""
    config = having(listmonk.world.config, handoff={"lists": (4, 3)})
    listmonk.row["lists"] = [{"id": 3}, {"id": 4}]

    assert services.target(config, ENV, web.call).read("7", listmonk.world.parcel).same


def test_without_its_template(listmonk):
    """Where our template is gone, or changed, no campaign is as it should be."""
    for template in listmonk.world.remote.templates:
        template["body"] = "<b>ours no more</b>"
    expected = Remote(id="7", state="draft", same=False, send_at=SEND_AT, words="draft, other template_id")

    assert expected == services.target(listmonk.world.config, ENV, web.call).read("7", listmonk.world.parcel)


def test_finds(listmonk):
    """By our tag and then our slug: neither another issue's nor somebody's campaign with the same tag."""
    listmonk.copy(8, archive_slug="x")
    listmonk.copy(9, tags=[])
    listmonk.copy(10)

    assert [remote.id for remote in listmonk.find()] == ["10", "7"]


@pytest.mark.parametrize(("status", "said", "absent"), [
    (400, "Campaign not found", True), (404, "campaign Not Found", True), (400, "Invalid ID", False),
    (403, "not found", False), (403, "Permission denied: campaigns:get", True),
    (403, "permission denied: campaigns:get", False), (403, "invalid API credentials", False),
])  # fmt: skip
def test_absent(listmonk, status, said, absent):
    """For what is not there listmonk says 400, or 403 to a token bound to lists; other refusals do not mean that."""
    listmonk.world.remote.stub.answer = lambda request: (status, {"message": said})
    if absent:
        assert listmonk.read() is None
    else:
        assert error(listmonk.read)[0] is Refused


@pytest.mark.parametrize(("optin", "counts", "ready"), [
    ("double", {"confirmed": 1}, True), ("double", {}, False), ("double", {"unconfirmed": 3, "unsubscribed": 2}, False),
    ("single", {"unconfirmed": 3}, True), ("single", {"unsubscribed": 3}, False),
])  # fmt: skip
def test_ready(listmonk, optin, counts, ready):
    """A list without anybody who would get the issue stops the hand-off by its name, however old its counts are."""
    remote = listmonk.world.remote
    remote.lists[3]["optin"], remote.counts[3] = optin, counts
    if ready:
        assert listmonk.target.ready(listmonk.world.parcel) is None
        return
    assert (
        RemoteRefused,
        "list 3 (Readers) has no readers; nothing was scheduled",
        "import the readers there, or correct lists under [handoff]; unconfirmed readers get nothing",
    ) == error(listmonk.target.ready, listmonk.world.parcel)


def test_tracking(listmonk):
    """A listmonk that notes what each reader opens is refused: our privacy page says that nobody is watched."""
    remote = listmonk.world.remote
    for privacy in ({}, {"disable_tracking": False, "individual_tracking": False}):
        remote.config["privacy"] = privacy
        assert listmonk.target.ready(listmonk.world.parcel) is None
    remote.config["privacy"] = {"disable_tracking": False, "individual_tracking": True}

    assert (
        RemoteRefused,
        "listmonk tracks its readers, and our privacy page says that nobody does; nothing was scheduled",
        "turn it off there: Settings, Privacy, Individual subscriber tracking",
    ) == error(listmonk.target.ready, listmonk.world.parcel)


def test_a_list_that_the_token_may_not_see(listmonk):
    """A list that is not there, or not in the token's role, is refused by its number."""
    config = having(listmonk.world.config, handoff={"lists": (3, 4)})
    target = services.target(config, ENV, web.call)

    assert (
        RemoteRefused,
        "listmonk shows no list 4 to this token; nothing was scheduled",
        "correct lists under [handoff], or add the list to the token's list role there",
    ) == error(target.ready, listmonk.world.parcel)


def test_examined(listmonk):
    """The documented role, which only sees the list, is enough; nothing is changed by asking."""
    asked = len(listmonk.seen)
    assert listmonk.target.examine() is None
    assert {"GET"} == {request.method for request in listmonk.seen[asked:]}

    listmonk.world.remote.users["user"] = User(permissions=None, lists=None)
    assert listmonk.target.examine() is None


@pytest.mark.parametrize("missing", [["campaigns:send"], ["campaigns:get", "templates:manage"], list(DOCUMENTED)])
def test_a_role_that_lacks_something(listmonk, missing):
    """What the token may not do is named, before the first issue fails on it."""
    kept = tuple(one for one in DOCUMENTED if one not in missing)
    listmonk.world.remote.users["user"].permissions = kept

    assert (
        RemoteRefused,
        f"the token cannot do all that a hand-off needs; its user role lacks {', '.join(missing)}",
        "add that to the role in listmonk, under Users, User roles",
    ) == error(listmonk.target.examine)


def test_a_role_for_all_campaigns(listmonk):
    """Who may do it with every campaign may do it with ours."""
    all_of_them = ("campaigns:get_all", "campaigns:manage_all", "campaigns:send", "templates:get", "templates:manage")
    listmonk.world.remote.users["user"].permissions = all_of_them

    assert listmonk.target.examine() is None


@pytest.mark.parametrize(("root", "good"), [
    ("https://lists.example.org", True), ("http://localhost:9000", False), ("http://127.0.0.1:9000", False), ("", True),
    ("http://[::1]:9000/", False), ("http://[", True),
])  # fmt: skip
def test_where_its_links_lead(listmonk, root, good):
    """listmonk makes each unsubscribe link from its root URL: the one that it starts with, no reader can open."""
    listmonk.world.remote.config["root_url"] = root
    service = replace(listmonk.target.service, base="https://lists.example.org", call=elsewhere(listmonk))
    target = Listmonk(service, (3,))
    if good:
        assert target.examine() is None
        return
    assert (
        RemoteRefused,
        f"listmonk's unsubscribe links lead to {root}, which no reader can open; nothing was scheduled",
        "set its root URL there to its public address: Settings, General",
    ) == error(target.examine)
    assert error(target.examine) == error(target.ready, listmonk.world.parcel)


def elsewhere(side):
    """The same server, as if it stood on another machine."""
    url = side.world.remote.stub.url
    return lambda method, asked, **more: web.call(method, asked.replace("https://lists.example.org", url), **more)


def test_any_of_our_templates_will_do(listmonk):
    """Their names repeat: a second one like ours is as good, while ours is in use."""
    ours = listmonk.world.remote.templates[-1]
    listmonk.world.remote.templates.insert(0, {**ours, "id": 99})

    assert services.target(listmonk.world.config, ENV, web.call).read("7", listmonk.world.parcel).same


def test_the_language_alone_does_not_differ(listmonk):
    """A campaign that an earlier version scheduled names no language, and is ours as it is."""
    listmonk.row["headers"] = listmonk.row["headers"][:2]

    assert listmonk.read().same


@pytest.mark.parametrize(("old", "new", "wrong"), [
    ("<html", "<HTML><html", "its template wraps ours"),
    ("https://lists.example.org/subscription/x", "https://unsubscribe.invalid/",
     "the unsubscribe link is not replaced"),
    ("<!-- stays -->", "", "Outlook's comments or the end are lost"),
    ("<!-- stays -->", "<html>https://unsubscribe.invalid/",
     "its template wraps ours, the unsubscribe link is not replaced, Outlook's comments or the end are lost"),
    ("<!doctype html>", "<!DOCTYPE HTML>", None),
])  # fmt: skip
def test_proof(listmonk, old, new, wrong):
    """What listmonk shows is held against what was written, and each fault is named."""
    shown = listmonk.world.remote.preview(Request("GET", "", {}, {}, None, ""), User(), "7")
    assert old in shown
    listmonk.world.remote.preview = lambda request, user, number: shown.replace(old, new)
    if wrong is None:
        assert listmonk.target.proof("7", listmonk.world.parcel) is None
        return
    assert (
        RemoteRefused,
        f"listmonk shows the draft differently from what was written: {wrong}",
        "look at campaign 7 there; its template must be “monday passthrough”",
    ) == error(listmonk.target.proof, "7", listmonk.world.parcel)


def test_another_time(listmonk):
    """A draft for another time is filled with the new one before it is scheduled."""
    later = SEND_AT + timedelta(hours=1)
    before = len(listmonk.seen)
    listmonk.target.schedule("7", listmonk.world.parcel, later)

    asked = [f"{r.method} {r.path}" for r in listmonk.seen[before:]]
    campaign = "/api/campaigns/7"
    assert [f"GET {campaign}", f"PUT {campaign}", f"PUT {campaign}/status"] == asked
    assert (listmonk.row["send_at"], listmonk.row["status"]) == ("2026-11-23T17:00:00Z", "scheduled")
