"""Looking again: what became of an issue at its mail service is told once, and "sent" is what the service said."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.handoff.stubs.listmonk import TOKEN, Listmonk
from tests.newsletter import DAY, call, drafted
from tests.test_handoff import SEND_AT, approve, newsletter, state  # noqa: F401  the fixture

SATURDAY, SUNDAY = "2026-11-21T09:00", "2026-11-22T09:00"
JUST_AFTER, LATER = "2026-11-23T08:17", "2026-11-23T08:47"
TUESDAY = "2026-11-24T06:17"
PASSTHROUGH = 2
"""The number of our template at a new server."""


@pytest.fixture
def listmonk(tmp_path, monkeypatch):
    """A listmonk with thirty readers, and an approved issue that it has."""
    monkeypatch.setenv("MONDAY_LISTMONK_TOKEN", TOKEN)
    remote = Listmonk(lambda: remote.clock, readers=30)
    remote.clock = datetime(2026, 11, 20, 17, tzinfo=UTC)
    with remote.stub:
        drafted(tmp_path, f'[handoff]\ntarget = "listmonk"\nurl = "{remote.stub.url}"\nlists = [3]\n')
        approve(tmp_path)
        assert call(tmp_path, "run").exit_code == 0
        remote.folder = tmp_path
        [remote.row] = remote.campaigns.values()
        yield remote
        assert remote.stub.broken == []


def run(folder: Path, now: str) -> tuple[int, str]:
    """Cron's run at some time: how it ended, and what it said went wrong."""
    said = call(folder, "run", now=now)
    return said.exit_code, "\n".join(line for line in said.stderr.splitlines() if line.startswith(("Error", "Hint")))


def at(remote: Listmonk, minutes: float) -> None:
    """The service's clock, so many minutes after the send time; whatever is due is sent."""
    remote.clock = SEND_AT + timedelta(minutes=minutes)
    remote.scan()


def listed(folder: Path) -> bool:
    """Whether the public index names the issue."""
    index = folder / "public" / "index.html"
    return index.exists() and f"{DAY}/" in index.read_text()


def shown(folder: Path, now: str) -> str:
    """What `monday status` says of the issue at the service."""
    return call(folder, "status", now=now).stdout.splitlines()[1].strip()


def number(folder: Path) -> int:
    """The number that the next issue would have."""
    from datetime import date

    from pipeline.archive import Newsletter
    from pipeline.config import load

    return Newsletter(load(folder)).next_number(before=date(2026, 11, 30), now=datetime(2026, 11, 24, tzinfo=UTC))


def test_as_usual(listmonk):
    """While it waits nothing is told; once the service says that it is out, to how many is."""
    assert [run(listmonk.folder, now) for now in (SATURDAY, SUNDAY)] == [(0, "")] * 2
    assert state(listmonk.folder) == "scheduled"
    at(listmonk, 1)
    said = call(listmonk.folder, "run", now=JUST_AFTER)

    assert said.exit_code == 0
    assert "The November 23 issue: sent to 30 of 30, finished Monday, November 23, 16:01 UTC." in said.stdout
    assert (
        shown(listmonk.folder, JUST_AFTER)
        == "listmonk, campaign 7: Sent to 30 of 30, finished Monday, November 23, 16:01 UTC."
    )
    before = len(listmonk.stub.seen)
    assert run(listmonk.folder, TUESDAY) == (0, "")
    assert before == len(listmonk.stub.seen), "what has the last word is not asked again"
    assert (listed(listmonk.folder), number(listmonk.folder)) == (True, 2)


def test_without_a_look_nothing_is_called_sent(listmonk):
    """After its time an issue is not called sent by the clock alone; the status says since when nobody asked."""
    at(listmonk, 1)
    said = json.loads(call(listmonk.folder, "status", "--json", now=JUST_AFTER).stdout)["issues"][0]

    assert said["state"] == "scheduled"
    assert "the service was last asked on Friday, November 20, 09:00." in shown(listmonk.folder, JUST_AFTER)


def test_a_service_that_cannot_be_asked(listmonk):
    """No answer is a warning: nothing is known, so nothing is told, and the next run asks again."""
    listmonk.stub.fault = lambda _: "reset"
    said = call(listmonk.folder, "run", now=JUST_AFTER)
    listmonk.stub.fault = lambda _: None

    assert said.exit_code == 0
    assert "the mail service could not be asked about the November 23 issue" in said.stderr
    at(listmonk, 30)
    assert run(listmonk.folder, LATER) == (0, "")
    assert "Sent to 30 of 30" in shown(listmonk.folder, LATER)


def draft(remote):
    remote.by_hand(7, "draft")


def words(remote):
    remote.row |= {"subject": "BUY PILLS", "body": "<p>BUY PILLS</p>"}


def lists(remote):
    remote.users["user"].lists = frozenset({3, 4})
    remote.row["lists"] = [{"id": 4, "name": "Others"}]


def moved(remote):
    remote.row["send_at"] = "2026-11-25T16:00:00Z"


def template_gone(remote):
    remote.templates = [one for one in remote.templates if one["id"] != PASSTHROUGH]
    remote.row["template_id"] = 1


def template_unknown(remote):
    remote.row["template_id"] = None


def template_edited(remote):
    remote.templates[-1]["body"] = '<p>ADVERT</p>{{ template "content" . }}'


def gone(remote):
    remote.campaigns.clear()


def early(remote):
    remote.row["send_at"] = "2026-11-20T17:00:00Z"
    remote.scan()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (draft, "it was set back to a draft there, and will not go out"),
        (words, "what it holds differs from what was approved: subject, body"),
        (lists, "what it holds differs from what was approved: lists"),
        (moved, "it is for Wednesday, November 25, 16:00 UTC there, not for Monday, November 23, 16:00 UTC"),
        (template_gone, "what it holds differs from what was approved: template"),
        (template_unknown, "what it holds differs from what was approved: template"),
        (template_edited, "what it holds differs from what was approved: template"),
        (gone, "its campaign is no longer there"),
        (early, "it is going out before its time, to 30 of 30"),
    ],
)
def test_what_differs_is_told_once(listmonk, change, told):
    """The next run tells what is there and what mends it, with exit code 8; later runs do not repeat it."""
    change(listmonk)
    code, said = run(listmonk.folder, SATURDAY)

    assert code == 8
    assert f"Error: the November 23 issue at listmonk: {told}" in said
    assert "Hint: " in said
    assert state(listmonk.folder) == "differs"
    assert told[1:] in shown(listmonk.folder, SATURDAY)  # there it is a sentence of its own
    assert [run(listmonk.folder, now) for now in (SATURDAY, SUNDAY)] == [(0, "")] * 2
    assert told[1:] in shown(listmonk.folder, SUNDAY)


@pytest.mark.parametrize("change", [draft, words, moved, template_gone, template_unknown, template_edited, gone])
def test_what_the_hint_says_mends_it(listmonk, change):
    """Taken back and approved again, the issue waits there as it was approved, and nothing is doubled."""
    change(listmonk)
    run(listmonk.folder, SATURDAY)
    for command in (["rollback", "--issue", DAY], ["approve", "--issue", DAY, "--by", "tester"], ["run"]):
        said = call(listmonk.folder, *command, now=SATURDAY)
        assert said.exit_code == 0, said.stderr

    assert run(listmonk.folder, SUNDAY) == (0, "")
    assert listmonk.scheduled() == [SEND_AT]
    assert state(listmonk.folder) == "scheduled"
    at(listmonk, 1)
    assert len(listmonk.mails) == 1
    [mail] = listmonk.mails.values()
    assert ("BUY PILLS" in mail, "ADVERT" in mail, "pixel" in mail) == (False, False, False)


def nobody(remote):
    remote.counts[3] = {"unconfirmed": 30}


def down(remote):
    remote.sends = "none"


@pytest.mark.parametrize(("change", "told"), [
    (draft, "it was set back to a draft there, and went to nobody"),
    (nobody, "it is finished there, and went to nobody"),
    (down, "it is finished there, and went to nobody of 30"),
])  # fmt: skip
def test_what_went_to_nobody(listmonk, change, told):
    """An issue that nobody got is not listed, its articles may come again, and its number is free."""
    change(listmonk)
    at(listmonk, 1)
    code, said = run(listmonk.folder, JUST_AFTER)

    assert (code, told in said) == (8, True)
    assert (state(listmonk.folder), listed(listmonk.folder), number(listmonk.folder)) == ("stopped", False, 1)
    assert run(listmonk.folder, LATER) == (0, "")


def test_to_some_only(listmonk):
    """Sent to 24 of 30: it stays listed and remembered, and an editor can settle it."""
    listmonk.sends = 24
    at(listmonk, 1)
    assert run(listmonk.folder, JUST_AFTER) == (0, "")  # it may be on its way
    listmonk.by_hand(7, "paused")
    code, said = run(listmonk.folder, LATER)

    assert code == 8
    assert "it has begun, and stopped there (“paused”, to 24 of 30)" in said
    assert f"monday handoff --issue {DAY} --settle sent" in said
    assert (state(listmonk.folder), listed(listmonk.folder), number(listmonk.folder)) == ("differs", True, 2)
    assert call(listmonk.folder, "handoff", "--issue", DAY, "--settle", "sent", now=LATER).exit_code == 0
    assert run(listmonk.folder, TUESDAY) == (0, "")
    assert state(listmonk.folder) == "sent"


def test_it_still_waits_after_its_time(listmonk):
    """A service that does not begin is told; when it does, the last word is its own."""
    listmonk.clock = SEND_AT + timedelta(minutes=17)
    code, said = run(listmonk.folder, JUST_AFTER)
    assert (code, "it still waits there, 17 minutes after its time" in said) == (8, True)
    at(listmonk, 40)

    assert run(listmonk.folder, LATER) == (0, "")
    assert state(listmonk.folder) == "sent"


WORDS = {
    "listmonk": lambda remote: next(iter(remote.campaigns.values())).update(subject="BUY PILLS"),
    "buttondown": lambda remote: next(iter(remote.emails.values())).update(subject="BUY PILLS"),
    "mailchimp": lambda remote: next(iter(remote.campaigns.values()))["settings"].update(subject_line="BUY PILLS"),
}


def test_other_words_at_every_service(newsletter, service):  # noqa: F811
    """What somebody edits at the service is told by the next run."""
    call(newsletter, "run")
    assert run(newsletter, SATURDAY) == (0, "")
    WORDS[service.name](service)

    code, said = run(newsletter, SUNDAY)

    assert (code, "approved: subject" in said) == (8, True)
    assert state(newsletter) == "differs"


def test_settled_as_absent_it_is_made_again(listmonk):
    """Where an editor says that the service has nothing, the approved issue is handed over once more."""
    gone(listmonk)
    run(listmonk.folder, SATURDAY)
    assert call(listmonk.folder, "handoff", "--issue", DAY, "--settle", "absent", now=SATURDAY).exit_code == 0

    assert call(listmonk.folder, "run", now=SATURDAY).exit_code == 0
    assert listmonk.scheduled() == [SEND_AT]
