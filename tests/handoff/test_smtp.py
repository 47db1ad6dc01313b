"""One message to one list address, over a real SMTP server on loopback."""

import re
import ssl
import subprocess
from datetime import UTC, datetime, timedelta

import pytest

from pipeline import handoff
from pipeline.archive import ledger
from pipeline.errors import (
    ConfigError,
    MondayError,
    NotApproved,
    RemoteRefused,
    RemoteUnknown,
    Skipped,
    TryAgain,
    UsageError,
)
from pipeline.handoff import smtp
from pipeline.work import notify
from tests import tools
from tests.handoff.said import error, having
from tests.handoff.stubs.smtp import STEPS, login
from tests.handoff.world import SEND_AT, World, make_parcel, state


@pytest.fixture
def side(tmp_path):
    """The newsletter's side; ``mails`` is what the server keeps."""
    with World(tmp_path, "smtp", server={"authenticator": login, "auth_require_tls": False}) as made:
        yield made
        made.sound()


def once(step, kind):
    """Trouble at the first *step* of that name, and no more."""
    struck = []

    def fault(now):
        if now == step and not struck:
            struck.append(now)
            return kind
        return None

    return fault


def test_once(side):
    """Sent once to the list, our own sender on the envelope; a second run sends nothing."""
    assert side.run().state == "sent"
    assert side.run().state == "sent"

    [mail] = side.remote.mails
    assert (mail.sender, mail.to) == ("monday@example.org", ["list@example.org"])
    assert smtp.message(side.parcel) == mail.data
    assert state(ledger.read(side.ledger), side.parcel.sha) == "handed-off"


def test_waits_for_its_time(side):
    """Before the send time nobody is asked; past max_late_hours it is not sent any more."""
    side.now = SEND_AT - timedelta(seconds=1)
    assert side.run().state == "waiting"
    side.now = SEND_AT + timedelta(hours=12, seconds=1)
    with pytest.raises(Skipped):
        side.run()
    assert side.remote.mails == []


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
    assert plain.count(b"mailto:hello@example.org?subject=3Dunsubscribe") == 2
    assert data == smtp.message(side.parcel)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(("kind", "code"), [("later", 9), ("never", 7), ("reset", 9)])
def test_trouble_at_each_step(side, step, kind, code):
    """A 4xx or a broken line may be tried again, a 5xx is a refusal; nothing was sent, the next run sends it once."""
    side.remote.stub.fault = once(step, kind)
    if step == "EHLO" and kind != "reset":
        assert side.run().state == "sent", "a server without EHLO is greeted with HELO"
        return
    with pytest.raises(MondayError) as caught:
        side.run()
    if (step, kind) == ("message", "reset"):  # the message had left: nobody can know
        assert caught.value.code == 8
        side.settle_as_seen()
    else:
        assert code == caught.value.code
        assert "nothing was sent" in caught.value.hint

    assert side.run().state == "sent"
    assert side.remote.count() == 1


@pytest.mark.parametrize("step", ["CONNECT", "MAIL", "RCPT", "DATA", "message"])
def test_an_answer_without_a_code(side, step):
    """What is neither a yes nor a no is never taken for a yes; after the message it is a doubt (8)."""
    side.remote.stub.fault = once(step, "babble")
    with pytest.raises(MondayError) as caught:
        side.run()
    assert (8 if step == "message" else 9) == caught.value.code
    if step == "message":
        side.settle_as_seen()

    assert side.run().state == "sent"
    assert side.remote.count() == 1


@pytest.mark.parametrize("step", STEPS)
def test_no_answer(side, step, monkeypatch):
    """A server that falls silent is given up; it is a doubt only once the message has left."""
    monkeypatch.setattr(smtp, "TIMEOUT", 0.2)
    side.remote.stub.fault = once(step, "slow")
    with pytest.raises(MondayError) as caught:
        side.run()
    assert (8 if step == "message" else 9) == caught.value.code
    assert side.remote.count() == 0


@pytest.mark.parametrize("kind", ["lost", "slow-kept"])
def test_lost_answer(side, kind, monkeypatch):
    """A message whose answer is lost is a doubt (8) until an editor has looked; nothing is repeated by itself."""
    monkeypatch.setattr(smtp, "TIMEOUT", 0.2)
    side.remote.stub.fault = once("message", kind)
    with pytest.raises(RemoteUnknown):
        side.run()
    with pytest.raises(RemoteUnknown, match="cut off"):
        side.run()
    assert state(ledger.read(side.ledger), side.parcel.sha) == "in-doubt"

    side.settle("sent")

    assert side.run().state == "sent"
    assert side.remote.count() == 1
    with pytest.raises(UsageError, match="nothing to settle"):
        side.settle("sent")


def test_unreachable(side):
    """No server: exit code 9, nothing noted, nothing lost."""
    section = side.config.smtp.model_copy(update={"port": 1})
    side.config = side.config.model_copy(update={"smtp": section})
    with pytest.raises(MondayError, match="cannot be reached") as caught:
        side.run()
    assert caught.value.code == 9
    assert state(ledger.read(side.ledger), side.parcel.sha) == "approved"


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
    assert side.run().state == "sent"


def test_a_password_beyond_ascii(side):
    """A login that smtplib cannot write is told before anything is sent, and not shown."""
    side.config = having(side.config, smtp={"user": "monday"})
    side.env = {"MONDAY_SMTP_PASSWORD": "pässword"}

    kind, words, _ = error(side.run)

    assert (kind, "pässword" in words, side.remote.count()) == (ConfigError, False, 0)


def test_a_host_that_no_network_knows(side):
    """A host with a typing error cannot be reached; nothing is lost."""
    side.config = having(side.config, smtp={"host": "mx..example.org", "starttls": True})

    assert error(side.run)[0] is TryAgain
    assert state(ledger.read(side.ledger), side.parcel.sha) == "approved"


def test_a_test_goes_to_the_editor_alone(side):
    """A test has its own name, its own time, and "[Test]" in front; the rest is email.eml, byte for byte."""
    now = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    smtp.send_test(side.parcel, "Ed <ed@example.org>", handoff.mailer(side.config, {}), now=now)
    [got] = side.remote.mails
    head, _, body = got.data.partition(b"\r\n\r\n")
    same = side.parcel.eml.partition(b"\r\n\r\n")[2]

    assert ("monday@example.org", ["ed@example.org"], same) == (got.sender, got.to, body)
    assert [line for line in head.decode().split("\r\n") if not line.startswith(("MIME", "Content"))] == [
        "From: monday@example.org",
        "To: Ed <ed@example.org>",
        "Subject: [Test] Five {{ good }} things",
        "List-Id: <monday-five.example.org>",
        "Date: Fri, 20 Nov 2026 09:30:00 +0000",
        "Message-ID: <monday-five-2026-11-23.test.20261120093000000000@example.org>",
    ]


def test_a_second_test_is_another_mail(side):
    """List servers and mailboxes drop a mail whose name they have had."""
    for minute in (30, 31):
        now = datetime(2026, 11, 20, 9, minute, tzinfo=UTC)
        smtp.send_test(side.parcel, "ed@example.org", handoff.mailer(side.config, {}), now=now)

    assert len({re.search(rb"Message-ID: .*", mail.data)[0] for mail in side.remote.mails}) == 2


def test_dots_arrive(side):
    """Lines that begin with a dot arrive as they were."""
    eml = b"Subject: x\r\n\r\n.\r\n..two\r\nend\r\n"
    with handoff.mailer(side.config, {}).envelope("ed@example.org") as send:
        send(eml)
    assert eml == side.remote.mails[0].data


def test_editors_are_told(side):
    """The editors' mail arrives, short and plain; one that fails is a warning and no more."""
    warnings = []
    config = having(side.config, notify={"to": "Ed <ed@example.org>"})

    def end(config):
        notify.Watch(config, lambda: SEND_AT, {}, warnings.append).end(0, ("Five titles",), news="A draft waits")

    end(config)
    [mail] = side.remote.mails
    assert (mail.sender, mail.to) == ("monday@example.org", ["ed@example.org"])
    assert [
        f"From: {handoff.mailer(config, {}).sender}",
        "To: Ed <ed@example.org>",
        "Subject: Monday Five: A draft waits",
        "Date: Mon, 23 Nov 2026 16:00:00 +0000",
        "MIME-Version: 1.0",
        'Content-Type: text/plain; charset="utf-8"',
        "Content-Transfer-Encoding: quoted-printable",
        "",
        "Five titles",
        "",
    ] == mail.data.decode().split("\r\n")
    assert warnings == []
    end(having(config, smtp={"port": 1}))
    why = "the mail server 127.0.0.1:1 cannot be reached: Connection refused"
    assert [f"the email to Ed <ed@example.org> could not be sent: {why}"] == warnings


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate of our own for 127.0.0.1, and the server's side of TLS with it."""
    folder = tmp_path_factory.mktemp("tls")
    command = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=mx.example.org"
    subprocess.run(
        [tools.need("openssl", "openssl"), *command.split(), "-addext", "subjectAltName=IP:127.0.0.1",
         "-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")],
        check=True,
        capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return folder / "cert.pem", context


def with_tls(world, **more):
    """The same world, with the default of [smtp]: nothing without TLS."""
    section = world.config.smtp.model_copy(update={"starttls": True, **more})
    world.config = world.config.model_copy(update={"smtp": section})


@pytest.mark.real
def test_tls(tmp_path, certificate, monkeypatch):
    """The password travels only inside TLS, to a server whose certificate is good for its name."""
    path, context = certificate
    options = {"tls_context": context, "authenticator": login, "auth_required": True}
    with World(tmp_path, "smtp", server=options) as world:
        with_tls(world, user="monday")
        world.env = {"MONDAY_SMTP_PASSWORD": "right"}
        with pytest.raises(MondayError, match="no safe connection") as caught:
            world.run()
        assert (caught.value.code, world.remote.count()) == (1, 0)
        assert "certificate" in caught.value.hint

        monkeypatch.setenv("SSL_CERT_FILE", str(path))
        assert world.run().state == "sent"
        assert world.remote.count() == 1
        world.sound()


def test_no_tls_there(side):
    """A server without TLS is refused, with the setting that allows it; nothing is sent in the clear by itself."""
    with_tls(side)
    with pytest.raises(RemoteRefused) as caught:
        side.run()
    assert "starttls = false" in caught.value.hint
    assert side.remote.count() == 0


@pytest.mark.parametrize(("host", "allowed"), [
    ("127.0.0.1", True), ("localhost", True), ("::1", True), ("mx.example.org", False), ("10.0.0.1", False),
])  # fmt: skip
def test_in_clear_only_on_this_machine(side, host, allowed):
    """Without TLS neither mail nor password leaves this machine: another host is refused before it is asked."""
    section = side.config.smtp.model_copy(update={"host": host, "starttls": False, "user": "monday"})
    config = side.config.model_copy(update={"smtp": section})
    env = {"MONDAY_SMTP_PASSWORD": "right"}
    if allowed:
        assert host == handoff.mailer(config, env).server.host
        return
    with pytest.raises(ConfigError, match=f"in the clear to {host}") as caught:
        handoff.mailer(config, env)
    assert "starttls = true" in caught.value.hint


@pytest.mark.parametrize(("kinds", "tries", "ends"), [
    ([None], 1, "sent"), (["later", None], 2, "sent"), (["later", "later", None], 3, "sent"), (["later"] * 4, 3, None),
])  # fmt: skip
def test_what_may_pass_is_tried_three_times(side, kinds, tries, ends):
    """A server that asks to come back later is asked three times in one run; then the exit code says to come back."""
    left, warned, waited = iter(kinds), [], []
    side.remote.stub.fault = lambda step: next(left) if step == "message" else None

    def run():
        return handoff.patiently(side.run, warn=warned.append, pause=waited.append)

    if ends:
        assert ends == run().state
        assert side.remote.count() == 1
    else:
        with pytest.raises(TryAgain) as caught:
            run()
        assert (caught.value.code, side.remote.count()) == (9, 0)
    assert tries - 1 == len(warned) == len(waited)


def test_what_may_pass_goes_out_with_a_later_run(side):
    """A refusal for now loses nothing: the next printed run within max_late_hours sends the mail, once."""
    side.remote.stub.fault = lambda step: "later" if step == "RCPT" else None
    with pytest.raises(TryAgain):
        side.run()
    side.remote.stub.fault = lambda step: None
    side.now += timedelta(minutes=30)

    assert [side.run().state, side.run().state] == ["sent", "sent"]
    assert side.remote.count() == 1
