"""An approved issue on its way: to the mail service, back from it, or as a test to one editor."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from pipeline import flow
from pipeline.config import Config, resources
from pipeline.errors import UsageError
from pipeline.handoff import ledger

if TYPE_CHECKING:
    from pipeline.handoff import Parcel

Clock = Callable[[], datetime]


def deliver(
    config: Config, day: date, *, clock: Clock, env: Mapping[str, str], pretending: bool = False, dry_run: bool = False
) -> str:
    """Hand an approved issue to the mail service, exactly once; what happened, in words."""
    from pipeline import handoff, web

    if flow.is_rehearsal(flow.events(config, day)):
        raise UsageError("this issue was approved as a rehearsal: it is never sent", hint="approve it without --sample")
    parcel = _parcel(config, day)
    if dry_run:
        return handoff.rehearse(config, parcel)
    if pretending and not handoff.is_local(config):
        raise UsageError("a pretended time (--now) hands nothing to a real service", hint="leave --now out")
    path = flow.issue_folder(config, day) / ledger.NAME
    return handoff.handoff(config, parcel, ledger=path, clock=clock, env=env, call=web.call).words


def take_back(config: Config, day: date, *, clock: Clock, env: Mapping[str, str]) -> str:
    """Unschedule an issue at the mail service, so that it can be edited and approved again."""
    from pipeline import handoff, web

    path = flow.issue_folder(config, day) / ledger.NAME
    return handoff.rollback(config, _parcel(config, day), ledger=path, clock=clock, env=env, call=web.call).words


def settle(config: Config, day: date, verdict: Literal["sent", "absent"], *, clock: Clock) -> None:
    """Write down what an editor saw at the mail service, where the tool cannot know."""
    from pipeline import handoff

    path = flow.issue_folder(config, day) / ledger.NAME
    handoff.settle(config, _parcel(config, day), verdict, ledger=path, clock=clock)


def send_test(config: Config, day: date, to: str, *, env: Mapping[str, str]) -> None:
    """The email's own bytes to one editor's address."""
    from pipeline import handoff

    handoff.send_test(config, flow.build(config, day).files["email.eml"], to, env=env)


def _parcel(config: Config, day: date) -> "Parcel":
    from pipeline import compose, handoff

    found = flow.read_issue(config, day)
    templates = resources.templates(config.folder)
    email = compose.email(found, config, templates)
    return handoff.parcel(config, found, email, compose.parts(email, found, config, templates)["email.eml"])
