"""What rules are given: the material, parsed once, and short ways to say what was found and where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import PurePosixPath
from urllib.parse import SplitResult, quote, unquote, urlsplit

from pipeline import text, urls
from pipeline.check import color, css, raw
from pipeline.check.html import Node, Page, parse
from pipeline.check.material import Material
from pipeline.model import PUBLIC, Finding, Picture, Story
from pipeline.outside.pictures import measure
from pipeline.text import squash

_BLOCKS = ("p", "td", "div", "h1", "h2", "h3", "li")


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """One story's place in the email."""

    n: int
    story: Story
    heading: Node
    box: Node
    """The innermost element that holds heading, "n of N" and "End of n"; the heading itself if there is none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """One text of issue.toml, and where an editor changes it."""

    where: str
    key: str
    words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """A picture whose file is known."""

    name: str
    where: str
    """Where an editor changes it."""
    size: int
    """Bytes."""
    found: Picture | None
    """None if it is no picture."""


class View:
    """The material and everything derived from it, each derived once."""

    def __init__(self, material: Material) -> None:
        self.material = material
        self.issue = material.issue
        self.email = material.email
        self.config = material.config
        self.news = material.config.newsletter

    @cached_property
    def page(self) -> Page:
        """email.html as a tree."""
        return parse(self.email.html)

    @property
    def root(self) -> Node:
        return self.page.root

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """Every element of the email, in document order."""
        return tuple(self.root.all())

    @cached_property
    def body(self) -> Node:
        return next(self.root.all("body"), self.root)

    @cached_property
    def words(self) -> str:
        """What a reader sees of the email, as one line."""
        return self.body.text

    @cached_property
    def both(self) -> Mapping[str, str]:
        """Both parts as a reader sees them, each as one line."""
        return {"email.html": self.words, "email.txt": text.squeeze(self.email.text)}

    @cached_property
    def links(self) -> tuple[Node, ...]:
        """Every link of the email that can be seen."""
        return tuple(node for node in self.root.all("a") if "href" in node.attrs and node.shown)

    @cached_property
    def addresses(self) -> tuple[tuple[Node, str], ...]:
        """One link for each address, and where an editor changes it: a story leads to its page by two links or more."""
        boxes = {card.box: story_at(card.n, "url") for card in self.cards}
        found: dict[tuple[str, str], tuple[Node, str]] = {}
        for link in self.links:
            place = next((boxes[node] for node in link.up() if node in boxes), "")
            found.setdefault((link.attrs["href"].strip(), place), (link, place or at(link)))
        return tuple(found.values())

    @cached_property
    def images(self) -> tuple[Node, ...]:
        return tuple(self.root.all("img"))

    @cached_property
    def logo_url(self) -> str:
        """Where the logo is published."""
        logo = self.news.brand.logo
        return logo if not logo or "://" in logo else self.news.home + quote(PurePosixPath(logo).name)

    @cached_property
    def files(self) -> Mapping[str, File]:
        """The pictures whose files are known, by where they are published."""
        home, pictures = f"{self.news.home}{self.issue.date.isoformat()}/", self.material.pictures
        found = {
            home + story.image: _file(story.image, story_at(n, "image"), pictures[story.image])
            for n, story in enumerate(self.issue.stories, 1)
            if story.image in pictures
        }
        if self.material.logo:
            logo = _file(self.news.brand.logo, "newsletter.toml: brand", self.material.logo)
            found[unquote(self.logo_url)] = logo
        return found

    @cached_property
    def sheets(self) -> tuple[tuple[int, str], ...]:
        """Each <style> of the email: its line and its CSS."""
        return tuple((node.line, "".join(str(item) for item in node.inside)) for node in self.root.all("style"))

    @cached_property
    def rules(self) -> tuple[css.Rule, ...]:
        """The style rules that stayed in <style>."""
        return tuple(rule for line, sheet in self.sheets for rule in css.rules(sheet, first_line=line))

    @property
    def light(self) -> tuple[color.Painted, ...]:
        """Every visible text as it is painted in plain light."""
        return self.paintings[color.APPEARANCES[0]].texts

    @cached_property
    def paintings(self) -> Mapping[color.Appearance, color.Painting]:
        """The email in every state that an inbox may put it in."""
        return color.paintings(self.body, self.rules)

    @cached_property
    def headers(self) -> Mapping[str, str]:
        """The header fields of email.eml as they stand, by their names in small letters."""
        return raw.fields(self.material.eml)

    @cached_property
    def cards(self) -> tuple[Card, ...]:
        """The stories that the email shows, in the order of issue.toml."""
        found = []
        headings = [node for node in self.body.all("h2") if node.shown]
        for n, story in enumerate(self.issue.stories, 1):
            heading = next((h for h in headings if same(h.text, story.title)), None)
            if heading is not None:
                headings = headings[headings.index(heading) + 1 :]
                found.append(self._card(n, story, heading))
        return tuple(found)

    def _card(self, n: int, story: Story, heading: Node) -> Card:
        start = re.compile(rf"\b{n} of {len(self.issue.stories)}\b", re.IGNORECASE)
        end = re.compile(rf"\bend of {n}\b", re.IGNORECASE)
        box = next((node for node in heading.up() if start.search(node.text) and end.search(node.text)), None)
        return Card(n=n, story=story, heading=heading, box=box or heading)

    @cached_property
    def written(self) -> tuple[Text, ...]:
        """Every text of issue.toml that readers see."""
        head = {key: getattr(self.issue, key) for key in ("subject", "preheader", "intro")}
        found = [Text(where=f"issue.toml: {key}", key=key, words=words) for key, words in head.items()]
        for n, story in enumerate(self.issue.stories, 1):
            for key in PUBLIC:
                value = getattr(story, key)
                words = (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ()
                found += [Text(where=story_at(n, key), key=key, words=one) for one in words]
        return tuple(found)

    @cached_property
    def said(self) -> tuple[Text, ...]:
        """What we wrote ourselves, without its stars: not the titles, which are quoted."""
        ours = [one for one in self.written if one.key in ("subject", "preheader", "intro", "blurb")]
        return tuple(Text(where=one.where, key=one.key, words=one.words.replace("**", "")) for one in ours)

    @cached_property
    def copy(self) -> str:
        """Everything that we wrote into the email, a sentence a line: templates, settings and issue.toml."""
        quoted = {card.heading for card in self.cards} | {node for node in self.links if node.text}
        around = {outer for node in quoted for outer in node.up()}
        lines = []
        for node in self.body.all(*_BLOCKS):
            holds_blocks = any(True for _ in node.all("table", *_BLOCKS))
            if holds_blocks or not node.shown or node in around or not quoted.isdisjoint(node.up()):
                continue
            if node.text and not any(same(node.text, s.source) for s in self.issue.stories):
                lines.append(node.text)
        return "\n".join(lines)


def _file(name: str, where: str, data: bytes) -> File:
    return File(name=name, where=where, size=len(data), found=measure(data))


@lru_cache(maxsize=1024)  # each of our sources is compared with each line
def same(one: str, other: str) -> bool:
    """Whether two texts say the same, apart from white space, signs and a cut at the end."""
    a, b = squash(one), squash(other)
    return a == b if min(len(a), len(b)) < 100 else a[:100] == b[:100]


def same_page(one: str, other: str) -> bool:
    """Whether two addresses lead to the same page: one as a person wrote it, the other as compose writes it."""
    return unquote(one.strip()) == unquote(other.strip()) or urls.canonical(one) == urls.canonical(other)


def split(url: str) -> SplitResult:
    """The parts of an address; all empty if it is none."""
    try:
        return urlsplit(url.strip())
    except ValueError:
        return urlsplit("")


def at(node: Node) -> str:
    """A place in the email."""
    return f"email.html:{node.line}"


def story_at(n: int, key: str) -> str:
    """A place in issue.toml."""
    return f"issue.toml: story {n}, {key}"


def error(where: str, message: str, hint: str = "") -> Finding:
    """Something that must be fixed before approval; `check` adds the rule's name."""
    return Finding(level="error", rule="", where=where, message=message, hint=hint)


def warning(where: str, message: str, hint: str = "") -> Finding:
    """Something that an editor should look at."""
    return Finding(level="warning", rule="", where=where, message=message, hint=hint)


def note(where: str, message: str, hint: str = "") -> Finding:
    """Something good to know."""
    return Finding(level="note", rule="", where=where, message=message, hint=hint)


def listed(items: Iterable[str], most: int = 3) -> str:
    """A short list in words; what is left out is counted."""
    every = list(dict.fromkeys(items))
    more = len(every) - most
    return ", ".join(every[:most]) + (f" and {more} more" if more > 0 else "")
