"""The stages in their order: here they meet. What is done when, and with which of them, is decided in `work/`."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pipeline.archive import Edition, Newsletter
    from pipeline.check import Material
    from pipeline.choose import Choice, Given
    from pipeline.collect import Collected
    from pipeline.compose import Extras
    from pipeline.config import Config
    from pipeline.handoff import Outcome, Parcel
    from pipeline.model import Clock, Email, Finding, Issue, Progress, Warn

STAGES: Final = ("collect", "choose", "compose", "check", "archive", "handoff")


def collect(config: "Config", *, now: datetime, warn: "Warn", progress: "Progress") -> "Collected":
    """The web to articles, kept in the pool. One bad feed is a warning; all feeds bad is an error."""
    from pipeline import collect

    return collect.collect(config, now=now, warn=warn, progress=progress)


def choose(newsletter: "Newsletter", edition: "Edition", *, now: datetime, given: "Given") -> "Choice":
    """Articles to five, each with its reasons; some of it may be *given*."""
    from pipeline import choose, collect
    from pipeline.config import evergreen, profile

    config = newsletter.config
    return choose.choose(
        collect.at_home(collect.articles(config, now=now), given.homes),
        profile=profile.load_profile(config),
        feeds=config.feeds,
        settings=config.choose,
        past=newsletter.memory(before=edition.day),
        aside=newsletter.set_aside(until=edition.day),
        shelf=evergreen.load_evergreen(config),
        day=edition.day,
        now=now,
        pinned=given.pinned,
        pages=given.pages,
        readings=0 if config.approve.auto else choose.READINGS,
    )


def compose(
    issue: "Issue", config: "Config", templates: Mapping[str, str], extras: "Extras"
) -> tuple["Email", dict[str, bytes]]:
    """An issue to its email, and to bytes by name."""
    from pipeline import compose

    email = compose.email(issue, config, templates, extras)
    return email, compose.compose(issue, config, templates, extras, email)


def check(material: "Material") -> tuple["Finding", ...]:
    """What would hurt a reader, or embarrass us in an inbox, the worst first."""
    from pipeline import check

    return check.check(material)


def archive(newsletter: "Newsletter", site: Mapping[str, bytes]) -> tuple[str, ...]:
    """The public site, by path, to the disk; the paths that changed."""
    from pipeline import archive

    return archive.publish(newsletter.public, site)


def handoff(newsletter: "Newsletter", parcel: "Parcel", *, clock: "Clock", env: Mapping[str, str]) -> "Outcome":
    """An approved issue to the mail service, exactly once."""
    from pipeline import handoff
    from pipeline.outside import web

    ledger = newsletter.ledger(parcel.day)
    return handoff.handoff(newsletter.config, parcel, ledger=ledger, clock=clock, env=env, call=web.call)
