"""`monday rollback`: take a scheduled issue back from the mail service."""

import click

from pipeline.cli.app import App, command, issue_option
from pipeline.limits import issue_name


@command("rollback", issue_option, locked=True)
def rollback(app: App, issue: str | None) -> None:
    """Its page is removed from the site. Then edit it and approve it again. Exit 7 if the service has begun to send:
    then only a correction on the page is possible (`monday erratum`). Without --issue, it is the latest one that is
    approved or with the service.

    Examples:
      monday rollback
      monday rollback --issue 2026-11-23
    """
    from pipeline.work.rollback import latest, roll_back

    day = (None if issue else latest(app.newsletter)) or app.day(issue)
    done = roll_back(app.context, day)
    click.echo(f"The {issue_name(day)}: {done}.")
