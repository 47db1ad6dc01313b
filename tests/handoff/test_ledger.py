"""The ledger keeps every line that was finished, whatever a crash did to the last one."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from pipeline.errors import MondayError
from pipeline.handoff import ledger
from pipeline.model import Event

AT = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)
FIRST = Event(at=AT, kind="drafted", data={"sha": "ab"})
SECOND = Event(at=AT, kind="intent", data={"step": "create", "words": "ö\n\u2028"})


def test_round_trip(tmp_path):
    """Events come back in order, their times in UTC."""
    path = tmp_path / "issue" / ledger.NAME
    ledger.append(path, Event(at=AT.astimezone(timezone(timedelta(hours=9))), kind="drafted", data={"sha": "ab"}))
    ledger.append(path, SECOND)

    assert (FIRST, SECOND) == ledger.read(path)
    assert 2 == path.read_bytes().count(b"\n")


def test_no_file(tmp_path):
    """No ledger means that nothing happened yet."""
    assert () == ledger.read(tmp_path / ledger.NAME)


def test_every_torn_end(tmp_path):
    """Wherever a crash cuts the last line, the lines before it are read, and the next one is added whole."""
    path = tmp_path / ledger.NAME
    ledger.append(path, FIRST)
    whole = path.read_bytes()
    ledger.append(path, SECOND)
    both = path.read_bytes()

    for end in range(len(whole), len(both) - 2):
        path.write_bytes(both[:end] + b"\0" * (end % 3))
        assert (FIRST,) == ledger.read(path)
        ledger.append(path, SECOND)
        assert (FIRST, SECOND) == ledger.read(path)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        pytest.param(b"<<<<<<< ours", "ledger.jsonl:2: this line is damaged", id="merge"),
        pytest.param(b'{"at": 3}}', "ledger.jsonl:2: this line is damaged", id="broken"),
        pytest.param(b'{"kind": "approved"}', "ledger.jsonl:2: this line has no time or kind", id="no time"),
        pytest.param(b'{"at": "2026-11-22T18:30:00", "kind": "x"}', "ledger.jsonl:2: the time has no zone", id="naive"),
        pytest.param(b"[]", "ledger.jsonl:2: this line has no time or kind", id="list"),
    ],
)
def test_damage(tmp_path, line, message):
    """A line that a hand or a merge broke is never passed over: it may say that the issue was sent."""
    path = tmp_path / "2026-11-23" / ledger.NAME
    ledger.append(path, FIRST)
    path.write_bytes(path.read_bytes() + line + b"\n")

    with pytest.raises(MondayError) as caught:
        ledger.read(path)

    assert f"2026-11-23/{message}" == str(caught.value)
