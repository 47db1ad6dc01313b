"""One message to one list address, over a real SMTP server on loopback."""

import contextlib
import socket
from dataclasses import replace
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from pipeline import handoff, web
from pipeline.errors import ConfigError, MondayError, NotApproved, RemoteRefused, RemoteUnknown, Skipped, UsageError
from pipeline.handoff import approval, ledger, notice, smtp
from tests.handoff.bomb import Bomb, Killed
from tests.handoff.world import LINK, SEND_AT, approve, make_config, make_parcel


class Server:
    """Keeps what arrives; answers as the test says."""

    def __init__(self) -> None:
        self.mails = []
        self.rcpt = "250 OK"
        self.data = "250 OK"
        self.cut = False

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server, session, envelope):
        if self.data.startswith("250"):
            self.mails.append((envelope.mail_from, envelope.rcpt_tos, envelope.original_content))
        if self.cut:
            server.transport.abort()
        return self.data


class Side:
    """The newsletter's side, with everybody's clock."""

    def __init__(self, folder, server, port) -> None:
        self.server = server
        more = ""
        self.config = make_config(folder, "smtp", more=more)
        section = self.config.smtp.model_copy(update={"host": "127.0.0.1", "port": port, "starttls": False})
        self.config = self.config.model_copy(update={"smtp": section})
        self.parcel = make_parcel(self.config)
        self.ledger = folder / "ledger.jsonl"
        self.now = SEND_AT + timedelta(minutes=17)
        self.env = {}
        approve(self.ledger, self.parcel, at=self.now)

    def run(self):
        return handoff.handoff(
            self.config, self.parcel, ledger=self.ledger, clock=lambda: self.now, env=self.env, call=web.call
        )

    def settle(self, verdict):
        handoff.settle(self.config, self.parcel, verdict, ledger=self.ledger, clock=lambda: self.now)


@pytest.fixture
def side(tmp_path):
    server = Server()
    with socket.create_server(("127.0.0.1", 0)) as free:  # the controller cannot choose a port itself
        port = free.getsockname()[1]
    controller = Controller(server, hostname="127.0.0.1", port=port, authenticator=login, auth_require_tls=False)
    controller.start()
    yield Side(tmp_path, server, port)
    controller.stop()


def login(server, session, envelope, mechanism, data):
    return AuthResult(success=data.password == b"right", handled=False)


def test_once(side):
    """Sent once to the list, our own sender on the envelope; a second run sends nothing."""
    assert "sent" == side.run().state
    assert "sent" == side.run().state

    [(sender, to, data)] = side.server.mails
    assert ("monday@example.org", ["list@example.org"]) == (sender, to)
    assert smtp.message(side.parcel) == data
    assert "handed-off" == approval.state(ledger.read(side.ledger), side.parcel.sha)


def test_waits_for_its_time(side):
    """Before the send time nobody is asked; past max_late_hours it is not sent any more."""
    side.now = SEND_AT - timedelta(seconds=1)
    assert "waiting" == side.run().state
    side.now = SEND_AT + timedelta(hours=12, seconds=1)
    with pytest.raises(Skipped):
        side.run()
    assert [] == side.server.mails


def test_not_approved(side):
    """What was not approved is not sent."""
    side.parcel = make_parcel(side.config, "Edited since")
    with pytest.raises(NotApproved):
        side.run()


def test_unsubscribe_asks_a_person(side):
    """The placeholder becomes a mail to the one who answers, in both parts; all else stays as it was."""
    data = smtp.message(side.parcel)
    assert b"unsubscribe.invalid" not in data
    plain = data.replace(b"=\r\n", b"")
    assert 2 == plain.count(b"mailto:hello@example.org?subject=3Dunsubscribe")
    assert data == smtp.message(side.parcel)


@pytest.mark.parametrize(
    ("rcpt", "data", "error"),
    [
        pytest.param("451 later", "250 OK", 1, id="rcpt-later"),
        pytest.param("550 no such list", "250 OK", 7, id="rcpt-never"),
        pytest.param("250 OK", "451 later", 1, id="data-later"),
        pytest.param("250 OK", "554 spam", 7, id="data-never"),
    ],
)
def test_refusals(side, rcpt, data, error):
    """A 4xx may be tried again, a 5xx is a refusal; either way nothing was sent, and the next run sends it once."""
    side.server.rcpt, side.server.data = rcpt, data
    with pytest.raises(MondayError) as caught:
        side.run()
    assert error == caught.value.code

    side.server.rcpt = side.server.data = "250 OK"
    side.run()
    assert 1 == len(side.server.mails)


def test_lost_answer(side):
    """A connection that breaks after DATA is a doubt (8) until an editor has looked; nothing is repeated by itself."""
    side.server.cut = True
    with pytest.raises(RemoteUnknown):
        side.run()
    side.server.cut = False
    with pytest.raises(RemoteUnknown, match="broke off"):
        side.run()
    assert "in-doubt" == approval.state(ledger.read(side.ledger), side.parcel.sha)

    side.settle("sent")

    assert "sent" == side.run().state
    assert 1 == len(side.server.mails)
    with pytest.raises(UsageError, match="no doubt"):
        side.settle("sent")


def test_every_boundary(side, tmp_path, monkeypatch):
    """Dying at the ledger or at the message: never two, at most one doubt, settled by one command."""
    for at in range(1, 7):
        side.ledger = tmp_path / f"{at}.jsonl"
        approve(side.ledger, side.parcel, at=side.now)
        side.server.mails.clear()
        bomb = Bomb(at)
        with monkeypatch.context() as patch:
            patch.setattr(ledger, "append", bomb.wrap(ledger.append))
            patch.setattr(smtp, "_data", bomb.wrap(smtp._data))
            with contextlib.suppress(Killed):
                side.run()
        there = len(side.server.mails)
        assert there == (at > 3)
        try:
            side.run()
        except RemoteUnknown:
            assert at in (2, 3, 4, 5), "a doubt outside of intent and result"
            side.settle("sent" if there else "absent")
            side.run()
        assert 1 == len(side.server.mails)


def test_unreachable(side):
    """No server: exit code 1, nothing noted, nothing lost."""
    section = side.config.smtp.model_copy(update={"port": 1})
    side.config = side.config.model_copy(update={"smtp": section})
    with pytest.raises(MondayError, match="cannot be reached") as caught:
        side.run()
    assert 1 == caught.value.code
    assert "approved" == approval.state(ledger.read(side.ledger), side.parcel.sha)


def test_password(side):
    """The password comes from the environment; a wrong one is a refusal that does not show it."""
    section = side.config.smtp.model_copy(update={"user": "monday"})
    side.config = side.config.model_copy(update={"smtp": section})
    with pytest.raises(ConfigError, match="MONDAY_SMTP_PASSWORD"):
        side.run()
    side.env = {"MONDAY_SMTP_PASSWORD": "wrong-secret"}
    with pytest.raises(RemoteRefused) as caught:
        side.run()
    assert "wrong-secret" not in str(caught.value)
    side.env = {"MONDAY_SMTP_PASSWORD": "right"}
    assert "sent" == side.run().state


def test_send_test_is_the_same_bytes(side):
    """A test mail is email.eml byte for byte; only the envelope names the editor."""
    handoff.send_test(side.config, side.parcel.eml, "Ed <ed@example.org>", env={})

    assert [("monday@example.org", ["ed@example.org"], side.parcel.eml)] == side.server.mails
    assert LINK.encode() in side.parcel.eml.replace(b"=\r\n", b"")


def test_dots_arrive(side):
    """Lines that begin with a dot arrive as they were."""
    eml = b"Subject: x\r\n\r\n.\r\n..two\r\nend\r\n"
    smtp.send_test(eml, "ed@example.org", handoff.mailer(side.config, {}))
    assert eml == side.server.mails[0][2]


def test_editors_are_told(side):
    """The editors' mail arrives; one that fails is a warning and no more."""
    warnings = []
    good = handoff.mailer(side.config, {})
    arguments = {"at": SEND_AT, "warn": warnings.append}

    assert notice.mail(lambda: good, "ed@example.org", "A draft waits", "Five titles", **arguments)
    assert b"Subject: A draft waits" in side.server.mails[0][2]
    assert not notice.mail(lambda: replace(good, port=1), "ed@example.org", "x", "y", **arguments)
    assert not notice.mail(lambda: good, "", "x", "y", **arguments)
    assert 1 == len(warnings)
