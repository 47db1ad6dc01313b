"""`monday edit`: swap, pin, unpin, drop, keep, release, read and move stories without opening issue.toml."""

import os
from collections.abc import Callable
from functools import partial

import click

from pipeline.cli.app import App, desk_option
from pipeline.issue import Document, acts


class Place(click.ParamType[int]):
    """A place that people count from 1."""

    name = "PLACE"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if not str(value).isdecimal() or int(str(value)) < 1:
            self.fail(f"{str(value)!r} is not a place; places count from 1, as in the email", param, ctx)
        return int(str(value))


PLACE = Place()


@click.group("edit")
def command() -> None:
    """Nothing else in issue.toml is changed. Places count from 1, as in the email. Each edit says what it did,
    and what it means for variety. An edit voids an approval: approve again afterward. The email is rendered again by
    `monday compose`, and by the next run.
    """


def _edit(app: App, issue: str | None, change: Callable[[Document], Document]) -> None:
    from pipeline.work.edit import edit

    _do(app, issue, partial(edit, change=change))


def _do(app: App, issue: str | None, work: Callable[..., tuple[str, ...]]) -> None:
    with app.lock():
        for line in work(app.newsletter, app.on_desk(issue), clock=app.clock, env=os.environ, tell=click.echo):
            click.echo(line)


@command.command()
@click.argument("story", type=PLACE)
@click.argument("bench", type=PLACE, required=False)
@desk_option
@click.pass_obj
def swap(app: App, story: int, bench: int | None, issue: str | None) -> None:
    """Put an article from the bench in a story's place.

    STORY is the place in the email, BENCH the place on the bench. Without BENCH it is the first whose source and topic
    no other story has. The story goes to the end of the bench.

    \b
    Examples:
      monday edit swap 2    the best on the bench for story 2
      monday edit swap 2 3  the third on the bench
    """
    _edit(app, issue, lambda document: acts.swap(document, story - 1, bench and bench - 1))


@command.command()
@click.argument("story", type=PLACE)
@desk_option
@click.pass_obj
def pin(app: App, story: int, issue: str | None) -> None:
    """Mark a story as one to keep.

    A new choice (monday choose --discard) leaves it in its place, word for word, and chooses the others around it.

    \b
    Examples:
      monday edit pin 1
    """
    _edit(app, issue, lambda document: document.set("story", story - 1, "pinned", True))


@command.command()
@click.argument("story", type=PLACE)
@desk_option
@click.pass_obj
def unpin(app: App, story: int, issue: str | None) -> None:
    """Unpin a story, so that choosing again may replace it.

    \b
    Examples:
      monday edit unpin 1
    """
    _edit(app, issue, lambda document: document.set("story", story - 1, "pinned", None))


@command.command()
@click.argument("story", type=PLACE)
@click.option("--reason", default="", help="Why; kept as a note that is never published.")
@desk_option
@click.pass_obj
def drop(app: App, story: int, reason: str, issue: str | None) -> None:
    """Take a story out; one from the bench takes its place, as in a swap.

    \b
    Examples:
      monday edit drop 4
      monday edit drop 4 --reason "we had it last year"  never published
    """
    places = app.config.choose.count
    _edit(app, issue, lambda document: acts.drop(document, "story", story - 1, reason, places=places))


@command.command()
@click.argument("place", type=PLACE)
@click.option("--bench", is_flag=True, help="PLACE counts on the bench, not in the email.")
@desk_option
@click.pass_obj
def keep(app: App, place: int, bench: bool, issue: str | None) -> None:
    """Keep a good article for later: it competes in the coming weeks, whatever its date.

    A story leaves this issue, and one from the bench takes its place. An article that readers have had does not return.

    \b
    Examples:
      monday edit keep 3
      monday edit keep 2 --bench
    """
    _edit(app, issue, lambda document: acts.keep(document, "bench" if bench else "story", place - 1))


@command.command()
@click.argument("held", type=PLACE)
@click.option("--by", required=True, metavar="NAME", help="Who has read it and found it safe.")
@desk_option
@click.pass_obj
def release(app: App, held: int, by: str, issue: str | None) -> None:
    """Release a held article to the top of the bench, if you have read it and found it safe.

    `monday choose --explain` lists what is held, and why.

    \b
    Examples:
      monday edit release 1 --by "Ada"
      monday edit swap 5                then give it a place
    """
    from pipeline.work.edit import release as work

    _do(app, issue, partial(work, held=held, by=by))


@command.command()
@click.argument("story", type=PLACE)
@click.option("--by", required=True, metavar="NAME", help="Who has read it and found it safe.")
@desk_option
@click.pass_obj
def read(app: App, story: int, by: str, issue: str | None) -> None:
    """Record that you have read a story that must be read before it is sent.

    Such a story has a `caution`: it touches a reader's safety and gives advice. Read its page, not only the blurb. The
    issue cannot be approved before that. If the story's address changes, it must be read again.

    \b
    Examples:
      monday edit read 2 --by "Ada"
    """
    from pipeline.work.edit import read as work

    _do(app, issue, partial(work, place=story, by=by))


@command.command()
@click.argument("story", type=PLACE)
@click.argument("to", type=PLACE)
@desk_option
@click.pass_obj
def move(app: App, story: int, to: int, issue: str | None) -> None:
    """Move a story to another place.

    \b
    Examples:
      monday edit move 3 1  story 3 comes first
    """
    _edit(app, issue, lambda document: document.move(story - 1, to - 1))
