"""`monday shots`: pictures of the email."""

from pathlib import Path

import click

from pipeline.cli.app import App, command, issue_option, say


@command("shots", issue_option)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder (default: .monday/shots/DATE).")
def shots(app: App, issue: str | None, out: Path | None) -> None:
    """Needs Chromium. If Thunderbird is installed, it also takes pictures there, light and dark. Nothing is fetched
    from the network; an editor's own pictures come from the issue's folder.

    Examples:
      monday shots
      monday shots --out pictures  into a folder of your own
    """
    from pipeline.outside import programs
    from pipeline.work.build import build
    from pipeline.work.shots import shots as work

    built = build(app.newsletter, app.day(issue), write=False)
    out = out or app.config.folder / ".monday" / "shots" / built.edition.day.isoformat()
    for path in work(built, app.config, out=out, progress=say):
        click.echo(path)
    if programs.find("thunderbird") is None:
        say("Thunderbird is not installed: no pictures of a real mail client (apt-get install thunderbird)")
