"""`monday choose`: articles to five, each with its reasons."""

from typing import TYPE_CHECKING

import click

from pipeline.cli.app import App, issue_option, json_option, print_json, warn
from pipeline.limits import issue_name

if TYPE_CHECKING:
    from pipeline.issue.candidates import Candidates


@click.command("choose")
@issue_option
@click.option("--again", is_flag=True, help="Choose again, if nobody has edited the draft.")
@click.option(
    "--discard",
    is_flag=True,
    help="Choose again even if it was edited. Pinned stories stay; the old draft is kept as issue.toml.before.",
)
@click.option("--explain", is_flag=True, help="A table for people: the five, the bench, held, rejected, and why.")
@json_option
@click.pass_obj
def command(app: App, issue: str | None, again: bool, discard: bool, explain: bool, as_json: bool) -> None:
    """The draft is issue.toml. An issue that exists is left as it is; its choice is shown again. Articles are never
    picked again for an issue that readers have, or that waits at the mail service. Exit 3 means that too few articles
    were good enough: the bar is never lowered. --explain lists them even then. With --json, standard output holds every
    verdict with its points.

    \b
    Examples:
      monday choose
      monday choose --explain  all articles, and why
      monday choose --again    if nobody has edited the draft
    """
    from pipeline.errors import Skipped
    from pipeline.issue import candidates
    from pipeline.work.choose import MORE, TooFew, choose

    day = app.day(issue)
    with app.lock():
        try:
            found = choose(app.newsletter, day, now=app.now, again=again, discard=discard, warn=warn)
        except TooFew as e:
            if as_json:
                print_json(candidates.plain(e.found))
            elif explain:
                click.echo("\n".join(table(e.found, explain=True)))
            raise Skipped(str(e), hint=MORE if explain else e.hint) from e
    if as_json:
        print_json(candidates.plain(found))
    else:
        click.echo("\n".join(table(found, explain=explain)))


def table(found: "Candidates", *, explain: bool) -> list[str]:
    """The verdicts as lines for people."""
    lines = [f"The {issue_name(found.day)}", ""]
    if not found.picks:
        lines.append("  No article was picked: too few are good enough.")
    for place, verdict in enumerate(found.picks, start=1):
        article, topic = verdict.candidate.article, verdict.candidate.topic
        lines += [f"  {place}. {article.title}", f"     {article.source} · {topic} · {verdict.reason.words}"]
    if not explain:
        lines += ["", f"  {len(found.bench)} on the bench, {len(found.held)} held for you,"
                  f" {len(found.rejected)} rejected (monday choose --explain)"]  # fmt: skip
        return lines
    for verdicts, head in (
        (found.bench, "On the bench"),
        (found.held, "Held: needs your release"),
        (found.rejected, "Rejected"),
    ):
        lines += ["", f"{head} ({len(verdicts)})"]
        lines += [
            f"  {v.candidate.score:6.2f}  {v.candidate.article.title[:60]:60}  {v.reason.words}" for v in verdicts
        ]
    return lines
