"""public/ as bytes by path: index, issue pages, signup pages, feeds. Nothing but a `Published` can get in."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from pipeline import text
from pipeline.compose import feeds, view
from pipeline.compose.ebook import ebook, twin
from pipeline.compose.feeds import Entry
from pipeline.compose.palette import palette
from pipeline.compose.photos import tile_url, with_logo
from pipeline.compose.render import render
from pipeline.compose.signup import form
from pipeline.compose.view import NO_EXTRAS, Extras
from pipeline.config import Config, Newsletter
from pipeline.config.ebook import Offer
from pipeline.config.resources import tiles
from pipeline.model import PUBLIC, Issue, Story
from pipeline.urls import host

PAGES: Mapping[str, str] = {"404.html": "site/404.html"} | {
    f"{place}/index.html": f"site/{place.rpartition('/')[2]}.html"
    for place in ("ebook", "privacy", "signup", "signup/check", "signup/thanks", "signup/already", "signup/goodbye")
}
"""The pages that every site has, and their templates."""

_UNLISTED = {"404.html", *(path for path in PAGES if re.match("signup/.+/", path))}
_GATED = {"ebook/index.html", "ebook/read/index.html"}
"""Where the ebook is: with a gate, only those who signed up are led there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Published:
    """What the world may know of an issue: it keeps nothing else of one, by an allowlist, and no notes or benches."""

    issue: Issue
    send_at: datetime
    listed: bool  # its send time has come: index and feeds show it. Before that it only has its page
    errata: tuple[tuple[datetime, str], ...] = ()
    pictures: Mapping[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        head = {name: getattr(self.issue, name) for name in ("number", "date", "subject", "preheader", "intro")}
        stories = tuple(Story(**{name: getattr(story, name) for name in PUBLIC}) for story in self.issue.stories)
        named = {story.image for story in stories}
        object.__setattr__(self, "issue", Issue(**head, stories=stories))
        object.__setattr__(self, "pictures", {name: data for name, data in self.pictures.items() if name in named})


def site(
    published: Sequence[Published], config: Config, templates: Mapping[str, str], extras: Extras = NO_EXTRAS
) -> dict[str, bytes]:
    """Every file of public/, by path. Raises TemplateError with file and line."""
    shown = sorted(published, key=lambda one: one.issue.date, reverse=True)
    entries = [_entry(one, config, extras.labels) for one in shown]
    listed = [entry for entry, one in zip(entries, shown, strict=True) if one.listed]
    hidden = _UNLISTED if config.ebook.gate == "none" else _UNLISTED | _GATED
    news, offer = config.newsletter, extras.offer
    given = {
        "news": with_logo(news),
        "c": palette(news.brand.colour),
        "form": form(config),
        "articles": config.choose.count,
        "ours": view.language(config, templates),
        "latest": listed[:1],
        "hidden": False,
        "provider": config.signup.provider,
        "host": host(config.signup.action),
        "site": host(news.home),
        "words": twin(offer.twin, markdown=offer.markdown) if offer.twin else "",
    }

    def page(template: str, root: str, **more: object) -> bytes:
        return render(templates, template, **{**given, **_rooted(config, offer, root), **more}).encode()

    book = ebook(config, offer)
    made = {f"ebook/{name}": data for name, data in ((book.pdf, offer.pdf), (book.cover, offer.cover)) if name}
    made |= _pictures(news, entries, extras.logo)
    for one, entry in zip(shown, entries, strict=True):
        older = next((other for other in listed if other.page.date < entry.page.date), None)
        newer = next((other for other in reversed(listed) if other.page.date > entry.page.date), None)
        more = {"page": entry.page, "entry": entry, "older": older, "newer": newer, "url": entry.page.url}
        made[entry.path] = page("site/issue.html", "../", hidden=not one.listed, **more)
        made |= {f"{one.issue.date.isoformat()}/{name}": data for name, data in one.pictures.items()}
    pages = {**PAGES, "ebook/read/index.html": "site/read.html"} if offer.twin else {**PAGES}
    if not book.offered:
        del pages["ebook/index.html"]
    for path, template in pages.items():
        root = news.home if path == "404.html" else "../" * path.count("/")
        url = news.home + path.removesuffix("index.html")
        made[path] = page(template, root, url=url, hidden=path in hidden)
    years = [(year, list(group)) for year, group in groupby(listed, key=lambda entry: entry.page.date.year)]
    made["index.html"] = page("site/index.html", "", years=years, url=news.home, count=len(listed))
    made["favicon.svg"] = page("site/favicon.svg", "")
    made["search.js"] = templates["site/search.js"].encode()
    made["search-data.js"] = _search_data(listed)
    latest = [_told(entry, given, templates) for entry in listed[: feeds.LATEST]]
    made["feed.xml"] = feeds.atom(latest, config)
    made["feed.json"] = feeds.json_feed(latest, config)
    made["sitemap.xml"] = feeds.sitemap(listed, [path for path in pages if path not in hidden], config)
    return made


def _pictures(news: Newsletter, entries: Iterable[Entry], logo: bytes) -> dict[str, bytes]:
    """The logo, and the tiles of the stories."""
    made = {unquote(news.logo_url.removeprefix(news.home)): logo} if logo else {}
    shown = {card.picture.url for entry in entries for card in entry.page.cards if card.picture}
    for name, data in tiles().items():
        if (url := tile_url(news.home, name)) in shown:
            made[url.removeprefix(news.home)] = data
    return made


def _rooted(config: Config, offer: Offer, root: str) -> dict[str, object]:
    """The way to the first page, and to the ebook from there: relative, unless it is elsewhere."""
    signup, get = f"{root}signup/index.html", view.link(config.ebook.url)
    if offer.look:
        get = f"{root}ebook/index.html"
    free = config.ebook.gate == "none" or (config.ebook.url and not form(config))  # no form: nothing to pass through
    return {"root": root, "ebook": ebook(config, offer, url=get if free and get else signup, get=get)}


def _entry(one: Published, config: Config, labels: Mapping[str, str]) -> Entry:
    page = replace(view.page(one.issue, config, Extras(labels=labels, pictures=one.pictures)), unsubscribe="")
    zone, news = ZoneInfo(config.schedule.timezone), config.newsletter
    topics = (labels.get(card.topic) or re.sub("[-_]", " ", card.topic) for card in page.cards if card.topic)
    errata = ((at.astimezone(zone).date(), words) for at, words in one.errata)
    return Entry(
        page=page,
        path=f"{one.issue.date.isoformat()}/index.html",
        topics=tuple(dict.fromkeys(topics)),
        send_at=one.send_at,
        updated=max([one.send_at, *(at for at, _ in one.errata)]),
        errata=tuple((view.in_words(day, news), view.clean(words, view.LONG)) for day, words in errata),
    )


def _told(entry: Entry, given: Mapping[str, object], templates: Mapping[str, str]) -> Entry:
    """The *entry* with its full text."""
    values = {**given, "page": entry.page, "entry": entry}
    html, plain = (render(templates, f"site/entry.{kind}", **values).strip() for kind in ("html", "txt"))
    return replace(entry, html=html, text=f"{plain}\n")


def _search_data(listed: Sequence[Entry]) -> bytes:
    """What the search looks through, loaded when a reader starts to search; a script, so that files will do."""
    found = {}
    for entry in listed:
        page = entry.page
        stories = [f"{card.title} {card.source}" for card in page.cards]
        words = " ".join([page.subject, page.day, *entry.topics, *stories])
        found[entry.path.split("/")[0]] = text.squeeze(words).lower()
    rows = json.dumps(found, ensure_ascii=False, indent=0, separators=(",", ":"))
    return f"window.mondaySearch={rows};\n".encode()
