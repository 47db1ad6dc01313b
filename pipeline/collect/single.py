"""One page that an editor names → an article: its title, summary, source and date as the page itself gives them."""

import re
from dataclasses import dataclass

from pipeline import text, urls
from pipeline.collect import dates, page
from pipeline.config import Config
from pipeline.errors import FetchError
from pipeline.limits import BLURB, TITLE
from pipeline.model import Article
from pipeline.urls import owners

_NAME = 80


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """An article and the text of its page."""

    article: Article
    words: str  # plain text of the page, without navigation and the like; may be ""
    also: tuple[str, ...]  # every address that it goes by: as asked, as redirected, as it calls itself


def address(pasted: str) -> str:
    """What an editor pasted, as an address: https:// is added where no scheme is written."""
    pasted = pasted.strip()
    has_scheme = re.match(r"[a-z][a-z0-9+.-]*:(?!\d{1,5}(?:/|$))", pasted, re.IGNORECASE)
    return pasted if has_scheme or not pasted else f"https://{pasted}"


def fetch(url: str, config: Config) -> Page:
    """Ask for the page at *url*, through the same gate as feeds. Raises FetchError that says what to do."""
    hints = text.table("pages")
    answer = page.ask([url], config).get(url, FetchError("there is no address", reason="bad-url"))
    if isinstance(answer, FetchError):
        words, hint = f"the page cannot be read: {answer}", hints.get(answer.reason, hints["other"])
        raise FetchError(words, reason=answer.reason, hint=hint)
    if answer.status != 200:
        words, hint = f"the page answers with an error ({answer.status})", hints.get(str(answer.status), hints["other"])
        raise FetchError(words, reason="status", hint=hint)
    if not page.is_html(answer):
        kind = answer.headers.get("content-type", "").partition(";")[0].strip()[:60]
        hint = "paste the address of the page that links to it"
        raise FetchError(f"this is not a web page but {kind}", reason="not-html", hint=hint)
    return read(page.markup_of(answer), asked=url, url=answer.url, config=config)


def read(markup: str, *, asked: str, url: str, config: Config) -> Page:
    """The article that *markup* is; *url* is where it came from in the end. Raises FetchError without a title."""
    head = page.Head(markup)
    said = {name: text.squeeze(text.plain(value)) for name, value in head.metas.items()}
    site = text.clip(said.get("og:site_name", ""), _NAME)
    title = next(filter(None, (said.get("og:title"), head.words("title"), head.words("h1"))), "")
    title = text.without_source(title, site)
    if not title:
        raise FetchError("the page has no title", reason="no-title", hint="is it the article's own page?")
    link = urls.clean(url)
    feed = next((f for f in config.feeds if owners.share_host(link, f.url)), None)
    words = page.article_text(markup)
    published, dated = dates.settle(
        [(head.metas[name], True) for name in ("article:published_time", "datepublished", "date") if name in head.metas]
    )
    article = Article(
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
    return Page(article=article, words=words, also=tuple(filter(None, (asked, url, _own_name(head, url)))))


def _own_name(head: page.Head, url: str) -> str:
    """What the page calls its own address, where that is on the same host: others cannot speak for it."""
    same = urls.is_public_http(head.canonical) and urls.host(head.canonical) == urls.host(url)
    return head.canonical if same else ""
