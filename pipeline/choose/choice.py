"""What a choice comes to: every article considered, with its verdict."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.config.evergreen import StandingArticle
from pipeline.issue.candidates import Candidates


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice(Candidates):
    """The candidates of an issue, and which of the picks are standing articles."""

    shelf: Mapping[str, StandingArticle] = field(default_factory=dict)
    """The picks that came from evergreen.toml, by article key."""
