"""`monday feeds`: where articles come from, and how each source is doing."""

import click

from pipeline.cli.app import App, json_option, print_json, progress, say
from pipeline.model import Tier


@click.group("feeds")
def command() -> None:
    """Say where articles come from: list, add, check, import, export.

    The list lives in newsletter.toml and is yours; `add` and `import` write below what is there.
    """


@command.command("list")
@json_option
@click.pass_obj
def list_(app: App, as_json: bool) -> None:
    """Show every feed: last success, articles a week, trouble.

    \b
    Examples:
      monday feeds list
    """
    from pipeline import collect

    rows = collect.feed_health(app.config, now=app.now)
    if as_json:
        print_json(
            [
                {"name": h.feed.name, "url": h.feed.url, "tier": h.feed.tier, "ok_at": h.ok_at, "per_week": h.per_week,
                 "articles": h.articles, "failures": h.failures, "trouble": h.trouble}
                for h in rows
            ]
        )  # fmt: skip
        return
    for h in rows:
        seen = f"read {h.ok_at:%Y-%m-%d}" if h.ok_at else "never read"
        click.echo(f"{h.feed.tier}  {h.feed.name:<40.40}  {seen:16}  {h.per_week:5.1f} a week  {h.feed.url}")
        if h.trouble:
            click.secho(f"   {h.trouble}", fg="yellow")


@command.command()
@click.pass_context
def check(ctx: click.Context) -> None:
    """Read every feed that is due, and say which fail.

    \b
    Examples:
      monday feeds check
    """
    from pipeline import files, flow

    app: App = ctx.obj
    with files.lock(app.config.folder):
        collected = flow.gather(app.config, now=app.now, warn=lambda _: None, progress=progress)
    for r in collected.results:
        words = r.message if r.status == "failed" else f"{r.status}, {r.articles} articles"
        click.secho(f"{r.feed.name:<40.40}  {words}", fg="red" if r.status == "failed" else None)
        if r.status == "failed":
            click.echo(f"{'':40}  {r.feed.url}")
    ctx.exit(1 if any(r.status == "failed" for r in collected.results) else 0)


@command.command()
@click.argument("url")
@click.option("--name", default="", help="What readers see as the source (default: the feed's title).")
@click.option("--tier", type=click.Choice(["A", "B", "C", "X"]), default="B", show_default=True,
              help="A: charity or health service; B: rehab firm or survivor; C: news; X: blocked.")  # fmt: skip
@click.pass_obj
def add(app: App, url: str, name: str, tier: Tier) -> None:
    """Add a feed; a site's address will do, its feed is looked for.

    \b
    Examples:
      monday feeds add https://www.example.org/blog
      monday feeds add https://www.example.org/feed.xml --name "Example" --tier A
    """
    from dataclasses import replace

    from pipeline import files, sources

    say(f"Looking for a feed at {url} …")
    found = sources.discover(app.config, url, now=app.now)
    feed = replace(found, name=name or found.name, tier=tier)
    with files.lock(app.config.folder):
        new = sources.add(app.config, [feed])
    click.echo(f"Added {feed.name}: {feed.url}" if new else f"{feed.url} is in newsletter.toml already")


@command.command("import")
@click.argument("file", type=click.Path(dir_okay=False))
@click.pass_obj
def import_(app: App, file: str) -> None:
    """Add the feeds of an OPML file, as feed readers export it.

    Its folders become tags.

    \b
    Examples:
      monday feeds import feeds.opml
    """
    from pathlib import Path

    from pipeline import files, sources

    with files.lock(app.config.folder):
        new = sources.add(app.config, sources.read_opml(Path(file)))
    click.echo(f"Added {len(new)} feeds. See which of them answer: monday feeds check")


@command.command()
@click.pass_obj
def export(app: App) -> None:
    """Print the feeds as OPML, for a feed reader.

    \b
    Examples:
      monday feeds export
    """
    from pipeline import sources

    click.echo(sources.write_opml(app.config).decode(), nl=False)
