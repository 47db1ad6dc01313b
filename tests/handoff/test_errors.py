"""What can go wrong before anything is handed over, in whole words: what happened, and what to do next."""

import smtplib
import ssl
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pipeline import handoff
from pipeline.archive import ledger
from pipeline.archive.ledger import Record
from pipeline.config.settings import Smtp
from pipeline.errors import ConfigError, FetchError, MondayError, RemoteRefused, TryAgain, UsageError
from pipeline.handoff import escape, smtp
from pipeline.model import Event
from tests.handoff.said import error, having, unset
from tests.handoff.story import Answer
from tests.handoff.stubs.smtp import login
from tests.handoff.world import DAY, ENV, World, make_config

AT = datetime(2026, 11, 23, 16, tzinfo=UTC)


LISTMONK = (
    ConfigError,
    "listmonk needs its address and at least one list",
    'under [handoff]: url = "https://lists.example.org" and lists = [1]',
)
CENTRE = (
    ConfigError,
    "the Mailchimp API key does not end with its data center",
    "copy the whole key from Mailchimp, including its ending, such as -us7, into MONDAY_MAILCHIMP_TOKEN",
)
TO = (ConfigError, "target smtp needs the list's address", 'under [handoff]: to = "list@example.org"')
HOST = (ConfigError, "no mail server is configured", "set host under [smtp] in newsletter.toml")


@pytest.mark.parametrize(("target", "keys", "env", "expected"), [
    ("listmonk", {"lists": ()}, ENV, LISTMONK),
    ("listmonk", {"url": ""}, ENV, LISTMONK),
    ("listmonk", {}, {}, unset("MONDAY_LISTMONK_TOKEN")),
    ("buttondown", {}, {}, unset("MONDAY_BUTTONDOWN_TOKEN")),
    ("mailchimp", {}, {}, unset("MONDAY_MAILCHIMP_TOKEN")),
    ("mailchimp", {"audience": ""}, ENV,
     (ConfigError, "Mailchimp needs the audience's id", 'under [handoff]: audience = "…"')),
    ("mailchimp", {"url": ""}, {"MONDAY_MAILCHIMP_TOKEN": "0123"}, CENTRE),
    ("mailchimp", {"url": ""}, {"MONDAY_MAILCHIMP_TOKEN": "0123-us7-"}, CENTRE),
    ("none", {}, ENV,
     (UsageError, "no mail service is configured", "set target under [handoff] in newsletter.toml")),
    ("smtp", {"to": ""}, {}, TO),
    ("smtp", {}, {}, HOST),
])  # fmt: skip
def test_what_is_missing(tmp_path, target, keys, env, expected):
    """A target whose key or secret is missing says which, and where it goes, before anybody is asked."""
    config = make_config(tmp_path, target, "" if target in ("none", "smtp") else "https://api.example.org")

    assert expected == error(handoff.ready, having(config, handoff=keys), env, pytest.fail)


def test_a_test_that_needs_a_service(tmp_path):
    """A list's address has no drafts that could be mailed as a test."""
    with World(tmp_path, "smtp") as world:
        assert (
            UsageError,
            "target smtp keeps no drafts",
            "send the test through [smtp]: leave out --service",
        ) == error(world.test)


def test_another_target(tmp_path):
    """Whoever has the issue is asked, or nobody: another target would send it twice."""
    with World(tmp_path, "listmonk") as world:
        world.run()
        world.config = having(world.config, handoff={"target": "buttondown"})
        expected = (
            ConfigError,
            "listmonk has the November 23 issue, or may have it, but [handoff] now names “buttondown”",
            'set target = "listmonk" again; then take it back with monday rollback, or let it go out',
        )
        asked = len(world.remote.stub.seen)
        for act in (world.run, world.rollback, world.test, lambda: world.settle("sent")):
            assert expected == error(act)
        assert asked == len(world.remote.stub.seen)


def intent(target):
    return Event(at=AT, kind="intent", data={"step": "create", "target": target})


@pytest.mark.parametrize(("events", "allowed"), [
    ([], True),
    ([intent("listmonk")], True),
    ([intent("mailchimp")], False),
    ([intent("mailchimp"), Event(at=AT, kind="result", data={"target": "mailchimp", "status": "absent"})], True),
])  # fmt: skip
def test_same_target(tmp_path, events, allowed):
    """Another target stands in the way only while it has the issue, or may have it."""
    config = make_config(tmp_path, "listmonk")
    if allowed:
        handoff.same_target(config, DAY, Record(tuple(events)))
    else:
        assert (
            "mailchimp has the November 23 issue, or may"
            in error(handoff.same_target, config, DAY, Record(tuple(events)))[1]
        )


@pytest.mark.parametrize(("reply", "problem"), [
    (Answer(404, b""), "it answers 404"),
    (Answer(204, b""), "it answers 204"),
    (FetchError("no such host"), "no such host"),
])  # fmt: skip
def test_the_page_is_not_there(tmp_path, reply, problem):
    """The email links to the page: until it answers, nothing is handed over."""
    asked = []

    def call(method, url, **more):
        asked.append((method, url, more))
        if isinstance(reply, FetchError):
            raise reply
        return reply

    with World(tmp_path, "listmonk", call=call, more="[archive]\nupload = 'true'") as world:
        assert (
            TryAgain,
            f"the issue's page is not at https://example.org/monday/2026-11-23/ yet ({problem}); "
            "nothing was handed over",
            "check upload under [archive], then run it again",
        ) == error(world.run)
    options = {"headers": {}, "body": b"", "timeout": 20.0, "allow_private": True}
    assert [("GET", "https://example.org/monday/2026-11-23/", options)] == asked


def test_then_the_pictures_and_the_ebook(tmp_path):
    """What the email shows of ours must answer as well; a PDF too large to read whole is there all the same."""
    asked = []
    answers = {"e.pdf": Answer(404, b"")}

    def call(method, url, **more):
        asked.append(url)
        found = answers.get(url.rpartition("/")[2], Answer(200, b""))
        if isinstance(found, FetchError):
            raise found
        return found

    with World(tmp_path, "listmonk", call=call, more="[archive]\nupload = 'true'") as world:
        shown = ("https://example.org/monday/a.png", "https://example.org/monday/ebook/e.pdf")
        world.parcel = replace(world.parcel, shown=shown)
        assert (
            TryAgain,
            f"what the email needs is not at {shown[1]} yet (it answers 404); nothing was handed over",
            "check upload under [archive], then run it again",
        ) == error(world.run)
        assert ["https://example.org/monday/2026-11-23/", *shown] == asked

        asked.clear()
        answers["e.pdf"] = FetchError("it is larger than 5 MB", reason="too-big")
        error(world.run)

    assert ["https://example.org/monday/2026-11-23/", *shown] == asked[:3]


@pytest.mark.parametrize(("keys", "expected"), [
    ({"host": ""}, HOST),
    ({"starttls": False},
     (ConfigError, "starttls = false would send mail and password in the clear to mx.example.org",
      "set starttls = true under [smtp]; only a server on this machine can do without")),
    ({"user": "monday"}, unset("MONDAY_SMTP_PASSWORD")),
])  # fmt: skip
def test_no_mailer(tmp_path, keys, expected):
    """A mail server that cannot or must not be used is told before it is asked."""
    config = having(make_config(tmp_path, "smtp"), smtp={"host": "mx.example.org", **keys})

    assert expected == error(handoff.mailer, config, {})


REFUSED = "nothing was sent; run it again"
SAID = [
    (smtplib.SMTPAuthenticationError(535, b"no"), RemoteRefused, "the mail server refused the login (535)",
     "check user under [smtp] and MONDAY_SMTP_PASSWORD"),
    (smtplib.SMTPAuthenticationError(500, b"no"), RemoteRefused, "the mail server refused the login (500)",
     "check user under [smtp] and MONDAY_SMTP_PASSWORD"),
    (smtplib.SMTPAuthenticationError(454, b"wait"), TryAgain, "the mail server refused (454): wait",
     "nothing was sent; it may accept the email later: try again"),
    (smtplib.SMTPNotSupportedError("no TLS"), RemoteRefused, "the mail server cannot do that: no TLS",
     "if it needs no login, leave out user under [smtp]; starttls = false is for this machine only"),
    (ssl.SSLError("odd"), MondayError, "no safe connection to the mail server 127.0.0.1: ('odd',)",
     "check host under [smtp]: its certificate must be valid for that name; nothing was sent"),
    (smtplib.SMTPServerDisconnected("gone"), TryAgain, "the mail server closed the connection: gone", REFUSED),
    (smtplib.SMTPResponseException(502, "no STARTTLS"), RemoteRefused,
     "the mail server refused: (502, 'no STARTTLS')", "check [smtp]; nothing was sent"),
    (TimeoutError("timed out"), TryAgain, "the mail server closed the connection: timed out", REFUSED),
]  # fmt: skip


@pytest.mark.parametrize(("trouble", "kind", "words", "hint"), SAID)
def test_before_the_message(tmp_path, monkeypatch, trouble, kind, words, hint):
    """Whatever stops a session before the message is told in our words, and that nothing was sent."""

    def refuse(*words, **more):
        raise trouble

    monkeypatch.setattr(smtplib.SMTP, "login", refuse)
    with World(tmp_path, "smtp") as world:
        world.config = having(world.config, smtp={"user": "monday"})
        world.env = {"MONDAY_SMTP_PASSWORD": "right"}
        assert (kind, words, hint) == error(world.run)
        assert (kind, words, hint) == error(handoff.mailer(world.config, world.env).greet)
        assert world.remote.count() == 0


def test_greet(tmp_path):
    """A greeting logs in and sends nothing: a wrong password is known before the first issue."""
    with World(tmp_path, "smtp", server={"authenticator": login, "auth_require_tls": False}) as world:
        config = having(world.config, smtp={"user": "monday"})
        handoff.mailer(config, {"MONDAY_SMTP_PASSWORD": "right"}).greet()
        wrong = handoff.mailer(config, {"MONDAY_SMTP_PASSWORD": "wrong"})
        assert (RemoteRefused, *SAID[0][2:]) == error(wrong.greet)
        assert world.remote.count() == 0


def test_no_server(tmp_path):
    """Where nobody listens, the address is named."""
    mailer = smtp.Mailer(server=Smtp(host="127.0.0.1", port=1, starttls=False), sender="monday@example.org")
    expected = "the mail server 127.0.0.1:1 cannot be reached: Connection refused"

    assert (TryAgain, expected, "check host and port under [smtp]; nothing was sent") == error(mailer.greet)


@pytest.mark.parametrize(("code", "kind", "hint"), [
    (400, TryAgain, "nothing was sent; it may accept the email later: try again"),
    (499, TryAgain, "nothing was sent; it may accept the email later: try again"),
    (500, RemoteRefused, "read what it says; nothing was sent"),
])  # fmt: skip
def test_the_message_is_refused(tmp_path, code, kind, hint):
    """Below 500 a mail server may accept later; its words stand on one line, cut where they are long."""
    with World(tmp_path, "smtp") as world:
        world.remote.stub.handle_DATA = answer(f"{code} no\tsuch  " + "x" * 300)
        expected = f"the mail server refused ({code}): no such " + "x" * 192
        assert (kind, expected, hint) == error(world.run)


def test_a_reader_is_refused(tmp_path, monkeypatch):
    """What a server says in no known letters is told all the same."""
    monkeypatch.setattr(smtplib.SMTP, "rcpt", lambda *_: (550, b"no \r\n such\xff user"))
    with World(tmp_path, "smtp") as world:
        expected = "the mail server refused (550): no such\ufffd user"
        assert (RemoteRefused, expected, "read what it says; nothing was sent") == error(world.run)


def answer(words):
    async def handle(*_):
        return words

    return handle


@pytest.mark.parametrize(("old", "new", "part", "count"), [
    ("https://unsubscribe.invalid/", "https://example.org/", "text", 0),
    ("Unsubscribe: ", "https://unsubscribe.invalid/ ", "text", 2),
])  # fmt: skip
def test_links_in_a_message(tmp_path, old, new, part, count):
    """Each part of a mail to a list has one unsubscribe link, or it is not sent and leaves no doubt."""
    with World(tmp_path, "smtp") as world:
        email = replace(world.parcel.email, text=world.parcel.email.text.replace(old, new, 1))
        world.parcel = replace(world.parcel, email=email)
        assert (
            MondayError,
            f"the {part} part of the email has {count} unsubscribe links, not one",
            "restore the unsubscribe line in your templates (templates/email.*)",
        ) == error(world.run)
        assert [event.kind for event in ledger.read(world.ledger)] == ["approved"]


@pytest.mark.parametrize(("function", "where"), [
    (escape.listmonk_html, "the HTML part"), (escape.listmonk_text, "the text part"),
    (escape.buttondown_html, "the HTML part"), (lambda t: escape.mailchimp_html(t, "x"), "the HTML part"),
    (lambda t: escape.mailchimp_text(t, "x"), "the text part"),
])  # fmt: skip
@pytest.mark.parametrize("count", [0, 2])
def test_links_for_a_service(function, where, count):
    """A part without exactly one unsubscribe link is told by its name."""
    assert (
        MondayError,
        f"{where} of the email has {count} unsubscribe links, not one",
        "restore the unsubscribe line in your templates (templates/email.*)",
    ) == error(function, "https://unsubscribe.invalid/ " * count)
