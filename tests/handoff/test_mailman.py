"""A real Mailman 3 on loopback passes the issue on: one mail for each member, as it was written."""

import os
import smtplib
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from pipeline import handoff
from pipeline.compose import mime
from pipeline.handoff import smtp
from pipeline.model import Email, Issue
from tests import tools
from tests.handoff.stubs.smtp import Smtp
from tests.handoff.world import DAY, HTML, SEND_AT, TEXT, World, approve

MEMBERS = ["reader1@example.org", "reader2@example.org", "reader3@example.org"]
RUNNERS = ("archive", "bounces", "command", "digest", "nntp", "rest", "retry", "virgin")
"""What passing a mail on does not need."""
FOLDERS = (
    "queue", "list_data", "log", "lock", "data", "cache", "etc", "messages", "archive", "template", "ext",
)  # fmt: skip
CONFIGURATION = """
[mailman]
site_owner: owner@example.org
layout: here
[paths.here]
var_dir: {folder}
{folders}
bin_dir: {programs}
pid_file: $var_dir/master.pid
lock_file: $var_dir/lock/master.lck
[database]
url: sqlite:///{folder}/mailman.db
[mta]
incoming: mailman.mta.null.NullMTA
lmtp_host: 127.0.0.1
lmtp_port: {lmtp}
smtp_host: 127.0.0.1
smtp_port: {smtp}
"""
LIST = """
import sys
from datetime import datetime
from mailman.core.initialize import initialize
initialize(sys.argv[1])
from zope.component import getUtility
from mailman.app.lifecycle import create_list
from mailman.database.transaction import transaction
from mailman.interfaces.action import Action
from mailman.interfaces.archiver import ArchivePolicy
from mailman.interfaces.domain import IDomainManager
from mailman.interfaces.usermanager import IUserManager
with transaction():
    getUtility(IDomainManager).add("example.org")
    made = create_list("list@example.org")
    made.subject_prefix = ""
    made.send_welcome_message = False
    made.default_nonmember_action = Action.accept
    made.archive_policy = ArchivePolicy.never
    for member in sys.argv[2:]:
        [address] = getUtility(IUserManager).make_user(member).addresses
        address.verified_on = datetime(2026, 1, 1)
        made.subscribe(address)
"""


@dataclass
class Mailman:
    """A Mailman with one list; ``out`` keeps what it sends."""

    daemon: subprocess.Popen[bytes]
    lmtp: int
    out: Smtp

    def passes_on(self, mail: Any) -> list[bytes]:
        """Give it a mail, as the mail server in front of it would; what its members get."""
        with smtplib.LMTP("127.0.0.1", self.lmtp) as door:
            assert door.sendmail(mail.sender, mail.to, mail.data) == {}
        until(self.daemon, lambda: len(self.got()) >= len(MEMBERS))
        assert sorted(member for member, _ in self.got()) == MEMBERS
        return [data for _, data in self.got()]

    def got(self) -> list[tuple[str, bytes]]:
        """Who got what; one envelope may carry it to several."""
        return [(to, mail.data) for mail in self.out.mails for to in mail.to]


def until(daemon: subprocess.Popen[bytes], done: Any) -> None:
    """Wait until something is done, or the daemon has ended, a minute at most."""
    for _ in range(300):
        if done():
            return
        try:
            daemon.wait(0.2)
            break
        except subprocess.TimeoutExpired:
            continue
    pytest.fail("Mailman did not do it within a minute" if daemon.poll() is None else "Mailman ended")


def answers(port: int) -> bool:
    """Whether somebody listens there."""
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except ConnectionRefusedError:
        return False
    return True


@pytest.fixture(scope="module")
def mailman(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mailman]:
    """Mailman with SQLite, without its web pages; only the runners that a mail passes through are started."""
    python = Path(tools.need("mailman", "mailman3")).read_text().partition("\n")[0].removeprefix("#!").split()[0]
    programs = Path("/usr/lib/mailman3/bin")
    if not (programs / "master").exists():
        pytest.skip("this Mailman keeps its programs elsewhere than Debian's")
    folder = tmp_path_factory.mktemp("mailman")
    out = Smtp(lambda: SEND_AT)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with out.stub:
        path = folder / "mailman.cfg"
        folders = "\n".join(f"{name}_dir: $var_dir/{name}" for name in FOLDERS)
        text = CONFIGURATION.format(folder=folder, folders=folders, programs=programs, lmtp=port, smtp=out.stub.port)
        path.write_text(text + "".join(f"[runner.{name}]\nstart: no\n" for name in RUNNERS))
        footer = folder / "template" / "site" / "en" / "list:member:regular:footer.txt"
        footer.parent.mkdir(parents=True)
        footer.write_text("")  # else it adds its own to each mail
        alone = {"PATH": os.environ["PATH"], "MAILMAN_CONFIG_FILE": str(path)}
        subprocess.run([python, "-c", LIST, str(path), *MEMBERS], env=alone, check=True, cwd=folder)
        daemon = subprocess.Popen([programs / "master", "-C", path], env=alone, cwd=folder)
        try:
            until(daemon, lambda: answers(port))
            yield Mailman(daemon, port, out)
        finally:
            daemon.terminate()
            daemon.wait(60)


@pytest.mark.real
@pytest.mark.prove
def test_one_mail_for_each_member(mailman, tmp_path):
    """Each member gets one mail with our words, bytes of both parts and headers; how to leave is the list's own."""
    with World(tmp_path, "smtp", more='reply_to = "hello@example.org"') as world:
        config = world.config
        email = Email(subject="Five ‘good’ things – and one more", preheader="Short", html=HTML, text=TEXT)
        issue = Issue(number=12, date=DAY, subject=email.subject, preheader=email.preheader)
        world.parcel = handoff.parcel(config, issue, email, mime.message(email, issue, config))
        world.now = SEND_AT + timedelta(minutes=17)
        approve(world.ledger, world.parcel, at=world.now)
        assert world.run().state == "sent"
        [mail] = world.remote.mails

    got = mailman.passes_on(mail)

    ours = message_from_bytes(smtp.message(world.parcel), policy=policy.default)
    for data in got:
        theirs = message_from_bytes(data, policy=policy.default)
        same = ("From", "Reply-To", "Subject", "Date", "Message-ID", "Content-Language", "Content-Type")
        assert {name: ours[name] for name in same} == {name: theirs[name] for name in same}
        assert smtp.message(world.parcel).partition(b"\r\n\r\n")[2] == data.partition(b"\r\n\r\n")[2]
        assert theirs.get_all("List-Unsubscribe") == ["<mailto:list-leave@example.org>"]
        assert theirs.get_all("List-Id") == ["<list.example.org>"]
