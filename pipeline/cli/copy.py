"""`monday copy`: a shipped profile or template becomes a file of the newsletter's own."""

import click

from pipeline.cli.app import App, command
from pipeline.errors import UsageError


@command("copy")
@click.argument("name", required=False, default="")
def copy(app: App, name: str) -> None:
    """Without a NAME it lists all that can be copied: profiles say what the newsletter is about, templates how it
    looks. A copied template is used at once, until you delete it; a profile once newsletter.toml names it. Nothing that
    exists is overwritten.

    Examples:
      monday copy                  what there is
      monday copy brain-injury     a profile
      monday copy email/email.txt  a template
    """
    from pipeline.config import resources
    from pipeline.config.profile import shipped
    from pipeline.outside import files
    from pipeline.toml import nearest

    profiles = shipped()
    texts = {**profiles, **resources.shipped()}
    if not name:
        click.echo("\n".join(texts))
        return
    if name not in texts:
        hint = nearest(name, texts)
        raise UsageError(f"no shipped file is called {name}", hint=f"{hint} to list them all: monday copy".strip())
    path = app.config.folder / (f"{name}.toml" if name in profiles else f"templates/{name}")
    with app.lock():
        if path.exists():
            raise UsageError(f"{path} already exists; nothing was changed", hint="edit that one, or move it first")
        files.write_atomic(path, texts[name].encode(), expected=None)
    click.echo(f"Copied to {path}: it is yours, change it as you like.")
    if name in profiles:
        click.echo(f'To use it, write in newsletter.toml, under [choose]: profile = "{path.name}"')
    else:
        click.echo("It is used from now on, until you delete it. See a change at once: monday preview")
