"""The front door is never shut: an editor who names no issue gets the one that they mean."""

import json
from datetime import UTC, date, datetime

import pytest

from pipeline.archive import Newsletter
from pipeline.config import load
from tests.newsletter import DAY, call, drafted, plain

SUNDAY = "2026-11-29T20:00"
NEXT = "2026-11-30"


def unfinished(folder, day):
    return str(Newsletter(load(folder)).unfinished(datetime.fromisoformat(f"{day}T20:00").replace(tzinfo=UTC)))


def draft_next(folder, more=""):
    """Draft the Monday after, of the one article that is left."""
    settings = folder / "newsletter.toml"
    settings.write_text(f"{settings.read_text()}[choose]\nminimum = 1\n{more}")
    assert call(folder, "run", "--issue", NEXT).exit_code == 0


@pytest.fixture
def folder(tmp_path):
    """A newsletter whose first issue is drafted."""
    drafted(tmp_path)
    return tmp_path


@pytest.mark.parametrize("words", [["preview"], ["approve"], ["edit", "swap", "1"]], ids=lambda words: words[0])
def test_no_issue_at_all(tmp_path, words):
    """Where there is no issue, the command says how to make one."""
    said = call(plain(tmp_path), *words)

    assert (
        said.exit_code,
        said.stderr.splitlines(),
    ) == (78, ["Error: there is no issue yet", "Hint: to make the first: monday run --issue next"])


def test_after_it_went_out(folder):
    """From the hand-off to the next draft it is the issue that went out, so that a typo can be corrected."""
    call(folder, "approve")
    call(folder, "run", now="2026-11-23T09:00")
    said = call(folder, "edit", "swap", "1", now="2026-11-24T09:00")

    assert unfinished(folder, "2026-11-24") == DAY
    assert said.exit_code != 0
    assert "the November 23 issue is public" in said.stderr


def test_the_unfinished(folder):
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


def test_the_first_unfinished(folder):
    """Of two drafts that can both be sent, every command means the earlier one."""
    draft_next(folder)

    assert unfinished(folder, "2026-11-22") == DAY
    assert "The November 23 issue is approved" in call(folder, "approve").output


def test_too_late_to_approve(folder):
    """What would never be sent is not approved: it says what would help, and a rehearsal may still be tried."""
    late = call(folder, "approve", now="2026-11-25T06:00")

    assert (late.exit_code, late.stderr.splitlines()) == (
        3,
        [
            "Error: not approved: the November 23 issue is more than 12 hours late",
            "Hint: to send it anyway, raise max_late_hours under [schedule], then approve it",
        ],
    )
    assert call(folder, "approve", "--sample", now="2026-11-25T06:00").exit_code == 0


def test_a_skipped_monday_is_not_approved(folder):
    """Nobody is promised that it goes out; another draft comes first, and a rehearsal may be tried."""
    draft_next(folder, f"[schedule]\nskip = [{DAY}]\n")

    said = call(folder, "approve", "--issue", DAY)

    assert (said.exit_code, said.stderr.splitlines()) == (
        3,
        [
            "Error: not approved: the Monday of the November 23 issue is skipped",
            f"Hint: to send it anyway, remove {DAY} from skip under [schedule], then approve it",
        ],
    )
    assert call(folder, "approve", "--issue", DAY, "--sample").exit_code == 0
    assert "The November 30 issue is approved" in call(folder, "approve").output


@pytest.mark.parametrize("words", [["edit", "swap", "1"], ["rollback", "--issue", DAY]], ids=lambda words: words[0])
def test_what_is_public_stays(folder, words):
    """Where no mail service is set, none is said to have refused: the command cannot work, and exits with 2."""
    call(folder, "approve")
    call(folder, "run", now="2026-11-23T09:00")
    said = call(folder, *words, now="2026-11-24T09:00")

    assert said.exit_code == 2
    assert "the November 23 issue is public" in said.stderr


def test_explaining_writes_nothing(tmp_path):
    """Asking why an article was not chosen drafts no issue."""
    call(plain(tmp_path), "collect")
    said = call(tmp_path, "choose", "--explain")

    assert said.exit_code == 0
    assert "Rejected" in said.stdout
    assert not (tmp_path / "issues").exists() or not [*(tmp_path / "issues").glob("*/issue.toml")]


def test_json_of_what_failed(tmp_path):
    """Scripts get their JSON from a run and from why even if they end in an error."""
    plain(tmp_path, topics={})
    run, why = call(tmp_path, "run", "--json"), call(tmp_path, "why", "https://a.example/", "--json")

    assert (run.exit_code, json.loads(run.stdout)["exit"]) == (run.exit_code, run.exit_code)
    assert run.exit_code != 0
    assert (why.exit_code, json.loads(why.stdout)["issues"]) == (2, [])
