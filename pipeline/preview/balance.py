"""How the draft spreads over topics, sources and formats, beside the twelve issues before it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from pipeline.errors import MondayError
from pipeline.model import Issue
from pipeline.preview.live import Live
from pipeline.preview.studio import Studio
from pipeline.work.balance import History

if TYPE_CHECKING:
    from flask import Flask

KINDS: Final = MappingProxyType({"topic": "Topics", "source": "Sources", "format": "Formats"})
ENOUGH: Final = 4
"""With fewer issues than this before the draft, nothing is called too much or too little."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """One topic, source or format."""

    name: str
    """In words."""
    before: int
    """Stories in the issues before the draft."""
    now: int
    """Stories in the draft."""
    verdict: str = ""
    """ "over": at least twice an even share, and in the draft again. "under": less than half of one. "" else."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Compared:
    """One of `KINDS`, all of it."""

    shares: tuple[Share, ...]
    """The largest first; what never was at the end."""
    even: float
    """Stories that each name would have if all had the same."""
    most: int
    """Stories of the largest: the longest bar."""

    def of(self, verdict: str) -> tuple[str, ...]:
        """The names with that *verdict*."""
        return tuple(share.name for share in self.shares if share.verdict == verdict)


def compare(history: History, issue: Issue) -> Mapping[str, Compared]:
    """The draft beside the issues before it, for each of `KINDS`."""
    return {kind: _compared(history, kind, Counter(_names(issue, kind))) for kind in KINDS}


def _names(issue: Issue, kind: str) -> list[str]:
    return [name for story in issue.stories if (name := getattr(story, kind))]


def _compared(history: History, kind: str, now: Mapping[str, int]) -> Compared:
    before = history.stories.get(kind, {})
    names = dict.fromkeys([*before, *now, *history.known.get(kind, ())])
    even = (sum(before.values()) + sum(now.values())) / max(len(names), 1)

    def verdict(name: str) -> str:
        count, drafted = before.get(name, 0) + now.get(name, 0), now.get(name, 0)
        if history.issues < ENOUGH:
            return ""
        if drafted and count >= max(2 * even, 3):
            return "over"
        return "under" if count * 2 < even else ""

    shares = [
        Share(name=_words(history, n), before=before.get(n, 0), now=now.get(n, 0), verdict=verdict(n))
        for n in names
        if n
    ]
    shares.sort(key=lambda share: (-share.before - share.now, share.name.casefold()))
    most = max((share.before + share.now for share in shares), default=0)
    return Compared(shares=tuple(shares), even=even, most=max(most, 1))


def _words(history: History, name: str) -> str:
    return history.labels.get(name, name.replace("_", " "))


def register(app: "Flask", studio: Studio, live: Live) -> None:
    """Add the balance to the studio: a page, and a block for the page of the issue."""
    from flask import render_template

    def weighed(issue: Issue) -> tuple[History, Mapping[str, Compared]] | None:
        try:
            history = studio.history()
        except MondayError:  # newsletter.toml is broken: the page says so above
            return None
        return history, compare(history, issue)

    app.add_template_global(weighed)
    app.jinja_env.globals["kinds"] = KINDS

    @app.get("/balance")
    def balance() -> "str | tuple[str, int]":
        if (shown := live.shown).rendered is None:
            return render_template("problem.html", problem=shown.error, hint=shown.hint), 404
        return render_template("balance.html", issue=shown.rendered.issue, day=shown.rendered.day)
