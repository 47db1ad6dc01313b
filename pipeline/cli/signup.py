"""`monday signup`: what to copy into the mail service, so that whoever signs up has the ebook."""

from pathlib import Path

import click

from pipeline.cli.app import App, command, json_option, print_json


@click.group("signup")
def signup() -> None:
    """Set up signup so that everyone who signs up gets the ebook.

    \b
    Examples:
      monday signup print for-listmonk  what to copy into your mail service
    """


@command("print", json_option, group=signup)
@click.argument("directory", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
def print_(app: App, directory: Path, as_json: bool) -> None:
    """Write the files and texts for your mail service into DIR.

    DIR/README.txt says, step by step, what goes where in the service under [signup]. Nothing there is changed by this
    command. Run it again after a change of newsletter.toml; files of an earlier run are replaced.

    Examples:
      monday signup print for-listmonk
    """
    from pipeline import compose
    from pipeline.config import resources
    from pipeline.config.ebook import offer
    from pipeline.outside import files

    made = compose.service_files(app.config, offer(app.config), resources.templates(app.config.folder))
    for path, data in made.items():
        files.write_atomic(directory / path, data)
    if as_json:
        print_json({"provider": app.config.signup.provider, "files": [str(directory / path) for path in made]})
        return
    click.echo("\n".join(str(directory / path) for path in made))
    click.echo(f"What to do with them: {directory / 'README.txt'}")
