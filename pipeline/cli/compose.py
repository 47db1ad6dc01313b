"""`monday compose`: issue to bytes."""

import click

from pipeline.cli.app import App, command, issue_option


@command("compose", issue_option, locked=True)
def compose(app: App, issue: str | None) -> None:
    """Writes email.html, email.txt, email.eml and web.html beside issue.toml. The same issue, templates and settings
    always give the same bytes. The files of an issue that was handed off, or is public, are kept as sent.

    Examples:
      monday compose
      monday compose --issue 2026-11-23  another Monday's issue
    """
    from pipeline.work.build import build

    built = build(app.newsletter, app.day(issue))
    for name, data in built.files.items():
        done = "written" if name in built.changed else "unchanged"
        as_sent = not built.edition.may_change and built.edition.file(name) != data
        words = "kept as sent" if as_sent else f"{len(data):,} bytes, {done}"
        click.echo(f"{built.edition.folder / name}  {words}")
