"""`monday feeds`: where articles come from, how each source is doing, and what changes the list in newsletter.toml."""

from shlex import join
from typing import TYPE_CHECKING

import click

from pipeline.cli import feedlist
from pipeline.cli.app import App, attributes, command, json_option, print_json, progress, say
from pipeline.errors import NoFeeds
from pipeline.text import counted
from pipeline.text.printable import masked

if TYPE_CHECKING:
    from pipeline.collect.health import Health


@click.group("feeds")
def feeds() -> None:
    """The list lives in newsletter.toml and is yours: `add` and `import` write below what is there, `remove` removes
    one block, `move` changes one address. Nothing else in the file changes."""


for change in (feedlist.add, feedlist.rate, feedlist.remove, feedlist.move, feedlist.import_):
    feeds.add_command(change)


@command("list", json_option, group=feeds)
def list_(app: App, as_json: bool) -> None:
    """Show how each feed is doing, and how much of it is chosen.

    The last success, articles a week, failures in a row, and what needs a look. "Chosen" counts the articles of the
    last twelve issues: how many came from this source.

    Examples:
      monday feeds list
      monday feeds list --json  for scripts
    """
    from pipeline import collect
    from pipeline.work import balance

    rows = collect.feed_health(app.config, now=app.now)
    chosen = balance.summary(balance.rows(app.newsletter))["sources"]
    stories = sum(chosen.values())
    if as_json:
        print_json([_row(h, chosen.get(h.feed.name, 0), stories) for h in rows])
        return
    if not rows:
        click.echo(f"There are no feeds yet. Add one: {collect.ADD_FEEDS}")
        return
    click.echo(f"Tier  {'Name':<32}  {'Last read':<10}  Weekly  {'Chosen':<9}  Failed  Address")
    for h in rows:
        read = f"{h.ok_at:%Y-%m-%d}" if h.ok_at else "never"
        share = f"{chosen.get(h.feed.name, 0)} of {stories}" if stories else "-"
        failed = f"{h.failures}×" if h.failures else "-"
        name = h.feed.name if len(h.feed.name) <= 32 else h.feed.name[:31] + "…"
        tier, address = h.feed.tier or "-", h.feed.url
        row = f"{tier:<4}  {name:<32}  {read:<10}  {h.per_week:6.1f}  {share:<9}  {failed:<6}  {address}"
        click.echo(masked(row))
    for h in rows:
        if h.trouble:
            click.secho(h.trouble, fg="yellow")


def _row(h: "Health", chosen: int, stories: int) -> dict[str, object]:
    return {
        **attributes(h.feed, "name url tier tags"),
        **attributes(h, "tried_at ok_at due_at articles per_week newest"),
        "chosen": chosen,
        "chosen_share": round(chosen / stories, 3) if stories else None,
        **attributes(h, "failures reason message moved_to gone quiet trouble"),
    }


@command("check", json_option, group=feeds)
@click.option("--rediscover", is_flag=True, help="Look for the new addresses of lost feeds on their sites.")
def check(app: App, rediscover: bool, as_json: bool) -> None:
    """Read every feed that is due, and say which fail.

    A feed that is not due is not read again: its last result is shown. Exit code 1 if one fails.

    Examples:
      monday feeds check
      monday feeds check --rediscover  look for lost feeds on their sites
    """
    from pipeline import collect

    with app.lock():
        try:
            collected = collect.collect(app.config, now=app.now, warn=None, progress=progress).results
        except NoFeeds as e:
            say(f"{str(e).capitalize()}.")
            collected = ()
    states = collect.feed_health(app.config, now=app.now)
    results = {r.feed: r for r in collected}
    ill = [h for h in states if h.failures or h.gone]
    if as_json:
        status = {h.feed: "failed" if h in ill else results[h.feed].status for h in states}
        words = "failures reason message"
        print_json([attributes(h.feed, "name url") | {"status": status[h.feed]} | attributes(h, words) for h in states])
    else:
        for h in states:
            if h in ill:
                again = f"; asked again from {h.due_at:%Y-%m-%d %H:%M} UTC" if h.due_at and h.due_at > app.now else ""
                click.secho(f"{h.feed.name:<40.40}  {h.message}{again if not h.gone else ''}", fg="red")
                for line in filter(None, (masked(h.feed.url), h.way_out)):
                    click.echo(f"{'':40}  {line}")
            else:
                read, note = results[h.feed], f" ({h.message})" if h.message else ""
                click.echo(f"{h.feed.name:<40.40}  {read.status}, {counted(read.articles, 'article')}{note}")
    if rediscover:
        _offers(app, [h for h in states if h.lost])
    if ill:
        raise click.exceptions.Exit(1)


def _offers(app: App, lost: list["Health"]) -> None:
    """Print what the sites of lost feeds offer instead, each with the command that takes it."""
    from pipeline.work import feeds as work

    if not lost:
        say("No feed is lost: nothing to look for.")
    for feed, offers in work.rediscover(app.config, lost).items():
        if not offers:
            say(f"{feed.name}: its site names no other feed. Ask its publisher, or remove it:")
            say(f"  {join(['monday', 'feeds', 'remove', masked(feed.url)])}")
        for offer in offers:
            say(f"{feed.name}: its site has {offer.title or 'a feed'} ({offer.entries} entries). To use that one:")
            take = join(["monday", "feeds", "move", masked(feed.url), offer.url])  # a stranger's address, for a shell
            say(f"  {take}")


@command("export", group=feeds)
def export(app: App) -> None:
    """Print the feeds as OPML, for a feed reader.

    Examples:
      monday feeds export
    """
    from pipeline.collect import opml

    click.echo(opml.write(app.config.feeds, title=app.config.newsletter.title).decode(), nl=False)
