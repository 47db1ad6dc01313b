"""An issue taken back: from the mail service and from the site, so that it can be edited and approved again."""

from datetime import date

from pipeline import handoff
from pipeline.archive import Newsletter
from pipeline.errors import MondayError, UsageError
from pipeline.limits import issue_name
from pipeline.outside import web
from pipeline.work import Context, publish, send


def roll_back(context: Context, day: date) -> str:
    """Unschedule *day*'s issue at the mail service; its approval is void, and its page goes. What happened, in words.
    Raises UsageError if it is on the site already, RemoteRefused if the service has sent it."""
    newsletter, clock, env = context.newsletter, context.clock, context.env
    config, edition = newsletter.config, newsletter.edition(day)
    if not edition.is_approved and edition.may_change:
        return "it is not approved: there is nothing to take back"
    if edition.is_out and not edition.record.is_handed_off:
        raise UsageError(f"the {issue_name(day)} is public", hint="correct its page instead: monday erratum")
    handoff.same_target(config, day, edition.record)
    shown = (newsletter.public / str(day)).exists()
    words = "" if shown else "nothing was sent; "
    if config.handoff.target != "none":
        parcel, path = send.parcel(newsletter, day), newsletter.ledger(day)
        words = handoff.rollback(config, parcel, ledger=path, clock=clock, env=env, call=web.call).words + "; "
    newsletter.note(day, "revoked", at=clock())  # else the next run would hand it over again
    if shown:
        try:
            publish.publish(newsletter, now=clock(), warn=lambda _: None)
            words += "its page is off the site; "
        except MondayError as e:
            words += f"its page stays on its host until: monday archive ({e}); "
    return f"{words}its approval is void"


def latest(newsletter: Newsletter) -> date | None:
    """The latest issue that is approved or with the mail service: what a person means who takes "it" back."""
    found = (one for one in newsletter.editions() if one.is_approved or not one.may_change)
    return max((one.day for one in found if one.record.is_handed_off or not one.is_out), default=None)
