"""What a choice is given beside the articles, and what it comes to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.config.evergreen import StandingArticle
from pipeline.issue.candidates import Candidates
from pipeline.model import Story


@dataclass(frozen=True, kw_only=True, slots=True)
class Given:
    """What is known of some articles before the choice."""

    pinned: Sequence[Story] = ()
    """Stories of an editor that have their places."""
    homes: Mapping[str, str] = field(default_factory=dict)
    """Final addresses, by the links of feeds."""
    pages: Mapping[str, str] = field(default_factory=dict)
    """The plain text of the pages that were fetched, by address."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice(Candidates):
    """The candidates of an issue, and which of the picks are standing articles."""

    shelf: Mapping[str, StandingArticle] = field(default_factory=dict)
    """The picks that came from evergreen.toml, by article key."""
