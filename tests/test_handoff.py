"""From the editor's yes to the mail service and back, with the command itself and a strict service on loopback."""

import json
import re
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.outside import files
from tests.handoff.stubs import mailchimp
from tests.handoff.stubs.smtp import LIST, Smtp
from tests.handoff.world import ENV, TARGETS
from tests.newsletter import DAY, NOW, argv, call, drafted

FRIDAY = datetime(2026, 11, 20, 17, tzinfo=UTC)
SEND_AT = datetime(2026, 11, 23, 16, tzinfo=UTC)
KEYS = {"listmonk": "lists = [3]", "mailchimp": f'audience = "{mailchimp.AUDIENCE}"', "buttondown": ""}


@pytest.fixture
def newsletter(tmp_path, service, monkeypatch) -> Path:
    """An approved issue of six plain feeds, and a mail service for it."""
    for name, value in ENV.items():
        monkeypatch.setenv(name, value)
    make(tmp_path, service)
    return tmp_path


def make(folder, service):
    """Write the newsletter, draft its issue and approve it."""
    drafted(folder, f'[handoff]\ntarget = "{service.name}"\nurl = "{service.stub.url}"\n{KEYS[service.name]}\n')
    approve(folder)


def approve(folder, *more):
    approved = call(folder, "approve", "--by", "tester", *more)
    assert approved.exit_code == 0, approved.stderr


def state(folder):
    """What `monday status --json` says of the issue."""
    return next(i["state"] for i in json.loads(call(folder, "status", "--json").stdout)["issues"] if i["date"] == DAY)


def test_run_hands_off_once(newsletter, service):
    """Cron's run schedules the approved issue at its own instant, and the next run leaves it alone."""
    for _ in range(2):
        said = call(newsletter, "run")
        assert said.exit_code == 0, said.stderr
    assert service.scheduled() == [SEND_AT]
    assert state(newsletter) == "scheduled"


def test_an_impossible_edit_takes_nothing_back(newsletter, service):
    """A story that is not there is refused before the service is asked for anything: the issue stays scheduled."""
    call(newsletter, "run")
    said = call(newsletter, "edit", "swap", "9", "--issue", DAY)
    assert said.exit_code != 0
    assert said.stderr.startswith("Error: ")
    assert service.scheduled() == [SEND_AT]
    assert state(newsletter) == "scheduled"


def test_send_test_through_the_service(newsletter, service):
    """`send-test --service` mails the service's own draft to one address, and schedules nothing."""
    said = call(newsletter, "send-test", "ed@example.org", "--service", "--issue", DAY)
    assert said.exit_code == 0, said.stderr
    assert f"The November 23 issue: {service.name} was asked to mail its draft, campaign " in said.stdout
    assert (service.tests, service.scheduled()) == (["ed@example.org"], [])
    assert state(newsletter) == "approved"
    call(newsletter, "run")
    assert (service.count(), service.scheduled()) == (1, [SEND_AT])


def test_dry_run_shows_and_sends_nothing(newsletter, service):
    """Every request is shown, no token is, and the service hears nothing."""
    said = call(newsletter, "handoff", "--dry-run", "--issue", DAY)
    assert said.exit_code == 0
    assert f"POST {service.stub.url}" in said.stdout
    assert not any(token in said.stdout for token in ENV.values())
    assert service.stub.seen == []


def test_rollback_edit_approve_again(newsletter, service):
    """Taken back, edited and approved anew, the same campaign goes out with the new words."""
    call(newsletter, "run")
    assert call(newsletter, "rollback", "--issue", DAY).exit_code == 0
    assert service.scheduled() == []

    path = newsletter / "issues" / DAY / "issue.toml"
    path.write_text(path.read_text().replace('subject = "', 'subject = "New: ', 1))
    assert call(newsletter, "run").exit_code == 0
    assert service.scheduled() == []
    approve(newsletter)
    assert call(newsletter, "run").exit_code == 0

    assert (service.count(), service.scheduled()) == (1, [SEND_AT])


def test_rollback_voids_the_approval(newsletter, service):
    """Without --issue the latest is meant, and what was taken back stays back: no run hands it over again."""
    call(newsletter, "run")
    said = call(newsletter, "rollback")
    assert "The November 23 issue: it is a draft again; its page is off the site; its approval is void." in said.stdout
    call(newsletter, "run")
    assert service.scheduled() == []
    assert state(newsletter) == "draft"


def test_edit_takes_it_back_first(newsletter, service):
    """Editing a scheduled issue unschedules it; one that is being sent is not edited any more."""
    call(newsletter, "run")
    said = call(newsletter, "edit", "swap", "1", "--issue", DAY)
    assert said.exit_code == 0, said.stderr
    assert "Taken back" in said.stdout
    assert service.scheduled() == []

    approve(newsletter, "--intentional")  # the subject still names what was swapped out
    call(newsletter, "run")
    stored = getattr(service, "campaigns", None) or service.emails
    next(iter(stored.values()))["status"] = "finished" if service.name == "listmonk" else "sent"
    before = (newsletter / "issues" / DAY / "issue.toml").read_bytes()
    said = call(newsletter, "edit", "swap", "1", "--issue", DAY)
    assert said.exit_code == 7
    assert before == (newsletter / "issues" / DAY / "issue.toml").read_bytes()


def test_revoked_token(newsletter, service, monkeypatch):
    """A refused token is exit code 7 with a hint that names no secret; the next run with a good one does it."""
    monkeypatch.setenv(f"MONDAY_{service.name.upper()}_TOKEN", "revoked-us7")
    said = call(newsletter, "handoff", "--issue", DAY)
    assert said.exit_code == 7
    assert "Hint: the token" in said.stderr
    assert "revoked-us7" not in said.stderr
    monkeypatch.undo()
    for name, value in ENV.items():
        monkeypatch.setenv(name, value)
    assert call(newsletter, "handoff", "--issue", DAY).exit_code == 0


def test_missed_is_told_once(newsletter, service):
    """An issue that no run could hand off in time is told with exit code 3, once, and never sent late."""
    service.clock = SEND_AT + timedelta(days=1)
    first = call(newsletter, "run", now="2026-11-24T09:00")
    second = call(newsletter, "run", now="2026-11-24T10:00")
    assert (first.exit_code, second.exit_code) == (3, 0)
    assert "late" in first.stderr
    assert DAY not in second.stderr
    assert service.count() == 0


def test_two_runs_at_once(newsletter, service):
    """While one run holds the lock another stops with 75 and asks nobody."""
    with files.lock(newsletter):
        done = subprocess.run(argv(newsletter, "run"), capture_output=True, text=True, check=False)
    assert done.returncode == 75, done.stderr
    assert service.stub.seen == []


def test_no_pretended_time_to_a_real_service(newsletter, service):
    """With --now nothing leaves this machine."""
    path = newsletter / "newsletter.toml"
    path.write_text(path.read_text().replace(service.stub.url, "https://service.example.org"))
    said = call(newsletter, "handoff", "--issue", DAY)
    assert said.exit_code == 2
    assert "--now" in said.stderr


def test_status_tells_where_it_is(newsletter, service):
    """Status names the service, the campaign and its time; approving it again is refused with what to do."""
    call(newsletter, "run")
    said = call(newsletter, "status").stdout
    assert f"{service.name}, campaign " in said
    assert "and goes out on Monday, November 23, 08:00." in said
    again = call(newsletter, "approve", "--issue", DAY)
    assert again.exit_code == 2
    assert f"Hint: to change it, take it back first: monday rollback --issue {DAY}" in again.stderr


def test_the_email_is_frozen_once_it_is_handed_off(newsletter, service):
    """Whatever templates or issue.toml do later, the files beside it stay as they were sent."""
    call(newsletter, "run")
    folder = newsletter / "issues" / DAY
    sent = {name: (folder / name).read_bytes() for name in ("email.html", "email.txt", "email.eml")}
    path = folder / "issue.toml"
    path.write_text(path.read_text().replace('subject = "', 'subject = "New: ', 1))
    call(newsletter, "run", "--issue", DAY)
    call(newsletter, "compose", "--issue", DAY)
    assert sent == {name: (folder / name).read_bytes() for name in sent}


@pytest.fixture
def mailing(tmp_path):
    """An approved issue for one list address; ``remote`` is the mail server."""
    remote = Smtp(lambda: SEND_AT)
    with remote.stub:
        more = f'[handoff]\ntarget = "smtp"\nto = "{LIST}"\n[smtp]\nhost = "127.0.0.1"\nport = {remote.stub.port}\n'
        drafted(tmp_path, more + "starttls = false\n")
        approve(tmp_path)
        yield tmp_path, remote
        assert remote.stub.broken == []


MONDAY = "2026-11-23T08:17"


def test_smtp_dry_run(mailing):
    """The whole session is shown, and the server hears nothing."""
    folder, remote = mailing
    said = call(folder, "handoff", "--dry-run", "--issue", DAY).stdout
    assert f"RCPT TO:<{LIST}>" in said
    assert "at 2026-11-23 16:00 UTC or soon after" in said
    assert remote.count() == 0


def test_smtp_sends_once_after_its_time(mailing):
    """The first run after the send time sends it; no run before, and none afterwards."""
    folder, remote = mailing
    for now, sent in ((NOW, 0), ("2026-11-23T07:47", 0), (MONDAY, 1), ("2026-11-23T08:40", 1), ("2026-11-24T06:17", 1)):
        assert call(folder, "run", now=now).exit_code == 0
        assert sent == remote.count()
    assert state(folder) == "sent"


def test_smtp_can_be_taken_back_before_its_time(mailing):
    """Until it is sent, `rollback` voids the approval; after that it refuses, and so does every edit (7)."""
    folder, remote = mailing
    assert "its approval is void" in call(folder, "rollback", "--issue", DAY).stdout
    assert call(folder, "run", now=MONDAY).exit_code == 5
    assert remote.count() == 0

    approve(folder)
    assert call(folder, "run", now=MONDAY).exit_code == 0
    kept = (folder / "issues" / DAY / "issue.toml").read_bytes()
    for words in (("rollback",), ("edit", "swap", "1"), ("edit", "drop", "1"), ("edit", "move", "1", "2")):
        said = call(folder, *words, "--issue", DAY, now=MONDAY)
        assert said.exit_code == 7
        assert "Hint: correct the public page instead: monday erratum" in said.stderr
    assert kept == (folder / "issues" / DAY / "issue.toml").read_bytes()
    assert remote.count() == 1


@pytest.mark.parametrize(("fault", "verdict"), [("lost", "sent"), ("reset", "absent")])
def test_smtp_doubt_is_settled_by_one_command(mailing, fault, verdict):
    """A lost answer is 8 on every run, named with the command that ends it; edits and approvals wait for that."""
    folder, remote = mailing
    remote.stub.fault = {"message": fault}.get
    first = call(folder, "run", now=MONDAY)
    remote.stub.fault = {}.get
    again = call(folder, "run", now="2026-11-24T06:17")
    command = f"monday handoff --issue {DAY} --settle sent, or --settle absent"
    assert (first.exit_code, again.exit_code) == (8, 8)
    assert command in first.stderr
    assert command in again.stderr
    assert command in call(folder, "status", now=MONDAY).stdout
    assert call(folder, "edit", "swap", "1", "--issue", DAY, now=MONDAY).exit_code == 8
    assert call(folder, "approve", "--issue", DAY, now=MONDAY).exit_code == 2

    assert call(folder, "handoff", "--issue", DAY, "--settle", verdict, now=MONDAY).exit_code == 0

    assert call(folder, "run", now="2026-11-23T08:40").exit_code == 0
    assert remote.count() == 1
    assert state(folder) == "sent"


def test_smtp_doubt_is_not_hidden_by_an_edit(mailing):
    """An issue.toml that was changed by hand while in doubt is still a doubt (8), not a missing approval."""
    folder, remote = mailing
    remote.stub.fault = {"message": "lost"}.get
    call(folder, "run", now=MONDAY)
    path = folder / "issues" / DAY / "issue.toml"
    sent = (path.parent / "email.eml").read_bytes()
    path.write_text(path.read_text().replace('subject = "', 'subject = "New: ', 1))
    assert call(folder, "run", now=MONDAY).exit_code == 8
    assert sent == (path.parent / "email.eml").read_bytes()


def test_a_public_issue_is_not_edited(tmp_path):
    """Without a mail service an issue that is on the site is corrected by an erratum, not edited or approved anew."""
    drafted(tmp_path)
    approve(tmp_path)
    call(tmp_path, "run", now=MONDAY)
    assert state(tmp_path) == "public"
    edited = call(tmp_path, "edit", "swap", "1", "--issue", DAY, now=MONDAY)
    approved = call(tmp_path, "approve", "--issue", DAY, now=MONDAY)
    assert (edited.exit_code, approved.exit_code) == (2, 2)
    assert "monday erratum" in edited.stderr
    assert "monday erratum" in approved.stderr


def test_taking_back_without_a_mail_service(tmp_path):
    """An approval can be withdrawn before its time; then there is nothing left to take back."""
    drafted(tmp_path)
    approve(tmp_path)
    assert "its approval is void" in call(tmp_path, "rollback", "--issue", DAY).stdout
    assert state(tmp_path) == "draft"
    again = call(tmp_path, "rollback", "--issue", DAY)
    assert again.exit_code == 0
    assert "there is nothing to take back" in again.stdout


def test_another_target_is_never_asked(newsletter, service):
    """When the settings name another target by now, nobody asks it: that could send twice."""
    call(newsletter, "run")
    settings = newsletter / "newsletter.toml"
    before = settings.read_text()
    others = (f'target = "{next(name for name in TARGETS if name != service.name)}"', 'target = "none"')
    for other in others:
        settings.write_text(before.replace(f'target = "{service.name}"', other))
        for command in ("handoff", "rollback"):
            said = call(newsletter, command, "--issue", DAY)
            assert said.exit_code != 0, (command, other)
            assert "none" in other or f"{service.name} has the November 23 issue" in said.stderr

    settings.write_text(before)
    assert service.scheduled() == [SEND_AT]
    assert state(newsletter) == "scheduled"
    assert call(newsletter, "rollback", "--issue", DAY).exit_code == 0
    assert service.scheduled() == []


def test_a_monday_to_skip_sends_nothing(newsletter, service):
    """An approved issue whose Monday was written into skip by hand is not handed off; that is told once, with 3."""
    settings = newsletter / "newsletter.toml"
    settings.write_text(settings.read_text().replace("[handoff]", f"[schedule]\nskip = [{DAY}]\n[handoff]", 1))

    said = call(newsletter, "run")

    assert said.exit_code == 3, said.stderr
    assert "its Monday is skipped" in said.stderr
    assert service.scheduled() == []
    assert "its Monday is skipped" not in call(newsletter, "run").stderr


def test_dropping_keeps_the_note(newsletter):
    """A reason for dropping joins the note that an editor wrote before."""
    path = newsletter / "issues" / DAY / "issue.toml"
    path.write_text(path.read_text().replace('note = ""', 'note = "ours"', 1))

    assert call(newsletter, "edit", "drop", "1", "--reason", "too long", "--issue", DAY).exit_code == 0

    assert 'note = "ours; too long"' in path.read_text()


@pytest.mark.parametrize("lost", ["create", "schedule"])
def test_the_hints_end_a_doubt(newsletter, service, lost):
    """An unanswered request, and the tagline changes: each hint leads to the next command, and the last ends it."""
    ends = {"create": ("campaigns", "emails"), "schedule": ("/status", "/publish", "/actions/schedule")}[lost]
    service.stub.fault = lambda r: "reset" if r.method in ("POST", "PUT") and r.path.endswith(ends) else None
    assert call(newsletter, "run").exit_code == 8
    service.stub.fault = lambda r: None
    settings = newsletter / "newsletter.toml"
    settings.write_text(settings.read_text().replace("[newsletter]", '[newsletter]\ntagline = "Another"', 1))
    assert call(newsletter, "run").exit_code == 8, "a run tells the doubt, too"

    said = call(newsletter, "approve", "--issue", DAY)
    assert (said.exit_code, state(newsletter)) == (2, "in-doubt")
    tried = []
    while state(newsletter) == "in-doubt":
        hinted = re.findall(r"monday (\w+(?: --\w+ [\w-]+)*)", said.stderr.partition("Hint:")[2] or said.stdout)
        command = next(words for words in hinted if words not in tried)
        tried.append(command)
        said = call(newsletter, *command.split())

    assert len(tried) <= 4, tried
    approve(newsletter)
    assert call(newsletter, "run").exit_code == 0
    assert (service.count(), service.scheduled()) == (1, [SEND_AT])


@pytest.mark.parametrize("service_too", [[], ["--service"]])
@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("a@b.org,c@d.org", "one email address is needed, not several"),
        ("é@b.org", "many mail servers cannot deliver to or from é@b.org"),
        ("notanaddress", "an email address is needed"),
    ],
)
def test_no_address_for_a_test(newsletter, service, address, why, service_too):
    """A test goes to one address; what is none, or more than one, is refused in words before anything is sent."""
    said = call(newsletter, "send-test", address, "--issue", DAY, *service_too)

    assert said.exit_code == 2
    assert f"Error: {address}: {why}" in said.stderr
    assert "Hint: for example: monday send-test you@example.org" in said.stderr
    assert (service.tests, service.count()) == ([], 0)
