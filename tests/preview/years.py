"""A newsletter folder with a past: real settings and a real draft, and earlier issues made of the same articles."""

import json
from datetime import UTC, date, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path

from pipeline import issue
from pipeline.archive import Newsletter, ledger
from pipeline.config import load
from pipeline.model import Event, Issue, Story
from pipeline.work.build import build
from tests.newsletter import DAY, call


def newsletter(folder: Path, *, weeks: int, built: int = 0) -> Path:
    """A newsletter in *folder* whose issue of `DAY` is a draft, with *weeks* public issues before it.

    The emails of the last *built* ones are on disk.
    """
    assert call(folder, "init").exit_code == 0
    assert call(folder, "run", "--issue", "next").exit_code == 0
    fill(folder, weeks=weeks, built=built)
    return folder


def fill(folder: Path, *, weeks: int, built: int = 0) -> None:
    """*weeks* public issues before that of `DAY`, their stories dealt from all that was considered for it."""
    draft = folder / "issues" / DAY
    found = json.loads((draft / "candidates.json").read_text())
    rows = [row for kind in ("bench", "rejected") for row in found[kind] if row.get("topic")]
    dealt = cycle(
        [Story(**{k: row.get(k) or "" for k in ("title", "url", "source", "topic", "format")}) for row in rows]
    )
    for week in range(weeks, 0, -1):
        day = date.fromisoformat(DAY) - timedelta(weeks=week)
        stories = tuple(islice(dealt, 5))
        past = Issue(number=100 - week, date=day, subject=stories[0].title, preheader=stories[1].title, stories=stories)
        home = folder / "issues" / str(day)
        home.mkdir()
        (home / issue.NAME).write_text(issue.dump(past))
        if week <= built:
            build(Newsletter(load(folder)), day)
        at = datetime(day.year, day.month, day.day, 16, tzinfo=UTC)
        ledger.append(home / ledger.NAME, Event(at=at, kind="public"))
