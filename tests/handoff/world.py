"""One newsletter, one approved issue and one service on loopback, for the hand-off's tests and bench."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from pipeline import config as settings
from pipeline import handoff, mail
from pipeline.archive import ledger
from pipeline.archive.ledger import Record
from pipeline.config import Config
from pipeline.handoff import Outcome, Parcel, Sight
from pipeline.model import Email, Event, Issue
from pipeline.outside import web
from tests.handoff.stubs import buttondown, listmonk, mailchimp, smtp

DAY = date(2026, 11, 23)
SEND_AT = datetime(2026, 11, 23, 16, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 20, 17, tzinfo=UTC)
LINK = "https://unsubscribe.invalid/"
HTML = f"""<!doctype html>
<html lang="en"><head><title>Monday</title><!-- stays --></head><body style="margin:0">
<!--[if mso]><table width="600"><tr><td><![endif]-->
<p style="color:#000">{{{{ reader }}}} and {{% tag %}} and *|FNAME|* stay text.</p>
<!--[if !mso]><!--><p style="margin:0">others</p><!--<![endif]-->
<!--[if mso]></td></tr></table><![endif]-->
<p>1 Example Street, Example Town <a href="{LINK}">Unsubscribe</a></p></body></html>
"""
TEXT = f"{{{{ reader }}}} reads 2 < 3 *|FNAME|*\n\nUnsubscribe: {LINK}\n\n1 Example Street, Example Town\n"
TARGETS = ("listmonk", "buttondown", "mailchimp")
"""The services over HTTP, which hold the issue until its time; SMTP cannot."""
DOUBTFUL = ("mailchimp", "smtp")
"""Where no key of ours is known, a crash may leave a doubt that only a person can settle."""
STUBS: dict[str, Any] = {
    "listmonk": listmonk.Listmonk,
    "buttondown": buttondown.Buttondown,
    "mailchimp": mailchimp.Mailchimp,
    "smtp": smtp.Smtp,
}
ENV = {
    "MONDAY_LISTMONK_TOKEN": listmonk.TOKEN,
    "MONDAY_BUTTONDOWN_TOKEN": buttondown.TOKEN,
    "MONDAY_MAILCHIMP_TOKEN": mailchimp.TOKEN,
}


def make_config(folder: Path, target: str, url: str = "", more: str = "") -> Config:
    """A small newsletter that hands off to *target* at *url*."""
    own = {
        "listmonk": "lists = [3]",
        "mailchimp": f'audience = "{mailchimp.AUDIENCE}"',
        "smtp": f'to = "{smtp.LIST}"',
    }
    if target == "smtp" and url:
        host, port = url.removeprefix("http://").split(":")
        own["smtp"] += f'\n[smtp]\nhost = "{host}"\nport = {port}\nstarttls = false'
        url = ""
    text = f"""
[newsletter]
title = "Monday Five"
{more}
[handoff]
target = "{target}"
{f'url = "{url}"' if url else ""}
{own.get(target, "")}
[[feeds]]
url = "sample:charity"
name = "Sample"
"""
    return settings.read(text, folder)


def make_parcel(config: Config, subject: str = "Five {{ good }} things") -> Parcel:
    """The issue of 23 November 2026, with every service's markup in its words."""
    issue = Issue(number=12, date=DAY, subject=subject, preheader="Short and useful")
    email = Email(subject=subject, preheader="Short and useful", html=HTML, text=TEXT)
    headers = [
        mail.address_header("From", "monday@example.org"),
        mail.address_header("To", "list@example.org"),
        mail.text_header("Subject", subject),
        mail.fixed_header("List-Id", "<monday-five.example.org>"),
        mail.fixed_header("Date", format_datetime(SEND_AT)),
        mail.fixed_header("Message-ID", "<monday-five-2026-11-23@example.org>"),
    ]
    eml = mail.message(headers, ("plain", TEXT), ("html", HTML), boundary="=_monday")
    return handoff.parcel(config, issue, email, eml)


def approve(path: Path, parcel: Parcel, *, at: datetime) -> None:
    """What `monday approve` writes."""
    ledger.append(path, Event(at=at, kind="approved", data={"fingerprint": parcel.sha}))


def state(events: tuple[Event, ...], sha: str) -> str:
    """How far the ledger says that a hand-off has come, for an issue that *sha* is the fingerprint of."""
    record = Record(events)
    if record.in_doubt or record.is_handed_off:
        return "in-doubt" if record.in_doubt else "handed-off"
    return "draft" if record.approval is None else "approved" if record.approval == sha else "changed"


@dataclass
class World:
    """A service that runs, and the newsletter's side of it. ``now`` is everybody's clock."""

    folder: Path
    target: str
    now: datetime = FRIDAY
    call: Any = None
    more: str = ""
    env: dict[str, str] = field(default_factory=lambda: dict(ENV))
    server: dict[str, Any] = field(default_factory=dict)
    """Options of the stub."""

    def __post_init__(self) -> None:
        if self.target == "smtp" and self.now == FRIDAY:
            self.now = SEND_AT + timedelta(minutes=17)  # nobody holds the mail for us: the first run after its time

    def __enter__(self) -> "World":
        self.remote = STUBS[self.target](lambda: self.now, **self.server)
        self.remote.stub.__enter__()
        self.config = make_config(self.folder, self.target, self.remote.stub.url, self.more)
        self.approve()
        return self

    def approve(self, subject: str = "Five {{ good }} things") -> None:
        """Make the issue and approve it as it is."""
        self.parcel = make_parcel(self.config, subject)
        approve(self.ledger, self.parcel, at=self.clock())

    def lose_ledger(self) -> None:
        """As if the folder had been restored from before the hand-off."""
        self.ledger.unlink()
        approve(self.ledger, self.parcel, at=self.clock())

    def __exit__(self, *args: object) -> None:
        self.remote.stub.__exit__()

    @property
    def ledger(self) -> Path:
        return self.folder / "ledger.jsonl"

    def clock(self) -> datetime:
        """The stubs' clock and ours agree; a tick each time keeps the ledger's lines apart."""
        self.now += timedelta(milliseconds=1)
        return self.now

    def run(self) -> Outcome:
        return handoff.handoff(self.config, self.parcel, **self._hands())

    def rollback(self) -> Outcome:
        return handoff.rollback(self.config, self.parcel, **self._hands())

    def test(self) -> Outcome:
        return handoff.service_test(self.config, self.parcel, "ed@example.org", **self._hands())

    def look(self) -> Sight:
        """One look, noted as a run notes it."""
        record, now = Record(ledger.read(self.ledger)), self.clock()
        sight = handoff.look(self.config, self.parcel, record=record, now=now, env=self.env, call=self.call or web.call)
        data = {"target": self.target, "status": sight.status, "words": sight.words, "final": sight.final}
        ledger.append(self.ledger, Event(at=now, kind="looked", data=data))
        return sight

    def settle(self, verdict: Any) -> None:
        handoff.settle(self.config, self.parcel, verdict, ledger=self.ledger, clock=self.clock)

    def settle_as_seen(self) -> None:
        """What the editor does after exit 8: look there, then tell."""
        self.settle("sent" if self.remote.count() else "absent")

    def on_time(self) -> bool:
        """Scheduled once for its own instant; by SMTP: sent, and not before it."""
        if self.target == "smtp":
            return [mail.at >= SEND_AT for mail in self.remote.mails] == [True]
        return self.remote.scheduled() == [SEND_AT]

    def _hands(self) -> dict[str, Any]:
        return {"ledger": self.ledger, "clock": self.clock, "env": self.env, "call": self.call or web.call}

    def sound(self) -> None:
        """Nothing was sent to the service that never should be."""
        assert self.remote.stub.broken == []
