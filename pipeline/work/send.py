"""An approved issue to the mail service, and the email as a test to one editor."""

import time
from datetime import date
from typing import Literal

from pipeline import compose, flow, handoff, mail
from pipeline.archive import Edition, Newsletter
from pipeline.config import resources
from pipeline.errors import UsageError
from pipeline.handoff import smtp
from pipeline.model import Warn
from pipeline.outside import web
from pipeline.work import Context
from pipeline.work.build import extras


def deliver(context: Context, day: date, *, dry_run: bool = False, patient: Warn | None = None) -> str:
    """Hand an approved issue to the mail service, exactly once; what happened, in words. With *patient*, which hears of
    it, what may pass is tried again within the minute."""
    newsletter = context.newsletter
    if newsletter.edition(day).record.is_rehearsal:
        raise UsageError("this issue was approved as a rehearsal: it is never sent", hint="approve it without --sample")
    made = parcel(newsletter, day)
    if dry_run:
        return handoff.rehearse(newsletter.config, made)
    _really(context)

    def act() -> handoff.Outcome:
        return flow.handoff(newsletter, made, clock=context.clock, env=context.env)

    return (handoff.patiently(act, warn=patient, pause=time.sleep) if patient else act()).words


def look(context: Context, edition: Edition) -> handoff.Sight | None:
    """Ask the mail service once what has become of *edition*, and write it down; None where there is nobody to ask."""
    newsletter, record, now = context.newsletter, edition.record, context.clock()
    config = newsletter.config
    if record.held_by != config.handoff.target or (context.pretending and not handoff.is_local(config)):
        return None
    made = parcel(newsletter, edition.day)
    sight = handoff.look(config, made, record=record, now=now, env=context.env, call=web.call)
    held = {key: record.remote.get(key) for key in ("target", "id")}
    seen = {"status": sight.status, "words": sight.words, "hint": sight.hint, "final": sight.final}
    newsletter.note(edition.day, "looked", at=now, **held, **seen)
    return sight


def settle(context: Context, day: date, verdict: Literal["sent", "absent"]) -> None:
    """Write down what an editor saw at the mail service, where the tool cannot know."""
    newsletter = context.newsletter
    made, ledger = parcel(newsletter, day), newsletter.ledger(day)
    handoff.settle(newsletter.config, made, verdict, ledger=ledger, clock=context.clock)


def send_test(context: Context, day: date, to: str, *, service: bool = False) -> str:
    """The email to one editor's address, marked as a test; what happened, in words. With *service* the mail service
    sends it, as readers will get it, from a draft there."""
    newsletter, clock, env = context.newsletter, context.clock, context.env
    config, made = newsletter.config, parcel(newsletter, day)
    try:
        recipient = mail.address(to)[1]
    except ValueError as e:
        raise UsageError(f"{to}: {e}", hint="for example: monday send-test you@example.org") from e
    if service:
        _really(context)
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


def _really(context: Context) -> None:
    config = context.newsletter.config
    if config.handoff.target != "none" and context.pretending and not handoff.is_local(config):
        raise UsageError("with --now, nothing is handed to a real service", hint="leave out --now")
