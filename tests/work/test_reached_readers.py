"""What readers never got counts nowhere: not in the balance, not as approved, not as a number, not as a subject."""

import json

import pytest

from tests.newsletter import DAY, call, drafted

NEXT = "2026-11-30"
LATER = "2026-11-27T09:00"
SMTP = """\
[smtp]
host = "127.0.0.1"
port = 9
starttls = false
[handoff]
target = "smtp"
to = "list@river-trust.org.uk"
"""


@pytest.fixture(params=["a draft", "changed since approval", "approved, and given up"])
def missed(request, tmp_path):
    """A newsletter whose first issue was never sent, and whose second one is drafted from the same articles."""
    drafted(tmp_path, SMTP)
    if request.param != "a draft":
        assert call(tmp_path, "approve", "--by", "tester").exit_code == 0
    if request.param.startswith("changed"):
        assert call(tmp_path, "edit", "move", "2", "1").exit_code == 0
    assert call(tmp_path, "run", now=LATER).exit_code == 3
    return tmp_path


def issues(folder):
    return {row["date"]: row for row in json.loads(call(folder, "status", "--json", now=LATER).stdout)["issues"]}


def test_the_number_is_free(missed):
    """Readers begin with number 1, whatever was drafted before, and the check agrees."""
    assert {day: row["state"] for day, row in issues(missed).items()} == {DAY: "missed", NEXT: "draft"}
    assert tuple(row["number"] for row in issues(missed).values()) == (1, 1)
    found = json.loads(call(missed, "check", "--json", "--issue", NEXT, now=LATER).stdout)["findings"]
    assert [finding for finding in found if finding["rule"].startswith("again.")] == []


def test_the_subject_is_free(missed):
    """A subject that readers never saw is no repetition; one that they have had is, and says so."""
    first, second = (missed / "issues" / day / "issue.toml" for day in (DAY, NEXT))
    line = next(line for line in first.read_text().splitlines() if line.startswith("subject = "))
    text = second.read_text()
    own = next(line for line in text.splitlines() if line.startswith("subject = "))
    second.write_text(text.replace(own, line))

    assert "an earlier issue had this subject" not in call(missed, "check", "--issue", NEXT, now=LATER).stdout


def test_a_subject_that_readers_have_had(tmp_path):
    """The same subject again is a warning: Gmail folds such messages together."""
    drafted(tmp_path)
    call(tmp_path, "approve", "--by", "tester")
    assert call(tmp_path, "run", now="2026-11-23T08:30").exit_code == 0
    first, second = (tmp_path / "issues" / day / "issue.toml" for day in (DAY, NEXT))
    second.parent.mkdir()
    text = first.read_text().replace("number = 1", "number = 2").replace(DAY, NEXT)
    second.write_text(text.replace(".org.uk/a", ".org.uk/b"))

    assert "an earlier issue had this subject" in call(tmp_path, "check", "--issue", NEXT, now=LATER).stdout


def test_the_balance_is_empty(missed):
    """Neither `balance` nor "Chosen" in the list of feeds counts what nobody got."""
    assert json.loads(call(missed, "balance", "--json", now=LATER).stdout)["issues"] == 0
    assert "Readers have had no issue yet" in call(missed, "balance", now=LATER).stdout
    assert {0} == {feed["chosen"] for feed in json.loads(call(missed, "feeds", "list", "--json", now=LATER).stdout)}


def test_why_says_that_nobody_got_it(missed):
    """An article of a missed issue is not called approved."""
    titles = json.loads(call(missed, "why", "https://hand.org.uk/a", "--json", now=LATER).stdout)["issues"]

    assert [False] * len(titles) == [row["approved"] for row in titles]
    assert titles
    said = call(missed, "why", "https://hand.org.uk/a", now=LATER).stdout
    assert f"of the November 23 issue ({DAY}): missed." in said
    assert f"of the November 30 issue ({NEXT}): draft." in said


def test_a_skipped_monday(tmp_path):
    """An issue whose Monday is skipped is called skipped, and keeps nothing."""
    drafted(tmp_path)
    call(tmp_path, "approve", "--by", "tester")
    settings = tmp_path / "newsletter.toml"
    settings.write_text(settings.read_text() + f"[schedule]\nskip = [{DAY}]\n")

    assert issues(tmp_path)[DAY]["state"] == "skipped"
    assert json.loads(call(tmp_path, "balance", "--json").stdout)["issues"] == 0
