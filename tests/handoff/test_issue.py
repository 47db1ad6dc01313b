"""The real email of a real issue through every target: what `compose` writes is what the services can take."""

import html as markup

import pytest

from pipeline import compose, handoff
from pipeline.handoff import escape, smtp
from tests.compose import sample
from tests.handoff.stubs.gotemplate import render
from tests.handoff.world import TARGETS, World, approve

LINK = "https://unsubscribe.invalid/"


@pytest.fixture(scope="module")
def email():
    return compose.email(sample.issue(), sample.newsletter(), sample.TEMPLATES)


@pytest.fixture(scope="module")
def eml():
    return compose.compose(sample.issue(), sample.newsletter(), sample.TEMPLATES)["email.eml"]


@pytest.mark.parametrize("target", TARGETS)
def test_scheduled(tmp_path, target, email, eml):
    """A strict service takes it, shows it as written, and schedules it once."""
    with World(tmp_path, target) as world:
        world.parcel = handoff.parcel(world.config, sample.issue(), email, eml)
        world.now = world.parcel.send_at.replace(day=world.parcel.send_at.day - 1)
        approve(world.ledger, world.parcel, at=world.now)
        assert world.run().state == "scheduled"
        world.sound()


def test_listmonk_shows_it_unchanged(email):
    """Through listmonk's engine it comes out as it went in, but for the reader's own link."""
    shown = render(escape.listmonk_html(email.html))
    own = "https://lists.example.org/subscription/x"
    assert markup.unescape(email.html.replace(LINK, own)) == markup.unescape(shown)
    assert email.text.replace(LINK, own) == render(escape.listmonk_text(email.text))


def test_smtp_message(tmp_path, email, eml):
    """For a list address only the unsubscribe link differs from email.eml."""
    with World(tmp_path, "listmonk") as world:
        parcel = handoff.parcel(world.config, sample.issue(), email, eml)
    sent = smtp.message(parcel)
    headers, wanted = (data.split(b"\r\n\r\n", 1)[0] for data in (sent, eml))
    assert sorted(wanted.splitlines()) == sorted(headers.splitlines())
    assert b"unsubscribe.invalid" not in sent.replace(b"=\r\n", b"")


def test_mailchimp_address(email):
    """The publisher's postal address in the email gives way to the audience's own."""
    made = escape.mailchimp_html(email.html, sample.newsletter().newsletter.postal_address)
    assert made.count("*|LIST:ADDRESS|*") == 1
    assert "<p>*|LIST" not in made
