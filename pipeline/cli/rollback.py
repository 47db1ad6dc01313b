"""`monday rollback`: take a scheduled issue back from the mail service."""

import os

import click

from pipeline.cli.app import App, issue_option


@click.command("rollback")
@issue_option
@click.pass_obj
def command(app: App, issue: str | None) -> None:
    """Take a scheduled issue back from the mail service.

    Its page goes from the site. Then edit it and approve it again. Exit 7 when the service has begun to send: then
    only a correction on the page is left (`monday erratum`). Without --issue it is the latest one that is approved
    or with the service.

    \b
    Examples:
      monday rollback
      monday rollback --issue 2026-11-23
    """
    from pipeline.outside import files
    from pipeline.work import send as dispatch

    with files.lock(app.config.folder):
        latest = dispatch.last_approved(app.config) if issue is None else None
        day = latest or app.day(issue)
        click.echo(f"The issue of {day}: {dispatch.take_back(app.config, day, clock=app.clock, env=os.environ)}.")
