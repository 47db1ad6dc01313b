"""`monday choose`: articles to five, each with its reasons."""

from collections.abc import Mapping
from typing import Any

import click

from pipeline.cli.app import App, issue_option, json_option, print_json, warn


@click.command("choose")
@issue_option
@click.option("--again", is_flag=True, help="Choose anew, while nobody has edited the draft.")
@click.option(
    "--discard",
    is_flag=True,
    help="Choose anew even so. Pinned stories stay; the edited draft is kept as issue.toml.before.",
)
@click.option("--explain", is_flag=True, help="A table for people: the five, the bench, held, rejected, and why.")
@json_option
@click.pass_obj
def command(app: App, issue: str | None, again: bool, discard: bool, explain: bool, as_json: bool) -> None:
    """The draft is issue.toml. An issue that exists is left as it is; its choice is shown again. One that readers have,
    or that waits at the mail service, is never chosen anew. Exit 3 means that too few articles were good enough: the
    bar is never lowered. --explain lists them even then. With --json, standard output holds every verdict with its
    points.

    \b
    Examples:
      monday choose
      monday choose --explain  everything considered, and why
      monday choose --again    anew, while nobody has edited
    """
    from pipeline.errors import Skipped
    from pipeline.outside import files
    from pipeline.work.choose import MORE, TooFew, choose

    day = app.day(issue)
    with files.lock(app.config.folder):
        try:
            answer = choose(app.newsletter, day, now=app.now, again=again, discard=discard, warn=warn)
        except TooFew as e:
            if as_json:
                print_json(e.answer)
            elif explain:
                click.echo("\n".join(table(e.answer, explain=True)))
            raise Skipped(str(e), hint=MORE if explain else e.hint) from e
    if as_json:
        print_json(answer)
    else:
        click.echo("\n".join(table(answer, explain=explain)))


def table(answer: Mapping[str, Any], *, explain: bool) -> list[str]:
    """The verdicts as lines for people."""
    lines = [f"The issue of {answer['issue']}", ""]
    if not answer["picks"]:
        lines.append("  None is picked: too few are good enough.")
    for place, pick in enumerate(answer["picks"], start=1):
        lines += [f"  {place}. {pick['title']}", f"     {pick['source']} · {pick['topic']} · {pick['reason']['words']}"]
    if not explain:
        lines += ["", f"  {len(answer['bench'])} on the bench, {len(answer['held'])} held for you,"
                  f" {len(answer['rejected'])} rejected (monday choose --explain)"]  # fmt: skip
        return lines
    for name, head in (
        ("bench", "On the bench"),
        ("held", "Held: needs your release"),
        ("rejected", "Rejected"),
    ):
        lines += ["", f"{head} ({len(answer[name])})"]
        lines += [f"  {e['score']:6.2f}  {e['title'][:60]:60}  {e['reason']['words']}" for e in answer[name]]
    return lines
