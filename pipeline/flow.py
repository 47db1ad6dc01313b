"""The stages in their order: here they meet. What is done when, and with which of them, is decided in `work/`."""

from collections.abc import Mapping
from datetime import datetime

from pipeline import archive as archive_stage
from pipeline import check as check_stage
from pipeline import choose as choose_stage
from pipeline import collect as collect_stage
from pipeline import compose as compose_stage
from pipeline import handoff as handoff_stage
from pipeline.archive import Edition, Newsletter
from pipeline.config import Config, evergreen, profile
from pipeline.model import Clock, Email, Finding, Issue, Progress, Warn
from pipeline.outside import web


def collect(config: Config, *, now: datetime, warn: Warn, progress: Progress) -> collect_stage.Collected:
    """The web to articles, kept in the pool. One bad feed is a warning; all feeds bad is an error."""
    return collect_stage.collect(config, now=now, warn=warn, progress=progress)


def choose(
    newsletter: Newsletter, edition: Edition, *, now: datetime, given: choose_stage.Given
) -> choose_stage.Choice:
    """Articles to five, each with its reasons; some of it may be *given*."""
    config = newsletter.config
    return choose_stage.choose(
        collect_stage.at_home(collect_stage.articles(config, now=now), given.homes),
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
        readings=0 if config.approve.auto else choose_stage.READINGS,
    )


def compose(
    issue: Issue, config: Config, templates: Mapping[str, str], extras: compose_stage.Extras
) -> tuple[Email, dict[str, bytes]]:
    """An issue to its email, and to bytes by name."""
    email = compose_stage.email(issue, config, templates, extras)
    return email, compose_stage.compose(issue, config, templates, extras, email)


def check(material: check_stage.Material) -> tuple[Finding, ...]:
    """What would hurt a reader, or embarrass us in an inbox, the worst first."""
    return check_stage.check(material)


def archive(newsletter: Newsletter, site: Mapping[str, bytes]) -> tuple[str, ...]:
    """The public site, by path, to the disk; the paths that changed."""
    return archive_stage.publish(newsletter.public, site)


def handoff(
    newsletter: Newsletter, parcel: handoff_stage.Parcel, *, clock: Clock, env: Mapping[str, str]
) -> handoff_stage.Outcome:
    """An approved issue to the mail service, exactly once."""
    ledger = newsletter.ledger(parcel.day)
    return handoff_stage.handoff(newsletter.config, parcel, ledger=ledger, clock=clock, env=env, call=web.call)
