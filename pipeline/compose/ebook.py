"""The ebook as templates see it, and its text version as safe markup: the only module that speaks nh3."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from pipeline.compose.view import clean, link
from pipeline.config import Config
from pipeline.config.ebook import Offer
from pipeline.limits import TITLE, file_size
from pipeline.text import counted, table


@dataclass(frozen=True, kw_only=True, slots=True)
class Ebook:
    """The ebook as a template sees it."""

    title: str
    detail: str  # what one gets, as in 14-page PDF; "" while nothing is known
    blurb: str
    show: bool  # whether the emails offer it
    offered: bool  # whether the web pages do: there is one, or the emails promise it
    url: str  # where the button leads, from the page or email that is being made
    get: str  # where one gets it, on pages that only those who signed up are led to; "" while there is no ebook
    pdf: str  # the PDF's name beside the page ebook/; "" if there is none. It tells one edition from another
    size: str  # what is downloaded, as in PDF, 14 pages, 2.3 MB
    cover: str  # the name of the cover's picture beside the page ebook/, or ""
    read: str  # the way to the same words as a web page, from ebook/, or ""
    tagged: bool  # a screen reader finds its way in the PDF


def ebook(config: Config, offer: Offer, *, line: str = "", url: str | None = None, get: str | None = None) -> Ebook:
    """The ebook, with an issue's own *line* about it; *url* and *get* if a page has nearer ways than the email."""
    given, look, away = config.ebook, offer.look, link(config.ebook_url)
    slug = re.sub(r"[^a-z0-9]+", "-", given.title.lower()).strip("-")[:60] or "ebook"
    name = f"{slug}-{offer.digest}"
    return Ebook(
        title=given.title,
        detail=given.detail or (f"{look.pages}-page PDF" if look else ""),
        blurb=clean(line, TITLE) or given.blurb,
        show=given.show,
        offered=given.given or given.show,
        url=away if url is None else url,
        get=(away if given.given else "") if get is None else get,
        pdf=f"{name}.pdf" if look else "",
        size=f"PDF, {counted(look.pages, 'page')}, {file_size(len(offer.pdf))}" if look else "",
        cover=f"{name}{PurePosixPath(given.cover).suffix.lower()}" if offer.cover else "",
        read="read/index.html" if offer.twin else "",
        tagged=bool(look and look.tagged),
    )


def twin(source: str, *, markdown: bool) -> str:
    """The editor's own HTML or Markdown as the inside of a page: nothing in it runs or fetches."""
    import nh3

    if markdown:
        from markdown_it import MarkdownIt

        source = MarkdownIt().enable("table").render(source)
    safe = nh3.clean(
        source,
        tags=set(table("html")["kept"].split()),
        clean_content_tags={"script", "style", "title", "svg", "template"},
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
    )
    words = re.sub(r"\A\s*<h1>.*?</h1>", "", safe, flags=re.DOTALL)  # its title: the page has it already
    return words.replace("<h1>", "<h2>").replace("</h1>", "</h2>")
