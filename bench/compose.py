"""How long composing takes: one issue, 130 and 520 of them, and the inlining step beside css-inline. CPU time."""

import sys
from datetime import timedelta
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).parents[1]))

import css_inline

from pipeline.compose import compose, source
from pipeline.compose.inline import inline
from tests.compose import sample


def main() -> None:
    """Print the table."""
    issue, config = sample.issue(), sample.newsletter()
    start = process_time()
    compose(issue, config, sample.TEMPLATES)
    row("first issue, imports included", process_time() - start)

    per_issue = {}
    for count in (130, 520):
        start = process_time()
        for week in range(count):
            day = issue.date + timedelta(weeks=week)
            compose(sample.issue(date=day, number=week + 1), config, sample.TEMPLATES)
        taken = process_time() - start
        per_issue[count] = taken / count
        row(f"{count} issues", taken, f"{1000 * taken / count:.1f} ms each")
    row("growth from 130 to 520 (1.0 is linear)", None, f"{per_issue[520] / per_issue[130]:.2f}×")

    html = source(issue, config, sample.TEMPLATES)
    ours = mean(lambda: inline(html))
    other = css_inline.CSSInliner()
    theirs = mean(lambda: other.inline(html))
    row("inlining: ours (premailer)", ours)
    row("inlining: css-inline", theirs, f"{ours / theirs:.0f}× faster")


def mean(work: object, rounds: int = 50) -> float:
    """CPU seconds for one call of *work*."""
    assert callable(work)
    start = process_time()
    for _ in range(rounds):
        work()
    return (process_time() - start) / rounds


def row(name: str, seconds: float | None, note: str = "") -> None:
    """One line of the table."""
    taken = "" if seconds is None else f"{1000 * seconds:,.1f} ms"
    print(f"{name:<42}{taken:>12}  {note}".rstrip())


if __name__ == "__main__":
    main()
