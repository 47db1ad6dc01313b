"""The picks' own pages as plain text: for reading minutes and better blurbs."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from pipeline import text
from pipeline.collect.gather import policy
from pipeline.config import Config
from pipeline.errors import FetchError
from pipeline.outside.web import Request, Response, fetch_all

_FURNITURE = ("nav", "header", "footer", "aside", "form", "script", "style")
_BODIES = ("article", "main", "body")
"""Where a page keeps what it is about, narrowest first."""
_ENOUGH = 80
"""Words; an article element with fewer is a teaser."""
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]{2,40})""", re.IGNORECASE)


def read(urls: Sequence[str], config: Config) -> Mapping[str, str]:
    """Plain text by URL, through the same gate as feeds; a page that cannot be read is missing."""
    found: dict[str, str] = {}

    def keep(request: Request, result: Response | FetchError) -> None:
        if isinstance(result, Response) and result.status == 200 and is_html(result):
            words = article_text(decoded(result))
            if words:
                found[request.url] = words

    ask(urls, config, keep)
    return found


def ask(urls: Sequence[str], config: Config, keep: Callable[[Request, Response | FetchError], None]) -> None:
    """Ask for pages, each once, politely and through the same gate as feeds; *keep* gets every answer."""
    gentle = replace(policy(config), total_seconds=15, max_wire=2_000_000, max_body=3_000_000)
    accept = (("Accept", "text/html, application/xhtml+xml;q=0.9"),)
    asked = [Request(url=url, headers=accept) for url in dict.fromkeys(urls) if url]
    fetch_all(asked, policy=gentle, on_response=keep)


def article_text(markup: str) -> str:
    """What a page is about, as plain text, without its navigation and other furniture."""
    for tag in _FURNITURE:
        markup = _without(markup, tag)
    found = ""
    for tag in _BODIES:
        found = max((text.plain(part) for part in _elements(markup, tag)), key=len, default="")
        if len(text.words(found)) >= _ENOUGH:
            return found
    return found or text.plain(markup)


def is_html(page: Response) -> bool:
    """Whether it says that it is a web page; one that says nothing may be."""
    return page.headers.get("content-type", "text/html").partition(";")[0].strip().lower() in (
        "text/html",
        "application/xhtml+xml",
    )


def decoded(page: Response) -> str:
    """Its body as text, in the encoding that it names."""
    head = page.body[:2048].decode("ascii", "replace")
    for named in (_CHARSET.search(page.headers.get("content-type", "")), _CHARSET.search(head)):
        if named:
            try:
                return page.body.decode(named[1], "replace")
            except (LookupError, ValueError):
                continue
    return page.body.decode("utf-8", "replace")


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


def _elements(markup: str, tag: str) -> list[str]:
    return [markup[start:end] for start, end in _spans(markup, tag)][:50]
