"""An issue rendered and checked, and from that: where it stands."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from pipeline import check, flow
from pipeline.archive import Edition, Newsletter, State, state_of
from pipeline.archive.ledger import fingerprint
from pipeline.config import Config, resources
from pipeline.config.ebook import offer
from pipeline.config.profile import load_profile
from pipeline.errors import MondayError
from pipeline.model import Email, Finding, Issue
from pipeline.outside import files
from pipeline.work import last_build
from pipeline.work import links as pages
from pipeline.work import tools as programs
from pipeline.work.required_reading import readings

if TYPE_CHECKING:
    from pipeline.compose import Extras


@dataclass(frozen=True, kw_only=True, slots=True)
class Built:
    """An issue, rendered and checked."""

    edition: Edition
    editions: tuple[Edition, ...]  # all of them, as they were when this one was built
    issue: Issue
    files: Mapping[str, bytes]
    findings: tuple[Finding, ...]
    fingerprint: str  # what an approval is bound to: the email's bytes and its send instant
    changed: tuple[str, ...]  # the names among *files* that were written: their bytes differ from what was there before
    material: check.Material  # what was judged: `check.sizes` tells from it where the bytes go


def build(
    newsletter: Newsletter,
    day: date,
    *,
    write: bool = True,
    links: bool = False,
    tools: tuple[str, ...] = (),
    recall: bool = False,
) -> Built:
    """*day*'s issue to bytes, checked, written beside issue.toml. Files of an issue that is out stay as sent. With
    *links* the pages are asked whether they answer; *tools* names real tools that look at the email too. With *recall*
    it is composed and checked only where anything that goes into it has changed since it last was."""
    config, edition = newsletter.config, newsletter.edition(day)
    issue = edition.require_issue()
    editions = newsletter.editions()
    kept = {one.day: one.issue for one in editions if one.keeps_its_number and one.issue}
    last = max((at for at in kept if at < day), default=date.min)
    given = check.Material(
        issue=issue,
        email=Email(subject="", preheader="", html="", text=""),
        config=config,
        eml=b"",
        web=b"",
        past_subjects=tuple(one.subject for at, one in kept.items() if at < day),
        had=newsletter.memory(before=day, keys=False),
        numbers={
            one.day: one.issue.number for one in editions if one.keeps_its_number and one.issue and one.day != day
        },
        ahead=sum(last < one.day < day for one in editions),
        signs=load_profile(config).signs,
        labels=labels(config),
        template_sources=resources.templates(config.folder),
        pictures=edition.pictures(issue),
        logo=logo(config),
        ebook=offer(config),
        readings=readings(newsletter, edition, issue) if edition.may_change else (),
        answers=pages.ask(issue, config) if links else (),
    )
    known = last_build.read(given) if recall else None
    email, made = known or flow.compose(issue, config, given.template_sources, beside(given))
    material = replace(given, email=email, eml=made["email.eml"], web=made["web.html"], tools=programs.run(tools, made))
    if not known:
        report = json.dumps([asdict(f) for f in flow.check(material)], ensure_ascii=False, indent=1)
        made["checks.json"] = report.encode() + b"\n"
    if write and not known and not tools:
        last_build.record(given, email, made)
    differs = tuple(name for name, data in made.items() if edition.file(name) != data)
    changed = differs if write and edition.may_change else ()
    for name in changed:
        newsletter.keep(day, name, made[name])
    return Built(
        edition=edition,
        editions=editions,
        issue=issue,
        files=made,
        findings=tuple(Finding(**one) for one in json.loads(made["checks.json"])),
        fingerprint=fingerprint(made["email.eml"], edition.send_at),
        changed=changed,
        material=material,
    )


def beside(given: check.Material) -> "Extras":
    """What an issue shows beside its words and settings, as it was *given*."""
    from pipeline.compose import Extras

    return Extras(labels=given.labels, pictures=given.pictures, logo=given.logo, offer=given.ebook)


def extras(config: Config, edition: Edition | None = None) -> "Extras":
    """The same as it is on the disk now: names of topics, logo, ebook, pictures of the *edition*."""
    from pipeline.compose import Extras

    return Extras(
        labels=labels(config),
        pictures=edition.pictures(edition.require_issue()) if edition else {},
        logo=logo(config),
        offer=offer(config),
    )


def labels(config: Config) -> Mapping[str, str]:
    """What topics are called in plain words, by their names."""
    return {name: topic.label for name, topic in load_profile(config).topics.items()}


def logo(config: Config) -> bytes:
    """The logo's file in the newsletter's folder; b"" where there is none."""
    name = config.newsletter.brand.logo
    return b"" if not name or "://" in name else files.read(config.folder / name) or b""


def stands(newsletter: Newsletter, edition: Edition, now: datetime) -> State:
    """Where the *edition* stands at *now*. What is approved, and not out, is made again to see whether the approval
    holds: files on disk tell nothing of an edit, another template or other settings."""
    if edition.error or edition.is_settled(now) or not edition.record.approval:
        return state_of(edition, now, None)
    try:
        return state_of(edition, now, build(newsletter, edition.day, write=False, recall=True).fingerprint)
    except MondayError:  # what cannot be made is not what was approved
        return state_of(edition, now, None)
