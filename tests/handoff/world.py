"""One newsletter, one approved issue and one service on loopback, for the hand-off's tests and bench."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from pipeline import config as settings
from pipeline import handoff, web
from pipeline.config import Config
from pipeline.handoff import Outcome, Parcel, ledger
from pipeline.model import Email, Event, Issue
from tests.handoff.stubs import buttondown, listmonk, mailchimp

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
STUBS: dict[str, Any] = {
    "listmonk": listmonk.Listmonk,
    "buttondown": buttondown.Buttondown,
    "mailchimp": mailchimp.Mailchimp,
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
        "smtp": 'to = "list@example.org"',
    }
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
    from email.message import EmailMessage
    from email.policy import SMTP

    issue = Issue(number=12, date=DAY, subject=subject, preheader="Short and useful")
    email = Email(subject=subject, preheader="Short and useful", html=HTML, text=TEXT)
    eml = EmailMessage(policy=SMTP)
    eml["From"], eml["To"], eml["Subject"] = "monday@example.org", "list@example.org", subject
    eml.set_content(TEXT, cte="quoted-printable")
    eml.add_alternative(HTML, subtype="html", cte="quoted-printable")
    eml.set_boundary("=_monday")
    return handoff.parcel(config, issue, email, eml.as_bytes())


def approve(path: Path, parcel: Parcel, *, at: datetime) -> None:
    """What `monday approve` writes."""
    ledger.append(path, Event(at=at, kind="approved", data={"fingerprint": parcel.sha}))


@dataclass
class World:
    """A service that runs, and the newsletter's side of it. ``now`` is everybody's clock."""

    folder: Path
    target: str
    now: datetime = FRIDAY
    call: Any = web.call
    more: str = ""
    env: dict[str, str] = field(default_factory=lambda: dict(ENV))

    def __enter__(self) -> "World":
        self.remote = STUBS[self.target](lambda: self.now)
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
        return handoff.handoff(
            self.config, self.parcel, ledger=self.ledger, clock=self.clock, env=self.env, call=self.call
        )

    def rollback(self) -> Outcome:
        return handoff.rollback(
            self.config, self.parcel, ledger=self.ledger, clock=self.clock, env=self.env, call=self.call
        )

    def sound(self) -> None:
        """Nothing was sent to the service that never should be."""
        assert [] == self.remote.stub.broken
