"""`monday choose`: articles to five, each with its reasons."""

from collections.abc import Iterator
from contextlib import nullcontext
from functools import partial
from typing import TYPE_CHECKING

import click

from pipeline.cli.app import App, command, issue_option, json_option, print_json, warn
from pipeline.errors import Skipped
from pipeline.limits import issue_name

if TYPE_CHECKING:
    from pipeline.issue.candidates import Candidates


@command("choose", issue_option, json_option)
@click.option("--again", is_flag=True, help="Choose again, if nobody has edited the draft.")
@click.option(
    "--discard",
    is_flag=True,
    help="Choose again even if it was edited. Pinned articles stay; the old draft is kept as issue.toml.before.",
)
@click.option("--explain", is_flag=True, help="A readable table: the five, the bench, held, rejected, and why.")
def choose(app: App, issue: str | None, again: bool, discard: bool, explain: bool, as_json: bool) -> None:
    """The draft is issue.toml. An existing issue is left as it is, and its choice is shown again. Articles are never
    picked again for an issue that readers have, or that waits at the mail service. Exit 3 means that too few articles
    were good enough: the bar is never lowered. --explain lists them even then, and writes
    no draft. With --json, standard output holds every verdict with its points.

    Examples:
      monday choose
      monday choose --explain  all articles, and why
      monday choose --again    if nobody has edited the draft
    """
    from pipeline.issue.candidates import plain
    from pipeline.work import choose as work

    few: work.TooFew | None = None
    try:
        day, write = app.day(issue), again or discard or not explain
        act = partial(work.choose, app.newsletter, day, now=app.now, again=again, discard=discard, write=write)
        with app.lock() if write else nullcontext():
            found = act(warn=warn)
    except work.TooFew as e:
        few, found = e, e.found
    if as_json:
        print_json(plain(found))
    elif explain or not few:
        click.echo("\n".join(table(found, explain=explain)))
    if few:
        raise Skipped(str(few), hint=work.MORE if explain else few.hint) from few


def table(found: "Candidates", *, explain: bool) -> Iterator[str]:
    """The verdicts, line by line, for people."""
    yield f"The {issue_name(found.day)}\n"
    if not found.picks:
        yield "  No article was picked: too few are good enough."
    for place, verdict in enumerate(found.picks, start=1):
        article = verdict.candidate.article
        yield f"  {place}. {article.title}"
        yield f"     {article.source} · {verdict.candidate.topic} · {verdict.reason.words}"
    bench, held, rejected = found.of("bench"), found.of("held"), found.of("rejected")
    if not explain:
        others = f"{len(bench)} on the bench, {len(held)} held for you, {len(rejected)} rejected"
        yield f"\n  {others} (monday choose --explain)"
        return
    groups = {"On the bench": bench, "Held: needs your release": held, "Rejected": rejected}
    for head, verdicts in groups.items():
        yield f"\n{head} ({len(verdicts)})"
        for v in verdicts:
            yield f"  {v.candidate.score:6.2f}  {v.candidate.article.title[:60]:60}  {v.reason.words}"
