"""`monday status`: every issue's state, and what happens next."""

import click

from pipeline.archive import State
from pipeline.cli.app import App, command, json_option, print_json
from pipeline.work.status import status as work

_HELP = f"""Feeds that failed three times in a row, moved or went quiet are named below.

States:
{chr(10).join(f"  {state:<10}  {state.meaning}" for state in State)}

Examples:
  monday status
  monday status --all --json  for scripts
"""


@command("status", json_option, help=_HELP)
@click.option("--all", "everything", is_flag=True, help="Every issue, not only the latest twelve.")
def status(app: App, as_json: bool, everything: bool) -> None:
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
        if row["remote"]:
            click.echo(f"            {_remote(row['remote'], row['state'], found['now'])}")
    if not rows:
        click.echo("No issue yet. Make the first: monday run --issue next")
    click.echo("")
    for line in found["next"]:
        click.echo(line)
    for line in found["feeds"]:
        click.secho(f"Feeds: {line}", fg="yellow")


def _remote(remote: dict[str, str], state: str, now: str) -> str:
    """Where an issue is, in words; only what is known."""
    target, when = remote.get("target", ""), remote.get("when", "")
    name = f", campaign {remote['id']}" if remote.get("id") else ""
    if state == "scheduled" and when and when < now:
        state_there = f"should be out; the service was not asked since {_time(remote.get('asked', ''))}"
    elif remote.get("words") and state != "in-doubt":
        state_there = remote["words"] + (f" ({remote['hint']})" if remote.get("hint") else "")
    elif target == "smtp" and remote.get("status") == "sent":
        state_there = f"handed to the mail server at {_time(when)}"
    else:
        return f"{remote.get('status', '')} at {target}{name}{f', {_time(when)}' if when else ''}"
    return f"{target}{name}: {state_there}"


def _time(iso: str) -> str:
    return f"{iso[:16].replace('T', ' ')} UTC" if iso else "the hand-off"
