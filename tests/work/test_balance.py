"""`monday balance`: what the last issues were made of, and what editors changed."""

import json
from datetime import UTC, datetime

import pytest

from pipeline.archive import ledger
from pipeline.model import Event
from tests.newsletter import DAY, call


@pytest.fixture
def newsletter(tmp_path):
    call(tmp_path, "init")
    assert call(tmp_path, "run", "--issue", "next").exit_code == 0
    return tmp_path


def publish(folder):
    """Make the issue one that readers have."""
    ledger.append(
        folder / "issues" / DAY / ledger.NAME, Event(at=datetime(2026, 11, 23, 16, tzinfo=UTC), kind="public")
    )


def test_an_untouched_issue_keeps_all_five(newsletter):
    """Where nobody edited, every pick is kept, and each topic counts once."""
    publish(newsletter)
    answer = json.loads(call(newsletter, "balance", "--json").stdout)

    assert answer["decisions"] == {"kept": 5, "added": 0, "dropped": 0, "released": 0}
    assert 5 == sum(answer["topics"].values()) == sum(answer["sources"].values())
    assert [row["date"] for row in answer["each"]] == [DAY]


def test_a_swap_and_a_release_are_seen(newsletter):
    """What an editor swaps and releases can always be computed from the files."""
    assert call(newsletter, "edit", "swap", "2").exit_code == 0
    assert call(newsletter, "edit", "release", "1", "--by", "Ada").exit_code == 0
    assert call(newsletter, "edit", "swap", "3", "1").exit_code == 0
    publish(newsletter)

    answer = json.loads(call(newsletter, "balance", "--json").stdout)

    assert answer["decisions"] == {"kept": 3, "added": 2, "dropped": 2, "released": 1}
    assert "editors kept 3 and dropped 2" in call(newsletter, "balance").stdout


def test_edits_say_what_they_did_and_keep_the_rest(newsletter):
    """Move, pin and drop change their blocks only, and say what the issue holds now."""
    path = newsletter / "issues" / DAY / "issue.toml"
    path.write_text(path.read_text() + "# my last line\n")

    moved = call(newsletter, "edit", "move", "5", "1")
    pinned = call(newsletter, "edit", "pin", "1")
    dropped = call(newsletter, "edit", "drop", "2", "--reason", "too long")

    assert (moved.exit_code, pinned.exit_code, dropped.exit_code) == (0, 0, 0)
    stale = f"email.html is from before this edit; to render it again: monday compose --issue {DAY}\n"
    assert [said.stdout.endswith(stale) for said in (moved, pinned, dropped)] == [True, False, True]
    assert sum(line.startswith(f"  {n}. ") for n, line in enumerate(dropped.stdout.splitlines()[:5], start=1)) == 5
    text = path.read_text()
    assert "# my last line\n" in text
    assert text.count("pinned = true") == 1
    assert 'note = "too long"' in text
    assert "[[dropped]]" in text


def test_unpin(newsletter):
    """Pinned and unpinned again leaves issue.toml as it was, byte for byte."""
    path = newsletter / "issues" / DAY / "issue.toml"
    before = path.read_bytes()

    assert call(newsletter, "edit", "pin", "2").exit_code == 0
    assert b"pinned = true" in path.read_bytes()
    assert call(newsletter, "edit", "unpin", "2").exit_code == 0

    assert before == path.read_bytes()


def test_no_issue_yet(tmp_path):
    """A new newsletter has nothing to weigh, and says how to begin."""
    call(tmp_path, "init")

    assert "Readers have had no issue yet" in call(tmp_path, "balance").stdout
