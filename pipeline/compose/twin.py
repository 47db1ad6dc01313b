"""The ebook's text version, the editor's own HTML or Markdown, as safe markup: the only module that speaks nh3."""

import re
from typing import Final

_KEPT: Final = set(
    "h1 h2 h3 h4 p ul ol li dl dt dd strong b em i br hr blockquote table thead tbody tr th td a".split()
)


def twin(source: str, *, markdown: bool) -> str:
    """*source* as the inside of a page: words, headings, lists, tables and links; nothing that runs or fetches."""
    import nh3

    if markdown:
        from markdown_it import MarkdownIt

        source = MarkdownIt().enable("table").render(source)
    safe = nh3.clean(
        source,
        tags=_KEPT,
        clean_content_tags={"script", "style", "title", "svg", "template"},
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
    )
    words = re.sub(r"\A\s*<h1>.*?</h1>", "", safe, flags=re.DOTALL)  # its title: the page has it already
    return words.replace("<h1>", "<h2>").replace("</h1>", "</h2>")
