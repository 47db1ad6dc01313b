"""What Mailchimp holds, as our adapter reports it: which state, whether it is ours, and what differs in words."""

from dataclasses import replace

import pytest

from pipeline.errors import RemoteRefused
from pipeline.handoff.http import Unsent
from pipeline.handoff.target import Remote
from tests.handoff.said import error
from tests.handoff.side import one
from tests.handoff.world import SEND_AT

pytestmark = pytest.mark.usefixtures("elsewhere")

mailchimp_side = one("mailchimp")


@pytest.mark.parametrize(("status", "state"), [
    ("save", "draft"), ("paused", "other"), ("schedule", "scheduled"), ("sending", "sending"),
    ("canceling", "stopped"), ("canceled", "stopped"), ("sent", "sent"), ("archived", "other"), ("", "other"),
])  # fmt: skip
def test_status(mailchimp, status, state):
    """Mailchimp's word for a campaign says whether readers have it."""
    mailchimp.row |= {"status": status, "send_time": "2026-11-23T17:00:00+01:00"}

    assert Remote(id="c1", state=state, same=True, send_at=SEND_AT, words=status) == mailchimp.read()


@pytest.mark.parametrize(("section", "change", "words"), [
    ("settings", {"title": "x"}, "title"),
    ("settings", {"subject_line": "x"}, "subject_line"),
    ("settings", {"preview_text": "x"}, "preview_text"),
    ("settings", {"from_name": "x"}, "from_name"),
    ("settings", {"reply_to": "x@example.org"}, "reply_to"),
    ("settings", {"auto_footer": True}, "auto_footer"),
    ("settings", {"inline_css": True}, "inline_css"),
    ("settings", {"title": "x", "inline_css": True}, "title, inline_css"),
    ("recipients", {"list_id": "x"}, "audience"),
    ("tracking", {"opens": True}, "opens"),
    ("tracking", {"html_clicks": True, "text_clicks": None}, "html_clicks, text_clicks"),
    ("content", {"html": ""}, "content"),
])  # fmt: skip
def test_differs(mailchimp, section, change, words):
    """A campaign with other settings or readers, that tracks or is empty, is not ours as it is."""
    mailchimp.row[section] = {**mailchimp.row[section], **change}

    assert Remote(id="c1", state="draft", same=False, words=f"save, other {words}") == mailchimp.read()


def test_finds(mailchimp, monkeypatch):
    """By the title's start, in whatever state, on whatever page."""
    monkeypatch.setattr("pipeline.handoff.mailchimp.COUNT", 2)
    key = mailchimp.world.parcel.key
    for id, title in (("c2", f"{key}0 [new]"), ("c3", f"{key} [new]"), ("c4", key), ("c5", f"{key} [x]")):
        mailchimp.copy(id, status="sent", settings={**mailchimp.row["settings"], "title": title})
    before = len(mailchimp.seen)

    assert [remote.id for remote in mailchimp.find()] == ["c1", "c3", "c5"]
    since = "/3.0/campaigns?since_create_time=2025-01-01T00%3A00%3A00%2B00%3A00&count=2&offset="
    pages = [r.raw for r in mailchimp.seen[before:] if r.path == "/3.0/campaigns"]
    assert [f"{since}{offset}" for offset in (0, 2, 4)] == pages


@pytest.mark.parametrize(("said", "words"), [
    ({"is_ready": True, "items": [{"type": "error", "details": "no"}]}, None),
    ({"is_ready": False, "items": [{"type": "error", "details": "No subject."}, {"type": "success", "details": "x"},
                                   {"type": "error", "details": "No list."}]}, "No subject.; No list."),
    ({"is_ready": "yes"}, ""),
])  # fmt: skip
def test_proof(mailchimp, said, words):
    """What Mailchimp's own checklist finds wrong is told in its words."""
    mailchimp.world.remote.stub.answer = lambda request: (200, said)
    if words is None:
        assert mailchimp.target.proof("c1", mailchimp.world.parcel) is None
        return
    expected = (RemoteRefused, f"Mailchimp is not ready to send: {words}", "fix that in Mailchimp")
    assert expected == error(mailchimp.target.proof, "c1", mailchimp.world.parcel)


@pytest.mark.parametrize(("sender", "name"), [
    ("Monday Five <monday@example.org>", "Monday Five"), ("monday@example.org", "monday@example.org"),
])  # fmt: skip
def test_sender(mailchimp, sender, name):
    """Readers see the sender's name; without one, the address."""
    news = mailchimp.world.parcel.news.model_copy(update={"from_": sender})
    parcel = replace(mailchimp.world.parcel, news=news)
    mailchimp.target.fill("c1", parcel, SEND_AT)

    assert name == mailchimp.row["settings"]["from_name"]


def test_a_list_without_end(mailchimp, monkeypatch):
    """A list of campaigns that never ends is given up at page fifty; that does not mean that ours is not there."""
    monkeypatch.setattr("pipeline.handoff.mailchimp.COUNT", 2)
    mailchimp.world.remote.stub.answer = lambda r: (200, {"campaigns": [{}, {}]})
    before = len(mailchimp.seen)

    assert error(mailchimp.find)[:2] == (Unsent, "Mailchimp's list of campaigns never ends")
    assert len(mailchimp.seen) == before + 50
