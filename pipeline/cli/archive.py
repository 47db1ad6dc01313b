"""`monday archive`: the public site from the approved issues."""

import click

from pipeline.cli.app import App, command, warn


@command("archive", locked=True)
def archive(app: App) -> None:
    """An issue's page exists from its approval, since the email links to it; the index and the feeds list it from
    its send time. If `[archive] upload` is set, that command then carries public/ to its host.

    Examples:
      monday archive
    """
    from pipeline.work.publish import publish

    changed = publish(app.newsletter, now=app.now, warn=warn)
    click.echo(f"public/: {len(changed)} files changed" if changed else "public/: nothing changed")
