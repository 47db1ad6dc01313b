"""The command `monday`: one module per command, loaded when it is needed; errors become two lines and an exit code."""

import importlib
import inspect
import os
import sys
from datetime import datetime
from typing import Any

import click

from pipeline import __version__
from pipeline.errors import MondayError
from pipeline.limits import far_off

SECTIONS = {
    "Every Monday": {
        "run": "Do whatever is due: run it daily from cron; it is safe to repeat.",
        "preview": "Look at the issue in the studio, and change what is wrong.",
        "edit": "Swap, pin, unpin, drop, release or move articles.",
        "send-test": "Send the current issue to one address, as a test.",
        "approve": "Approve the current issue; any later edit voids the approval.",
        "status": "Show where the latest issues stand, and what comes next.",
    },
    "One stage at a time": {
        "collect": "Read every feed and keep its articles.",
        "choose": "Pick the week's five best articles and write the draft.",
        "compose": "Render the issue: the email, its plain text, the web page.",
        "check": "Look for what would hurt a reader, or embarrass us in an inbox.",
        "archive": "Build public/ from the approved issues: pages, index and feeds.",
        "handoff": "Give an approved issue to the mail service, which sends it.",
    },
    "Troubleshooting": {
        "why": "Show everything that was decided about one article.",
        "balance": "Show how the last twelve issues are spread across topics and sources.",
        "shots": "Take screenshots of the email: desktop, phone, dark mode, large text.",
        "doctor": "Look at the machine, the folder and the settings, and say what to fix.",
        "rollback": "Take a scheduled issue back from the mail service.",
        "erratum": "Publish a dated correction on an issue's page.",
        "rebuild": "Make an issue's files and the site again, and say what changed.",
    },
    "Setup": {
        "init": "Make a new newsletter folder that works at once.",
        "copy": "Copy a shipped profile or template here, to make it yours.",
        "feeds": "Manage the feeds that articles come from.",
        "signup": "Set up signup so that everyone who signs up gets the ebook.",
        "schedule": "Show when the next issues go out; print lines for cron.",
    },
}
"""Each command's first line of help: `monday --help` loads no command, and a command's docstring goes on from here."""
COMMANDS = {name: first for names in SECTIONS.values() for name, first in names.items()}


class Monday(click.Group):
    """Groups the commands in its help, and is the only place where our errors become words and exit codes."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        first = COMMANDS[cmd_name]
        module = cmd_name.replace("-", "_")
        command: click.Command = getattr(importlib.import_module(f"pipeline.cli.{module}"), module)
        if not (command.help or "").startswith(first):
            command.help = "\n\n".join(filter(None, (first, inspect.cleandoc(command.help or ""))))
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[Any]:
        from click.shell_completion import CompletionItem  # inside: only a shell asks

        names = [CompletionItem(name, help=first) for name, first in COMMANDS.items() if name.startswith(incomplete)]
        return [*names, *click.Command.shell_complete(self, ctx, incomplete)]  # the commands stay unread

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as e:
            from difflib import get_close_matches  # inside: only a typo needs it

            near = get_close_matches(args[0], COMMANDS, n=1)
            raise click.UsageError(f"{e.message}{f' Did you mean {near[0]}?' if near else ''}", ctx) from e

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for section, commands in SECTIONS.items():
            with formatter.section(section):
                formatter.write_dl(list(commands.items()))

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  click's own signature
        try:
            return super().invoke(ctx)
        except MondayError as e:
            click.secho(f"Error: {e}", fg="red", err=True)
            if e.hint:
                click.echo(f"Hint: {e.hint}", err=True)
            ctx.exit(e.code)


def moment(value: str) -> str:
    """A date or a time, kept as text until the newsletter's zone is known. Raises BadParameter."""
    try:
        far = far_off(datetime.fromisoformat(value))
    except ValueError:
        far = f"{value!r} is not a time; write it as 2026-11-20 or 2026-11-20T09:00"
    if far:
        raise click.BadParameter(far)
    return value


@click.group(cls=Monday, context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "MONDAY"})
@click.option("-C", "folder", metavar="DIR", default=".", help="The newsletter's folder (default: this one).")
@click.option(
    "--now", metavar="TIME", type=moment, help="Pretend that it is this time, such as 2026-11-20 or 2026-11-20T09:00."
)
@click.version_option(__version__, prog_name="monday")
@click.pass_context
def monday(ctx: click.Context, folder: str, now: str | None) -> None:
    """Picks the five best recovery articles of the week and makes the Monday email.

    \b
    A first issue, in an empty folder:
      monday init                  a newsletter with sample articles
      monday run --issue next      draft the coming Monday's issue
      monday preview               review it, and change it

    \b
    Every week:
      monday run                   cron does this once a day; it drafts on Friday
      monday preview               look, change, read why an article was chosen
      monday approve               approve it; the next run hands it over

    Every command explains itself, with examples: monday run --help. Errors say what to do next. A command prints its
    result on standard output, and what it is doing on standard error. With NO_COLOR set, or in a pipe, everything is
    plain text. When something is wrong: monday doctor.

    \b
    Tab completion: this line in ~/.bashrc (zsh and fish: zsh_source, fish_source):
      eval "$(_MONDAY_COMPLETE=bash_source monday)"
    """
    from pipeline.cli.app import App  # inside: what it needs takes time, and --help needs none of it

    ctx.obj = App(folder=folder, pretended=now)


def main() -> None:
    """The way in from a shell."""
    try:
        monday(prog_name="monday", color=False if os.environ.get("NO_COLOR") else None)
    except OSError as e:  # if nobody reads on, click ends silently
        if inspect.trace()[-1].frame.f_code is not click.echo.__code__:
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python writes the rest at its end
        click.echo(f"Error: the output could not be written: {e.strerror}", err=True)
        click.echo("Hint: free some space there, or write it elsewhere; what was done: monday status", err=True)
        sys.exit(1)
