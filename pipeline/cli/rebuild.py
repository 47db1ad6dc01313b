"""`monday rebuild`: past issues and the site made again from issue.toml."""

from contextlib import nullcontext
from dataclasses import asdict

import click

from pipeline.cli.app import App, command, json_option, print_json, unfinished_option, warn


@command("rebuild", unfinished_option, json_option)
@click.option("--all", "everything", is_flag=True, help="Every issue, not only one.")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if a file is not what it should be.")
def rebuild(app: App, issue: str | None, everything: bool, check: bool, as_json: bool) -> None:
    """What was handed off is compared, never rewritten.

    Examples:
      monday rebuild
      monday rebuild --all --check  write nothing; would anything change?
    """
    from pipeline.work.rebuild import rebuild as work

    days = tuple(edition.day for edition in app.newsletter.editions()) if everything else (app.unfinished(issue),)
    with nullcontext() if check else app.lock():
        rows = work(app.newsletter, days, check=check, now=app.now, warn=warn)
    changed = [row for row in rows if row.state != "same"]
    if as_json:
        print_json([asdict(row) for row in rows])
    else:
        for row in changed:
            click.echo(f"{row.state:12}  {row.path}{f'  ({row.words})' if row.words else ''}")
        click.echo(f"{len(rows)} files compared, {len(changed)} different")
    bad = {"damaged", "broken"} | ({"would change"} if check else set())
    if any(row.state in bad for row in rows):
        raise click.exceptions.Exit(1)
