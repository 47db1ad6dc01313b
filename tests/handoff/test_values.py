"""Small values that a hand-off stands on, one by one."""

from datetime import UTC, datetime, timedelta

import pytest

from pipeline import handoff
from pipeline.archive.ledger import Record
from pipeline.config.settings import Smtp
from pipeline.handoff import services, smtp
from pipeline.handoff.mailchimp import Mailchimp
from pipeline.model import Event
from tests.handoff.said import having
from tests.handoff.world import DAY, SEND_AT, make_config, make_parcel

AT = datetime(2026, 11, 23, 16, tzinfo=UTC)


def approved(send_at):
    return Event(at=AT, kind="approved", data={} if send_at is None else {"send_at": send_at})


@pytest.mark.parametrize(("events", "expected"), [
    pytest.param([], None, id="never approved"),
    pytest.param([Event(at=AT, kind="drafted", data={"send_at": AT.isoformat()})], None, id="another event"),
    pytest.param([approved("2026-11-23T16:00:00+00:00")], AT, id="once"),
    pytest.param([approved("2026-11-30T16:00:00+00:00"), approved("2026-11-16T16:00:00+00:00"),
                  approved("2026-11-23T16:00:00+00:00")], AT, id="the latest of three"),
    pytest.param([approved("2026-11-30T16:00:00+00:00"), approved(None)], None, id="not written down"),
])  # fmt: skip
def test_bound_to(events, expected):
    """An approval holds for the instant that the latest one names."""
    assert expected == Record(tuple(events)).approved_for


@pytest.mark.parametrize(("given", "expected"), [
    ((8, 0, 0, 0), (8, 0)), ((8, 0, 1, 0), (8, 15)), ((8, 0, 0, 1), (8, 15)), ((8, 14, 59, 9), (8, 15)),
    ((8, 15, 0, 0), (8, 15)), ((8, 46, 0, 0), (9, 0)),
])  # fmt: skip
def test_quarter_hours(given, expected):
    """Mailchimp's time is the next quarter of an hour, to the microsecond never an earlier one."""
    assert AT.replace(hour=expected[0], minute=expected[1]) == Mailchimp(None, "a").slot(
        AT.replace(hour=given[0], minute=given[1], second=given[2], microsecond=given[3])
    )


@pytest.mark.parametrize(("target", "token", "auth", "secrets"), [
    ("listmonk", "user:abc", {"Authorization": "token user:abc"}, ("user:abc", "user:abc")),
    ("buttondown", "a b", {"Authorization": "Token a b", "X-API-Version": "2026-04-01"}, ("a b", "a b")),
    ("buttondown", "abc", {"Authorization": "Token abc", "X-API-Version": "2026-04-01"}, ("abc", "abc")),
    ("mailchimp", "abc-us7", {"Authorization": "Basic bW9uZGF5OmFiYy11czc="}, ("abc-us7", "bW9uZGF5OmFiYy11czc=")),
])  # fmt: skip
def test_credentials(tmp_path, target, token, auth, secrets):
    """Each service gets our secret in its own way; in whatever form, it is known as one that nothing may show."""
    config = make_config(tmp_path, target, "https://api.example.org/" if target == "listmonk" else "")
    service = services.target(config, {f"MONDAY_{target.upper()}_TOKEN": token}, None).service

    base = {
        "listmonk": "https://api.example.org",
        "buttondown": "https://api.buttondown.com",
        "mailchimp": "https://us7.api.mailchimp.com",
    }[target]
    assert (target, base, auth, secrets) == (service.name, service.base, service.auth, service.secrets)


@pytest.mark.parametrize(("keys", "expected"), [
    ({}, smtp.Mailer(server=Smtp(host="mx.example.org"), sender="Monday <monday@example.org>")),
    ({"port": 25, "from_": "bounces@example.org", "user": "monday"},
     smtp.Mailer(server=Smtp(host="mx.example.org", port=25, user="monday", **{"from": "bounces@example.org"}),
                 sender="bounces@example.org", password="right")),
    ({"host": "::1", "starttls": False},
     smtp.Mailer(server=Smtp(host="::1", starttls=False), sender="Monday <monday@example.org>")),
])  # fmt: skip
def test_mailer(tmp_path, keys, expected):
    """Who we are at the mail server: our own sender where none is set, and a password only where a user is."""
    config = make_config(tmp_path, "smtp", more='from = "Monday <monday@example.org>"')
    config = having(config, smtp={"host": "mx.example.org", **keys})

    assert expected == handoff.mailer(config, {"MONDAY_SMTP_PASSWORD": "right"})


@pytest.mark.parametrize(("target", "host", "local"), [
    ("smtp", "127.0.0.1", True), ("smtp", "mx.example.org", False), ("smtp", "", False),
    ("listmonk", "mx.example.org", True),
])  # fmt: skip
def test_is_local(tmp_path, target, host, local):
    """A pretended time may reach a mail server on this machine; that of another target does not count."""
    config = make_config(tmp_path, target, "http://127.0.0.1:9000")

    assert local == handoff.is_local(having(config, smtp={"host": host}))


def test_parcel(tmp_path):
    """All that a service needs is taken from the issue, its email and the settings."""
    news = 'from = "Monday <monday@example.org>"\nreply_to = "ed@example.org"\npostal_address = "1 Example Street"'
    parcel = make_parcel(make_config(tmp_path, "listmonk", more=news))

    kept = {name: getattr(parcel, name) for name in parcel.__slots__ if name not in ("email", "news", "eml", "sha")}
    assert {
        "key": "monday-five-2026-11-23",
        "day": DAY,
        "number": 12,
        "send_at": SEND_AT,
        "latest": SEND_AT + timedelta(hours=12),
        "page": "https://example.org/monday/2026-11-23/",
        "shown": (),
        "list_id": "<monday-five.example.org>",
    } == kept
    assert (parcel.email.subject, parcel.news.reply_to) == ("Five {{ good }} things", "ed@example.org")
