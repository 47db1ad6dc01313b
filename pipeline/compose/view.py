"""What templates may see of an issue: an allowlist of fields, cleaned and cut. Notes and benches stay behind."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from typing import Final
from urllib.parse import quote, urlsplit

from pipeline import text
from pipeline.compose.photos import Shown, logo, picture
from pipeline.config import Config, Newsletter
from pipeline.config.ebook import NOTHING, Offer
from pipeline.limits import BLURB, TITLE, UNSUBSCRIBE, identity
from pipeline.model import Issue
from pipeline.text.printable import visible
from pipeline.urls import ascii_url

SHORT, LONG = 120, 2000  # the longest source or topic, and the longest intro, in characters
BUTTON = 22  # the longest name of an article on its button, in characters: one line on a phone

_MONTHS = (  # not strftime: its month names change with the machine's locale
    "January February March April May June July August September October November December".split()
)
_CRISIS = re.compile(
    r"\bsuicid|\bself[- ]harm|\bkill(?:ing|ed)? (?:my|your|him|her|them)sel|\bend (?:my|your|their) life", re.I
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Extras:
    """What templates show that is neither in issue.toml nor in newsletter.toml."""

    labels: Mapping[str, str] = field(default_factory=dict)  # what topics are called in plain words, by their names
    pictures: Mapping[str, bytes] = field(default_factory=dict)  # the editor's own pictures, by the name in issue.toml
    logo: bytes = b""  # the logo's file, where it is one of the newsletter's folder
    offer: Offer = NOTHING  # the ebook's files
    language: str = "en"  # what the templates' own words are written in


NO_EXTRAS: Final = Extras()


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """One story as a template sees it."""

    n: int
    title: str
    url: str  # as a browser would request it; "" unless http or https
    short: str  # what its button calls it, such as "Foot drop"; "" when no short name tells it from the others
    source: str
    lang: str  # the title's language; "" when it is that of the words around it
    topic: str
    minutes: int | None
    blurb: str  # may hold **bold**: print it with ``|bold`` or ``|unbold``
    why: tuple[str, ...]
    image: str  # the editor's own picture's address below home, or ""
    image_alt: str
    picture: Shown | None  # the editor's own picture, or the tile of the topic
    standing: bool  # one of the editor's standing articles
    crisis: bool  # it mentions suicide, and the newsletter has a crisis line


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """One issue as a template sees it."""

    identity: str  # ``{newsletter.id}-{date}``, everywhere and forever
    number: int
    date: date
    day: str  # the date in words
    short_day: str  # the same without the year
    subject: str
    preheader: str
    intro: str  # may hold **bold**
    opening: str  # the first sentence of *intro*: it comes before the first story
    rest: str  # what comes after *opening*
    next: str  # when readers hear from us again: "next Monday", or the day where that one is skipped
    logo: Shown | None
    ours: str  # the language of the templates' own words
    theirs: str  # the language of what the editor writes; "" when it is the same
    cards: tuple[Card, ...]
    minutes: int  # the sum of the known reading times; 0 where few are known
    more: bool  # some reading times are unknown, so that it takes longer than *minutes*
    url: str  # where the web version is
    unsubscribe: str = UNSUBSCRIBE


def page(issue: Issue, config: Config, extras: Extras = NO_EXTRAS) -> Page:
    """*issue* as templates see it."""
    news = config.newsletter
    url = link(f"{news.home}{issue.date.isoformat()}/")
    intro = _bold(issue.intro, LONG)
    first = next(iter(text.sentences(intro)), "")
    opening = first if first.count("**") % 2 == 0 and intro.startswith(first) else intro  # no bold words are cut
    day = in_words(issue.date, news)
    return Page(
        identity=identity(news.id, issue.date),
        number=issue.number,
        date=issue.date,
        day=day,
        short_day=day[:-5].rstrip(","),
        subject=clean(issue.subject, TITLE),
        preheader=clean(issue.preheader, TITLE),
        intro=intro,
        opening=opening,
        rest=intro[len(opening) :].strip(),
        next=_next(issue.date, config),
        logo=logo(news, extras.logo),
        ours=extras.language,
        theirs=_theirs(news, extras),
        cards=tuple(_cards(issue, news, extras, url)),
        minutes=issue.minutes,
        more=any(story.minutes is None for story in issue.stories),
        url=url,
    )


def _cards(issue: Issue, news: Newsletter, extras: Extras, home: str) -> Iterator[Card]:
    names = [_short(clean(story.title, TITLE), extras.labels.get(story.topic, "")) for story in issue.stories]
    taken = Counter(name.casefold() for name in names)
    for n, (story, name) in enumerate(zip(issue.stories, names, strict=True), 1):
        image, alt = link(home + quote(story.image)) if story.image else "", clean(story.image_alt, TITLE)
        yield Card(
            n=n,
            title=clean(story.title, TITLE),
            url=link(story.url),
            short=name if taken[name.casefold()] == 1 else "",
            source=clean(story.source, SHORT),
            lang=clean(story.lang, SHORT) or _theirs(news, extras),
            topic=clean(story.topic, SHORT),
            minutes=story.minutes,
            blurb=_bold(story.blurb, BLURB),
            why=tuple(clean(reason, TITLE) for reason in story.why),
            image=image,
            image_alt=alt,
            picture=picture(n, story.topic, news.home, image, alt, extras.pictures.get(story.image, b"")),
            standing=story.shelf,
            crisis=bool(news.crisis_line and _CRISIS.search(f"{story.title} {story.blurb}")),
        )


def _theirs(news: Newsletter, extras: Extras) -> str:
    """The newsletter's language, if the templates' own words are in another; else ""."""
    return "" if news.language.split("-")[0] == extras.language.split("-")[0] else news.language


def _short(title: str, label: str) -> str:
    """A title's first part if it is short enough for a button, else what its topic is called."""
    head = re.split(r"[:?!]\s|\s[–—-]\s", title)[0].rstrip("?!.")
    name = head if " " in head and len(head) <= BUTTON else label
    return name[:1].upper() + name[1:]


def _next(day: date, config: Config) -> str:
    coming = next(after for weeks in count(1) if (after := day + timedelta(weeks=weeks)) not in config.schedule.skip)
    if coming == day + timedelta(weeks=1):
        return "next Monday"
    return f"on Monday, {in_words(coming, config.newsletter)}"


def clean(raw: str, limit: int) -> str:
    """*raw* on one line, at most *limit* characters, without what breaks mail clients or the lines around it. Gmail
    clips messages that hold C1 characters, and one right-to-left override turns the rest of the page around."""
    # A C1 character is nearly always Windows text read as Latin-1: U+0092 was meant as ’.
    repaired = re.sub("[\x80-\x9f]", lambda c1: c1[0].encode("latin-1").decode("cp1252", "ignore"), raw)
    return text.clip(text.squeeze(visible(re.sub("[\x0b\x0c\u2028\u2029]", " ", repaired))), limit)


def _bold(raw: str, limit: int) -> str:
    """*raw*, cleaned and cut; a ``**`` that lost its pair in the cut goes, too."""
    shown = clean(raw, limit)
    if shown.count("**") % 2 and shown.endswith("…") and raw.count("**") % 2 == 0:
        head, _, tail = shown.rpartition("**")
        return head + tail
    return shown


def link(url: str) -> str:
    """*url* as a browser would request it, in ASCII; "" unless it is http or https."""
    tidy = clean(url, 2000)
    try:
        parts = urlsplit(tidy)
    except ValueError:
        return ""
    return ascii_url(tidy) if parts.scheme in ("http", "https") and parts.netloc else ""


def in_words(day: date, news: Newsletter) -> str:
    """23 November 2026, or November 23, 2026 for American readers."""
    month = _MONTHS[day.month - 1]
    return f"{month} {day.day}, {day.year}" if news.american else f"{day.day} {month} {day.year}"


def language(config: Config, templates: Mapping[str, str]) -> str:
    """What the templates' own words are written in: English as shipped, the newsletter's own language once restyled."""
    name = "email/email.html"
    written, restyled = config.newsletter.language, templates[name] != templates.get(f"shipped/{name}", templates[name])
    return written if restyled or written.lower().split("-")[0] == "en" else "en"
