"""Web pages: what their tags say; the picks' own final addresses and plain text; an article that an editor names."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from urllib.parse import urlsplit

from pipeline import text, urls
from pipeline.collect import dates
from pipeline.collect.gather import policy
from pipeline.config import Config
from pipeline.errors import FetchError
from pipeline.limits import BLURB, TITLE
from pipeline.model import Article
from pipeline.outside.web import Request, Response, fetch_all
from pipeline.urls import owners

_FURNITURE = ("nav", "header", "footer", "aside", "form", "script", "style")
_BODIES = ("article", "main", "body")  # where a page keeps what it is about, narrowest first
_NO_ARTICLE = re.compile(
    r"//(?:consent|login|accounts?|auth|sso|id)\.|/(?:log-?in|sign-?in|sign-?up|consent|subscribe|paywall|404|error)\b",
    re.IGNORECASE,
)
_ENOUGH = 80  # words; an article element with fewer is a teaser
_MOST = 500_000  # characters of a page whose tags are looked at
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]{2,40})""", re.IGNORECASE)


class Head(HTMLParser):
    """The tags of one page, read when it is made."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.metas = dict[str, str]()
        self.links = list[dict[str, str]]()  # the attributes of each <link>
        self.anchors = list[str]()  # where its <a> tags lead
        self.base = self.lang = self.canonical = ""
        self._texts: dict[str, list[str]] = {"title": [], "h1": []}
        self._into: list[str] | None = None
        with suppress(AssertionError):  # html.parser's answer to a malformed "<![…": what was found before it counts
            self.feed(markup[:_MOST])

    def words(self, tag: str) -> str:
        """The words of its first "title" or "h1"; "" where there is none."""
        return text.squeeze(text.plain(" ".join(self._texts[tag])))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: (value or "").strip() for name, value in attrs}
        match tag:
            case "meta":
                name = (values.get("property") or values.get("name") or values.get("itemprop") or "").lower()
                self.metas.setdefault(name, values.get("content", "")[:5000])
            case "link":
                self.links.append(values)
                if "canonical" in values.get("rel", "").lower().split():
                    self.canonical = self.canonical or values.get("href", "")
            case "a" if values.get("href"):
                self.anchors.append(values["href"])
            case "base":
                self.base = self.base or values.get("href", "")
            case "html":
                found = re.match(r"[a-z]{2,3}(?![a-z])", values.get("lang", "").lower())
                self.lang = found[0] if found else ""
            case "title" | "h1":
                self._into = None if self._texts[tag] else self._texts[tag]

    def handle_endtag(self, tag: str) -> None:
        if tag in self._texts:
            self._into = None

    def handle_data(self, data: str) -> None:
        if self._into is not None:
            self._into.append(data)


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """An article's page as readers would reach it."""

    url: str  # its own address, after all redirects; the address asked for, if they do not lead to an article
    words: str  # plain text, without navigation and the like


def read(addresses: Sequence[str], config: Config) -> Mapping[str, Page]:
    """Pages by the address asked, through the same gate as feeds; one that cannot be read is missing."""
    found: dict[str, Page] = {}
    for url, result in _ask(addresses, config).items():
        if isinstance(result, Response) and result.status == 200 and _is_html(result):
            markup = _markup_of(result)
            if words := article_text(markup):
                found[url] = Page(url=home(url, result.url, markup), words=words)
    return found


def home(asked: str, came_from: str, markup: str) -> str:
    """The address to publish for the page that was *asked* for; *came_from* is where redirects ended. A front page, a
    login or a question for consent is not the article: then the address stays. A copy for phones names its page."""
    url = came_from
    if re.search(r"<html[^>]*\s(?:amp|⚡)", markup[:5000], re.IGNORECASE):
        own = Head(markup[:50_000]).canonical
        url = own if urls.is_public_http(own) and urls.host(own).endswith(urls.host(url).removeprefix("amp.")) else url
    url = urls.clean(url)
    if urls.canonical(url) == urls.canonical(asked) or _NO_ARTICLE.search(url) or not urls.is_public_http(url):
        return asked
    return asked if urlsplit(url).path.strip("/") == "" else url


def _ask(addresses: Sequence[str], config: Config) -> Mapping[str, Response | FetchError]:
    """Every answer by the address asked: pages are asked for once, politely and through the same gate as feeds."""
    answers: dict[str, Response | FetchError] = {}
    gentle = replace(policy(config), total_seconds=15, max_wire=2_000_000, max_body=3_000_000)
    accept = (("Accept", "text/html, application/xhtml+xml;q=0.9"),)
    asked = [Request(url=url, headers=accept) for url in dict.fromkeys(addresses) if url]
    fetch_all(asked, policy=gentle, on_response=lambda request, answer: answers.update({request.url: answer}))
    return answers


def article_text(markup: str) -> str:
    """What a page is about, as plain text, without its navigation and the like."""
    for tag in _FURNITURE:
        markup = _without(markup, tag)
    found = ""
    for tag in _BODIES:
        parts = [markup[start:end] for start, end in _spans(markup, tag)][:50]
        found = max(map(text.plain, parts), key=len, default="")
        if len(text.words(found)) >= _ENOUGH:
            return found
    return found or text.plain(markup)


def _is_html(page: Response) -> bool:
    """Whether its type is that of a web page; one without a type may be."""
    kind = page.headers.get("content-type", "text/html").partition(";")[0]
    return kind.strip().lower() in ("text/html", "application/xhtml+xml")


def _markup_of(page: Response) -> str:
    """Its body as text, in the encoding that it names."""
    head = page.body[:2048].decode("ascii", "replace")
    named = (_CHARSET.search(page.headers.get("content-type", "")), _CHARSET.search(head))
    return text.decoded(page.body, *(found[1] for found in named if found))


def _spans(markup: str, tag: str) -> list[tuple[int, int]]:
    """Where elements of *tag* lie, outermost first; linear in the page, however it is broken."""
    spans, depth, start = list[tuple[int, int]](), 0, 0
    for found in re.finditer(rf"<(/?){tag}(?=[\s/>])[^<>]*>", markup, re.IGNORECASE):
        if not found[1]:
            start = found.start() if depth == 0 else start
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                spans.append((start, found.end()))
    return spans


def _without(markup: str, tag: str) -> str:
    kept, at = list[str](), 0
    for start, end in _spans(markup, tag):
        kept.append(markup[at:start])
        at = end
    return " ".join([*kept, markup[at:]])


@dataclass(frozen=True, kw_only=True, slots=True)
class Named:
    """An article whose page an editor names, and the text of that page."""

    article: Article
    words: str  # plain text of the page, without navigation and the like; may be ""
    also: tuple[str, ...]  # every address that it goes by: as asked, as redirected, as it calls itself


def address(pasted: str) -> str:
    """What an editor pasted, as an address: https:// is added where no scheme is written."""
    pasted = pasted.strip()
    has_scheme = re.match(r"[a-z][a-z0-9+.-]*:(?!\d{1,5}(?:/|$))", pasted, re.IGNORECASE)
    return pasted if has_scheme or not pasted else f"https://{pasted}"


def fetch(url: str, config: Config) -> Named:
    """Ask for the page at *url*, through the same gate as feeds. Raises FetchError that says what to do."""
    answer = _ask([url], config).get(url, FetchError("there is no address", reason="bad-url"))
    if isinstance(answer, FetchError):
        reason, words = answer.reason, f"the page cannot be read: {answer}"
    elif answer.status != 200:
        reason, words = str(answer.status), f"the page answers with an error ({answer.status})"
    elif not _is_html(answer):
        kind = answer.headers.get("content-type", "").partition(";")[0].strip()[:60]
        reason, words = "not-html", f"this is not a web page but {kind}"
    else:
        return article(_markup_of(answer), asked=url, url=answer.url, config=config)
    hints = text.table("pages")
    raise FetchError(words, reason=reason, hint=hints.get(reason, hints["other"]))


def article(markup: str, *, asked: str, url: str, config: Config) -> Named:
    """The article that *markup* is; *url* is where it came from in the end. Raises FetchError without a title."""
    head = Head(markup)
    said = {name: text.squeeze(text.plain(value)) for name, value in head.metas.items()}
    site = text.clip(said.get("og:site_name", ""), 80)
    title = next(filter(None, (said.get("og:title"), head.words("title"), head.words("h1"))), "")
    title = text.without_source(title, site)
    if not title:
        raise FetchError("the page has no title", reason="no-title", hint="is it the article's own page?")
    link = urls.clean(url)
    feed = next((f for f in config.feeds if owners.share_host(link, f.url)), None)
    words = article_text(markup)
    names = ("article:published_time", "datepublished", "date")
    published, dated = dates.settle((head.metas[name], True) for name in names if name in head.metas)
    found = Article(
        key=urls.key(url=link),
        url=link,
        title=text.clip(title, TITLE),
        summary=text.clip(said.get("og:description") or said.get("description", ""), BLURB),
        source=feed.name if feed else site or urls.host(link).removeprefix("www."),
        feed=feed.url if feed else "",
        published=published,
        dated=dated,
        lang=head.lang,
        words=len(text.words(words)),
    )
    own = urls.is_public_http(head.canonical) and urls.host(head.canonical) == urls.host(url)  # or another's word
    return Named(article=found, words=words, also=tuple(filter(None, (asked, url, head.canonical if own else ""))))
