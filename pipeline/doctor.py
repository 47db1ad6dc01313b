"""What newcomers trip over, each with its fix: the work of `monday doctor`."""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pipeline import programs
from pipeline.config import Config, resources

SECRETS = {
    "listmonk": "MONDAY_LISTMONK_TOKEN",
    "buttondown": "MONDAY_BUTTONDOWN_TOKEN",
    "mailchimp": "MONDAY_MAILCHIMP_TOKEN",
    "smtp": "MONDAY_SMTP_PASSWORD",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Sign:
    """One thing looked at: *ok*, worth knowing (*note*), or in the way (*bad*), with what to do."""

    level: Literal["ok", "note", "bad"]
    what: str
    fix: str = ""


def examine(config: Config) -> Iterator[Sign]:
    """Look at the machine, the folder and the settings; nothing is sent and nothing is changed."""
    version = ".".join(str(part) for part in sys.version_info[:3])
    yield Sign(level="ok", what=f"Python {version}")
    yield from _folder(config)
    yield Sign(level="ok", what=f"time zone {config.schedule.timezone}, issues go out at {config.schedule.time}")
    yield from _settings(config)
    yield from _sending(config)
    yield from _tools()


def _folder(config: Config) -> Iterator[Sign]:
    for name in (".", "issues", "public", ".monday"):
        path = config.folder / name
        if path.exists() and not os.access(path, os.W_OK):
            yield Sign(level="bad", what=f"{path} cannot be written to", fix=f"chmod u+w {path}")
            return
    yield Sign(level="ok", what=f"{config.folder} can be written to")
    resources.templates(config.folder)
    yield Sign(level="ok", what="templates can be read")


def _settings(config: Config) -> Iterator[Sign]:
    news = config.newsletter
    samples = sum(feed.url.startswith("sample:") for feed in config.feeds)
    if samples:
        yield Sign(
            level="note",
            what=f"{samples} of {len(config.feeds)} feeds are samples; their articles are never sent",
            fix='newsletter.toml: put your own [[feeds]] in their place, each with url = "https://…" and a name',
        )
    else:
        yield Sign(level="ok", what=f"{len(config.feeds)} feeds")
    made_up = {"home": news.home, "from": news.from_, "reply_to": news.reply_to}
    for key in (key for key, value in made_up.items() if "example." in value):
        yield Sign(level="note", what=f"{key} is still an example address", fix=f"newsletter.toml: {key} = …")
    if "Example" in news.postal_address:
        yield Sign(level="note", what="the postal address is an example", fix="newsletter.toml: postal_address = …")
    if not config.collect.contact:
        yield Sign(
            level="note",
            what="feeds do not learn whom to write to",
            fix='newsletter.toml: [collect] contact = "you@your-publisher.org"',
        )


def _sending(config: Config) -> Iterator[Sign]:
    target = config.handoff.target
    if target == "none":
        yield Sign(level="note", what="no mail service is set: issues are made and shown, not sent")
    elif not os.environ.get(SECRETS[target]) and not (target == "smtp" and not config.smtp.user):
        yield Sign(
            level="bad", what=f"the secret for {target} is missing", fix=f"set {SECRETS[target]} where cron runs"
        )
    else:
        yield Sign(level="ok", what=f"hand-off to {target}")
    if not config.smtp.host:
        yield Sign(level="note", what="no SMTP server is set: no test sends", fix="newsletter.toml: [smtp] host = …")


def _tools() -> Iterator[Sign]:
    if programs.find("chromium") or programs.find("google-chrome"):
        yield Sign(level="ok", what="Chromium for screenshots")
    else:
        yield Sign(level="note", what="no Chromium: no screenshots", fix="Debian: apt install chromium")
