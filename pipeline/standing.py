"""Where an issue stands, for its editor: what became of it, what comes next, what may still be done."""

from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from pipeline import flow
from pipeline.config import Config, when
from pipeline.handoff import approval, words
from pipeline.preview import Standing

_WORDS: Final = MappingProxyType(
    {
        "draft": "",
        "approved": "approved",
        "changed": "changed since its approval: approve it again",
        "handed-off": "handed to the mail service",
        "public": "public",
        "in-doubt": "in doubt at the mail service: see monday status",
    }
)


def standing(config: Config, day: date, *, fingerprint: str, now: datetime) -> Standing:
    """How *day*'s issue stands at *now*; *fingerprint* is of the email as it would be made now."""
    record = flow.events(config, day)
    state = approval.state(record, fingerprint)
    send_at = when.send_instant(config.schedule, day)
    out_at = approval.goes_out(record) or send_at
    gone = state == "public" or (state == "handed-off" and (out_at <= now or config.handoff.target == "smtp"))
    doubtful = state == "in-doubt" and config.handoff.target == "smtp"
    where = words.destination(config)
    if gone:
        said, ahead = "out", f"Readers have had it since {words.clock(config, out_at)}."
    elif state == "handed-off":
        said, ahead = "scheduled", f"It is at {where}, and goes out on {words.clock(config, out_at)}."
    else:
        said, ahead = _WORDS[state], _ahead(config, day, state, now)
    return Standing(
        words=said,
        ahead=ahead,
        stage="out" if gone or doubtful else "scheduled" if state in ("handed-off", "in-doubt") else "open",
        no_test="" if config.smtp.host else "no mail server is set: write host under [smtp] in newsletter.toml",
        test_to=config.notify.to,
        corrections=approval.errata(record),
    )


def _ahead(config: Config, day: date, state: str, now: datetime) -> str:
    send_at = when.send_instant(config.schedule, day)
    if state == "in-doubt":
        return f"It may be at {words.destination(config) or 'the mail service'}: look there, then run `monday handoff`."
    step = words.next_step(config, send_at)
    if when.too_late(config.schedule, day, now) and config.handoff.target != "none":
        return f"Its time was {words.clock(config, send_at)}: it is too late to send it."
    if state == "approved":
        return f"{step[0].upper()}{step[1:]}."
    return f"Once approved, {step}."
