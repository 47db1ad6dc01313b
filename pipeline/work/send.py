"""An approved issue to the mail service, and the email as a test to one editor."""

import time
from collections.abc import Mapping
from datetime import date
from typing import Literal

from pipeline import compose, flow, handoff, mail
from pipeline.archive import Edition, Newsletter
from pipeline.config import Config, resources
from pipeline.errors import UsageError
from pipeline.handoff import smtp
from pipeline.model import Clock, Warn
from pipeline.outside import web
from pipeline.work.build import extras


def deliver(
    newsletter: Newsletter,
    day: date,
    *,
    clock: Clock,
    env: Mapping[str, str],
    pretending: bool = False,
    dry_run: bool = False,
    patient: Warn | None = None,
) -> str:
    """Hand an approved issue to the mail service, exactly once; what happened, in words. With *patient*, which hears of
    it, what may pass is tried again within the minute."""
    if newsletter.edition(day).record.is_rehearsal:
        raise UsageError("this issue was approved as a rehearsal: it is never sent", hint="approve it without --sample")
    made = parcel(newsletter, day)
    if dry_run:
        return handoff.rehearse(newsletter.config, made)
    _really(newsletter.config, pretending=pretending)

    def act() -> handoff.Outcome:
        return flow.handoff(newsletter, made, clock=clock, env=env)

    return (handoff.patiently(act, warn=patient, pause=time.sleep) if patient else act()).words


def look(
    newsletter: Newsletter, edition: Edition, *, clock: Clock, env: Mapping[str, str], pretending: bool
) -> handoff.Sight | None:
    """Ask the mail service once what has become of *edition*, and write it down; None where there is nobody to ask."""
    config, record, now = newsletter.config, edition.record, clock()
    if record.held_by != config.handoff.target or (pretending and not handoff.is_local(config)):
        return None
    made = parcel(newsletter, edition.day)
    sight = handoff.look(config, made, record=record, now=now, env=env, call=web.call)
    held = {key: record.remote.get(key) for key in ("target", "id")}
    seen = {"status": sight.status, "words": sight.words, "hint": sight.hint, "final": sight.final}
    newsletter.note(edition.day, "looked", at=now, **held, **seen)
    return sight


def settle(newsletter: Newsletter, day: date, verdict: Literal["sent", "absent"], *, clock: Clock) -> None:
    """Write down what an editor saw at the mail service, where the tool cannot know."""
    handoff.settle(newsletter.config, parcel(newsletter, day), verdict, ledger=newsletter.ledger(day), clock=clock)


def send_test(
    newsletter: Newsletter,
    day: date,
    to: str,
    *,
    clock: Clock,
    env: Mapping[str, str],
    service: bool = False,
    pretending: bool = False,
) -> str:
    """The email to one editor's address, marked as a test; what happened, in words. With *service* the mail service
    sends it, as readers will get it, from a draft there."""
    config, made = newsletter.config, parcel(newsletter, day)
    try:
        recipient = mail.address(to)[1]
    except ValueError as e:
        raise UsageError(f"{to}: {e}", hint="for example: monday send-test you@example.org") from e
    if service:
        _really(config, pretending=pretending)
        ledger = newsletter.ledger(day)
        done = handoff.service_test(config, made, recipient, ledger=ledger, clock=clock, env=env, call=web.call)
        return done.words
    smtp.send_test(made, recipient, handoff.mailer(config, env), now=clock())
    return f"a test was sent to {to}"


def parcel(newsletter: Newsletter, day: date) -> handoff.Parcel:
    """*day*'s issue as it is handed over."""
    config, edition = newsletter.config, newsletter.edition(day)
    issue = edition.require_issue()
    beside = extras(config, edition)
    email, made = flow.compose(issue, config, resources.templates(config.folder), beside)
    shown = compose.shown_from_home(email, config, beside.offer)
    return handoff.parcel(config, issue, email, made["email.eml"], shown=shown)


def _really(config: Config, *, pretending: bool) -> None:
    if config.handoff.target != "none" and pretending and not handoff.is_local(config):
        raise UsageError("with --now, nothing is handed to a real service", hint="leave --now out")
