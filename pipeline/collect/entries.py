"""Raw entries of any feed format → articles: plain text, a date with provenance, an identity that holds in its feed."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import unquote, urljoin, urlsplit

from pipeline import urls
from pipeline.collect import dates
from pipeline.model import Article, Feed
from pipeline.text import clip, plain, squeeze, without_source, words

MOST = 1000  # entries kept of one feed: the newest

_LONG = 1500  # characters; a "summary" beyond this is the whole article
_MORE = r"(?:Continue reading|Read more|Read on|Read the (?:full|whole) (?:story|article|post|study|report))"
# Words that a sentence may begin with too ("Read on days when…") are furniture alone, before a title in quotes or a
# colon, before an arrow, or behind an ellipsis.
_FURNITURE = re.compile(
    r"\s*(?:The post .{1,300} (?:appeared first on|first appeared on) .{1,120}|"
    rf"{_MORE}(?: here| now)?(?:\s*[:“\"‘][^\n]{{0,120}}|\b[^.\n]{{0,120}}(?=[→»]|>>))?|"
    rf"Read the (?:full|whole) (?:story|article|post|study|report) (?:on|at|in|from)\b[^.\n]{{0,120}}|"
    rf"\[?(?:…|\.\.\.|&hellip;)\]?(?: ?\[?{_MORE}[^\n]{{0,120}})?)\s*[.…→»>\]]*\s*$",
    re.IGNORECASE,
)

_NO_VALUE = re.compile(r"(?:^|/)(?:null|undefined|none|nil|nan|n/a|\[object Object\])/?$", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One entry as the feed gives it; all text may still be markup."""

    title: str = ""
    link: str = ""  # absolute or relative to the feed
    guid: str = ""
    identifiers: tuple[str, ...] = ()  # what identifier fields (dc:identifier, prism:doi) say
    summary: str = ""
    content: str = ""
    author: str = ""
    source: str = ""  # where the feed has it from (RSS and Atom ``source``)
    lang: str = ""
    dates: tuple[tuple[str, bool], ...] = ()  # (date string, is it a date of publication?), the most telling first


def articles(entries: Iterable[Entry], *, feed: Feed, url: str, home: str = "") -> tuple[Article, ...]:
    """What the entries of one feed become; the same article twice is kept once; of very many, the newest. *home*: the
    link that the feed gives for its site."""
    host = urls.host(home)
    drafts = [(entry, _article(entry, url, feed, host)) for entry in entries]
    named = [
        (article, entry.identifiers, urls.canonical(article.url), squeeze(entry.guid))
        for entry, article in drafts
        if article.title or article.summary or article.text
    ]
    links = _shared((link, article.title) for article, _, link, _ in named)
    guids = _shared((guid, article.title) for article, _, _, guid in named)
    found = dict[str, Article]()
    for article, identifiers, link, guid in named:
        key = urls.key(
            url="" if link in links else article.url,
            guid="" if guid in guids else guid,
            feed=urls.without_user(feed.url),
            identifiers=(*identifiers, guid),
            text=f"{feed.url} {article.title} {article.url} {'' if article.url else article.summary}",
        )
        first = found.setdefault(key, replace(article, key=key))
        found[key] = replace(first, url=urls.safest(first.url, article.url))
    oldest = datetime(1, 1, 1, tzinfo=UTC)
    kept = list(found.values())
    if len(kept) > MOST:
        kept = sorted(kept, key=lambda article: article.published or oldest, reverse=True)[:MOST]
    return tuple(kept)


def _shared(named: Iterable[tuple[str, str]]) -> set[str]:
    """The links or guids that entries with different titles share: they name none of them."""
    titles = defaultdict[str, set[str]](set)
    for name, title in named:
        titles[name].add(title)
    return {name for name, of in titles.items() if len(of) > 1}


def _article(entry: Entry, base: str, feed: Feed, home: str) -> Article:
    """An entry as an article whose key is not known yet."""
    summary, text = _tidy(plain(entry.summary)), _tidy(plain(entry.content))
    if len(summary) > _LONG:
        summary, text = "", max(summary, text, key=len)
    if text == summary:
        text = ""
    title = without_source(squeeze(plain(entry.title)), plain(entry.source), feed.name) or clip(summary or text, 80)
    summary = summary or clip(text, 600)
    published, dated = dates.settle(entry.dates)
    return Article(
        key="",
        url=_link(entry, base),
        title=title,
        summary=summary,
        text=text,
        source=feed.name,
        feed=feed.url,
        home=home,
        author=clip(plain(entry.author), 200),
        published=published,
        dated=dated,
        lang=_language(entry.lang),
        words=max(len(words(summary)), len(words(text))),
    )


def _link(entry: Entry, base: str) -> str:
    """Where a reader is sent: absolute, without trackers; "" when neither link nor guid is a page's address."""
    base = urls.without_user(base)
    for raw in (entry.link, entry.guid if re.match(r"https?://", entry.guid, re.IGNORECASE) else ""):
        link = re.sub(r"[\t\r\n]", "", raw.strip())
        try:
            link = urljoin(base, link) if base else link
        except ValueError:
            continue
        link = re.sub(r"[\s<>\"\\]", lambda odd: f"%{ord(odd[0]):02X}" if odd[0].isascii() else "", link)
        if urls.is_public_http(link) and not _is_empty(link, base):
            return urls.clean(link)
    return ""


def _is_empty(link: str, base: str) -> bool:
    """Whether a link only fills its place: "#", which leads to the feed itself, or what programs write for no value."""
    page = link.partition("#")[0]
    parts = urlsplit(page)
    if page == base.partition("#")[0] or _NO_VALUE.search(urls.host(page)):
        return True
    at_front = parts.path in ("", "/")
    return not parts.query and bool((at_front and link.endswith("#")) or _NO_VALUE.search(unquote(parts.path)))


def _tidy(text: str) -> str:
    """Without the "Read more" lines that publishing software adds below a summary."""
    for _ in range(3):  # an ellipsis, a "Read more" and a "The post … appeared first on …"
        end = max(0, len(text) - 600)
        tidied = text[:end] + _FURNITURE.sub("", text[end:])
        if tidied == text:
            break
        text = tidied
    return text


def _language(tag: str) -> str:
    primary = re.match(r"[a-z]{2,3}(?![a-z])", tag.strip().lower())
    return primary[0] if primary else ""
