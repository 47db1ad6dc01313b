"""`monday erratum DATE WORDS`: a dated correction of an issue that is out."""

import click

from pipeline.cli.app import App, command, issue_date, warn


@command("erratum", locked=True)
@click.argument("day", metavar="DATE", type=issue_date)
@click.argument("words")
def erratum(app: App, day: str, words: str) -> None:
    """The words appear on the issue's page, in the list and in the feeds, with today's date. The email that readers got
    does not change. Write one or two plain sentences: what was wrong, what is right.

    Examples:
      monday erratum 2026-11-23 "The second link was wrong."
    """
    from pipeline.work.erratum import correct

    changed = correct(app.newsletter, app.day(day), words, now=app.now, warn=warn)
    click.echo(f"The correction is on the page of {day}; {len(changed)} public files changed")
