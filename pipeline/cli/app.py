"""What every command is given: the newsletter's folder, its settings, and the one clock. A command imports the work
behind it in its body: `monday COMMAND --help` needs none of it."""

import inspect
import json
import os
import re
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, date, datetime
from functools import cached_property, partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from pipeline.text.printable import masked

if TYPE_CHECKING:
    from pipeline.archive import Newsletter
    from pipeline.config import Config
    from pipeline.work import Context


def issue_date(value: str) -> str:
    """`next`, or the date of an issue. Raises BadParameter."""
    from pipeline.config import when

    try:
        wrong = "" if value == "next" else when.no_monday(date.fromisoformat(value))
    except ValueError:
        wrong = f"{value!r} is not a date; write it as 2026-11-23, or as next"
    if wrong:
        raise click.BadParameter(wrong)
    return value


_issue = partial(click.option, "--issue", metavar="DATE|next", type=issue_date)
issue_option = _issue(help="Which Monday's issue (default: the current one).")
unfinished_option = _issue(help="Which Monday's issue (default: the first unfinished one).")
json_option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, for scripts.")


class App:
    """The context of one command. Reads newsletter.toml and the clock once, when first asked."""

    def __init__(self, *, folder: str, pretended: str | None) -> None:
        self.folder = folder
        self.pretending = pretended is not None  # whether the time is a pretended one, at which nothing may be sent
        self._pretended = pretended

    @cached_property
    def config(self) -> "Config":
        from pipeline.config import load

        loaded = load(Path(self.folder).resolve())
        for note in loaded.notes:
            say(f"Note: {note}")
        return loaded

    @cached_property
    def newsletter(self) -> "Newsletter":
        from pipeline.archive import Newsletter

        return Newsletter(self.config, known={})

    def lock(self) -> AbstractContextManager[None]:
        """Keeps every other run out of the newsletter's folder."""
        from pipeline.outside import files

        return files.lock(self.config.folder)

    @cached_property
    def now(self) -> datetime:
        """This moment, aware, in UTC; the pretended one in the newsletter's zone if it names none."""
        if self._pretended is None:
            return datetime.now(UTC)
        moment = datetime.fromisoformat(self._pretended)
        zone = moment.tzinfo or ZoneInfo(self.config.schedule.timezone)
        return moment.replace(tzinfo=zone).astimezone(UTC)

    def clock(self) -> datetime:
        """This moment, read again each time; a pretended one stands still."""
        return self.now if self.pretending else datetime.now(UTC)

    @property
    def context(self) -> "Context":
        """What a use case works with that reaches out."""
        from pipeline.work import Context

        return Context(newsletter=self.newsletter, clock=self.clock, env=os.environ, pretending=self.pretending)

    def day(self, issue: str | None) -> date:
        """The Monday that `--issue` names."""
        if issue and issue != "next":
            return date.fromisoformat(issue)
        return self.newsletter.current(self.now)

    def unfinished(self, issue: str | None) -> date:
        """The same for an editor's own commands: without `--issue` the first unfinished one, else the newest."""
        return self.day(issue) if issue else self.newsletter.unfinished(self.now)


Function = Callable[..., None]


def command(
    name: str,
    *options: Callable[[Function], Function],
    group: click.Group | None = None,
    locked: bool = False,
    help: str | None = None,
) -> Callable[[Function], click.Command]:
    """A command, of *group* if given, whose function takes the App, then *options* and its own. If *locked*, no other
    run gets in meanwhile. Its help is *help*, else the function's docstring; an indented block below a line that ends
    in a colon keeps its lines."""

    def decorate(function: Function) -> click.Command:
        @click.pass_obj
        @wraps(function)
        def call(app: App, /, **values: Any) -> None:  # noqa: ANN401  whatever the command's options are
            with app.lock() if locked else nullcontext():
                function(app, **values)

        for option in options[::-1]:
            call = option(call)
        words = inspect.cleandoc(help or function.__doc__ or "")
        words = re.sub(r"(?m)^(?=[A-Z][\w ]*:\n +\S)", "\b\n", words)  # click keeps the lines of what follows a \b
        return (group.command if group else click.command)(name, help=words)(call)

    return decorate


def say(line: str, color: str | None = None) -> None:
    """Narration, on standard error."""
    click.secho(masked(line), fg=color, err=True)


def warn(line: str) -> None:
    """Something an editor should know; the work goes on."""
    say(f"Warning: {line}", "yellow")


def print_json(value: object) -> None:
    """The product, as JSON."""
    click.echo(masked(json.dumps(value, ensure_ascii=False, indent=2, default=str)))


def attributes(value: object, names: str) -> dict[str, object]:
    """What *value* holds under *names*, for JSON."""
    return {name: getattr(value, name) for name in names.split()}


def progress(done: int, total: int, words: str) -> None:
    """One line that is rewritten on a terminal; silent in a pipe or in cron, where the stages' own lines suffice."""
    if sys.stderr.isatty():
        end = "\n" if done >= total else ""
        click.echo(f"\r\033[K  {done:>3} of {total}  {words[:60]}{end}", err=True, nl=False)
