"""An approved issue to the mail service, and the email as a test to one editor."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Literal

from pipeline import flow
from pipeline.archive import Newsletter
from pipeline.config import Config, resources
from pipeline.errors import UsageError
from pipeline.flow import Clock
from pipeline.work.build import build, extras

if TYPE_CHECKING:
    from pipeline.handoff import Parcel


def deliver(
    newsletter: Newsletter,
    day: date,
    *,
    clock: Clock,
    env: Mapping[str, str],
    pretending: bool = False,
    dry_run: bool = False,
) -> str:
    """Hand an approved issue to the mail service, exactly once; what happened, in words."""
    from pipeline import handoff

    if newsletter.edition(day).is_rehearsal:
        raise UsageError("this issue was approved as a rehearsal: it is never sent", hint="approve it without --sample")
    made = parcel(newsletter, day)
    if dry_run:
        return handoff.rehearse(newsletter.config, made)
    _really(newsletter.config, pretending=pretending)
    return flow.handoff(newsletter, made, clock=clock, env=env).words


def settle(newsletter: Newsletter, day: date, verdict: Literal["sent", "absent"], *, clock: Clock) -> None:
    """Write down what an editor saw at the mail service, where the tool cannot know."""
    from pipeline import handoff

    made, path = parcel(newsletter, day), newsletter.ledger(day)
    handoff.settle(newsletter.config, made, verdict, ledger=path, clock=clock)


def send_test(newsletter: Newsletter, day: date, to: str, *, env: Mapping[str, str]) -> None:
    """The email's own bytes to one editor's address; no file changes."""
    from pipeline import handoff

    handoff.send_test(newsletter.config, build(newsletter, day, write=False).files["email.eml"], to, env=env)


def service_test(
    newsletter: Newsletter, day: date, to: str, *, clock: Clock, env: Mapping[str, str], pretending: bool = False
) -> str:
    """The issue as the mail service makes it, from a draft there to one editor's address; what happened, in words."""
    from pipeline import handoff
    from pipeline.outside import web

    config = newsletter.config
    _really(config, pretending=pretending)
    made, path = parcel(newsletter, day), newsletter.ledger(day)
    return handoff.service_test(config, made, to, ledger=path, clock=clock, env=env, call=web.call).words


def parcel(newsletter: Newsletter, day: date) -> "Parcel":
    """*day*'s issue as it is handed over."""
    from pipeline import handoff

    config, edition = newsletter.config, newsletter.edition(day)
    issue = edition.require_issue()
    email, made = flow.compose(issue, config, resources.templates(config.folder), extras(edition, config))
    return handoff.parcel(config, issue, email, made["email.eml"])


def _really(config: Config, *, pretending: bool) -> None:
    from pipeline import handoff

    if config.handoff.target != "none" and pretending and not handoff.is_local(config):
        raise UsageError("a pretended time (--now) hands nothing to a real service", hint="leave --now out")
