"""What is judged: what compose made, what it was made from, what was fetched for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from pipeline.config import Config
from pipeline.config.ebook import NOTHING, Offer
from pipeline.model import Email, Issue, Reading, Sent


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """The answer to a request for one link."""

    url: str
    status: int = 0
    """The answer's HTTP status; 0 without an answer."""
    reason: str = ""
    """Why there was no answer."""
    final: str = ""
    """Where redirects ended."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Material:
    """All that is judged, as values: what compose made, what it was made from, what flow has fetched."""

    issue: Issue
    email: Email
    config: Config
    eml: bytes
    web: bytes
    past_subjects: tuple[str, ...] = ()
    had: tuple[Sent, ...] = ()
    """What readers had before this issue, oldest first."""
    numbers: Mapping[date, int] = field(default_factory=dict)
    """The numbers of the issues that readers had before this one."""
    signs: tuple[str, ...] = ()
    """Words for the signs of an emergency, as the profile lists them; the email must contain each."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """What the profile's topics are called in plain words, by their names."""
    template_sources: Mapping[str, str] = field(default_factory=dict)
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    """The editor's own pictures, by the name in issue.toml."""
    logo: bytes = b""
    """The logo's file, if it is in the newsletter's folder."""
    ebook: Offer = NOTHING
    """The ebook's files."""
    readings: tuple[Reading, ...] = ()
    """The stories that a person must read before approval, or has read."""
    links: tuple[Link, ...] = ()
    """Answers of links, if they were requested."""
    tools: Mapping[str, bytes] = field(default_factory=dict)
    """The output of real tools (see `pipeline.check.tools`), by name."""
