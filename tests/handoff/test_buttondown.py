"""What Buttondown holds, as our adapter reports it: which state, whether it is ours, and what differs in words."""

from datetime import UTC, datetime

import pytest

from pipeline.errors import RemoteRefused
from pipeline.handoff.target import Remote
from tests.handoff.said import error
from tests.handoff.side import one
from tests.handoff.world import SEND_AT

pytestmark = pytest.mark.usefixtures("elsewhere")

buttondown_side = one("buttondown")


@pytest.mark.parametrize(("status", "state"), [
    ("draft", "draft"), ("scheduled", "scheduled"), ("about_to_send", "sending"), ("in_flight", "sending"),
    ("throttled", "sending"), ("resending", "sending"), ("sent", "sent"), ("errored", "other"), ("", "other"),
])  # fmt: skip
def test_status(buttondown, status, state):
    """Buttondown's word for an email says whether readers have it; a draft's date means nothing."""
    buttondown.row |= {"status": status, "publish_date": "2026-11-23T17:00:00+01:00"}
    at = None if status == "draft" else SEND_AT

    assert Remote(id="em_1", state=state, same=True, send_at=at, words=status) == buttondown.read()


@pytest.mark.parametrize("value", [None, "", 5])
def test_no_time(buttondown, value):
    """What names no date has none."""
    buttondown.row |= {"status": "sent", "publish_date": value}

    assert Remote(id="em_1", state="sent", same=True, send_at=None, words="sent") == buttondown.read()


@pytest.mark.parametrize(("change", "words"), [
    ({"subject": "x"}, "subject"),
    ({"slug": "x"}, "slug"),
    ({"description": "x"}, "description"),
    ({"canonical_url": "https://example.org/"}, "canonical_url"),
    ({"secondary_id": 13}, "secondary_id"),
    ({"template": "classic"}, "template"),
    ({"archival_mode": "disabled"}, "archival_mode"),
    ({"commenting_mode": "enabled"}, "commenting_mode"),
    ({"filters": {"filters": [], "groups": [], "predicate": "or"}}, "filters"),
    ({"metadata": {"issue": "monday-five-2026-11-23"}}, "content"),
    ({"metadata": {}, "subject": "x"}, "subject, content"),
    ({"body": "stored in its own way"}, ""),
    ({"metadata": "SHA"}, ""),
])  # fmt: skip
def test_differs(buttondown, change, words):
    """An email with other settings, or another fingerprint, is not ours as it is; its body may look otherwise."""
    if change.get("metadata") == "SHA":
        change = {"metadata": {"sha": buttondown.world.parcel.sha, "more": "x"}}
    buttondown.row |= change
    said = f"draft, other {words}" if words else "draft"

    assert Remote(id="em_1", state="draft", same=not words, words=said) == buttondown.read()


def test_finds(buttondown):
    """By our metadata or our slug, on whatever page; what was deleted there is not there."""
    buttondown.copy("em_2", slug="x", metadata={})
    buttondown.copy("em_3", slug="x")
    buttondown.copy("em_4", status="deleted")
    buttondown.copy("em_5", metadata={"issue": "another"})
    buttondown.copy("em_6", slug="x", metadata=None)
    buttondown.copy("em_7")
    before = len(buttondown.seen)

    assert [remote.id for remote in buttondown.find()] == ["em_1", "em_3", "em_5", "em_7"]
    pages = [r.raw for r in buttondown.seen[before:] if r.path == "/v1/emails"]
    first = "/v1/emails?creation_date__start=2025-01-01&excluded_fields=body"
    assert [first, "/v1/emails?page=2", "/v1/emails?page=3"] == pages
    read = {r.path for r in buttondown.seen[before:] if r.path != "/v1/emails"}
    assert {f"/v1/emails/em_{n}" for n in (1, 3, 4, 5, 7)} == read


def test_without_end(buttondown):
    """A list of emails that never ends is given up at the fiftieth page."""
    buttondown.world.remote.stub.answer = lambda r: (200, {"results": [], "next": "https://elsewhere.example/v1/x?y=1"})
    before = len(buttondown.seen)

    assert buttondown.find() == ()
    assert [r.raw for r in buttondown.seen[before + 1 :]] == ["/v1/x?y=1"] * 49


@pytest.mark.parametrize("following", ["@elsewhere.example/v1/x", "v1/x", "https://elsewhere.example", "http://["])
def test_a_next_page_that_is_no_path(buttondown, following):
    """The token stays with Buttondown, whatever a page names as the next one."""
    buttondown.world.remote.stub.answer = lambda r: (200, {"results": [], "next": following})
    before = len(buttondown.seen)

    assert buttondown.find() == ()
    assert len(buttondown.seen) == before + 1


def test_keys_in_another_order(buttondown):
    """The same values are the same to us, in whatever order Buttondown names them."""
    before = buttondown.read().parts
    buttondown.row["filters"] = dict(reversed(buttondown.row["filters"].items()))

    assert buttondown.read().parts == before


def test_deleted_is_absent(buttondown):
    """Buttondown still shows what was deleted there: for us it is absent."""
    buttondown.row["status"] = "deleted"

    assert buttondown.read() is None


@pytest.mark.parametrize(("shown", "good"), [
    ("as written", True), ("one style less", False), ("our own link", False),
])  # fmt: skip
def test_proof(buttondown, shown, good):
    """Buttondown's rendering keeps every style and has no link of ours without a target."""
    html = buttondown.world.parcel.email.html.replace("https://unsubscribe.invalid/", "https://buttondown.com/u")
    content = {
        "as written": html,
        "one style less": html.replace("style=", "x=", 1),
        "our own link": buttondown.world.parcel.email.html,
    }[shown]
    buttondown.world.remote.stub.answer = lambda request: (200, {"content": content})
    if good:
        assert buttondown.target.proof("em_1", buttondown.world.parcel) is None
        return
    assert (
        RemoteRefused,
        "Buttondown renders the draft differently from what was written (styles or the unsubscribe link)",
        "the “naked” template must be part of your plan there",
    ) == error(buttondown.target.proof, "em_1", buttondown.world.parcel)


def test_paths_are_quoted(buttondown):
    """An id of the service's is one part of a path, whatever is in it."""
    buttondown.copy("a b?c")
    before = len(buttondown.seen)
    service = buttondown.target
    at = datetime(2026, 11, 23, 17, tzinfo=UTC)
    buttondown.world.remote.stub.answer = lambda request: (200, {"content": ""})
    service.fill("a b?c", buttondown.world.parcel, at)
    service.test("a b?c", buttondown.world.parcel, at, "ed@example.org")
    service.schedule("a b?c", buttondown.world.parcel, at)
    service.unschedule("a b?c", buttondown.world.parcel)
    service.read("a b?c", buttondown.world.parcel)

    own = "/v1/emails/a%20b%3Fc"
    assert [f"PATCH {own}", f"POST {own}/send-draft", f"POST {own}/publish", f"PATCH {own}", f"GET {own}"] == [
        f"{r.method} {r.raw}" for r in buttondown.seen[before:]
    ]
