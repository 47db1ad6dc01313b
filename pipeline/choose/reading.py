"""Reading one article once: its words, the profile's phrases in it, its grade."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote, urlsplit

from pipeline import urls
from pipeline.choose.phrases import Hit, Matcher, tokens
from pipeline.config.profile import Format, Profile
from pipeline.model import Article, Feed, Tier
from pipeline.urls import owners

LOOK = 250  # words that tell what an article is about
_CLAUSE = re.compile(r"[.!?:;,()•–—]+(?=\s)|\s-\s|\s(?:and|or|then|but)\s(?=\w)", re.IGNORECASE)
_STARTS = 2_000  # characters in which clauses are told apart
_LONGEST = 8_000  # characters; a longer text has said what it is about by then


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """An article, with what every gate and score needs to know of its words."""

    article: Article
    words: Sequence[str]  # of title and text, in this order
    title: int  # how many of them are the title's
    hits: Mapping[str, Sequence[Hit]]
    path: Mapping[str, Sequence[Hit]]  # the same in the words of the address behind its host
    starts: Collection[int]  # which words a sentence or a clause starts with, near the start of the text
    host: str
    tier: Tier  # the editor's rating of its source; "" where nobody rated it, or the page lies elsewhere
    standing: Tier  # what the profile knows of its host
    public: str  # the ending of its host that a public body, a charity or a university would have; "" where none is
    specialist: str  # the word in its host or in the source's name that says that it is about such subjects, or ""
    at_home: bool
    """Whether the source itself (its host, name or tags) is about the subject, so that its articles need not say so."""

    def found(self, name: str, *, title: bool = False, within: int = 0) -> tuple[str, ...]:
        """The distinct matches of a list: in the title only, in the first words only, or anywhere."""
        end = self.title if title else within or len(self.words)
        return tuple(dict.fromkeys(hit.words for hit in self.hits.get(name, ()) if hit.at < end))


def body(article: Article) -> str:
    """The article's own words: the summary, and the full text where the feed carries it."""
    return f"{article.summary} {article.text}" if article.text != article.summary else article.summary


def format_of(reading: Reading, profile: Profile) -> Format | None:
    """The first format whose words the article uses; the last one is the rest."""
    for index, form in enumerate(profile.formats):
        if not form.title and not form.text:
            return form
        if reading.found(f"format {index} title", title=True):
            return form
        if reading.found(f"format {index} text", within=LOOK):
            return form
    return None


def _lists(profile: Profile) -> dict[str, tuple[str, ...]]:
    subject, sense = profile.subject, profile.sense
    lists = {"core": subject.core, "also": subject.also, "conditions": subject.conditions}
    lists |= {"other": sense.other, "ours": sense.ours, "around": sense.around, "near": sense.near}
    tables: tuple[tuple[str, Sequence[object], str], ...] = (
        ("gate", profile.gates, "title text beside unless unless_title"),
        ("kind", profile.kinds, "unless"),
        ("voice", profile.voices, "title text starts"),
        ("format", profile.formats, "title text"),
        ("superseded", profile.superseded, "claim beside"),
    )
    for name, table, parts in tables:
        for index, row in enumerate(table):
            lists |= {f"{name} {index} {part}": getattr(row, part) for part in parts.split()}
    return lists


def _signs(profile: Profile, *parts: Literal["path", "title", "text"]) -> dict[str, tuple[str, ...]]:
    return {
        f"kind {index} {n} {part}": getattr(sign, part)
        for index, kind in enumerate(profile.kinds)
        for n, sign in enumerate(kind.signs)
        for part in parts
    }


class Reader:
    """Reads articles as a profile's reader would."""

    def __init__(self, profile: Profile, feeds: Sequence[Feed]) -> None:
        self.profile = profile
        self._feeds = {feed.url: feed for feed in feeds}
        self._matcher = Matcher(_lists(profile) | _signs(profile, "title", "text"))
        self._paths = Matcher(_signs(profile, "path"))
        self._names = [part for part in profile.sources.specialist if part in profile.subject.core]

    def read(self, article: Article) -> Reading:
        """One article, once."""
        title = tokens(article.title[:400])
        rest = tokens(body(article)[:_LONGEST])
        words = [*title, *rest]
        host, known = urls.host(article.url), self.profile.sources
        return Reading(
            article=article,
            words=words,
            title=len(title),
            hits=self._matcher.find(words),
            starts=_starts(article.title[:400], body(article)[:_STARTS]),
            path=self._paths.find(_path(article.url, title)),
            host=host,
            specialist=next((part for part in known.specialist if part in f"{host} {article.source.lower()}"), ""),
            at_home=self._at_home(article, host),
            tier=self._tier(article),
            standing=self._standing(article, host),
            public=next((end for end in known.public if _ends(host, end)), ""),
        )

    def _at_home(self, article: Article, host: str) -> bool:
        feed = self._feeds.get(article.feed)
        tags = {tag.lower() for tag in feed.tags} if feed else set()
        places = (host, article.source.lower())
        return any(name in tags or any(name in place for place in places) for name in self._names)

    def _tier(self, article: Article) -> Tier:
        feed = self._feeds.get(article.feed)
        if not feed or feed.tier in ("B", ""):
            return ""
        own = [place for place in (feed.url if urls.host(feed.url) else "", article.home, *feed.hosts) if place]
        at_home = not own or any(owners.is_of(article.url, place) for place in own)
        return feed.tier if feed.tier == "X" or at_home else ""

    def _standing(self, article: Article, host: str) -> Tier:
        for tier, ends in self.profile.sources.tiers.items():
            places = (host,) if tier == "A" else (host, article.source.lower())  # a name alone vouches for nothing
            if any(_ends(place, end) for end in ends for place in places):
                return tier
        return ""


def _path(url: str, title: Sequence[str]) -> list[str]:
    """The words of an address behind its host, without a last part that repeats the title."""
    if not urls.is_public_http(url):
        return []
    parts = [tokens(unquote(part)) for part in urlsplit(url).path.split("/")]
    if len(parts[-1]) > 2 or set(parts[-1]) & set(title):
        del parts[-1]
    return [word for part in parts for word in part]


def _starts(title: str, text: str) -> Collection[int]:
    """The places, among the words of title and text, where a sentence or a clause starts."""
    found, at = [], 0
    for clause in (*_CLAUSE.split(title), *_CLAUSE.split(text)):
        found.append(at)
        at += len(tokens(clause))
    return frozenset(found)


def _ends(host: str, end: str) -> bool:
    """Whether *end* closes *host* at a dot; a leading dot also lets a country follow, as in ``.gov.uk``."""
    if end.startswith("."):
        return host.endswith(end) or (host[-3:-2] == "." and host[:-3].endswith(end))
    return host == end or host.endswith(f".{end}")
