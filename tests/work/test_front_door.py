"""The front door is never shut: an editor who names no issue gets the one that they mean."""

from datetime import UTC, date, datetime

import pytest

from pipeline.archive import Newsletter
from pipeline.config import load
from tests.newsletter import DAY, call, plain

SUNDAY = "2026-11-29T20:00"
NEXT = "2026-11-30"


def unfinished(folder, day):
    return str(Newsletter(load(folder)).newest_unfinished(datetime.fromisoformat(f"{day}T20:00").replace(tzinfo=UTC)))


@pytest.fixture
def folder(tmp_path):
    """A newsletter whose first issue is drafted."""
    plain(tmp_path)
    assert call(tmp_path, "run", "--issue", DAY).exit_code == 0
    return tmp_path


@pytest.mark.parametrize("words", [["preview"], ["approve"], ["edit", "swap", "1"]], ids=lambda words: words[0])
def test_no_issue_at_all(tmp_path, words):
    """Where there is no issue, the command says how to make one."""
    said = call(plain(tmp_path), *words)

    assert (
        said.exit_code,
        said.stderr.splitlines(),
    ) == (78, ["Error: there is no issue yet", "Hint: make the first: monday run --issue next"])


def test_after_it_went_out(folder):
    """From the hand-off to the next draft it is the issue that went out, so that a typo can be corrected."""
    call(folder, "approve")
    call(folder, "run", now="2026-11-23T09:00")
    said = call(folder, "edit", "swap", "1", now="2026-11-24T09:00")

    assert unfinished(folder, "2026-11-24") == DAY
    assert said.exit_code != 0
    assert "the November 23 issue is public" in said.stderr


def test_the_newest_unfinished(folder):
    """A newer draft comes first, and a late one never comes before it."""
    call(folder, "run", "--issue", NEXT, now="2026-11-27T09:00")

    assert (unfinished(folder, "2026-11-27"), unfinished(folder, "2027-01-11")) == (NEXT, NEXT)


def test_a_missed_issue_is_not_brought_back(folder):
    """An old draft that was never sent does not hide a newer issue that is out."""
    call(folder, "run", "--issue", NEXT, now="2026-11-27T09:00")
    call(folder, "approve", now="2026-11-27T10:00")
    call(folder, "run", now="2026-11-30T09:00")

    assert Newsletter(load(folder)).edition(date.fromisoformat(NEXT)).is_out
    assert unfinished(folder, "2026-12-02") == NEXT


def test_a_named_issue_is_that_one(folder):
    """`--issue` still names any other."""
    call(folder, "run", "--issue", NEXT, now="2026-11-27T09:00")

    assert "The November 30 issue is approved" in call(folder, "approve", now="2026-11-27T10:00").output
    assert "The November 23 issue is approved" in call(folder, "approve", "--issue", DAY).output
