"""A dry run, word for word. Refresh: `REFRESH=1 pytest tests/handoff/test_rehearse.py`, then review the diff."""

import pytest

from pipeline import handoff
from tests.handoff import golden
from tests.handoff.world import make_config, make_parcel

pytestmark = [pytest.mark.golden, pytest.mark.usefixtures("elsewhere")]

NEWS = """
from = "Monday Five <monday@example.org>"
reply_to = "Ed <hello@example.org>"
postal_address = "1 Example Street, Example Town"
"""
UPLOAD = "[archive]\nupload = 'true'"


@pytest.mark.parametrize(("target", "url", "more"), [
    ("listmonk", "https://lists.example.org/", NEWS),
    ("buttondown", "", NEWS + UPLOAD),
    ("mailchimp", "", NEWS),
])  # fmt: skip
def test_services(tmp_path, target, url, more):
    """Every request to a mail service is shown: where it goes, what it says, and no secret."""
    config = make_config(tmp_path, target, url, more)
    parcel = make_parcel(config)

    golden.same("rehearse.txt", target, plain(handoff.rehearse(config, parcel), parcel))


@pytest.mark.parametrize(("name", "more", "smtp"), [
    ("smtp", NEWS, {"starttls": True, "user": "monday", "from_": "Bounces <bounces@example.org>"}),
    ("smtp in clear", NEWS + UPLOAD, {"host": "127.0.0.1"}),
])  # fmt: skip
def test_smtp(tmp_path, name, more, smtp):
    """The session with the mail server is shown; the password is neither needed nor shown."""
    config = make_config(tmp_path, "smtp", "http://mx.example.org:587", more)
    config = config.model_copy(update={"smtp": config.smtp.model_copy(update=smtp)})
    parcel = make_parcel(config)

    golden.same("rehearse.txt", name, plain(handoff.rehearse(config, parcel), parcel))


def plain(text, parcel):
    """The text with the fingerprint by its name."""
    return text.replace(parcel.sha, "SHA").replace(parcel.sha[:12], "SHA12")
