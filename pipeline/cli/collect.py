"""`monday collect`: the web to articles."""

import click

from pipeline.cli.app import App, attributes, json_option, print_json, progress, warn
from pipeline.text import counted


@click.command("collect")
@json_option
@click.pass_obj
def command(app: App, as_json: bool) -> None:
    """Polite and safe to repeat: an unchanged feed is not downloaded again, and a feed that asked for patience
    is left alone. A feed that fails is a warning once; if most fail, or all of tier A, it is an error (exit 6), and
    what came from the others is kept all the same.

    \b
    Examples:
      monday collect
      monday collect --json  what each feed gave, for scripts
    """
    from pipeline import collect, flow
    from pipeline.errors import NoFeeds

    with app.lock():
        collected = flow.collect(app.config, now=app.now, warn=warn, progress=progress)
    tally = collect.tally(app.config, now=app.now)
    new = min(tally.new, sum(result.new for result in collected.results))  # one article may be new in several feeds
    alarm = NoFeeds(collected.alarm, hint=collect.way_out(collected)) if collected.alarm else None
    if as_json:
        rows = [
            {"feed": r.feed.url, "name": r.feed.name} | attributes(r, "status articles new reason message")
            for r in collected.results
        ]
        print_json({"feeds": rows, "totals": attributes(tally, "articles dated merged") | {"new": new}})
        if alarm:
            raise alarm
        return
    for result in collected.results:
        words = f"{counted(result.articles, 'article')}, {result.new} new" if result.status == "new" else result.status
        if result.status == "failed":
            words = f"failed: {result.message}"
        click.echo(f"{result.feed.name:<40.40}  {words}")
    dates = ", ".join(f"{count} {name}" for name, count in tally.dated.items() if count)
    merged = f"; {tally.merged} came from more than one feed" if tally.merged else ""
    click.echo(f"{counted(tally.articles, 'article')}, {new} of them new. Dates: {dates or 'none'}{merged}.")
    if alarm:
        raise alarm
