"""What templates may see of an issue: an allowlist of fields, cleaned and cut. Notes and benches stay behind."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from urllib.parse import quote, urlsplit

from pipeline import text
from pipeline.config import Config
from pipeline.config.ebook import Offer, megabytes
from pipeline.limits import BLURB, TITLE, UNSUBSCRIBE, identity
from pipeline.model import Issue, Story
from pipeline.urls import ascii_host

SHORT, LONG = 120, 2000
"""The longest source or topic, and the longest intro, in characters."""

_UNSAFE = re.compile(
    "[\\x00-\\x1f\\x7f-\\x9f\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff\\ud800-\\udfff"
    "\\ufdd0-\\ufdef\\ufffe\\uffff\\ufff9-\\ufffb]"
)
_MONTHS = (  # not strftime: its month names change with the machine's locale
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """One story as a template sees it."""

    n: int
    title: str
    url: str
    """As a browser would request it; "" unless http or https."""
    source: str
    topic: str
    minutes: int | None
    blurb: str
    """May hold **bold**: print it with ``|bold`` or ``|unbold``."""
    why: tuple[str, ...]
    image: str
    """The picture's address below home, or ""."""
    image_alt: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """One issue as a template sees it."""

    identity: str
    """``{newsletter.id}-{date}``, everywhere and for ever."""
    number: int
    date: date
    day: str
    """The date in words."""
    subject: str
    preheader: str
    intro: str
    """May hold **bold**."""
    cards: tuple[Card, ...]
    minutes: int
    """The sum of the known reading times."""
    more: bool
    """Some reading times are unknown, so that it takes longer than *minutes*."""
    url: str
    """Where the web version is."""
    unsubscribe: str = UNSUBSCRIBE


@dataclass(frozen=True, kw_only=True, slots=True)
class Ebook:
    """The ebook as a template sees it."""

    title: str
    detail: str
    """What one gets, as in 14-page PDF; "" while nothing is known."""
    blurb: str
    show: bool
    """Whether the emails offer it."""
    url: str
    """Where the button leads, from the page or email that is being made."""
    get: str
    """Where one gets it, on pages that only those who signed up are led to; "" while there is no ebook."""
    pdf: str = ""
    """The PDF's name beside the page ebook/; "" where there is none."""
    size: str = ""
    """What is downloaded, as in PDF, 14 pages, 2.3 MB."""
    cover: str = ""
    """The name of the cover's picture beside the page ebook/, or ""."""
    read: str = ""
    """The way to the same words as a web page, from ebook/, or ""."""
    tagged: bool = False
    """A screen reader finds its way in the PDF."""


def ebook(config: Config, offer: Offer, *, line: str = "", url: str | None = None, get: str | None = None) -> Ebook:
    """The ebook, with an issue's own *line* about it; *url* and *get* where a page has nearer ways than the email."""
    given, look = config.ebook, offer.look
    name = f"{_slug(given.title)}-{offer.digest}"
    return Ebook(
        title=given.title,
        detail=given.detail or (f"{look.pages}-page PDF" if look else ""),
        blurb=clean(line, TITLE) or given.blurb,
        show=given.show,
        url=link(config.ebook_url) if url is None else url,
        get=(link(config.ebook_url) if given.given else "") if get is None else get,
        pdf=f"{name}.pdf" if look else "",
        size=f"PDF, {text.counted(look.pages, 'page')}, {megabytes(len(offer.pdf))}" if look else "",
        cover=f"{name}{PurePosixPath(given.cover).suffix.lower()}" if offer.cover else "",
        read="read/index.html" if offer.twin else "",
        tagged=bool(look and look.tagged),
    )


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60] or "ebook"


def page(issue: Issue, config: Config) -> Page:
    """*issue* as templates see it."""
    url = link(f"{config.newsletter.home}{issue.date.isoformat()}/")
    known = [story.minutes for story in issue.stories if story.minutes is not None]
    return Page(
        identity=identity(config.newsletter.id, issue.date),
        number=issue.number,
        date=issue.date,
        day=in_words(issue.date),
        subject=clean(issue.subject, TITLE),
        preheader=clean(issue.preheader, TITLE),
        intro=_bold(issue.intro, LONG),
        cards=tuple(_card(n, story, url) for n, story in enumerate(issue.stories, 1)),
        minutes=sum(known),
        more=len(known) < len(issue.stories),
        url=url,
    )


def clean(raw: str, limit: int) -> str:
    """*raw* on one line, at most *limit* characters, without what breaks mail clients or the lines around it.

    Gmail clips messages that hold C1 characters, and one right-to-left override turns the rest of the page around.
    """
    repaired = re.sub("[\x80-\x9f]", _from_windows, raw)
    return text.clip(text.squeeze(_UNSAFE.sub(lambda m: " " if m[0] in "\t\n\r\x0b\x0c" else "", repaired)), limit)


def link(url: str) -> str:
    """*url* as a browser would request it, in ASCII; "" unless it is http or https."""
    tidy = clean(url, 2000)
    try:
        parts = urlsplit(tidy)
    except ValueError:
        return ""
    if not parts.netloc.isascii():
        user, at, place = parts.netloc.rpartition("@")
        name, colon, port = place.partition(":")
        tidy = parts._replace(netloc=f"{user}{at}{ascii_host(name)}{colon}{port}").geturl()
    return quote(tidy, safe="%/:=?&;,+@#!*'()~-._") if parts.scheme in ("http", "https") and parts.netloc else ""


def in_words(day: date) -> str:
    """23 November 2026, whatever the machine's locale."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _card(n: int, story: Story, url: str) -> Card:
    return Card(
        n=n,
        title=clean(story.title, TITLE),
        url=link(story.url),
        source=clean(story.source, SHORT),
        topic=clean(story.topic, SHORT),
        minutes=story.minutes,
        blurb=_bold(story.blurb, BLURB),
        why=tuple(clean(reason, TITLE) for reason in story.why),
        image=link(url + quote(story.image)) if story.image else "",
        image_alt=clean(story.image_alt, TITLE),
    )


def _bold(raw: str, limit: int) -> str:
    """*raw*, cleaned and cut; a ``**`` that lost its pair in the cut goes, too."""
    shown = clean(raw, limit)
    if shown.count("**") % 2 and shown.endswith("…") and raw.count("**") % 2 == 0:
        head, _, tail = shown.rpartition("**")
        return head + tail
    return shown


def _from_windows(match: re.Match[str]) -> str:
    """A C1 character is nearly always Windows text read as Latin-1: U+0092 was meant as ’."""
    return match[0].encode("latin-1").decode("cp1252", "ignore")
