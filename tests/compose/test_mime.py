"""email.eml: headers from the issue, both parts intact, signed and delivered byte for byte."""

import base64
import smtplib
import socket
import subprocess
from email import message_from_bytes, policy
from email.message import EmailMessage

import dkim
import pytest
from aiosmtpd.controller import Controller

from pipeline.compose import compose
from tests import tools
from tests.compose import sample


def parsed(eml: bytes) -> EmailMessage:
    """The message as a mail client reads it."""
    return message_from_bytes(eml, policy=policy.default)  # type: ignore[return-value]  # what this policy makes


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """The sample issue."""
    return compose(sample.issue(), sample.newsletter(), sample.TEMPLATES)


def test_headers(files):
    """Who, when and how to leave, all from the issue and the settings."""
    message = parsed(files["email.eml"])

    assert dict(message.items()) == {
        "From": "Monday Five <monday@news.example.org>",
        "To": "Monday Five <monday@news.example.org>",
        "Reply-To": "hello@news.example.org",
        "Subject": "Hands, sleep and steady steps",
        "Date": "Mon, 23 Nov 2026 16:00:00 +0000",
        "Message-ID": "<monday-five-2026-11-23@news.example.org>",
        "List-Id": "<monday-five.news.example.org>",
        "List-Unsubscribe": "<mailto:hello@news.example.org?subject=unsubscribe>",
        "MIME-Version": "1.0",
        "Content-Language": "en",
        "Content-Type": 'multipart/alternative; boundary="=_monday-five-2026-11-23"',
    }


def test_parts(files):
    """The parts are the two files, in UTF-8, plain text first."""
    text, html = parsed(files["email.eml"]).iter_parts()

    assert files["email.txt"].decode() == text.get_content().replace("\r\n", "\n")
    assert files["email.html"].decode() == html.get_content().replace("\r\n", "\n")
    assert [part.get_content_charset() for part in (text, html)] == ["utf-8", "utf-8"]


def test_lines(files):
    """CRLF everywhere, no line past what SMTP allows, and ASCII on the wire."""
    eml = files["email.eml"]

    assert eml.count(b"\n") == eml.count(b"\r\n")
    assert max(map(len, eml.split(b"\r\n"))) <= 998
    assert eml.isascii()


@pytest.mark.parametrize(
    ("subject", "read"),
    [
        pytest.param("Hände, Schlaf und Schritte – ganz ruhig " * 4, None, id="long, not ascii"),
        pytest.param("One\r\nBcc: everyone@a.example", "One Bcc: everyone@a.example", id="a header in a header"),
        pytest.param("Five 🧠 reads", None, id="emoji"),
        pytest.param("She lost her words and then: ‘singing voice.’ Here’s how", None, id="a blank between quotes"),
    ],
)
def test_subjects(subject, read):
    """A subject arrives as it was written, and never becomes a second header."""
    made = compose(sample.issue(subject=subject), sample.newsletter(), sample.TEMPLATES)["email.eml"]

    assert (read or subject.strip()) == parsed(made)["Subject"]
    assert parsed(made)["Bcc"] is None


def test_names_that_need_quotes():
    """A sender's name with a comma or accents is quoted, encoded and read back."""
    settings = sample.SETTINGS.replace('"Monday Five <monday', '\'"Fünf, am Montag" <monday').replace(
        '@news.example.org>"', "@news.example.org>'"
    )
    made = compose(sample.issue(), sample.newsletter(settings=settings), sample.TEMPLATES)["email.eml"]

    assert parsed(made)["From"].addresses[0].display_name == "Fünf, am Montag"


def test_a_comma_in_the_sender_needs_no_quotes():
    """A name with a comma goes into the header with quotes, and to the mail services as well."""
    settings = sample.SETTINGS.replace('"Monday Five <monday', '"Stroke Trust, Leeds <monday')
    config = sample.newsletter(settings=settings)

    assert config.newsletter.from_ == '"Stroke Trust, Leeds" <monday@news.example.org>'
    assert b'From: "Stroke Trust, Leeds" <monday@news' in compose(sample.issue(), config, sample.TEMPLATES)["email.eml"]


def test_long_addresses_stay_whole():
    """List-Unsubscribe is one line of plain ASCII, however long the address for answers is."""
    long = "newsletter-replies@communications.harbour-rehab-foundation.org"
    config = sample.newsletter(settings=sample.SETTINGS.replace('"hello@news.example.org"', f'"Editors <{long}>"'))
    made = compose(sample.issue(), config, sample.TEMPLATES)["email.eml"]

    assert f"\r\nList-Unsubscribe: <mailto:{long}?subject=unsubscribe>\r\n".encode() in made


def test_signed_and_verified(files):
    """DKIM covers the list headers, and verifies offline against the key we would publish."""
    openssl = tools.need("openssl", "openssl")
    private = subprocess.run([openssl, "genrsa", "-traditional", "2048"], capture_output=True, check=True).stdout
    public = subprocess.run(
        [openssl, "rsa", "-pubout", "-outform", "DER"], input=private, capture_output=True, check=True
    ).stdout
    record = b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)
    covered = [b"from", b"to", b"subject", b"date", b"message-id", b"list-id", b"list-unsubscribe", b"content-type"]
    signature = dkim.sign(files["email.eml"], b"monday", b"news.example.org", private, include_headers=covered)
    signed = signature + files["email.eml"]

    def dns(name: bytes, timeout: int = 5) -> bytes:
        return record

    assert dkim.verify(signed, dnsfunc=dns)
    assert not dkim.verify(signed.replace(b"List-Unsubscribe: <", b"List-Unsubscribe: <x", 1), dnsfunc=dns)
    assert not dkim.verify(signed.replace(b"Read article 1", b"Read article 9", 1), dnsfunc=dns)


def test_delivered(files):
    """A real SMTP conversation carries it byte for byte."""
    received = []
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]

    class Sink:
        async def handle_DATA(self, server, session, envelope):
            received.append(envelope.original_content)
            return "250 OK"

    controller = Controller(Sink(), hostname="127.0.0.1", port=free)
    controller.start()
    try:
        with smtplib.SMTP("127.0.0.1", free, timeout=10) as client:
            client.sendmail("monday@news.example.org", ["reader@a.example"], files["email.eml"])
    finally:
        controller.stop()

    assert [files["email.eml"]] == received


def test_boundary_is_no_part_of_the_text(files):
    """The boundary occurs only where parts begin and end."""
    assert files["email.eml"].count(b"=_monday-five-2026-11-23") == 4


def test_a_home_and_sender_beyond_ascii():
    """A domain with accents is written as the network does, everywhere."""
    settings = sample.SETTINGS.replace("news.example.org", "nachrichten-für-alle.example")
    made = compose(sample.issue(), sample.newsletter(settings=settings), sample.TEMPLATES)
    domain = "xn--nachrichten-fr-alle-ibc.example"

    assert f"monday@{domain}" == parsed(made["email.eml"])["From"].addresses[0].addr_spec
    assert f"<monday-five-2026-11-23@{domain}>" == parsed(made["email.eml"])["Message-ID"]
    assert f'href="https://{domain}/monday/2026-11-23/"' in made["email.html"].decode()
    assert f'href="https://{domain}/monday/signup/"' in made["email.html"].decode()
