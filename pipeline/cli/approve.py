"""`monday approve`: an approval, bound to the bytes of the email and the moment it goes out."""

import click

from pipeline.cli.app import App, desk_option, warn


@click.command("approve")
@desk_option
@click.option("--by", default="", help="Who approves (default: your login name).")
@click.option("--sample", is_flag=True, help="A rehearsal with sample articles; it can never be handed off.")
@click.pass_obj
def command(app: App, issue: str | None, by: str, sample: bool) -> None:
    """Refused (exit 4) while `monday check` has errors, or while an article or address is made up. Warnings do not stop
    it: they are printed, so that you know what you approve.

    \b
    Examples:
      monday approve
      monday approve --by "Ada"  say who approves
      monday approve --sample    a rehearsal; never sent
    """
    from pipeline.work.approve import approve

    day = app.on_desk(issue)
    with app.lock():
        done = approve(app.newsletter, day, by=by or _login(), rehearsal=sample, now=app.now, warn=warn)
    click.echo(done)


def _login() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "an editor"
