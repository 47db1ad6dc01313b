"""`monday handoff`: an approved issue to the mail service, exactly once."""

from typing import Literal

import click

from pipeline.cli.app import App, command, issue_option
from pipeline.limits import issue_name


@command("handoff", issue_option, locked=True)
@click.option("--dry-run", is_flag=True, help="Show each request that would change something, and send none.")
@click.option("--settle", type=click.Choice(["sent", "absent"]), help="After exit 8: what you saw at the mail service.")
def handoff(app: App, issue: str | None, dry_run: bool, settle: Literal["sent", "absent"] | None) -> None:
    """`monday run` does this automatically. Safe to repeat: the service is asked before anything is done, and
    nothing is sent twice. Exit 8 means that the state there is unknown: look for the campaign there, then say what you
    saw with --settle.

    Examples:
      monday handoff --dry-run                           show what would be sent, send nothing
      monday handoff --issue 2026-11-23
      monday handoff --issue 2026-11-23 --settle absent  it is not there
    """
    from pipeline.work import send

    day = app.day(issue)
    if settle:
        send.settle(app.context, day, settle)
        done = f"Recorded for the {issue_name(day)}: {settle}."
    else:
        done = send.deliver(app.context, day, dry_run=dry_run)
    click.echo(done)
