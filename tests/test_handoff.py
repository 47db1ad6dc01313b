"""From the editor's yes to the mail service and back, with the command itself and a strict service on loopback."""

import json
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline import files
from tests.handoff.stubs import mailchimp
from tests.handoff.world import ENV, STUBS, TARGETS
from tests.newsletter import DAY, argv, call, plain

FRIDAY = datetime(2026, 11, 20, 17, tzinfo=UTC)
SEND_AT = datetime(2026, 11, 23, 16, tzinfo=UTC)
KEYS = {"listmonk": "lists = [3]", "mailchimp": f'audience = "{mailchimp.AUDIENCE}"', "buttondown": ""}


@pytest.fixture(params=TARGETS)
def service(request):
    remote = STUBS[request.param](lambda: remote.clock)
    remote.clock = FRIDAY
    remote.name = request.param
    with remote.stub:
        yield remote
        assert [] == remote.stub.broken


@pytest.fixture
def newsletter(tmp_path, service, monkeypatch) -> Path:
    """An approved issue of six plain feeds, and a mail service for it."""
    for name, value in ENV.items():
        monkeypatch.setenv(name, value)
    plain(tmp_path, f'[handoff]\ntarget = "{service.name}"\nurl = "{service.stub.url}"\n{KEYS[service.name]}\n')
    drafted = call(tmp_path, "run", "--issue", "next")
    assert 0 == drafted.exit_code, drafted.stderr
    approve(tmp_path)
    return tmp_path


def approve(folder):
    approved = call(folder, "approve", "--by", "tester")
    assert 0 == approved.exit_code, approved.stderr


def state(folder):
    """What `monday status --json` says of the issue."""
    return next(i["state"] for i in json.loads(call(folder, "status", "--json").stdout)["issues"] if i["date"] == DAY)


def test_run_hands_off_once(newsletter, service):
    """Cron's run schedules the approved issue at its own instant, and the next run leaves it alone."""
    for _ in range(2):
        said = call(newsletter, "run")
        assert 0 == said.exit_code, said.stderr
    assert [SEND_AT] == service.scheduled()
    assert "handed-off" == state(newsletter)


def test_dry_run_shows_and_sends_nothing(newsletter, service):
    """Every request is shown, no token is, and the service hears nothing."""
    said = call(newsletter, "handoff", "--dry-run", "--issue", DAY)
    assert 0 == said.exit_code
    assert f"POST {service.stub.url}" in said.stdout
    assert not any(token in said.stdout for token in ENV.values())
    assert [] == service.stub.seen


def test_rollback_edit_approve_again(newsletter, service):
    """Taken back, edited and approved anew, the same campaign goes out with the new words."""
    call(newsletter, "run")
    assert 0 == call(newsletter, "rollback", "--issue", DAY).exit_code
    assert [] == service.scheduled()

    path = newsletter / "issues" / DAY / "issue.toml"
    path.write_text(path.read_text().replace('subject = "', 'subject = "New: ', 1))
    assert 0 == call(newsletter, "run").exit_code
    assert [] == service.scheduled()
    approve(newsletter)
    assert 0 == call(newsletter, "run").exit_code

    assert (1, [SEND_AT]) == (service.count(), service.scheduled())


def test_rollback_voids_the_approval(newsletter, service):
    """What was taken back stays back: the next run does not hand it over again."""
    call(newsletter, "run")
    call(newsletter, "rollback", "--issue", DAY)
    call(newsletter, "run")
    assert [] == service.scheduled()
    assert "draft" == state(newsletter)


def test_edit_takes_it_back_first(newsletter, service):
    """Editing a scheduled issue unschedules it; one that is being sent is not edited any more."""
    call(newsletter, "run")
    said = call(newsletter, "edit", "swap", "1", "--issue", DAY)
    assert 0 == said.exit_code, said.stderr
    assert "Taken back" in said.stdout
    assert [] == service.scheduled()

    approve(newsletter)
    call(newsletter, "run")
    stored = getattr(service, "campaigns", None) or service.emails
    next(iter(stored.values()))["status"] = "finished" if service.name == "listmonk" else "sent"
    before = (newsletter / "issues" / DAY / "issue.toml").read_bytes()
    said = call(newsletter, "edit", "swap", "1", "--issue", DAY)
    assert 7 == said.exit_code
    assert before == (newsletter / "issues" / DAY / "issue.toml").read_bytes()


def test_revoked_token(newsletter, service, monkeypatch):
    """A refused token is exit code 7 with a hint that names no secret; the next run with a good one does it."""
    monkeypatch.setenv(f"MONDAY_{service.name.upper()}_TOKEN", "revoked-us7")
    said = call(newsletter, "handoff", "--issue", DAY)
    assert 7 == said.exit_code
    assert "Hint: the token" in said.stderr
    assert "revoked-us7" not in said.stderr
    monkeypatch.undo()
    for name, value in ENV.items():
        monkeypatch.setenv(name, value)
    assert 0 == call(newsletter, "handoff", "--issue", DAY).exit_code


def test_missed_is_told_once(newsletter, service):
    """An issue that no run could hand off in time is told with exit code 3, once, and never sent late."""
    service.clock = SEND_AT + timedelta(days=1)
    first = call(newsletter, "run", now="2026-11-24T09:00")
    second = call(newsletter, "run", now="2026-11-24T10:00")
    assert (3, 0) == (first.exit_code, second.exit_code)
    assert "late" in first.stderr
    assert DAY not in second.stderr
    assert 0 == service.count()


def test_two_runs_at_once(newsletter, service):
    """While one run holds the lock another stops with 75 and asks nobody."""
    with files.lock(newsletter):
        done = subprocess.run(argv(newsletter, "run"), capture_output=True, text=True, check=False)
    assert 75 == done.returncode, done.stderr
    assert [] == service.stub.seen


def test_no_pretended_time_to_a_real_service(newsletter, service):
    """With --now nothing leaves this machine."""
    path = newsletter / "newsletter.toml"
    path.write_text(path.read_text().replace(service.stub.url, "https://service.example.org"))
    said = call(newsletter, "handoff", "--issue", DAY)
    assert 2 == said.exit_code
    assert "--now" in said.stderr
