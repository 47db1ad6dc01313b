"""The stages in their order: here they meet. What is done when, and with which of them, is decided in `work/`."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.archive import Edition, Newsletter
    from pipeline.check import Material
    from pipeline.choose import Choice
    from pipeline.collect import Collected
    from pipeline.compose import Extras
    from pipeline.config import Config
    from pipeline.handoff import Outcome, Parcel
    from pipeline.model import Email, Finding, Issue, Story

STAGES: Final = ("collect", "choose", "compose", "check", "archive", "handoff")
Clock = Callable[[], datetime]
Warn = Callable[[str], None]
Progress = Callable[[int, int, str], None]


def collect(config: "Config", *, now: datetime, warn: Warn, progress: Progress) -> "Collected":
    """The web to articles, kept in the pool. One bad feed is a warning; all feeds bad is an error."""
    from pipeline import collect

    return collect.collect(config, now=now, warn=warn, progress=progress)


def choose(
    newsletter: "Newsletter",
    edition: "Edition",
    *,
    now: datetime,
    pinned: Sequence["Story"],
    homes: Mapping[str, str],
    pages: Mapping[str, str],
) -> "Choice":
    """Articles to five, each with its reasons; *pinned* stories have their places.

    *homes*: final addresses by link; *pages*: plain text by address of the pages that were fetched.
    """
    from pipeline import choose, collect
    from pipeline.config.evergreen import load_evergreen
    from pipeline.config.profile import load_profile

    config = newsletter.config
    return choose.choose(
        collect.at_home(collect.articles(config, now=now), homes),
        profile=load_profile(config),
        feeds=config.feeds,
        settings=config.choose,
        past=newsletter.memory(before=edition.day),
        shelf=load_evergreen(config),
        day=edition.day,
        now=now,
        pinned=pinned,
        pages=pages,
    )


def compose(
    issue: "Issue", config: "Config", templates: Mapping[str, str], extras: "Extras"
) -> tuple["Email", dict[str, bytes]]:
    """An issue to its email, and to bytes by name."""
    from pipeline import compose

    email = compose.email(issue, config, templates, extras)
    return email, compose.parts(email, issue, config, templates, extras)


def check(material: "Material") -> tuple["Finding", ...]:
    """What would embarrass us in an inbox, the worst first."""
    from pipeline import check

    return check.check(material)


def archive(site: Mapping[str, bytes], folder: "Path") -> tuple[str, ...]:
    """The public site, by path, to the disk; the paths that changed."""
    from pipeline import archive

    return archive.publish(folder, site)


def handoff(newsletter: "Newsletter", parcel: "Parcel", *, clock: Clock, env: Mapping[str, str]) -> "Outcome":
    """An approved issue to the mail service, exactly once."""
    from pipeline import handoff
    from pipeline.outside import web

    path = newsletter.ledger(parcel.day)
    return handoff.handoff(newsletter.config, parcel, ledger=path, clock=clock, env=env, call=web.call)
