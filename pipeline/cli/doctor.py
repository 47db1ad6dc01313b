"""`monday doctor`: common problems of machine, folder and settings, each with its fix."""

import os
from dataclasses import asdict

import click

from pipeline.cli.app import App, command, json_option, print_json

MARKS = {"ok": ("ok  ", "green"), "note": ("note", "yellow"), "bad": ("BAD ", "red")}


@command("doctor", json_option)
def doctor(app: App, as_json: bool) -> None:
    """Changes nothing and sends nothing: one page of the published site is fetched, and the mail server is greeted.
    Exit 1 if something must be fixed first (BAD); a note is only for your information.

    Examples:
      monday doctor
      monday doctor --json
    """
    from pipeline.work.doctor import examine

    signs = tuple(examine(app.newsletter, now=app.now, env=os.environ))
    if as_json:
        print_json([asdict(s) for s in signs])
    else:
        for sign in signs:
            mark, color = MARKS[sign.level]
            click.echo(f"{click.style(mark, fg=color)}  {sign.what}")
            if sign.fix:
                click.echo(f"      {sign.fix}")
    if any(s.level == "bad" for s in signs):
        raise click.exceptions.Exit(1)
