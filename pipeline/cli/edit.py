"""`monday edit`: swap, pin, unpin, drop, keep, release, read and move articles without opening issue.toml."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from pipeline.cli.app import App, command, unfinished_option
from pipeline.issue import Document


def place(value: str) -> int:
    """A place, which people count from 1 and functions from 0. Raises BadParameter."""
    if not value.isdecimal() or int(value) < 1:
        raise click.BadParameter(f"{value!r} is not a place; places count from 1, as in the email")
    return int(value) - 1


Change = Callable[[Document], Document]
by_option = click.option("--by", required=True, metavar="NAME", help="Who has read it and found it safe.")


@click.group("edit")
def edit() -> None:
    """Nothing else in issue.toml is changed. Places count from 1, as in the email. Each edit says what it did,
    and what it means for variety. An edit voids an approval: approve again afterward. The email is rendered again by
    `monday compose`, and by the next run."""


def subcommand(function: Callable[..., Change]) -> click.Command:
    """A command for the change that *function* makes of its arguments; what that did is printed."""

    @command(function.__name__, unfinished_option, group=edit, locked=True)
    @wraps(function)
    def call(app: App, issue: str | None, **values: Any) -> None:  # noqa: ANN401  as *function* takes them
        from pipeline.work import edit as work

        for line in work.edit(app.context, app.unfinished(issue), function(app, **values), tell=click.echo):
            click.echo(line)

    return call


@subcommand
@click.argument("story", metavar="ARTICLE", type=place)
@click.argument("bench", type=place, required=False)
def swap(_: App, story: int, bench: int | None) -> Change:
    """Put an article from the bench in place of one in the issue.

    ARTICLE is its place in the email, BENCH the other's place on the bench. Without BENCH, the first one whose source
    and topic are new to the issue is taken. The one replaced goes to the end of the bench.

    Examples:
      monday edit swap 2    the best on the bench for article 2
      monday edit swap 2 3  the third on the bench
    """
    return lambda document: document.swap(story, bench)


@subcommand
@click.argument("story", metavar="ARTICLE", type=place)
def pin(_: App, story: int) -> Change:
    """Mark an article as one to keep.

    A new choice (monday choose --discard) leaves it in its place, word for word, and chooses the others around it.

    Examples:
      monday edit pin 1
    """
    return lambda document: document.set("story", story, "pinned", True)


@subcommand
@click.argument("story", metavar="ARTICLE", type=place)
def unpin(_: App, story: int) -> Change:
    """Unpin an article, so that choosing again may replace it.

    Examples:
      monday edit unpin 1
    """
    return lambda document: document.set("story", story, "pinned", None)


@subcommand
@click.argument("story", metavar="ARTICLE", type=place)
@click.option("--reason", default="", help="Why; kept as a note that is never published.")
def drop(app: App, story: int, reason: str) -> Change:
    """Take an article out; one from the bench takes its place, as in a swap.

    Examples:
      monday edit drop 4
      monday edit drop 4 --reason "we had it last year"  never published
    """
    places = app.config.choose.count
    return lambda document: document.drop("story", story, reason, places=places)


@subcommand
@click.argument("place", type=place)
@click.option("--bench", is_flag=True, help="PLACE counts on the bench, not in the email.")
def keep(_: App, place: int, bench: bool) -> Change:
    """Keep a good article for later: it competes in the coming weeks, whatever its date.

    It leaves this issue, and one from the bench takes its place. An article that readers have already received does
    not return.

    Examples:
      monday edit keep 3
      monday edit keep 2 --bench
    """
    kind = "bench" if bench else "story"
    return lambda document: document.keep(kind, place)


@command("release", unfinished_option, group=edit, locked=True)
@click.argument("held", type=place)
@by_option
def release(app: App, issue: str | None, held: int, by: str) -> None:
    """Release a held article to the top of the bench, if you have read it and found it safe.

    `monday choose --explain` lists what is held, and why.

    Examples:
      monday edit release 1 --by "Ada"
      monday edit swap 5                then give it a place
    """
    from pipeline.work import edit as work

    click.echo("\n".join(work.release(app.context, app.unfinished(issue), held + 1, by=by, tell=click.echo)))


@command("read", unfinished_option, group=edit, locked=True)
@click.argument("story", metavar="ARTICLE", type=place)
@by_option
def read(app: App, issue: str | None, story: int, by: str) -> None:
    """Record that you have read an article that must be read before it is sent.

    Such an article has a `caution`: it touches a reader's safety and gives advice. Read its page, not only the blurb.
    The issue cannot be approved until then. If its address changes, it must be read again.

    Examples:
      monday edit read 2 --by "Ada"
    """
    from pipeline.work import edit as work

    click.echo("\n".join(work.read(app.context, app.unfinished(issue), story + 1, by=by, tell=click.echo)))


@subcommand
@click.argument("story", metavar="ARTICLE", type=place)
@click.argument("to", type=place)
def move(_: App, story: int, to: int) -> Change:
    """Move an article to another place.

    Examples:
      monday edit move 3 1  article 3 comes first
    """
    return lambda document: document.move(story, to)
