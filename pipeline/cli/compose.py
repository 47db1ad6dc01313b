"""`monday compose`: issue to bytes."""

import click

from pipeline.cli.app import App, issue_option


@click.command("compose")
@issue_option
@click.pass_obj
def command(app: App, issue: str | None) -> None:
    """Render the issue: the email, its plain text, the web page.

    Writes email.html, email.txt, email.eml and web.html beside issue.toml. The same issue, templates and settings
    always give the same bytes. The files of an issue that was handed off, or is public, are kept as sent.

    \b
    Examples:
      monday compose
      monday compose --issue 2026-11-23  another Monday's issue
    """
    from pipeline import flow
    from pipeline.outside import files

    day = app.day(issue)
    with files.lock(app.config.folder):
        built = flow.build(app.config, day)
    for name, data in built.files.items():
        done = "written" if name in built.changed else "unchanged"
        words = "kept as sent" if name in built.kept else f"{len(data):,} bytes, {done}"
        click.echo(f"{flow.issue_folder(app.config, day) / name}  {words}")
