"""An approval holds for exact bytes at an exact instant; the ledger tells how far an issue has come."""

import hashlib
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from pipeline.archive import Edition, State, state_of
from pipeline.archive.ledger import Record, digest, fingerprint
from pipeline.config import Schedule
from pipeline.errors import MondayError, UsageError
from pipeline.model import Event, Issue, Story

AT = datetime(2026, 11, 23, 16, tzinfo=UTC)


def event(kind, **data):
    """An event at some time."""
    return Event(at=AT, kind=kind, data=data)


def says(status):
    """What the mail service said when it was asked again."""
    return event("looked", target="listmonk", status=status)


ISSUE = Issue(
    number=3, date=date(2026, 11, 23), subject="S", preheader="P", stories=(Story(title="A", url="https://a.org"),)
)


def edition(events, *, issue=ISSUE, text=b"x", **more):
    """An issue with these *events*, for which eight o'clock in Los Angeles is `AT`."""
    return Edition(
        day=date(2026, 11, 23),
        folder=Path("nowhere"),
        schedule=Schedule(**more),
        issue=issue,
        text=text,
        ledger=Record(tuple(events)),
    )


def test_fingerprint():
    """Another byte or another instant is another email; another zone for the same instant is not."""
    base = fingerprint(b"mail", AT)

    assert hashlib.sha256(b"mail\n2026-11-23T16:00:00+00:00").hexdigest() == base
    assert base != fingerprint(b"mail ", AT)
    assert base != fingerprint(b"mail", AT + timedelta(hours=1))
    assert base == fingerprint(b"mail", AT.astimezone(timezone(timedelta(hours=9))))


APPROVED = event("approved", fingerprint="now")
INTENT = event("intent", step="create")


@pytest.mark.parametrize(
    ("expected", "events"),
    [
        pytest.param("draft", [], id="nothing"),
        pytest.param("draft", [event("drafted", sha="x")], id="drafted"),
        pytest.param("approved", [APPROVED], id="approved"),
        pytest.param("draft", [APPROVED, event("revoked")], id="revoked"),
        pytest.param("changed", [event("approved", fingerprint="then")], id="edited since"),
        pytest.param("approved", [event("approved", fingerprint="then"), APPROVED], id="approved again"),
        pytest.param("in-doubt", [APPROVED, INTENT], id="crash before the result"),
        pytest.param("approved", [APPROVED, INTENT, event("result", status="draft")], id="draft at the service"),
        pytest.param("scheduled", [APPROVED, INTENT, event("result", status="scheduled")], id="scheduled"),
        pytest.param(
            "approved",
            [APPROVED, INTENT, event("result", status="scheduled"), INTENT, event("result", status="draft")],
            id="unscheduled",
        ),
        pytest.param(
            "sent",
            [event("approved", fingerprint="then"), INTENT, event("result", status="sent"), event("erratum")],
            id="templates changed after sending",
        ),
        pytest.param("public", [event("approved", fingerprint="then"), event("public")], id="listed for good"),
    ],
)
def test_state(expected, events):
    """An approval matters until hand-off; after that the ledger's result does."""
    found = edition(events)

    assert expected == state_of(found, AT - timedelta(hours=1), "now")
    assert (expected in ("scheduled", "sent", "public")) == found.is_out
    assert (expected != "draft") == found.is_approved


REHEARSED = event("approved", fingerprint="now", rehearsal=True)
TOLD = event("missed", mondays=["2026-11-23"])
SCHEDULED = event("result", status="scheduled")
LATER = event("result", status="scheduled", when=(AT + timedelta(hours=2)).isoformat())


@pytest.mark.parametrize(
    ("expected", "events", "hours", "late"),
    [
        pytest.param("draft", [], -1, False, id="a draft"),
        pytest.param("missed", [], 13, True, id="a draft, too late"),
        pytest.param("missed", [event("approved", fingerprint="then")], 13, True, id="changed, too late"),
        pytest.param("approved", [APPROVED], 13, True, id="approved is never late by the clock alone"),
        pytest.param("missed", [APPROVED, event("missed")], 13, True, id="given up"),
        pytest.param("approved", [event("missed"), APPROVED], 13, True, id="approved after it was given up"),
        pytest.param("approved", [APPROVED, TOLD], 13, True, id="other Mondays were told of"),
        pytest.param("changed", [event("approved", fingerprint="then")], 1, False, id="changed"),
        pytest.param("rehearsal", [REHEARSED], 13, True, id="a rehearsal"),
        pytest.param("changed", [event("approved", fingerprint="then", rehearsal=True)], -1, False, id="changed since"),
        pytest.param("approved", [REHEARSED, APPROVED], -1, False, id="meant this time"),
        pytest.param("draft", [REHEARSED, event("revoked")], -1, False, id="a rehearsal, taken back"),
        pytest.param("in-doubt", [APPROVED, INTENT], 13, True, id="in doubt"),
        pytest.param("scheduled", [APPROVED, INTENT, SCHEDULED], -1, False, id="scheduled"),
        pytest.param("scheduled", [APPROVED, INTENT, SCHEDULED], 0, False, id="its time has come, nobody asked"),
        pytest.param("sent", [APPROVED, INTENT, SCHEDULED], 7 * 24, True, id="a week ago, nobody asked"),
        pytest.param("sent", [APPROVED, INTENT, SCHEDULED, event("looked", status="sent")], 1, False, id="asked"),
        pytest.param("differs", [APPROVED, INTENT, SCHEDULED, event("looked", status="differs")], 1, False, id="other"),
        pytest.param(
            "stopped", [APPROVED, INTENT, SCHEDULED, event("looked", status="stopped")], 1, False, id="nobody"
        ),
        pytest.param("scheduled", [APPROVED, INTENT, LATER], 1, False, id="a later slot"),
        pytest.param("sent", [APPROVED, INTENT, LATER], 7 * 24 + 2, True, id="a week after a later slot"),
        pytest.param("sent", [APPROVED, INTENT, event("result", status="sent")], -1, False, id="sent says the service"),
        pytest.param("public", [APPROVED, event("public")], 13, True, id="on the site"),
        pytest.param("sent", [APPROVED, SCHEDULED, says("sent")], -1, False, id="the service has sent it early"),
        pytest.param("differs", [APPROVED, SCHEDULED, says("differs")], 1, False, id="the service has something else"),
        pytest.param("stopped", [APPROVED, SCHEDULED, says("stopped")], 1, False, id="it went to nobody"),
        pytest.param("scheduled", [says("stopped"), APPROVED, SCHEDULED], -1, False, id="said before the hand-off"),
        pytest.param("sent", [APPROVED, SCHEDULED, says("stopped"), says("sent")], 1, False, id="it went on"),
    ],
)
def test_stands(expected, events, hours, late):
    """For people, the clock counts too: a time that has come, or has gone by."""
    now = AT + timedelta(hours=hours)

    assert (expected, late) == (state_of(edition(events), now, "now"), edition(events).is_late(now))


def test_what_went_to_nobody():
    """An issue that its service stopped is nobody's memory, and its number is free; one that went on has both."""
    stopped = edition([APPROVED, SCHEDULED, says("stopped")])
    sent = edition([APPROVED, SCHEDULED, says("stopped"), says("sent")])

    assert (stopped.reached_readers, stopped.keeps_its_number, stopped.sent_stories) == (False, False, ())
    assert (True, True, ISSUE.stories) == (sent.reached_readers, sent.keeps_its_number, sent.sent_stories)


@pytest.mark.parametrize(("events", "more", "kept"), [
    ([], {}, False),
    ([APPROVED], {}, True),
    ([event("approved", fingerprint="then")], {}, True),
    ([APPROVED, event("missed")], {}, False),
    ([APPROVED], {"skip": [date(2026, 11, 23)]}, False),
    ([APPROVED, SCHEDULED], {"skip": [date(2026, 11, 23)]}, True),
    ([APPROVED, INTENT], {"skip": [date(2026, 11, 23)]}, True),
    ([REHEARSED], {}, False),
    ([APPROVED, event("revoked")], {}, False),
    ([event("public")], {}, True),
])  # fmt: skip
def test_who_keeps_a_number(events, more, kept):
    """An issue keeps its number while readers have it, may have it, or are about to get it."""
    found = edition(events, **more)

    assert (kept, kept, kept) == (found.reached_readers, found.keeps_its_number, bool(found.sent_stories))


def test_every_state_has_a_name():
    """People read a name and a meaning for each state, in `monday status` and in the studio."""
    assert [state for state in State if not (state.label and state.meaning)] == []


def test_untouched():
    """A file is untouched while it equals the latest draft; without a ledger nobody can say so."""
    events = [event("drafted", sha256=digest(b"one")), event("drafted", sha256=digest(b"two"))]

    assert not edition(events, text=b"two").is_edited
    assert edition(events, text=b"one").is_edited
    assert edition([], text=b"two").is_edited
    assert not edition(events, text=None).is_edited


def test_errata():
    """Corrections come back with their times, oldest first; nothing else does."""
    later = Event(at=AT + timedelta(hours=1), kind="erratum", data={})

    events = [APPROVED, event("erratum", text="Wrong link."), event("public", text="x"), later]

    assert ((AT, "Wrong link."), (later.at, "")) == edition(events).record.errata


DRAFT = event("result", target="listmonk", step="create", status="draft")
HELD = event("result", target="listmonk", step="schedule", status="scheduled", when="2026-11-23T17:00:00+00:00")
BEGUN = event("intent", target="listmonk", step="schedule")


@pytest.mark.parametrize(("events", "holder", "step", "held"), [
    ([], "", "", {}),
    ([APPROVED], "", "", {}),
    ([BEGUN], "listmonk", "schedule", {}),
    ([BEGUN, APPROVED], "listmonk", "schedule", {}),
    ([BEGUN, event("result", target="listmonk")], "", "", {}),
    ([DRAFT], "", "", {}),
    ([HELD], "listmonk", "", HELD.data),
    ([HELD, event("result", target="listmonk", ending="refused")], "listmonk", "", HELD.data),
    ([HELD, DRAFT], "", "", {}),
    ([HELD, DRAFT, event("intent", target="smtp", step="send")], "smtp", "send", {}),
    ([event("result", target="smtp", status="sent")], "smtp", "", {"target": "smtp", "status": "sent"}),
    ([event("result", target="smtp", status="sending")], "smtp", "", {"target": "smtp", "status": "sending"}),
    ([event("intent")], "", "", {}),
    ([event("approved", target="x", step="y", status="sent")], "", "", {}),
])  # fmt: skip
def test_who_has_it(events, holder, step, held):
    """The ledger tells who has the issue or may have it, what is in doubt there, and what it surely holds."""
    found = Record(tuple(events))

    assert (holder, step, held) == (found.held_by, found.open_step, found.remote)


@pytest.mark.parametrize(("events", "at"), [
    ([], None),
    ([APPROVED], None),
    ([event("approved", send_at="2026-11-23T16:00:00+00:00")], AT),
    ([event("approved", send_at="2026-11-23T16:00:00+00:00"), HELD], AT + timedelta(hours=1)),
    ([event("approved", send_at="2026-11-23T16:00:00+00:00"), HELD, DRAFT], AT),
    ([event("approved", send_at="2026-11-23T16:00:00+00:00"), event("result", status="sent", when="")], AT),
    ([event("approved", send_at="2026-11-23T16:00:00+00:00"), event("result", status="sent", when=5)], AT),
])  # fmt: skip
def test_goes_out(events, at):
    """Readers get it at the service's own slot, else at the instant that was approved."""
    assert at == Record(tuple(events)).goes_out


@pytest.mark.parametrize(("events", "missed", "mondays"), [
    ([], False, set()),
    ([APPROVED], False, set()),
    ([event("missed")], True, set()),
    ([APPROVED, event("missed")], True, set()),
    ([event("missed"), APPROVED], False, set()),
    ([APPROVED, event("missed"), BEGUN, event("erratum")], True, set()),
    ([APPROVED, event("missed", mondays=["2026-11-30", "2026-12-07"]), event("missed", mondays=["2026-11-30"])], False,
     {date(2026, 11, 30), date(2026, 12, 7)}),
    ([event("missed", mondays="2026-11-30")], False, set()),
])  # fmt: skip
def test_missed(events, missed, mondays):
    """An issue was missed where it was given up after its last approval; Mondays without one are told by date."""
    assert (missed, mondays) == (Record(tuple(events)).was_missed, Record(tuple(events)).missed_mondays)


@pytest.mark.parametrize(("events", "bound"), [
    ([], None), ([APPROVED], "now"), ([APPROVED, event("revoked")], None), ([event("revoked"), APPROVED], "now"),
    ([event("approved", fingerprint="then"), APPROVED, BEGUN], "now"), ([event("approved")], ""),
])  # fmt: skip
def test_approval(events, bound):
    """The latest approval counts, until it is revoked."""
    assert bound == Record(tuple(events)).approval


def test_digest():
    """What the machine drafted is remembered by its SHA-256."""
    assert hashlib.sha256(b"x").hexdigest() == digest(b"x")


@pytest.mark.parametrize("told", [
    event("approved", send_at="soon"), event("approved", send_at="2026-11-23T16:00:00"),
    event("result", status="scheduled", when="soon"), event("result", status="scheduled", when="2026-11-23T16:00:00"),
    event("missed", mondays=["Monday"]),
], ids=lambda told: f"{told.kind} {list(told.data.values())[-1]}")  # fmt: skip
def test_a_time_that_a_hand_wrote(told):
    """A time that cannot be read, or has no zone, is told where the ledger is read, not where it is compared."""
    with pytest.raises(MondayError, match=f"ledger.jsonl: the “{told.kind}” of 2026-11-23 16:00: ") as caught:
        Record([APPROVED, told])

    assert caught.value.hint == "fix the line by hand, or restore the file from a backup: it says what was sent"


ERRATUM = 'to correct its page: monday erratum 2026-11-23 "what was wrong"'


@pytest.mark.parametrize(("events", "why", "hint"), [
    ([APPROVED, INTENT], "the mail service may have the November 23 issue",
     "settle that first; to see how: monday status"),
    ([APPROVED, SCHEDULED], "the mail service has the November 23 issue",
     "to change it, take it back first: monday rollback --issue 2026-11-23"),
    ([APPROVED, event("result", status="sent")], "the mail service has the November 23 issue", ERRATUM),
    ([APPROVED, event("public")], "the November 23 issue is public and cannot be changed", ERRATUM),
])  # fmt: skip
def test_why_it_may_not_change(events, why, hint):
    """What readers have, or may have, is not edited; what to do instead depends on who has it."""
    with pytest.raises(UsageError) as caught:
        edition(events).require_open()

    assert (str(caught.value), caught.value.hint) == (f"{why}; nothing was written", hint)


@pytest.mark.parametrize("events", [[], [APPROVED], [APPROVED, SCHEDULED, DRAFT], [REHEARSED]])
def test_what_may_change(events):
    """A draft may be edited, approved or not, and so may one that was taken back."""
    assert edition(events).require_open() is None


@pytest.mark.parametrize(("events", "watched"), [
    ([APPROVED], False),
    ([APPROVED, SCHEDULED], True),
    ([APPROVED, SCHEDULED, event("looked", status="differs")], True),
    ([APPROVED, SCHEDULED, event("looked", status="sent", final=True)], False),
    ([APPROVED, event("looked", status="sent", final=True), SCHEDULED], True),
    ([APPROVED, event("result", status="sent", settled=True)], False),
    ([APPROVED, event("result", target="smtp", status="sent")], False),
])  # fmt: skip
def test_who_is_asked_again(events, watched):
    """A mail service is asked until it, or a person, has said the last word; what went out by mail, nobody can tell."""
    assert edition(events).is_watched(AT) == watched
    assert not edition(events).is_watched(AT + timedelta(days=7))


BY = event("approved", fingerprint="now", by="A. E.")


@pytest.mark.parametrize(("events", "touched", "approver", "last"), [
    ([], False, None, ""),
    ([event("drafted", sha256="x")], False, None, ""),
    ([BY], True, ("A. E.", AT), "A. E."),
    ([event("revoked")], True, None, ""),
    ([BY, event("revoked")], True, None, "A. E."),
    ([BY, event("read", url="https://a.org", by="B. F.")], True, ("A. E.", AT), "B. F."),
    ([BY, event("missed")], True, ("A. E.", AT), "A. E."),
])  # fmt: skip
def test_who_had_a_hand_in_it(events, touched, approver, last):
    """The ledger tells whether an editor ever approved it, who did, and whose name was the last."""
    found = Record(events)

    assert (found.was_touched, found.approver, found.last_name) == (touched, approver, last)


def test_readings():
    """Everybody who read an article is known by its address, and whose line lost that has read none of ours."""
    read = (("https://a.org", "A. E."), ("https://b.org", "A. E."), ("https://a.org", "B. F."))
    events = [*(event("read", url=url, by=by) for url, by in read), event("read", by="C. G.")]

    assert Record(events).readings == {
        "https://a.org": {"A. E.", "B. F."},
        "https://b.org": {"A. E."},
        "": {"C. G."},
    }
