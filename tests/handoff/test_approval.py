"""An approval holds for exact bytes at an exact instant; the ledger tells how far an issue has come."""

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.handoff.approval import digest, errata, fingerprint, is_final, state, untouched, was_approved
from pipeline.model import Event

AT = datetime(2026, 11, 23, 16, tzinfo=UTC)


def event(kind, **data):
    """An event at some time."""
    return Event(at=AT, kind=kind, data=data)


def test_fingerprint():
    """Another byte or another instant is another email; another zone for the same instant is not."""
    base = fingerprint(b"mail", AT)

    assert base != fingerprint(b"mail ", AT)
    assert base != fingerprint(b"mail", AT + timedelta(hours=1))
    assert base == fingerprint(b"mail", AT.astimezone())


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
        pytest.param("handed-off", [APPROVED, INTENT, event("result", status="scheduled")], id="scheduled"),
        pytest.param(
            "approved",
            [APPROVED, INTENT, event("result", status="scheduled"), INTENT, event("result", status="draft")],
            id="unscheduled",
        ),
        pytest.param(
            "handed-off",
            [event("approved", fingerprint="then"), INTENT, event("result", status="sent"), event("erratum")],
            id="templates changed after sending",
        ),
        pytest.param("public", [event("approved", fingerprint="then"), event("public")], id="listed for good"),
    ],
)
def test_state(expected, events):
    """An approval matters until hand-off; after that the ledger's result does."""
    assert expected == state(events, "now")
    assert (expected in ("handed-off", "public")) == is_final(events)
    assert (expected != "draft") == was_approved(events)


def test_untouched():
    """A file is untouched while it equals the latest draft; without a ledger nobody can say so."""
    events = [event("drafted", sha256=digest(b"one")), event("drafted", sha256=digest(b"two"))]

    assert untouched(events, b"two")
    assert not untouched(events, b"one")
    assert not untouched([], b"two")


def test_errata():
    """Corrections come back with their times."""
    assert ((AT, "Wrong link."),) == errata([APPROVED, event("erratum", text="Wrong link.")])
