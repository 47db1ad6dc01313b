"""An editor's approval of an issue, bound to the bytes of the email and to the moment it goes out."""

from collections.abc import Iterable
from datetime import date, datetime

from pipeline import check
from pipeline.archive import Newsletter
from pipeline.errors import CheckFailed, Conflict, Skipped
from pipeline.handoff import explain
from pipeline.limits import issue_name
from pipeline.model import Finding, Warn
from pipeline.work.build import build
from pipeline.work.required_reading import command, summary


class Unintended(CheckFailed):
    """The subject or preheader names what is not in the issue, and nobody has said that this is intentional."""

    def __init__(self, named: str, *, seen: str) -> None:
        super().__init__(
            f"not approved: the subject or preview text mentions something that is not in this issue ({named})",
            hint="change it, or confirm that it is intentional: monday approve --intentional",
        )
        self.named = named
        self.seen = seen  # the fingerprint of what was looked at


def require_intent(findings: Iterable[Finding], *, seen: str) -> None:
    """Raise Unintended where *findings* on what has the fingerprint *seen* call for a yes of its own."""
    if named := [f.message for f in findings if f.rule == "headers.names"]:
        raise Unintended("; ".join(named), seen=seen)


def approve(
    newsletter: Newsletter,
    day: date,
    *,
    by: str,
    rehearsal: bool = False,
    intended: bool = False,
    now: datetime,
    seen: str = "",
    warn: Warn = lambda _: None,
) -> str:
    """Bind an approval to the bytes of the email and its send instant; what happens next, in words. issue.toml is kept
    as it is then: once the issue is out, that is what readers got. *seen* is the fingerprint of what the editor looked
    at: Conflict when it is another by now. *intended*: what `require_intent` would object to is intentional. *warn*
    gets each warning that stands."""
    config, edition = newsletter.config, newsletter.edition(day)
    edition.require_open()
    if edition.is_skipped and not rehearsal:
        hint = f"to send it anyway, remove {day} from skip under [schedule], then approve it"
        raise Skipped(f"not approved: the Monday of the {issue_name(day)} is skipped", hint=hint)
    if edition.is_late(now) and not rehearsal:
        hint = "to send it anyway, raise max_late_hours under [schedule], then approve it"
        hours = config.schedule.max_late_hours
        raise Skipped(f"not approved: the {issue_name(day)} is more than {hours:g} hours late", hint=hint)
    built = build(newsletter, day)
    text = built.edition.text
    if (seen and seen != built.fingerprint) or text is None or text != newsletter.edition(day).text:
        raise Conflict("the issue changed since you saw it", hint="look at the current version, then approve")
    errors = [f for f in built.findings if f.level == "error"]
    found = built.material.readings
    if not rehearsal:
        errors += check.ebook_findings(config, built.material.ebook)
        errors += check.sample_findings(built.issue, config)
    if errors:
        first, more = errors[0], f", and {len(errors) - 1} more" if len(errors) > 1 else ""
        every = "to see them all: monday check; to rehearse with sample articles: monday approve --sample"
        hint = first.hint if first.where == check.EBOOK else every
        raise CheckFailed(f"not approved: {first.message} ({first.where}){more}", hint=hint)
    if waits := [] if rehearsal else [reading for reading in found if not reading.by]:
        one = waits[0]
        waiting = f"{summary(found, built.issue)}; article {one.place}, “{one.story.title}”: {one.why[0]}"
        hint = f"read it at {one.story.url}; if it is safe: {command(one, built.issue)}"
        raise CheckFailed(f"not approved: {waiting}", hint=hint)
    if not (rehearsal or intended):
        require_intent(built.findings, seen=built.fingerprint)
    for warning in (f for f in built.findings if f.level == "warning"):
        warn(f"{warning.message} ({warning.where})")
    send_at = edition.send_at
    newsletter.approve(
        day,
        text,
        at=now,
        fingerprint=built.fingerprint,
        send_at=send_at.isoformat(),
        by=by,
        rehearsal=rehearsal,
        read=[{"url": reading.story.url, "by": reading.by} for reading in found if reading.by],
    )
    ahead = "it is a rehearsal and will never be sent" if rehearsal else explain.after_approval(config, send_at)
    return f"The {issue_name(day)} is approved; {ahead}."
