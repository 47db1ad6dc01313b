"""`monday status`: every issue's state, and what happens next."""

import click

from pipeline.archive import State
from pipeline.cli.app import App, command, json_option, print_json

_HELP = f"""Feeds that failed three times in a row, moved, or went quiet are listed below.

States:
{chr(10).join(f"  {state:<10}  {state.meaning}" for state in State)}

Examples:
  monday status
  monday status --all --json  for scripts
"""


@command("status", json_option, help=_HELP)
@click.option("--all", "everything", is_flag=True, help="Every issue, not only the latest twelve.")
def status(app: App, as_json: bool, everything: bool) -> None:
    from pipeline.work.status import status as work

    found = work(app.newsletter, now=app.now)
    if as_json:
        print_json(found)
        return
    rows = found["issues"] if everything else found["issues"][-12:]
    for row in rows:
        number = f"no. {row['number']}" if row["number"] else ""
        click.echo(f"{row['date']}  {number:8}  {row['state']:12}  {row['subject']}")
        if row["fix"]:
            click.echo(f"            {row['fix']}")
        if remote := row["remote"]:
            campaign = f", campaign {remote['id']}" if remote.get("id") else ""
            click.echo(f"            {remote['target']}{campaign}: {remote['ahead']}")
    if not rows:
        click.echo("No issue yet. Make the first: monday run --issue next")
    click.echo("")
    for line in found["next"]:
        click.echo(line)
    for line in found["feeds"]:
        click.secho(f"Feeds: {line}", fg="yellow")
