"""`monday doctor`: what newcomers trip over, each with its fix."""

import click

from pipeline.cli.app import App, json_option, print_json

MARKS = {"ok": ("ok  ", "green"), "note": ("note", "yellow"), "bad": ("BAD ", "red")}


@click.command("doctor")
@json_option
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """Changes nothing and sends nothing: the published home is asked for one page, and the mail server is greeted.
    Exit 1 when something stands in the way (BAD); a note is only worth knowing.

    \b
    Examples:
      monday doctor
      monday doctor --json
    """
    import os

    from pipeline.work import doctor

    app: App = ctx.obj
    signs = tuple(doctor.examine(app.newsletter, now=app.now, env=os.environ))
    if as_json:
        print_json([{"level": s.level, "about": s.about, "what": s.what, "fix": s.fix} for s in signs])
    else:
        for sign in signs:
            mark, colour = MARKS[sign.level]
            click.echo(f"{click.style(mark, fg=colour)}  {sign.what}")
            if sign.fix:
                click.echo(f"      {sign.fix}")
    ctx.exit(1 if any(s.level == "bad" for s in signs) else 0)
