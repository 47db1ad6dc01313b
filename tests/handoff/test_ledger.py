"""The ledger keeps every line that was finished, whatever a crash did to the last one."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from pipeline.archive import ledger
from pipeline.errors import MondayError
from pipeline.model import Event
from tests.handoff.said import error

AT = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)
FIRST = Event(at=AT, kind="drafted", data={"sha": "ab"})
SECOND = Event(at=AT, kind="intent", data={"step": "create", "parts": {"a": {"b": "c"}}, "words": "ö\n\u2028"})
THIRD = Event(at=AT, kind="result", data={"parts": {"a": {"b": "c"}}})


def test_round_trip(tmp_path):
    """Events come back in order, their times in UTC."""
    path = tmp_path / "issue" / ledger.NAME
    ledger.append(path, Event(at=AT.astimezone(timezone(timedelta(hours=9))), kind="drafted", data={"sha": "ab"}))
    ledger.append(path, SECOND)

    assert ledger.read(path) == (FIRST, SECOND)
    assert path.read_bytes().count(b"\n") == 2


def test_no_file(tmp_path):
    """No ledger means that nothing happened yet."""
    assert ledger.read(tmp_path / ledger.NAME) == ()


@pytest.mark.parametrize("last", [SECOND, THIRD])
def test_every_torn_end(tmp_path, last):
    """Wherever a crash cuts the last line, the lines before it are read, and the next one is added whole."""
    path = tmp_path / ledger.NAME
    ledger.append(path, FIRST)
    whole = path.read_bytes()
    ledger.append(path, last)
    both = path.read_bytes()

    for end in range(len(whole), len(both) - 2):
        path.write_bytes(both[:end] + b"\0" * (end % 3))
        assert ledger.read(path) == (FIRST,)
        ledger.append(path, last)
        assert ledger.read(path) == (FIRST, last)


@pytest.mark.parametrize(("line", "words"), [
    (b"<<<<<<< ours", "this line is damaged"),
    (b'{"at": 3}}', "this line is damaged"),
    (b'{"kind": "approved"}', "this line has no time or kind"),
    (b'{"at": "2026-11-22T18:30:00Z"}', "this line has no time or kind"),
    (b'{"at": 3, "kind": "approved"}', "this line has no time or kind"),
    (b'{"at": "Monday", "kind": "approved"}', "this line has no time or kind"),
    (b"[]", "this line has no time or kind"),
    (b'{"at": "2026-11-22T18:30:00", "kind": "approved"}', "the time has no time zone"),
])  # fmt: skip
def test_damage(tmp_path, line, words):
    """A line that a hand or a merge broke is told with its folder and number: it may say that the issue was sent."""
    path = tmp_path / "2026-11-23" / ledger.NAME
    ledger.append(path, FIRST)
    path.write_bytes(path.read_bytes() + line + b"\n")

    hint = "fix the line by hand, or restore the file from a backup: it says what was sent"
    assert (MondayError, f"2026-11-23/ledger.jsonl:2: {words}", hint) == error(ledger.read, path)


def test_own_names(tmp_path):
    """What would hide an event's time or kind is a bug, told before anything is written."""
    with pytest.raises(ValueError, match=r"^an event's data cannot hold at, kind$"):
        ledger.append(tmp_path / ledger.NAME, Event(at=AT, kind="x", data={"kind": 1, "at": 2}))
    assert not (tmp_path / ledger.NAME).exists()


def test_read_by_people(tmp_path):
    """Letters stand in the ledger as they are, and its times are in UTC."""
    ledger.append(tmp_path / ledger.NAME, Event(at=AT, kind="erratum", data={"text": "für"}))

    assert (tmp_path / ledger.NAME).read_text(
        encoding="utf-8"
    ) == '{"at": "2026-11-22T18:30:00+00:00", "kind": "erratum", "text": "für"}\n'
