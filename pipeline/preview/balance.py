"""How the draft spreads over topics, sources and formats, beside the twelve issues before it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from flask import Flask, render_template

from pipeline.errors import MondayError
from pipeline.model import Issue
from pipeline.preview.live import Live
from pipeline.preview.studio import Studio
from pipeline.work.balance import History

KINDS: Final = MappingProxyType({"topic": "Topics", "source": "Sources", "format": "Formats"})
ENOUGH: Final = 4  # with fewer issues than this before the draft, nothing is called too much or too little


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """One topic, source or format: its stories in the issues *before* the draft, and *now*, in the draft."""

    name: str  # in words
    before: int
    now: int
    verdict: str = ""
    """ "over": at least twice an even share, and in the draft again. "under": less than half of one. "" else."""


def compare(history: History, issue: Issue) -> Mapping[str, tuple[Share, ...]]:
    """The draft beside the issues before it, for each of `KINDS`; the largest share first."""
    return {kind: _shares(history, kind, Counter(getattr(s, kind) for s in issue.stories)) for kind in KINDS}


def _shares(history: History, kind: str, now: Counter[str]) -> tuple[Share, ...]:
    before = history.stories.get(kind, {})
    names = [name for name in dict.fromkeys([*before, *now, *history.known.get(kind, ())]) if name]
    even = sum(before.get(name, 0) + now[name] for name in names) / max(len(names), 1)

    def share(name: str) -> Share:
        old, new, verdict = before.get(name, 0), now[name], ""
        if history.issues >= ENOUGH and new and old + new >= max(2 * even, 3):
            verdict = "over"
        elif history.issues >= ENOUGH and (old + new) * 2 < even:
            verdict = "under"
        words = history.labels.get(name, name.replace("_", " "))
        return Share(name=words, before=old, now=new, verdict=verdict)

    return tuple(sorted(map(share, names), key=lambda one: (-one.before - one.now, one.name.casefold())))


def register(app: Flask, studio: Studio, live: Live) -> None:
    """Add the balance to the studio: a page, and a block for the page of the issue."""

    def weighed(issue: Issue) -> tuple[History, Mapping[str, tuple[Share, ...]]] | None:
        try:
            history = studio.earlier_balance()
        except MondayError:  # newsletter.toml is broken: the page says so above
            return None
        return history, compare(history, issue)

    app.add_template_global(weighed)
    app.jinja_env.globals["kinds"] = KINDS

    @app.get("/balance")
    def balance() -> str | tuple[str, int]:
        if (shown := live.shown).rendered is None:
            return render_template("problem.html", problem=shown.error, hint=shown.hint), 404
        return render_template("balance.html", issue=shown.rendered.issue, day=shown.rendered.day)
