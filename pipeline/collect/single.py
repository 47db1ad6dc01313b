"""One page that an editor names → an article: its title, summary, source and date as the page itself gives them."""

import re
from dataclasses import dataclass
from typing import Final

from pipeline import text, urls
from pipeline.collect import dates, page
from pipeline.config import Config
from pipeline.errors import FetchError
from pipeline.limits import BLURB, TITLE
from pipeline.model import Article
from pipeline.outside.web import Response
from pipeline.urls import owners

_NAME = 80
_HINTS: Final = {
    "not-public": "paste the address of a page that anyone can open",
    "dns": "check the address for a typo: copy it from the browser's address bar",
    "scheme": "copy the address from the browser's address bar; it starts with https://",
    "bad-url": "copy the address from the browser's address bar; it starts with https://",
    "tls": "open it in a browser: if that warns you too, choose another article",
    "too-big": "it may be a download: paste the page that leads to it",
    "timeout": "try again in a minute",
}
_STATUS: Final = {
    401: "the page requires a login: readers could not open it either",
    403: "the site lets no programs in: copy a [[bench]] block in issue.toml and fill it in by hand",
    404: "open it in a browser: the address may have a typo, or the page is gone",
    410: "its owner has taken it down: choose another article",
    429: "the site asks us to wait: try again in some minutes",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """An article and the text of its page."""

    article: Article
    words: str
    """Plain text of the page, without navigation and the like; may be ""."""
    also: tuple[str, ...]
    """Every address that it goes by: as asked, as redirected, as it calls itself."""


def address(pasted: str) -> str:
    """What an editor pasted, as an address: https:// is added where no scheme is written."""
    pasted = pasted.strip()
    has_scheme = re.match(r"[a-z][a-z0-9+.-]*:(?!\d{1,5}(?:/|$))", pasted, re.IGNORECASE)
    return pasted if has_scheme or not pasted else f"https://{pasted}"


def fetch(url: str, config: Config) -> Page:
    """Ask for the page at *url*, through the same gate as feeds. Raises FetchError that says what to do."""
    answers: list[Response | FetchError] = []
    page.ask([url], config, lambda _, answer: answers.append(answer))
    if not answers:
        raise FetchError("there is no address", reason="bad-url", hint=_HINTS["bad-url"])
    answer = answers[0]
    if isinstance(answer, FetchError):
        raise FetchError(
            f"the page cannot be read: {answer}",
            reason=answer.reason,
            hint=_HINTS.get(answer.reason, "open it in a browser; if it opens there, try again"),
        )
    if answer.status != 200:
        hint = _STATUS.get(answer.status, "open it in a browser; if it opens there, try again")
        raise FetchError(f"the page answers with an error ({answer.status})", reason="status", hint=hint)
    if not page.is_html(answer):
        kind = answer.headers.get("content-type", "").partition(";")[0].strip()[:60]
        raise FetchError(
            f"this is not a web page but {kind}", reason="not-html", hint="paste the page that leads to it"
        )
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
