"""`monday feeds add`, `rate`, `remove`, `move` and `import`: what changes the list of feeds in newsletter.toml."""

from dataclasses import replace
from pathlib import Path

import click

from pipeline.cli.app import App, attributes, command, json_option, print_json, progress, say
from pipeline.errors import FetchError, UsageError
from pipeline.model import Tier
from pipeline.text import counted
from pipeline.text.printable import masked, printable

TIERS = click.Choice(["A", "B", "C", "X"])


@command("add")
@click.argument("url")
@click.option("--name", default="", help="What readers see as the source (default: the feed's title).")
@click.option("--tier", type=TIERS,
              help="A: charity or health service; B: rehab firm or survivor; C: news; X: blocked.")  # fmt: skip
def add(app: App, url: str, name: str, tier: Tier | None) -> None:
    """Add a feed, by its own address or that of its site.

    Examples:
      monday feeds add https://www.example.org/blog
      monday feeds add https://www.example.org/feed.xml --name "Example" --tier A
    """
    from pipeline.work import feeds as work

    say(f"Looking for a feed at {url} …")
    found = work.discover(app.config, url)
    with app.lock():
        new = work.add(app.config, [replace(found, name=printable(name) or found.name, tier=tier or "")])
    url = masked(found.url)
    click.echo(f"Added {new[0].name}: {url}" if new else f"{url} is already in newsletter.toml")


@command("rate", locked=True)
@click.argument("feed", metavar="FEED")
@click.argument("tier", type=TIERS)
@click.option("--by", default="", metavar="NAME", help="Who rates it; an A needs a name.")
def rate(app: App, feed: str, tier: Tier, by: str) -> None:
    """Rate how far you trust a source: A charity or health service, B rehab firm or survivor, C news, X blocked.

    If a named person rates a source A, most of its advice need not be read before approval. Give an A only to a source
    that is staff-written, names a clinical author or reviewer, dates its pages within three years, and sells nothing
    that it recommends.

    Examples:
      monday feeds rate "Stroke Charity" A --by "Ada"
      monday feeds rate https://www.example.org/feed.xml X
    """
    from pipeline.work import feeds as work

    done = work.rate(app.config, feed, tier, by=by)
    click.echo(f"{done.name} is rated {done.tier}" + (f" by {done.rated_by}" if done.rated_by else ""))


@command("remove", locked=True)
@click.argument("feeds", metavar="FEED...", nargs=-1)
@click.option("--samples", is_flag=True, help="All sample feeds: before the first real issue.")
def remove(app: App, feeds: tuple[str, ...], samples: bool) -> None:
    """Remove feeds from newsletter.toml.

    FEED is an address or a name, as `monday feeds list` shows it. Comments right above a feed's block go with it; every
    other line stays. What was removed is printed, so that you can paste it back; its articles will not be new again.

    Examples:
      monday feeds remove "Their Name"
      monday feeds remove https://www.example.org/feed.xml
      monday feeds remove --samples  all made-up ones
    """
    from pipeline.work import feeds as work

    named = [*feeds, *(feed.url for feed in app.config.feeds if samples and feed.url.startswith("sample:"))]
    if not named:
        raise UsageError(
            "there are no sample feeds here" if samples else "no feed was named",
            hint='monday feeds remove "Name"; to list names and addresses: monday feeds list',
        )
    gone, blocks = work.remove(app.config, named)
    names = ", ".join(feed.name for feed in gone)
    click.echo(f"Removed {names}. To restore it, put its lines at the end of newsletter.toml again:")
    for block in blocks:
        click.secho(f"\n{masked(block)}", fg="red")
    if len(gone) == len(app.config.feeds):
        say("No feed is left. Add one: monday feeds add https://…")


@command("move", locked=True)
@click.argument("old")
@click.argument("new", required=False, default="")
def move(app: App, old: str, new: str) -> None:
    """Change a feed's address in newsletter.toml.

    OLD is its address or name. Without NEW, it is the address to which the server redirected permanently on three
    separate days or, if OLD is a web page, the feed that the page names. Articles read at the old address are not new
    again. Nothing else in the file changes.

    Examples:
      monday feeds move https://example.org/old.xml
      monday feeds move "Their Name" https://example.org/new.xml
    """
    from pipeline.work import feeds as work

    feed, target = work.move(app.config, old, new, now=app.now)
    click.echo(f"newsletter.toml, {feed.name}:")
    click.secho(f'- url = "{masked(feed.url)}"', fg="red")
    click.secho(f'+ url = "{masked(target)}"', fg="green")


@command("import", json_option)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@click.option("--starter", is_flag=True, help="Real public sources on stroke recovery, to start with.")
@click.option(
    "--no-verify", is_flag=True, help="Add them without fetching them, such as on a machine without a network."
)
def import_(app: App, file: Path | None, starter: bool, no_verify: bool, as_json: bool) -> None:
    """Add the feeds of an OPML file, as feed readers export it.

    Its folders become tags; a tier that `feeds export` wrote is kept.

    Each is fetched first, and only those that answer with a feed are added; for the others you learn why. Importing
    again is harmless: it tries those that are missing.

    Examples:
      monday feeds import feeds.opml
      monday feeds import --starter  real sources on stroke recovery
    """
    from pipeline.work import feeds as work

    if bool(file) == starter:
        raise UsageError(
            "nothing to import" if not file else "a file and --starter at once",
            hint="monday feeds import list.opml, or: monday feeds import --starter",
        )
    feeds = work.read_opml(file) if file else work.starter()
    if not no_verify:
        say(f"Fetching {counted(len(feeds), 'feed')} …")
    with app.lock():
        done = work.take_in(app.config, feeds, now=app.now, progress=progress, ask=not no_verify)
    added = {feed.url for feed in done.added}
    if as_json:
        asked = [
            attributes(p.feed, "name url") | {"added": p.feed.url in added, "reason": p.reason, "words": p.message}
            for p in done.asked
        ]
        print_json({"added": len(done.added), "known": [f.url for f in done.known], "asked": asked})
        return
    for found in done.asked:
        mark = "added" if found.feed.url in added else "had it" if found.ok else "no"
        click.secho(f"{mark:<6}  {found.feed.name:<40.40}  {found.message}", fg=None if found.ok else "yellow")
    there = f"; {len(done.known)} of them the newsletter had already" if done.known else ""
    click.echo(f"Added {len(done.added)} of {counted(len(feeds), 'feed')}{there}. See them: monday feeds list")
    if done.asked and not any(found.ok for found in done.asked):
        hint = "each line above says why; if they all say the same, check the network, then import again"
        raise FetchError("none of them answered with a feed", reason="none", hint=hint)
    if done.added and any(feed.url.startswith("sample:") for feed in app.config.feeds):
        click.echo("The sample feeds are still there. Before the first real issue: monday feeds remove --samples")
