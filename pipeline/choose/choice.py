"""What a choice comes to: every article considered, with its verdict."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from pipeline.config.evergreen import StandingArticle
from pipeline.model import Outcome, Verdict


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """Every article's verdict, best first within each outcome, with notes for the editor."""

    day: date
    now: datetime
    verdicts: tuple[Verdict, ...]
    notes: tuple[str, ...] = ()
    missing: str = ""
    """What was missing, in words, when there are fewer than the minimum; "" when there are enough."""
    shelf: Mapping[str, StandingArticle] = field(default_factory=dict)
    """The picks that came from evergreen.toml, by article key."""

    def _with(self, outcome: Outcome) -> tuple[Verdict, ...]:
        return tuple(v for v in self.verdicts if v.outcome == outcome)

    @property
    def picks(self) -> tuple[Verdict, ...]:
        """The articles of the issue, best first."""
        return self._with("pick")

    @property
    def bench(self) -> tuple[Verdict, ...]:
        """The next best, any of which could replace a pick."""
        return self._with("bench")

    @property
    def held(self) -> tuple[Verdict, ...]:
        """What an editor must release or drop."""
        return self._with("held")

    @property
    def rejected(self) -> tuple[Verdict, ...]:
        """The rest."""
        return self._with("rejected")
