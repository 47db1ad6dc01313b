"""`monday send-test`: the same bytes, to an editor's own address."""

import os

import click

from pipeline.cli.app import App, issue_option


@click.command("send-test")
@click.argument("address")
@issue_option
@click.pass_obj
def command(app: App, address: str, issue: str | None) -> None:
    """Send the issue as it is now to one address, as a test.

    It goes through the server of [smtp] in newsletter.toml. The bytes are those that an approval binds; only the
    envelope differs.

    \b
    Examples:
      monday send-test you@example.org
    """
    from pipeline import dispatch, files

    day = app.day(issue)
    with files.lock(app.config.folder):
        dispatch.send_test(app.config, day, address, env=os.environ)
    click.echo(f"The issue of {day} was sent to {address}.")
