"""`monday feeds`: where articles come from, and how each source is doing."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from pipeline.cli.app import App, json_option, print_json, progress, say
from pipeline.errors import FetchError, UsageError
from pipeline.model import Tier

if TYPE_CHECKING:
    from pipeline.collect import Health


@click.group("feeds")
def command() -> None:
    """Say where articles come from: list, add, check, move, import, export.

    The list lives in newsletter.toml and is yours: `add` and `import` write below what is there, `move` changes
    one address. Every other byte stays.
    """


@command.command("list")
@json_option
@click.pass_obj
def list_(app: App, as_json: bool) -> None:
    """Show every feed: how it does, and how much of it is chosen.

    The last success, articles a week, failures in a row, and what needs a look. "Chosen" counts the stories of the
    last twelve issues: how many came from this source.

    \b
    Examples:
      monday feeds list
      monday feeds list --json  for scripts
    """
    from pipeline import balance, collect

    rows = collect.feed_health(app.config, now=app.now)
    told = balance.summary(balance.rows(app.config))["sources"]
    stories = sum(told.values())
    if as_json:
        print_json([_row(h, told.get(h.feed.name, 0), stories) for h in rows])
        return
    click.echo(f"Tier  {'Name':<32}  {'Last read':<10}  A week  {'Chosen':<9}  Failed  Address")
    for h in rows:
        read = f"{h.ok_at:%Y-%m-%d}" if h.ok_at else "never"
        chosen = f"{told.get(h.feed.name, 0)} of {stories}" if stories else "-"
        failed = f"{h.failures}×" if h.failures else "-"
        name = h.feed.name if len(h.feed.name) <= 32 else h.feed.name[:31] + "…"
        click.echo(
            f"{h.feed.tier:<4}  {name:<32}  {read:<10}  {h.per_week:6.1f}  {chosen:<9}  {failed:<6}  {h.feed.url}"
        )
    for h in rows:
        if h.trouble:
            click.secho(h.trouble, fg="yellow")


def _row(h: "Health", chosen: int, stories: int) -> dict[str, object]:
    return {
        "name": h.feed.name,
        "url": h.feed.url,
        "tier": h.feed.tier,
        "tags": list(h.feed.tags),
        "tried_at": h.tried_at,
        "ok_at": h.ok_at,
        "due_at": h.due_at,
        "articles": h.articles,
        "per_week": h.per_week,
        "newest": h.newest,
        "chosen": chosen,
        "chosen_share": round(chosen / stories, 3) if stories else None,
        "failures": h.failures,
        "reason": h.reason,
        "message": h.message,
        "moved_to": h.moved_to,
        "gone": h.gone,
        "quiet": h.quiet,
        "trouble": h.trouble,
    }


@command.command()
@click.option("--rediscover", is_flag=True, help="Look on the sites of lost feeds for where they are now.")
@json_option
@click.pass_context
def check(ctx: click.Context, rediscover: bool, as_json: bool) -> None:
    """Read every feed that is due, and say which fail.

    A feed that is not due is not asked again: what is shown is how it did the last time. Exit code 1 when one fails.

    \b
    Examples:
      monday feeds check
      monday feeds check --rediscover  look for lost feeds on their sites
    """
    from pipeline import collect, files, flow
    from pipeline.errors import NoFeeds

    app: App = ctx.obj
    with files.lock(app.config.folder):
        try:
            collected = flow.gather(app.config, now=app.now, warn=lambda _: None, progress=progress).results
        except NoFeeds as e:
            say(f"{str(e).capitalize()}.")
            collected = ()
    states = collect.feed_health(app.config, now=app.now)
    results = {r.feed: r for r in collected}
    ill = [h for h in states if h.failures or h.gone]
    if as_json:
        print_json(
            [
                {"name": h.feed.name, "url": h.feed.url, "status": "failed" if h in ill else results[h.feed].status,
                 "failures": h.failures, "reason": h.reason, "message": h.message}
                for h in states
            ]
        )  # fmt: skip
    else:
        for h in states:
            if h in ill:
                again = f"; asked again from {h.due_at:%Y-%m-%d %H:%M} UTC" if h.due_at and h.due_at > app.now else ""
                click.secho(f"{h.feed.name:<40.40}  {h.message}{again if not h.gone else ''}", fg="red")
                click.echo(f"{'':40}  {h.feed.url}")
            else:
                note = f" ({h.message})" if h.message else ""
                click.echo(f"{h.feed.name:<40.40}  {results[h.feed].status}, {results[h.feed].articles} articles{note}")
    if rediscover:
        _offers(app, [h for h in states if h.lost])
    ctx.exit(1 if ill else 0)


def _offers(app: App, lost: Iterable["Health"]) -> None:
    """Print what the sites of lost feeds offer instead, each with the command that takes it."""
    from shlex import join

    from pipeline import sources

    lost = list(lost)
    if not lost:
        say("No feed is lost: nothing to look for.")
        return
    for feed, offers in sources.rediscover(app.config, lost).items():
        if not offers:
            say(f"{feed.name}: its site names no other feed. Ask its publisher, or take it out of newsletter.toml.")
        for offer in offers:
            say(f"{feed.name}: its site has {offer.title or 'a feed'} ({offer.entries} entries). To take that:")
            say(f"  {join(['monday', 'feeds', 'move', feed.url, offer.url])}")  # a stranger's address, for a shell


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
    found = sources.discover(app.config, url)
    feed = replace(found, name=name or found.name, tier=tier)
    with files.lock(app.config.folder):
        new = sources.add(app.config, [feed])
    click.echo(f"Added {feed.name}: {feed.url}" if new else f"{feed.url} is in newsletter.toml already")


@command.command()
@click.argument("old")
@click.argument("new", required=False, default="")
@click.pass_obj
def move(app: App, old: str, new: str) -> None:
    """Give a feed another address, in its line of newsletter.toml.

    OLD is its address or name. Without NEW it is where the feed's server has said, on three separate days, that it
    moved for good. Articles that were read at the old address stay known. Comments and every other line keep their
    bytes.

    \b
    Examples:
      monday feeds move https://example.org/old.xml
      monday feeds move "Their Name" https://example.org/new.xml
    """
    from pipeline import files, sources

    with files.lock(app.config.folder):
        feed, target = sources.move(app.config, old, new, now=app.now)
    click.echo(f"newsletter.toml, {feed.name}:")
    click.secho(f'- url = "{feed.url}"', fg="red")
    click.secho(f'+ url = "{target}"', fg="green")


@command.command("import")
@click.argument("file", type=click.Path(dir_okay=False), required=False)
@click.option("--starter", is_flag=True, help="Real public sources on stroke recovery, to begin with.")
@json_option
@click.pass_obj
def import_(app: App, file: str | None, starter: bool, as_json: bool) -> None:
    """Add the feeds of an OPML file, as feed readers export it.

    Its folders become tags. Each is asked first, and only those that answer with a feed are added; for the others you
    learn why. Importing again is harmless: it asks for those that are missing.

    \b
    Examples:
      monday feeds import feeds.opml
      monday feeds import --starter  real sources on stroke recovery
    """
    from pathlib import Path

    from pipeline import files, sources

    if bool(file) == starter:
        raise UsageError(
            "nothing to import" if not file else "a file and --starter at once",
            hint="monday feeds import list.opml, or: monday feeds import --starter",
        )
    feeds = sources.starter() if starter else sources.read_opml(Path(file or ""))
    say(f"Asking {len(feeds)} feeds …")
    with files.lock(app.config.folder):
        done = sources.take_in(app.config, feeds, now=app.now, progress=progress)
    if as_json:
        asked = [
            {"name": p.feed.name, "url": p.feed.url, "added": p.feed in done.added,
             "reason": p.reason, "words": p.words}
            for p in done.asked
        ]  # fmt: skip
        print_json({"added": len(done.added), "known": [f.url for f in done.known], "asked": asked})
        return
    for found in done.asked:
        mark = "added" if found.feed in done.added else "had it" if found.ok else "no"
        click.secho(f"{mark:<6}  {found.feed.name:<40.40}  {found.words}", fg=None if found.ok else "yellow")
    there = f", {len(done.known)} were there already" if done.known else ""
    click.echo(f"Added {len(done.added)} feeds of {len(feeds)}{there}. See them: monday feeds list")
    if done.asked and not any(found.ok for found in done.asked):
        hint = "if all of them say the same, check the network; then import again"
        raise FetchError("none of them answered with a feed", reason="none", hint=hint)
    if done.added and any(feed.url.startswith("sample:") for feed in app.config.feeds):
        click.echo("The sample feeds are still in newsletter.toml: take their blocks out before the first real issue.")


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
