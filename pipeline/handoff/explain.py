"""Where an issue goes, when, and what ends a doubt, in an editor's words."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from pipeline.config import Config


def destination(config: Config) -> str:
    """The mail service and its list, as an editor knows them; "" when no service is set."""
    settings = config.handoff
    match settings.target:
        case "mailchimp":
            return f"Mailchimp, audience {settings.audience}" if settings.audience else "Mailchimp"
        case "listmonk":
            lists = " and ".join(str(one) for one in settings.lists)
            return f"listmonk, list{'s' * (len(settings.lists) > 1)} {lists}" if lists else "listmonk"
        case "buttondown":
            return "Buttondown"
        case "smtp":
            return f"the list {settings.to}" if settings.to else "the list"
    return ""


def clock(config: Config, instant: datetime) -> str:
    """An instant as the newsletter's own readers would say it."""
    return f"{instant.astimezone(ZoneInfo(config.schedule.timezone)):%A, %B %-d, %H:%M}"


def after_approval(config: Config, send_at: datetime) -> str:
    """What happens to an approved issue, without a full stop."""
    when, where = clock(config, send_at), destination(config)
    if not where:
        return f"the site shows it from {when}. No mail service is set, so nothing is sent"
    if config.handoff.target == "smtp":
        return f"the first `monday run` after {when} sends it to {where}"
    return f"the next `monday run` hands it to {where}, for {when}"


def settling(target: str, day: date, step: str) -> str:
    """What ends a doubt over *step*: another look, or a person where no look can tell."""
    again = f"monday handoff --issue {day}"
    if step == "send":
        return f"look there yourself, then run: {again} --settle sent, or --settle absent"
    if (target, step) == ("mailchimp", "create"):
        return f"look there yourself; if it is not there, run: {again} --settle absent; if it is: {again}"
    return f"check again, which is safe: {again}"
