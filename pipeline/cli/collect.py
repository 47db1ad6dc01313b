"""`monday collect`: the web to articles."""

import click

from pipeline.cli.app import App, attributes, command, json_option, print_json, progress, warn
from pipeline.errors import NoFeeds
from pipeline.text import counted


@command("collect", json_option)
def collect(app: App, as_json: bool) -> None:
    """Polite and safe to repeat: an unchanged feed is not downloaded again, and a feed that asked us to wait
    is left alone. A feed that fails causes one warning; if most fail, or all of tier A, it is an error (exit 6), but
    articles from the others are kept.

    Examples:
      monday collect
      monday collect --json  what each feed returned, for scripts
    """
    from pipeline import collect as stage
    from pipeline import flow

    with app.lock():
        collected = flow.collect(app.config, now=app.now, warn=warn, progress=progress)
    tally = stage.tally(app.config, now=app.now)
    new = min(tally.new, sum(result.new for result in collected.results))  # one article may be new in several feeds
    if as_json:
        rows = [
            {"feed": r.feed.url, "name": r.feed.name} | attributes(r, "status articles new reason message")
            for r in collected.results
        ]
        print_json({"feeds": rows, "totals": attributes(tally, "articles dated merged") | {"new": new}})
    else:
        for r in collected.results:
            words = {"new": f"{counted(r.articles, 'article')}, {r.new} new", "failed": f"failed: {r.message}"}
            click.echo(f"{r.feed.name:<40.40}  {words.get(r.status, r.status)}")
        dates = ", ".join(f"{count} {name}" for name, count in tally.dated.items() if count)
        merged = f"; {tally.merged} came from more than one feed" if tally.merged else ""
        click.echo(f"{counted(tally.articles, 'article')}, {new} of them new. Dates: {dates or 'none'}{merged}.")
    if collected.alarm:
        raise NoFeeds(collected.alarm, hint=collected.way_out)
