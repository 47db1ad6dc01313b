"""Cron's one line, run by run: what it finishes, what it approves, what was missed, and with which exit code."""

import json
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.archive import Newsletter
from pipeline.errors import worst
from pipeline.outside import files, web
from tests.handoff.stubs.listmonk import TOKEN, Listmonk
from tests.handoff.stubs.server import Stub
from tests.newsletter import DAY, call, drafted, plain, process, tree

SEND_AT = datetime(2026, 11, 23, 16, tzinfo=UTC)
LATER = "2026-11-22T18:00"


@pytest.fixture
def service(monkeypatch):
    """A listmonk server, and its token in the environment."""
    monkeypatch.setenv("MONDAY_LISTMONK_TOKEN", TOKEN)
    remote = Listmonk(lambda: datetime(2026, 11, 20, 17, tzinfo=UTC))
    with remote.stub:
        yield remote
        assert remote.stub.broken == []


def settings(service, more=""):
    """A newsletter's settings for that server."""
    return f'[handoff]\ntarget = "listmonk"\nurl = "{service.stub.url}"\nlists = [3]\n{more}'


def states(folder, now=LATER):
    """The state of each issue, as `monday status --json` says."""
    return {i["date"]: i["state"] for i in json.loads(call(folder, "status", "--json", now=now).stdout)["issues"]}


def test_a_clean_draft_approves_itself(tmp_path, service):
    """With `[approve] auto` one run drafts, approves and hands off; the next leaves everything as it is."""
    plain(tmp_path, settings(service, "[approve]\nauto = true\n"))

    said = call(tmp_path, "run")

    assert said.exit_code == 0, said.stderr
    assert "It was approved automatically: every check passed." in said.stdout
    assert service.scheduled() == [SEND_AT]
    ledger = (tmp_path / "issues" / DAY / "ledger.jsonl").read_text()
    assert '"by": "auto"' in ledger
    assert call(tmp_path, "run", now=LATER).exit_code == 0
    assert service.count() == 1


def test_an_edit_since_the_approval(tmp_path):
    """A run that finds an approved issue changed says so, and does not say that nothing changed."""
    drafted(tmp_path)
    assert call(tmp_path, "approve", "--by", "A. E.").exit_code == 0
    path = tmp_path / "issues" / DAY / "issue.toml"
    path.write_text(path.read_text().replace('subject = "', 'subject = "New: ', 1))

    said = call(tmp_path, "run").stdout

    assert "It was changed since approval, so the approval is void: issue.toml was edited." in said
    assert "An editor has changed this issue" in said
    assert "Nothing has changed" not in said


def test_other_templates_since_the_approval(tmp_path):
    """Where the email is another without an edit, as with new templates, a run says that it was not the editor."""
    drafted(tmp_path)
    assert call(tmp_path, "approve", "--by", "A. E.").exit_code == 0
    (tmp_path / "templates" / "email").mkdir(parents=True)
    own = '{% extends "shipped/email/email.html" %}{% block close %}{% endblock %}'
    (tmp_path / "templates" / "email" / "email.html").write_text(own)

    said = call(tmp_path, "run").stdout

    assert "so the approval is void: issue.toml is as approved; its pictures, templates or settings" in said


def test_auto_is_off_by_default(tmp_path, service):
    """Nobody's draft goes out by itself unless the settings say so."""
    drafted(tmp_path, settings(service))
    call(tmp_path, "run", now=LATER)
    assert states(tmp_path) == {DAY: "draft"}
    assert service.stub.seen == []


def test_samples_never_approve_themselves(tmp_path):
    """Sample articles wait for an editor, whatever `[approve]` says."""
    call(tmp_path, "init")
    path = tmp_path / "newsletter.toml"
    path.write_text(path.read_text() + "\n[approve]\nauto = true\n")
    said = call(tmp_path, "run", "--issue", "next")
    assert "It was not approved automatically: " in said.stdout
    assert "It is waiting for approval" in said.stdout


def test_what_an_editor_touched_does_not_approve_itself(tmp_path, service):
    """Anything but the machine's own draft waits for a person."""
    plain(tmp_path, settings(service, "[approve]\nauto = true\n"))
    call(tmp_path, "run", "--until", "choose")
    path = tmp_path / "issues" / DAY / "issue.toml"
    path.write_text(path.read_text().replace('subject = "', 'subject = "Mine: ', 1))

    said = call(tmp_path, "run")

    assert "It was not approved automatically: an editor has worked on it." in said.stdout
    assert service.scheduled() == []


def test_a_warning_stops_auto(tmp_path, service, monkeypatch):
    """A clean check has neither errors nor warnings; the first of them is named."""
    from pipeline import check
    from pipeline.model import Finding

    found = Finding(level="warning", rule="x.y", where="email.html", message="it looks odd", hint="")
    monkeypatch.setattr(check, "check", lambda material: (found,))
    plain(tmp_path, settings(service, "[approve]\nauto = true\n"))
    said = call(tmp_path, "run")
    assert "It was not approved automatically: check found 1 thing, the first: it looks odd" in said.stdout
    assert service.scheduled() == []


def test_an_issue_taken_back_does_not_approve_itself_again(tmp_path, service):
    """After `monday rollback` a person is at work: the next run leaves it to them."""
    plain(tmp_path, settings(service, "[approve]\nauto = true\n"))
    call(tmp_path, "run")
    assert call(tmp_path, "rollback", "--issue", DAY).exit_code == 0
    assert "an editor has worked" in call(tmp_path, "run", now=LATER).stdout
    assert service.scheduled() == []


@pytest.mark.parametrize(
    ("until", "there"),
    [
        ("collect", set()),
        ("choose", {"issue.toml"}),
        ("compose", {"issue.toml", "email.html"}),
        ("check", {"issue.toml", "email.html"}),
        ("archive", {"issue.toml", "email.html"}),
    ],
)
def test_until(tmp_path, service, until, there):
    """--until STAGE does that stage and the ones before it; nothing is approved, nothing is handed off."""
    plain(tmp_path, settings(service, "[approve]\nauto = true\n"))
    said = call(tmp_path, "run", "--until", until)
    assert said.exit_code == 0, said.stderr
    folder = tmp_path / "issues" / DAY
    assert there == {n for n in ("issue.toml", "email.html") if (folder / n).exists()}
    assert service.stub.seen == []


def test_until_hands_nothing_off(tmp_path, service):
    """An approved issue waits when the run is told to stop before the hand-off; its page follows with the archive."""
    drafted(tmp_path, settings(service))
    call(tmp_path, "approve", "--by", "tester")
    call(tmp_path, "run", "--until", "check", now=LATER)
    assert not (tmp_path / "public").exists()
    call(tmp_path, "run", "--until", "archive", now=LATER)
    assert (tmp_path / "public" / DAY / "index.html").exists()
    assert service.stub.seen == []
    call(tmp_path, "run", now=LATER)
    assert service.scheduled() == [SEND_AT]


def test_the_page_is_there_before_the_hand_off(tmp_path, service, monkeypatch):
    """One run uploads the page and then hands off; where the upload fails, the service hears nothing (9)."""
    home, host, real = "https://news.river-trust.org.uk/monday", tmp_path / "host", web.call
    at = lambda r: host / r.path.strip("/")  # noqa: E731
    there = Stub(lambda r: (200 if at(r).is_file() or (at(r) / "index.html").exists() else 404, "page"))
    monkeypatch.setattr(web, "call", lambda method, url, **rest: real(method, url.replace(home, there.url), **rest))
    carry = "import shutil; shutil.copytree('public', 'host', dirs_exist_ok=True)"
    (tmp_path / "carry.py").write_text("import sys; sys.exit('no route')")
    plain(tmp_path, settings(service, f'[archive]\nupload = "{sys.executable} carry.py"\n'))
    call(tmp_path, "run")
    call(tmp_path, "approve", "--by", "tester")
    with there:
        failed = call(tmp_path, "run", now=LATER)
        assert failed.exit_code == 9
        assert "public/ was not uploaded (exit 1: no route)" in failed.stderr
        assert "it answers 404); nothing was handed over\nHint: check upload under [archive]" in failed.stderr
        assert service.stub.seen == []

        (tmp_path / "carry.py").write_text(carry)
        said = call(tmp_path, "run", now=LATER)
        assert said.exit_code == 0, said.stderr
        assert service.scheduled() == [SEND_AT]
        shown = call(tmp_path, "handoff", "--dry-run", "--issue", DAY)
        assert shown.stdout.startswith(f"GET {home}/{DAY}/\n")


def test_a_missed_month_is_told_once(tmp_path, service):
    """When no run came for weeks, the next one names every Monday without an issue (3), once, and goes on."""
    drafted(tmp_path, settings(service))

    first = call(tmp_path, "run", now="2026-12-15T09:00")
    second = call(tmp_path, "run", now="2026-12-15T10:00")

    assert (first.exit_code, second.exit_code) == (3, 0)
    assert "no issue went out on 2026-11-23, 2026-11-30, 2026-12-07, 2026-12-14" in first.stderr
    assert "no issue went out" not in second.stderr
    assert states(tmp_path, now="2026-12-15T10:00") == {DAY: "missed"}
    assert "The December 21 issue" in second.stdout
    again = call(tmp_path, "run", now="2026-12-23T09:00")
    assert "no issue went out on 2026-12-21:" in again.stderr


def test_skipped_mondays_are_not_missed(tmp_path, service):
    """A date under `skip` has no issue, and nobody is told of it."""
    plain(tmp_path, settings(service, '[schedule]\nskip = ["2026-11-30", 2026-12-07]\n'.replace('"', "")))
    call(tmp_path, "run")
    said = call(tmp_path, "run", now="2026-12-09T09:00")
    assert "no issue went out on 2026-11-23:" in said.stderr
    assert "The December 14 issue" in said.stdout


def test_changed_since_and_too_late(tmp_path, service):
    """An issue that was edited after its approval is 5 until it is too late, then 3, once."""
    drafted(tmp_path, settings(service))
    call(tmp_path, "approve", "--by", "tester")
    path = tmp_path / "issues" / DAY / "issue.toml"
    path.write_text(path.read_text().replace('subject = "', 'subject = "New: ', 1))

    codes = [call(tmp_path, "run", now=at).exit_code for at in (LATER, "2026-11-24T09:00", "2026-11-24T10:00")]

    assert codes == [5, 3, 0]
    assert states(tmp_path, now="2026-11-24T10:00") == {DAY: "missed"}
    assert service.scheduled() == []


def test_the_gravest_exit_code_wins(tmp_path, service):
    """A refusal of the mail service (7) is not hidden by a day without feeds (6); both are told."""
    drafted(tmp_path, settings(service))
    call(tmp_path, "approve", "--by", "tester")
    service.readers = 0
    for feed in (tmp_path / "feeds").iterdir():
        feed.write_text('<rss version="2.0"><channel><title>x</title></channel></rss>')
    shutil.rmtree(tmp_path / ".monday")

    said = call(tmp_path, "run", "--issue", "2026-11-30", now=LATER)

    assert said.exit_code == 7
    assert "Error: the November 23 issue: list 3 (Readers) has no readers" in said.stderr
    assert "Error: no feed could be read" in said.stderr


def test_what_was_done_is_told_whatever_follows(tmp_path, mailbox):
    """An error with the current Monday hides nothing of what the same run did before: on stderr, and in the mail."""
    to = '[notify]\nto = "editor@river-trust.org.uk"\n'
    plain(tmp_path, f'{to}[smtp]\nhost = "127.0.0.1"\nport = {mailbox.port}\nstarttls = false\n')
    call(tmp_path, "run")
    call(tmp_path, "approve", "--by", "tester")
    for feed in (tmp_path / "feeds").iterdir():
        feed.write_text("gone")
    shutil.rmtree(tmp_path / ".monday")
    del mailbox.mails[:]

    said = call(tmp_path, "run", now="2026-11-23T09:00")

    line = "The November 23 issue: on the site from now on."
    assert said.exit_code == 6
    assert said.stderr.index(line) < said.stderr.index("Error: no feed could be read")
    (mail,) = mailbox.mails
    assert mail[1].decode().index(line) < mail[1].decode().index("Error: no feed could be read")


def test_worst():
    """A doubt before a refusal, a refusal before all else, anything before nothing."""
    assert worst(0, 3, 8, 7) == 8
    assert worst(7, 1, 3) == 7
    assert worst(0, 3, 1) == 1
    assert worst(0, 0) == 0


def test_a_clock_that_jumps_back(tmp_path, service):
    """After a hand-off an earlier clock, by days or a month, sends nothing again and changes nothing of the issue."""
    drafted(tmp_path, settings(service))
    call(tmp_path, "approve", "--by", "tester")
    call(tmp_path, "run", now=LATER)
    kept = tree(tmp_path / "issues" / DAY)

    for now in ("2026-11-17T09:00", "2026-10-20T09:00", "2026-11-20T09:00"):
        assert call(tmp_path, "run", now=now).exit_code == 0

    assert kept == {**tree(tmp_path / "issues" / DAY), "ledger.jsonl": kept["ledger.jsonl"]}  # it notes each look
    assert (service.count(), service.scheduled()) == (1, [SEND_AT])


def test_an_edit_while_the_run_is_at_work(tmp_path, service, monkeypatch):
    """What an editor saves while the machine chooses is not overwritten: it says so (1)."""
    plain(tmp_path, settings(service))
    call(tmp_path, "run", "--until", "choose")
    path = tmp_path / "issues" / DAY / "issue.toml"
    real = Newsletter.draft

    def save_first(*args, **kwargs):
        path.write_text(path.read_text() + "# mine\n")
        return real(*args, **kwargs)

    monkeypatch.setattr(Newsletter, "draft", save_first)
    said = call(tmp_path, "choose", "--again")
    monkeypatch.undo()

    assert said.exit_code == 1
    assert f"Error: {DAY}/issue.toml changed since it was read; nothing was written" in said.stderr
    assert "Hint: " in said.stderr
    assert path.read_text().endswith("# mine\n")


def test_an_edit_while_another_run_holds_the_lock(tmp_path, service):
    """`edit`, `approve` and `rollback` wait for no run: 75, and nothing is changed."""
    drafted(tmp_path, settings(service))
    kept = tree(tmp_path)
    with files.lock(tmp_path):
        for words in (("edit", "swap", "1"), ("approve", "--by", "x"), ("rollback",), ("handoff",), ("run",)):
            said = process(tmp_path, *words)
            assert said.returncode == 75, said.stderr
            assert said.stderr.startswith("Error: another run is working in this folder\nHint: ")
    assert kept == tree(tmp_path)


def test_a_service_that_is_down(tmp_path, service):
    """A refused connection is exit code 9 with a hint; the issue stays approved, and the next run hands it off."""
    drafted(tmp_path, settings(service))
    call(tmp_path, "approve", "--by", "tester")
    path = tmp_path / "newsletter.toml"
    good = path.read_text()
    path.write_text(good.replace(service.stub.url, "http://127.0.0.1:1"))

    said = call(tmp_path, "run", now=LATER)

    assert said.exit_code == 9
    assert "Error: the November 23 issue: listmonk did not answer" in said.stderr
    assert "Hint: nothing was changed" in said.stderr
    assert states(tmp_path) == {DAY: "approved"}
    path.write_text(good)
    assert call(tmp_path, "run", now=LATER).exit_code == 0
    assert service.scheduled() == [SEND_AT]


@pytest.mark.prove
def test_a_full_disk_at_the_hand_off(tmp_path, service):
    """When the ledger cannot grow the service hears of nothing new (1, free some space); the next run does it all."""
    drafted(tmp_path, settings(service))
    call(tmp_path, "approve", "--by", "tester")
    call(tmp_path, "run", "--until", "archive", now=LATER)
    path = tmp_path / "issues" / DAY / "ledger.jsonl"
    line = "import resource, sys; n = int(sys.argv.pop(1)); resource.setrlimit(resource.RLIMIT_FSIZE, (n, n)); "
    line += "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
    line += "import pipeline.__main__ as m; m.main()"
    said = subprocess.run(
        [sys.executable, "-c", line, str(path.stat().st_size), "-C", str(tmp_path), "--now", LATER, "handoff"],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )

    assert said.returncode == 1, said.stderr
    assert "Error: cannot write" in said.stderr
    assert "Hint: " in said.stderr
    assert service.count() == 0
    assert call(tmp_path, "run", now=LATER).exit_code == 0
    assert service.scheduled() == [SEND_AT]
