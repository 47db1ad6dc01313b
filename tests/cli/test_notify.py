"""Cron's one line tells those who watch, and prints what cron itself needs."""

import json
import os
import re
import subprocess
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from tests.handoff.stubs.server import Stub
from tests.handoff.stubs.smtp import Smtp
from tests.newsletter import ROOT, TOPICS, argv, call, drafted, plain


@pytest.fixture
def mails():
    """The editors' mail server."""
    server = Smtp(lambda: None)
    with server.stub:
        yield server


def watched(folder, checks, port):
    """A new newsletter whose editors and watcher are told."""
    call(folder, "init")
    with (folder / "newsletter.toml").open("a") as file:
        file.write(f'\n[notify]\nping_url = "{checks.url}/uuid"\nto = "ed@example.org"\n')
        file.write(f'\n[smtp]\nhost = "127.0.0.1"\nport = {port}\nstarttls = false\n')


def test_a_new_draft_is_told_once(tmp_path, mails):
    """The ping says start and how it ended; the editors get the five titles once, not on the next run."""
    with Stub(lambda request: (200, {}), plain=True) as checks:
        watched(tmp_path, checks, mails.stub.port)

        for _ in range(2):
            assert call(tmp_path, "run", "--issue", "next").exit_code == 0

        assert [r.path.rsplit("/", 1)[1] for r in checks.seen] == ["start", "0", "start", "0"]
        ids = [r.one("rid") for r in checks.seen]
        assert ids[0] == ids[1] != ids[2]
        assert "is waiting for approval" in checks.seen[1].body
    [mail] = mails.mails
    assert mail.to == ["ed@example.org"]
    assert b"A draft is waiting for you" in mail.data
    assert b"  5. " in mail.data


def test_failed_notices_never_fail_the_run(tmp_path, mails):
    """A dead watcher and a mail server that refuses are two warnings."""
    mails.stub.fault = {"RCPT": "never"}.get
    with Stub(lambda request: (500, {}), plain=True) as checks:
        watched(tmp_path, checks, mails.stub.port)
        said = call(tmp_path, "run", "--issue", "next")
    assert said.exit_code == 0
    assert "Warning: the ping was answered with 500" in said.stderr
    assert "Warning: the email to ed@example.org could not be sent" in said.stderr


def test_not_approved_in_time_is_told(tmp_path, mails):
    """After the send time the editors hear that nobody approved it (5)."""
    with Stub(lambda request: (200, {}), plain=True) as checks:
        watched(tmp_path, checks, mails.stub.port)
        call(tmp_path, "run", "--issue", "next")
        assert call(tmp_path, "run", now="2026-11-23T08:17").exit_code == 5
        assert checks.seen[-1].path.endswith("/5")
    assert b"The newsletter needs you" in mails.mails[-1].data


def test_schedule_print(tmp_path):
    """Both kinds print, with this folder in them."""
    call(tmp_path, "init")
    assert f"-C {tmp_path} run" in call(tmp_path, "schedule", "print", "cron").stdout
    units = call(tmp_path, "schedule", "print", "systemd").stdout
    assert "OnCalendar=Mon *-*-* 08:17:00 America/Los_Angeles" in units
    assert f"\nUser={tmp_path.owner()}\n" in units
    assert f"\nEnvironmentFile=-{Path('~' + tmp_path.owner()).expanduser()}/.config/monday/secrets\n" in units


def test_the_site_that_the_unit_makes_can_be_served(tmp_path):
    """Under the unit's own UMask whoever serves public/ may read every folder and file of it."""
    drafted(tmp_path)
    assert call(tmp_path, "approve").exit_code == 0
    mask = re.search(r"^UMask=(\d+)$", call(tmp_path, "schedule", "print", "systemd").stdout, re.M)[1]

    done = subprocess.run(
        argv(tmp_path, "archive"), env={**os.environ, "PYTHONPATH": str(ROOT)}, umask=int(mask, 8), check=False
    )

    made = [tmp_path / "public", *(tmp_path / "public").rglob("*")]
    assert done.returncode == 0
    assert {True, False} == {path.is_dir() for path in made}
    need = {True: 0o005, False: 0o004}
    assert [path for path in made if path.stat().st_mode & 0o005 != need[path.is_dir()]] == []


def test_the_editors_read_why(tmp_path, mails, monkeypatch):
    """Trouble with an earlier issue is in the mail and the ping with its hint, whatever the current issue says."""
    monkeypatch.delenv("MONDAY_LISTMONK_TOKEN", raising=False)
    with Stub(lambda request: (200, {}), plain=True) as checks:
        plain(
            tmp_path,
            f'''[notify]
ping_url = "{checks.url}/uuid"
to = "ed@example.org"
[smtp]
host = "127.0.0.1"
port = {mails.stub.port}
starttls = false
[handoff]
target = "listmonk"
url = "http://127.0.0.1:1"
''',
        )
        call(tmp_path, "run")
        call(tmp_path, "approve", "--by", "tester")
        said = call(tmp_path, "run", "--json", now="2026-11-22T18:00")
        assert said.exit_code == 78
        assert "MONDAY_LISTMONK_TOKEN is not set" in checks.seen[-1].body
    [trouble] = json.loads(said.stdout)["trouble"]
    assert trouble.startswith("Error: the November 23 issue: ")
    assert "\nHint: " in trouble
    text = message_from_bytes(mails.mails[-1].data, policy=policy.default).get_content()
    assert trouble in text.replace("\r\n", "\n")
    assert "(exit code 78)" in text


def failing(folder, *names):
    """The feeds of these names are no feeds any more; all others are sound."""
    for name in TOPICS:
        feed, aside = folder / "feeds" / f"{name}.xml", folder / f"{name}.aside"
        if name in names and feed.exists():
            feed.rename(aside)
        elif name not in names and aside.exists():
            aside.rename(feed)


def test_trouble_that_was_mailed_is_not_mailed_daily(tmp_path, mails):
    """Feeds that go on failing are mailed when it begins, when it gets worse, and when it begins again."""
    smtp = f'[smtp]\nhost = "127.0.0.1"\nport = {mails.stub.port}\nstarttls = false\n'
    plain(tmp_path, f'[schedule]\ndraft_days = 1\n[notify]\nto = "ed@example.org"\n{smtp}')
    four = ("hand", "fatigue", "speech", "carers")
    days = [("17", four), ("18", four), ("19", (*four, "walking")), ("20", ()), ("21", four)]
    counts = []

    for day, ill in days:
        failing(tmp_path, *ill)
        said = call(tmp_path, "run", now=f"2026-11-{day}T18:00")
        counts.append((said.exit_code, len(mails.mails)))

    assert counts == [(6, 1), (6, 1), (6, 2), (0, 2), (6, 3)]
    assert b"4 of 6 feeds could not be read" in mails.mails[0].data


def test_a_mail_that_did_not_arrive_is_sent_again(tmp_path, mails):
    """What could not be mailed is mailed by the next run, although it is as old by then."""
    smtp = f'[smtp]\nhost = "127.0.0.1"\nport = {mails.stub.port}\nstarttls = false\n'
    plain(tmp_path, f'[notify]\nto = "ed@example.org"\n{smtp}')
    failing(tmp_path, "hand", "fatigue", "speech", "carers")
    mails.stub.fault = {"RCPT": "never"}.get
    call(tmp_path, "run", now="2026-11-17T18:00")
    mails.stub.fault = {}.get
    (tmp_path / ".monday" / "mailed.json").write_text("{broken")

    call(tmp_path, "run", now="2026-11-18T18:00")

    [mail] = mails.mails
    assert b"4 of 6 feeds could not be read" in mail.data


def test_no_draft_is_told_every_day(tmp_path, mails):
    """A run that ends in an error needs somebody, however often it does."""
    smtp = f'[smtp]\nhost = "127.0.0.1"\nport = {mails.stub.port}\nstarttls = false\n'
    plain(tmp_path, f'[notify]\nto = "ed@example.org"\n{smtp}')
    failing(tmp_path, *TOPICS)

    codes = [call(tmp_path, "run", now=f"2026-11-{day}T09:00").exit_code for day in (20, 21)]

    assert codes == [6, 6]
    assert len(mails.mails) == 2


def test_what_may_pass_is_mailed_once_after_an_hour(tmp_path, mails, monkeypatch):
    """A mail server that asks to come back is left to the next runs for an hour; then the editors hear of it, once."""
    monkeypatch.setattr("pipeline.handoff.PAUSES", ())
    port = mails.stub.port
    smtp = f'[smtp]\nhost = "127.0.0.1"\nport = {port}\nstarttls = false\n'
    plain(tmp_path, f'[notify]\nto = "ed@example.org"\n[handoff]\ntarget = "smtp"\nto = "list@example.org"\n{smtp}')
    call(tmp_path, "run", "--issue", "next")
    call(tmp_path, "approve", "--by", "tester")
    before = len(mails.mails)
    reasons = iter(f"451 greylisted, ticket {word}" for word in ("one", "two", "three", "four", "five"))
    mails.stub.handle_DATA = refuse_the_list(mails.stub.handle_DATA, reasons)

    counts = []
    for at in ("08:17", "08:47", "09:16", "09:17", "09:47"):
        said = call(tmp_path, "run", now=f"2026-11-23T{at}")
        counts.append((said.exit_code, len(mails.mails) - before))

    assert counts == [(9, 0), (9, 0), (9, 0), (9, 1), (9, 1)]
    assert b"The newsletter needs you" in mails.mails[-1].data
    text = message_from_bytes(mails.mails[-1].data, policy=policy.default).get_content()
    assert "ticket four" in text


def refuse_the_list(handle, reasons):
    """A mail server that takes the editors' mail, and refuses the list's for now, each time in other words."""

    async def refusing(server, session, envelope):
        return next(reasons) if "list@example.org" in envelope.rcpt_tos else await handle(server, session, envelope)

    return refusing
