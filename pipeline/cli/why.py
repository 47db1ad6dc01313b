"""`monday why URL`: everything that was decided about one article."""

import click

from pipeline.cli.app import App, json_option, print_json
from pipeline.errors import UsageError


@click.command("why")
@click.argument("url")
@json_option
@click.pass_obj
def command(app: App, url: str, as_json: bool) -> None:
    """Tell the whole story of one article.

    Where it was seen and when, how its date is known, its points part by part, and each verdict.

    \b
    Examples:
      monday why https://www.harbour.example/get-up-from-the-floor
    """
    from pipeline import report

    story = report.why(app.config, url, now=app.now)
    if as_json:
        print_json(story)
        return
    if not story["seen"] and not story["verdicts"]:
        raise UsageError(
            f"no feed has carried {url}", hint="copy the address from monday choose --explain, or collect first"
        )
    for seen in story["seen"]:
        click.echo(f"{seen['title']}")
        click.echo(f"  {seen['url']}")
        click.echo(f"  from {seen['source']}; published {seen['published'] or 'unknown'} ({seen['dated']})")
        click.echo(f"  known as {seen['key']}")
        for sighting in seen["sightings"]:
            first, last = sighting["first_seen"], sighting["last_seen"]
            click.echo(f"  seen in {sighting['source']} from {first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M}")
    for verdict in story["verdicts"]:
        reason = verdict["reason"]
        words = reason["words"] if isinstance(reason, dict) else reason
        click.echo(
            f"\nIn the issue of {verdict['issue']}: {verdict['outcome']}, {verdict['score']:.2f} points. {words}"
        )
        for part in verdict["parts"]:
            click.echo("  " + "  ".join(f"{key} {value}" for key, value in part.items()))
