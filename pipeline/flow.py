"""The stages in their order: here they meet. What is done when, and with which of them, is decided in `work/`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from pipeline.archive import Edition, Newsletter
from pipeline.config import Config, evergreen, profile
from pipeline.model import Clock, Email, Finding, Issue, Progress, Warn

if TYPE_CHECKING:  # each stage is imported where it is used: few runs need all of them
    from pipeline.check import Material
    from pipeline.choose import Choice, Given
    from pipeline.collect import Collected
    from pipeline.compose import Extras
    from pipeline.handoff import Outcome, Parcel


def collect(config: Config, *, now: datetime, warn: Warn, progress: Progress) -> Collected:
    """The web to articles, kept in the pool. One bad feed is a warning; all feeds bad is an error."""
    from pipeline import collect as stage

    return stage.collect(config, now=now, warn=warn, progress=progress)


def choose(newsletter: Newsletter, edition: Edition, *, now: datetime, given: Given) -> Choice:
    """Articles to five, each with its reasons; some of it may be *given*."""
    from pipeline import choose as stage
    from pipeline.collect import articles, at_home

    config = newsletter.config
    return stage.choose(
        at_home(articles(config, now=now), given.homes),
        profile=profile.load_profile(config),
        feeds=config.feeds,
        settings=config.choose,
        past=newsletter.memory(before=edition.day, now=now),
        aside=newsletter.set_aside(until=edition.day),
        shelf=evergreen.load_evergreen(config),
        day=edition.day,
        now=now,
        pinned=given.pinned,
        pages=given.pages,
        readings=0 if config.approve.auto else stage.READINGS,
    )


def compose(
    issue: Issue, config: Config, templates: Mapping[str, str], extras: Extras
) -> tuple[Email, dict[str, bytes]]:
    """An issue to its email, and to bytes by name."""
    from pipeline import compose as stage

    email = stage.email(issue, config, templates, extras)
    return email, stage.compose(issue, config, templates, extras, email)


def check(material: Material) -> tuple[Finding, ...]:
    """What would hurt a reader, or embarrass us in an inbox, the worst first."""
    from pipeline import check as stage

    return stage.check(material)


def archive(newsletter: Newsletter, site: Mapping[str, bytes]) -> tuple[str, ...]:
    """The public site, by path, to the disk; the paths that changed."""
    from pipeline import archive as stage

    return stage.publish(newsletter.public, site)


def handoff(newsletter: Newsletter, parcel: Parcel, *, clock: Clock, env: Mapping[str, str]) -> Outcome:
    """An approved issue to the mail service, exactly once."""
    from pipeline import handoff as stage
    from pipeline.outside import web

    ledger = newsletter.ledger(parcel.day)
    return stage.handoff(newsletter.config, parcel, ledger=ledger, clock=clock, env=env, call=web.call)
