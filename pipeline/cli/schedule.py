"""`monday schedule`: when the next issues go out, and ready lines for cron and systemd."""

import click

from pipeline.cli.app import App, json_option, print_json


@click.group("schedule", invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """When the next issues go out, in local time and UTC; ready lines for cron and systemd."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(explain)


@command.command()
@json_option
@click.pass_obj
def explain(app: App, as_json: bool) -> None:
    """List the next eight Mondays, and what daylight saving does to them."""
    from pipeline.config import when

    runs = when.explain(app.config.schedule, app.now)
    if as_json:
        print_json(
            [
                {"issue": r.day, "local": r.local.isoformat(), "utc": r.utc.isoformat(), "draft_from": r.draft_from,
                 "skipped": r.skipped, "note": r.note}
                for r in runs
            ]
        )  # fmt: skip
        return
    for r in runs:
        words = "skipped" if r.skipped else f"drafted from {r.draft_from:%a %d %b}"
        click.echo(f"{r.day}  {r.local:%H:%M %Z}  {r.utc:%H:%M} UTC  {words}{f'; {r.note}' if r.note else ''}")
