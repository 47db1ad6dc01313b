"""One issue as readers will see it, and what `check` says of it: what the studio's page shows."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from pipeline import check, compose
from pipeline.archive import Edition, Newsletter, state_of
from pipeline.choose.draft import preheader
from pipeline.config.profile import load_profile
from pipeline.issue import NAME
from pipeline.model import Finding, Issue, Reading, Sent, Story
from pipeline.preview import fields, why
from pipeline.text import table
from pipeline.work import required_reading
from pipeline.work.build import Built, build, logo
from pipeline.work.next_step import NextStep, next_step

_DEAD = "links.dead"


@dataclass(frozen=True, kw_only=True, slots=True)
class Rendered:
    """One issue as readers will see it, and what `check` says of it."""

    files: Mapping[str, bytes]
    """email.html, email.txt, web.html, and issue.toml as it was read; email.eml where there is one."""
    findings: tuple[Finding, ...]
    issue: Issue
    day: date
    fingerprint: str = ""  # what an approval of exactly this would be bound to
    sizes: tuple[tuple[str, int, int], ...] = ()
    """Where the bytes of the email go: words, bytes, and bytes as they are sent."""
    step: NextStep = field(default_factory=NextStep)
    labels: Mapping[str, str] = field(default_factory=dict)  # the everyday names of topics
    defaults: Mapping[str, str] = field(default_factory=dict)
    """What the email shows in place of the intro and the ebook line while those are empty."""
    places: int = 5  # how many articles an issue has
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    """What nothing serves yet, by its address, also as pages write it: the editor's own pictures, tiles, the logo."""
    made_up: tuple[str, ...] = ()
    """What in it is fiction, such as a sample article: while there is any, it can only be rehearsed."""
    readings: tuple[Reading, ...] = ()
    """What a person must read before it is approved, or has read; in a rehearsal nobody need."""
    to_read: Mapping[str, Reading] = field(default_factory=dict)  # these and those of the bench, by the address
    instead: Mapping[str, Story] = field(default_factory=dict)
    """For a story that waits for its reading, by its address: one on the bench that needs none."""
    earlier: Mapping[str, Sent] = field(default_factory=dict)
    """For a story, by its address: one on its topic that readers had, whose blurb may serve again."""
    material: check.Material | None = None  # what it was checked by
    preheader: str = ""  # the preview text that fits the articles, as a draft has it
    reader: str = ""  # who read or approved something last, so that the name is asked for only once


def render(newsletter: Newsletter, day: date, answers: Mapping[str, check.Answer], *, now: datetime) -> Rendered:
    """Read, compose and check *day*'s issue; *answers* of the pages that were asked for, by address, count too."""
    built = build(newsletter, day, write=False)
    edition, material, config = built.edition, built.material, newsletter.config
    made_up = tuple(finding.message for finding in check.sample_findings(built.issue, config))
    on_bench = replace(built.issue, stories=built.issue.bench)
    bench = required_reading.readings(newsletter, edition, on_bench) if edition.may_change else ()
    names = (one.record.last_name for one in reversed(built.editions) if not one.error)
    hints, found = table("studio")["hints"], check.to_do(_with_links(built, answers))
    state, sizes = state_of(edition, now, built.fingerprint), check.sizes(material)
    return Rendered(
        files={**built.files, NAME: edition.text or b""},
        findings=tuple(
            replace(one, hint=hints.get(one.rule, one.hint)) if one.where.startswith(NAME) else one for one in found
        ),
        issue=built.issue,
        day=day,
        step=next_step(config, edition, state, made_up=bool(made_up), now=now),
        fingerprint=built.fingerprint,
        labels=material.labels,
        defaults={"intro": config.newsletter.tagline, "ebook": config.ebook.blurb},
        places=config.choose.count,
        sizes=(
            *((f"{entry.n}. {entry.title}", entry.raw, entry.encoded) for entry in sizes.stories),
            ("All of it", sizes.raw, sizes.encoded),
        ),
        made_up=made_up,
        material=material,
        readings=material.readings,
        to_read={one.story.url: one for one in (*bench, *material.readings)},
        instead=required_reading.instead(material.readings, bench, built.issue),
        earlier=why.earlier(material.had, built.issue),
        preheader=preheader(built.issue.stories, load_profile(config)),
        reader=next(filter(None, names), ""),
        pictures=served(newsletter, edition, built.issue),
    )


def _with_links(built: Built, answers: Mapping[str, check.Answer]) -> tuple[Finding, ...]:
    """The findings, and one more for each address of the issue that did not answer when it was asked."""
    urls = dict.fromkeys([*(story.url for story in built.issue.stories), built.material.config.ebook_url])
    found = []
    for url in urls:
        if url in answers:
            asked = replace(built.material, answers=(answers[url],))
            found += [replace(finding, rule=_DEAD) for finding in check.RULES[_DEAD](asked)]
    order = tuple(check.GROUPS)
    return tuple(sorted([*built.findings, *found], key=lambda finding: order.index(finding.level)))


def served(newsletter: Newsletter, edition: Edition, one: Issue | None) -> Mapping[str, bytes]:
    """The pictures of *one* issue by their addresses: as its email names them, and as its page does."""
    news, own = newsletter.config.newsletter, edition.pictures(one) if one else {}
    found = compose.served(news, edition.day, own, logo(newsletter.config))
    return found | {url.replace(news.home, "../"): data for url, data in found.items()}


def findings_at(findings: Iterable[Finding], place: str) -> tuple[Finding, ...]:
    """The findings that speak of *place* on the page, such as "story-2", or of a field in it."""
    ids = ((finding, anchors(finding)) for finding in findings)
    return tuple(finding for finding, each in ids if any(at == place or at.startswith(f"{place}-") for at in each))


_FIELD = "|".join(fields.STORY)  # an address, say, has no field of its own here
_PLACE = re.compile(
    rf"\b(story|bench|held|dropped)(?:\s+(\d+))?(?:,\s*({_FIELD})\b)?|\b(subject|preheader|intro|ebook)\b"
)


def anchors(finding: Finding) -> list[str]:
    """The ids of the places on the studio's page that *finding* speaks of; none when it is elsewhere."""
    found = _PLACE.finditer(finding.where) if finding.where.startswith("issue.toml") else ()
    return [one[4] or "-".join(filter(None, (one[1], one[2] or "1", one[3]))) for one in found]


def spot(where: str) -> str:
    """A finding's place in an editor's words: "Article 2, blurb"."""
    if not where.startswith("issue.toml"):
        return where
    place = where.removeprefix("issue.toml").lstrip(": ").replace("preheader", "preview text")
    words = re.sub(rf", (?!{_FIELD})\w+", "", place.replace("story", "article"))
    return words[:1].upper() + words[1:] or "The issue"
