"""public/ as bytes by path: index, issue pages, signup pages, feeds. Nothing but a `Published` can get in."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import groupby
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from pipeline import text
from pipeline.compose import feeds, view
from pipeline.compose.palette import palette
from pipeline.compose.photos import logo_url, tile_url, with_logo
from pipeline.compose.render import render
from pipeline.compose.signup import form
from pipeline.compose.twin import twin
from pipeline.config import Config, Newsletter
from pipeline.config.ebook import NOTHING, Offer
from pipeline.config.resources import tiles
from pipeline.model import Issue, Story
from pipeline.urls import host

PAGES: Mapping[str, str] = {
    "404.html": "site/404.html",
    "ebook/index.html": "site/ebook.html",
    "privacy/index.html": "site/privacy.html",
    "signup/index.html": "site/signup.html",
    "signup/check/index.html": "site/check.html",
    "signup/thanks/index.html": "site/thanks.html",
    "signup/already/index.html": "site/already.html",
    "signup/goodbye/index.html": "site/goodbye.html",
}
"""The pages that every site has, and their templates."""

_UNLISTED = {"404.html", *(path for path in PAGES if re.match("signup/.+/", path))}
_GATED = {"ebook/index.html", "ebook/read/index.html"}
"""Where the ebook is: with a gate, only those who signed up are led there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Published:
    """What the world may know of an issue. There is no field for notes, benches, or who approved it."""

    number: int
    date: date
    subject: str
    preheader: str
    intro: str
    stories: tuple[Story, ...]
    """With public fields only, as `published` copies them."""
    send_at: datetime
    listed: bool
    """Its send time has come: index and feeds show it. Before that it only has its page."""
    errata: tuple[tuple[datetime, str], ...] = ()
    pictures: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def updated(self) -> datetime:
        """When readers last got something new: the send time, or a later correction."""
        return max([self.send_at, *(at for at, _ in self.errata)])


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One issue in lists, feeds and neighbours' links."""

    page: view.Page
    path: str
    topics: tuple[str, ...]
    send_at: datetime
    updated: datetime
    errata: tuple[tuple[str, str], ...]
    """Each correction's day in words, and its words."""


def published(
    issue: Issue,
    *,
    send_at: datetime,
    listed: bool,
    errata: Sequence[tuple[datetime, str]] = (),
    pictures: Mapping[str, bytes] | None = None,
) -> Published:
    """The public part of *issue*: the only door to the site, and an allowlist field by field."""
    stories = tuple(
        Story(
            title=story.title,
            url=story.url,
            source=story.source,
            lang=story.lang,
            topic=story.topic,
            minutes=story.minutes,
            blurb=story.blurb,
            why=story.why,
            image=story.image,
            image_alt=story.image_alt,
        )
        for story in issue.stories
    )
    named = {story.image for story in stories}
    return Published(
        number=issue.number,
        date=issue.date,
        subject=issue.subject,
        preheader=issue.preheader,
        intro=issue.intro,
        stories=stories,
        send_at=send_at,
        listed=listed,
        errata=tuple(errata),
        pictures={name: data for name, data in (pictures or {}).items() if name in named},
    )


def site(
    published: Sequence[Published],
    config: Config,
    templates: Mapping[str, str],
    *,
    labels: Mapping[str, str] | None = None,
    offer: Offer = NOTHING,
    logo: bytes = b"",
) -> dict[str, bytes]:
    """Every file of public/, by path. Raises TemplateError with file and line.

    *labels*: what topics are called in plain words, by their names; another topic is shown by its name. *offer*: the
    ebook's files. *logo*: the logo's file.
    """
    shown = sorted(published, key=lambda one: one.date, reverse=True)
    entries = {one.date: _entry(one, config, labels or {}) for one in shown}
    listed = [entries[one.date] for one in shown if one.listed]
    given = _given(config) | {"ours": view.language(config, templates)}
    hidden = _UNLISTED if config.ebook.gate == "none" else _UNLISTED | _GATED
    made = _ebook_files(config, offer) | _pictures(config.newsletter, entries.values(), logo)
    for one in shown:
        entry = entries[one.date]
        made[entry.path] = _issue_page(
            entry, listed, {**given, **_rooted(config, offer, "../")}, templates, listed_now=one.listed
        )
        for name, data in one.pictures.items():
            made[f"{one.date.isoformat()}/{name}"] = data
    pages = {**PAGES, "ebook/read/index.html": "site/read.html"} if offer.twin else PAGES
    for path, template in pages.items():
        root = config.newsletter.home if path == "404.html" else "../" * path.count("/")
        url = config.newsletter.home + path.removesuffix("index.html")
        more = {"latest": listed[:1], "url": url, "hidden": path in hidden}
        if path == "privacy/index.html":
            more |= {
                "provider": config.signup.provider,
                "host": host(config.signup.action),
                "site": host(config.newsletter.home),
            }
        if path == "ebook/read/index.html":
            more["words"] = twin(offer.twin, markdown=offer.markdown)
        made[path] = render(templates, template, **{**given, **_rooted(config, offer, root), **more}).encode()
    years = [(year, list(group)) for year, group in groupby(listed, key=lambda entry: entry.page.date.year)]
    top = {"years": years, "latest": listed[:1], "url": config.newsletter.home, "count": len(listed)}
    made["index.html"] = render(templates, "site/index.html", **{**given, **_rooted(config, offer, ""), **top}).encode()
    made["favicon.svg"] = render(templates, "site/favicon.svg", **given).encode()
    made["search.js"] = templates["site/search.js"].encode()
    made["search-data.js"] = _search_data(listed)
    contents = [_content(entry, given, templates) for entry in listed[: feeds.LATEST]]
    made["feed.xml"] = feeds.atom(listed[: feeds.LATEST], contents, config)
    made["feed.json"] = feeds.json_feed(listed[: feeds.LATEST], contents, config)
    made["sitemap.xml"] = feeds.sitemap(listed, [path for path in pages if path not in hidden], config)
    return made


def _pictures(news: Newsletter, entries: Iterable[Entry], logo: bytes) -> dict[str, bytes]:
    """The logo, and the tiles of the stories."""
    made = {unquote(logo_url(news).removeprefix(news.home)): logo} if logo else {}
    shown = {card.picture.url for entry in entries for card in entry.page.cards if card.picture}
    for name, data in tiles().items():
        if (url := tile_url(news.home, name)) in shown:
            made[url.removeprefix(news.home)] = data
    return made


def _given(config: Config) -> dict[str, object]:
    news = with_logo(config.newsletter)
    return {"news": news, "c": palette(news.brand.colour), "form": form(config), "articles": config.choose.count}


def _rooted(config: Config, offer: Offer, root: str) -> dict[str, object]:
    """The way to the first page, and to the ebook from there: relative, unless it is elsewhere."""
    signup, get = f"{root}signup/index.html", view.link(config.ebook.url)
    if offer.look:
        get = f"{root}ebook/index.html"
    free = config.ebook.gate == "none" or (config.ebook.url and not form(config))  # no form: nothing to pass through
    ebook = view.ebook(config, offer, url=get if free and get else signup, get=get)
    return {"root": root, "ebook": ebook, "hidden": False}


def _ebook_files(config: Config, offer: Offer) -> dict[str, bytes]:
    """The PDF and its cover; their names tell one edition from another."""
    ebook = view.ebook(config, offer)
    named = {ebook.pdf: offer.pdf, ebook.cover: offer.cover}
    return {f"ebook/{name}": data for name, data in named.items() if name}


def _entry(one: Published, config: Config, labels: Mapping[str, str]) -> Entry:
    bare = Issue(
        number=one.number,
        date=one.date,
        subject=one.subject,
        preheader=one.preheader,
        intro=one.intro,
        stories=one.stories,
    )
    page = replace(view.page(bare, config, view.Extras(labels=labels, pictures=one.pictures)), unsubscribe="")
    zone = ZoneInfo(config.schedule.timezone)
    return Entry(
        page=page,
        path=f"{one.date.isoformat()}/index.html",
        topics=tuple(
            dict.fromkeys(
                labels.get(card.topic) or re.sub("[-_]", " ", card.topic) for card in page.cards if card.topic
            )
        ),
        send_at=one.send_at,
        updated=one.updated,
        errata=tuple(
            (view.in_words(at.astimezone(zone).date()), view.clean(words, view.LONG)) for at, words in one.errata
        ),
    )


def _issue_page(
    entry: Entry,
    listed: Sequence[Entry],
    given: Mapping[str, object],
    templates: Mapping[str, str],
    *,
    listed_now: bool,
) -> bytes:
    """An issue's page, with links to its neighbours; nobody links to one that is not listed yet."""
    older = next((other for other in listed if other.page.date < entry.page.date), None)
    newer = next((other for other in reversed(listed) if other.page.date > entry.page.date), None)
    values = {
        **given,
        "page": entry.page,
        "entry": entry,
        "older": older,
        "newer": newer,
        "url": entry.page.url,
        "hidden": not listed_now,
    }
    return render(templates, "site/issue.html", **values).encode()


def _content(entry: Entry, given: Mapping[str, object], templates: Mapping[str, str]) -> feeds.Content:
    values = {**given, "page": entry.page, "entry": entry}
    return feeds.Content(
        html=render(templates, "site/entry.html", **values).strip(),
        text=render(templates, "site/entry.txt", **values).strip() + "\n",
    )


def _search_data(listed: Sequence[Entry]) -> bytes:
    """What the search looks through, loaded when a reader starts to search; a script, so that files will do."""
    found = {entry.path.split("/")[0]: _words(entry) for entry in listed}
    rows = json.dumps(found, ensure_ascii=False, indent=0, separators=(",", ":"))
    return f"window.mondaySearch={rows};\n".encode()


def _words(entry: Entry) -> str:
    page = entry.page
    stories = [f"{card.title} {card.source}" for card in page.cards]
    return text.squeeze(" ".join([page.subject, page.day, *entry.topics, *stories])).lower()
