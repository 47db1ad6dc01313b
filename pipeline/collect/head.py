"""What a web page's tags say of it: its metas, links, base, title, first heading and language. Never raises."""

import re
from contextlib import suppress
from html.parser import HTMLParser

from pipeline.text import plain, squeeze

_MOST = 500_000  # characters that are looked at


class Head(HTMLParser):
    """The tags of one page, read when it is made."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.metas = dict[str, str]()
        self.links = list[dict[str, str]]()
        """The attributes of each <link>."""
        self.anchors = list[str]()
        """Where its <a> tags lead."""
        self.base = self.lang = self.canonical = ""
        self._texts: dict[str, list[str]] = {"title": [], "h1": []}
        self._into: list[str] | None = None
        with suppress(AssertionError):  # html.parser's answer to a malformed "<![…": what was found before it counts
            self.feed(markup[:_MOST])

    def text(self, tag: str) -> str:
        """The words of its first "title" or "h1"; "" where there is none."""
        return squeeze(plain(" ".join(self._texts[tag])))

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
