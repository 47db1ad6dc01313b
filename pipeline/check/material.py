"""What a rule is given, with all that rules derive from it, each derived once; and how a rule says what it found."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache, partial
from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

from pipeline import text, urls
from pipeline.check import color, css
from pipeline.check.html import Node, Page, parse
from pipeline.config import Config, Newsletter
from pipeline.config.ebook import NOTHING, Offer
from pipeline.model import PUBLIC, Email, Finding, Issue, Level, Reading, Sent, Story

Findings = Iterator[Finding]
_BLOCKS = ("p", "td", "div", "h1", "h2", "h3", "li")


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """The answer to a request for one link."""

    url: str
    status: int = 0  # the answer's HTTP status; 0 without an answer
    reason: str = ""  # why there was no answer
    final: str = ""  # where redirects ended

    @property
    def said(self) -> str:
        """Its status, or why there is none, in words."""
        return str(self.status or _SILENT.get(self.reason, self.reason.replace("-", " ")) or "no answer")


_SILENT = {"dns": "no such server", "tls": "no secure connection", "connect": "no connection", "timeout": "too slow"}


class Card(NamedTuple):
    """One story's place in the email."""

    n: int
    story: Story
    heading: Node
    box: Node  # the innermost element that holds heading, "n of N" and "End of article n"; else the heading itself


class Text(NamedTuple):
    """One text of issue.toml, and where an editor changes it."""

    where: str
    key: str
    words: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Material:
    """What compose made, what it was made from, and what `work` fetched for it."""

    issue: Issue
    email: Email
    config: Config
    eml: bytes
    web: bytes
    past_subjects: tuple[str, ...] = ()
    had: tuple[Sent, ...] = ()  # what readers had before this issue, oldest first
    numbers: Mapping[date, int] = field(default_factory=dict)  # of the other issues that readers have, or may have
    ahead: int = 0  # how many drafts there are of the Mondays since the last of them: each may take a number
    signs: tuple[str, ...] = ()  # words for the signs of an emergency, from the profile; the email must contain each
    labels: Mapping[str, str] = field(default_factory=dict)  # what topics are called in plain words, by their names
    template_sources: Mapping[str, str] = field(default_factory=dict)
    pictures: Mapping[str, bytes] = field(default_factory=dict)  # the editor's own pictures, by the name in issue.toml
    logo: bytes = b""  # the logo's file, if it is in the newsletter's folder
    ebook: Offer = NOTHING  # the ebook's files
    readings: tuple[Reading, ...] = ()  # the stories that a person must read before approval, or has read
    answers: tuple[Answer, ...] = ()  # answers of links, if they were requested
    tools: Mapping[str, bytes] = field(default_factory=dict)  # the output of real tools, by name

    @property
    def news(self) -> Newsletter:
        return self.config.newsletter

    @cached_property
    def page(self) -> Page:
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
    def both(self) -> Mapping[str, str]:
        """Both parts as a reader sees them, each as one line."""
        return {"email.html": self.body.text, "email.txt": text.squeeze(self.email.text)}

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
    def sheets(self) -> tuple[tuple[int, str], ...]:
        """Each <style> of the email: its line and its CSS."""
        return tuple((node.line, "".join(map(str, node.inside))) for node in self.root.all("style"))

    @cached_property
    def rules(self) -> tuple[css.Rule, ...]:
        """The style rules that stayed in <style>."""
        return tuple(rule for line, sheet in self.sheets for rule in css.rules(sheet, first_line=line))

    @cached_property
    def paintings(self) -> Mapping[color.Appearance, color.Painting]:
        """The email in every state that an inbox may put it in."""
        return color.paintings(self.body, self.rules)

    @property
    def light(self) -> tuple[color.Painted, ...]:
        """Every visible text as it is painted in plain light."""
        return self.paintings[color.APPEARANCES[0]].texts

    @cached_property
    def cards(self) -> tuple[Card, ...]:
        """The stories that the email shows, in the order of issue.toml."""
        found = []
        headings = [node for node in self.body.all("h2") if node.shown]
        for n, story in enumerate(self.issue.stories, 1):
            heading = next((h for h in headings if same(h.text, story.title)), None)
            if heading is not None:
                headings = headings[headings.index(heading) + 1 :]
                start = re.compile(rf"\b{n} of {len(self.issue.stories)}\b", re.IGNORECASE)
                end = re.compile(rf"\bend of (?:article )?{n}\b", re.IGNORECASE)
                around = (node for node in heading.up() if start.search(node.text) and end.search(node.text))
                found.append(Card(n, story, heading, next(around, heading)))
        return tuple(found)

    @cached_property
    def written(self) -> tuple[Text, ...]:
        """Every text of issue.toml that readers see."""
        head = ("subject", "preheader", "intro", "ebook")
        found = [Text(f"issue.toml: {key}", key, getattr(self.issue, key)) for key in head]
        for n, story in enumerate(self.issue.stories, 1):
            for key in PUBLIC:
                value = getattr(story, key)
                words = (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ()
                found += [Text(story_at(n, key), key, one) for one in words]
        return tuple(found)

    @cached_property
    def untitled(self) -> frozenset[str]:
        """The addresses of articles without a title."""
        return frozenset(story.url for story in self.issue.stories if not story.title.strip())

    @cached_property
    def settings(self) -> tuple[Text, ...]:
        """Every text of newsletter.toml that readers may see."""
        pairs = (*self.config.newsletter, *self.config.ebook)
        return tuple(Text(f"newsletter.toml: {key}", key, words) for key, words in pairs if isinstance(words, str))

    @cached_property
    def said(self) -> tuple[Text, ...]:
        """What we wrote ourselves, without its stars: not the titles, which are quoted."""
        ours = ("subject", "preheader", "intro", "blurb")
        return tuple(one._replace(words=one.words.replace("**", "")) for one in self.written if one.key in ours)

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


@lru_cache(maxsize=1024)  # each of our sources is compared with each line
def same(one: str, other: str) -> bool:
    """Whether two texts say the same, apart from white space, signs and a cut at the end."""
    a, b = text.squash(one), text.squash(other)
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


def places(found: Iterable[str]) -> str:
    """One place for what is in several: all of them in issue.toml, where an editor goes to each; else the first."""
    every = [*dict.fromkeys(found)]
    ours = [where.removeprefix("issue.toml: ") for where in every if where.startswith("issue.toml: ")]
    return f"issue.toml: {'; '.join(ours)}" if ours else every[0]


def story_at(n: int, key: str) -> str:
    """A place in issue.toml."""
    return f"issue.toml: story {n}, {key}"


def _found(level: Level, where: str, message: str, hint: str = "") -> Finding:
    """One thing that was found, and where; `check` adds the rule's name."""
    return Finding(level=level, rule="", where=where, message=message, hint=hint)


error, warning, note = partial(_found, "error"), partial(_found, "warning"), partial(_found, "note")


def listed(items: Iterable[str], most: int = 3) -> str:
    """A short list in words; what is left out is counted."""
    every = list(dict.fromkeys(items))
    more = len(every) - most
    return ", ".join(every[:most]) + (f" and {more} more" if more > 0 else "")


def together(
    level: Callable[[str, str, str], Finding], found: Sequence[tuple[str, str]], what: str, hint: str, most: int = 3
) -> Findings:
    """One finding for all that a rule *found*: each its place and words in short."""
    if found:
        yield level(places(where for where, _ in found), f"{what}: {listed((words for _, words in found), most)}", hint)
