"""`monday rollback`: take a scheduled issue back from the mail service."""

import os

import click

from pipeline.cli.app import App, issue_option
from pipeline.limits import issue_name


@click.command("rollback")
@issue_option
@click.pass_obj
def command(app: App, issue: str | None) -> None:
    """Its page goes from the site. Then edit it and approve it again. Exit 7 when the service has begun to send: then
    only a correction on the page is left (`monday erratum`). Without --issue it is the latest one that is approved
    or with the service.

    \b
    Examples:
      monday rollback
      monday rollback --issue 2026-11-23
    """
    from pipeline.work import rollback

    with app.lock():
        latest = rollback.latest(app.newsletter) if issue is None else None
        day = latest or app.day(issue)
        done = rollback.roll_back(app.newsletter, day, clock=app.clock, env=os.environ)
    click.echo(f"The {issue_name(day)}: {done}.")
