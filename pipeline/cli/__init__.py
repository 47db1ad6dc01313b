"""The command `monday`: one module per command, loaded when it is needed; errors become two lines and an exit code."""

import importlib
from typing import Any

import click

from pipeline import __version__
from pipeline.cli.app import App, Moment
from pipeline.errors import MondayError

SECTIONS = {
    "Every Monday": ("run", "preview", "edit", "send-test", "approve", "status"),
    "One stage at a time": ("collect", "choose", "compose", "check", "archive", "handoff"),
    "Trouble": ("why", "balance", "shots", "doctor", "rollback", "erratum", "rebuild"),
    "Set-up": ("init", "feeds", "schedule"),
}


class Monday(click.Group):
    """Groups the commands in its help, and is the only place where our errors become words and exit codes."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for names in SECTIONS.values() for name in names]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"pipeline.cli.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        import difflib  # inside: only a typo needs it

        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as e:
            near = difflib.get_close_matches(args[0], self.list_commands(ctx), n=1)
            raise click.UsageError(f"{e.message}{f' Did you mean {near[0]}?' if near else ''}", ctx) from e

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for section, names in SECTIONS.items():
            found = [(name, self.get_command(ctx, name)) for name in names]
            with formatter.section(section):
                formatter.write_dl([(name, c.get_short_help_str(96)) for name, c in found if c is not None])

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  click's own signature
        try:
            return super().invoke(ctx)
        except MondayError as e:
            click.secho(f"Error: {e}", fg="red", err=True)
            if e.hint:
                click.echo(f"Hint: {e.hint}", err=True)
            ctx.exit(e.code)


@click.group(cls=Monday, context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "MONDAY"})
@click.option("-C", "folder", metavar="DIR", default=".", help="The newsletter's folder (default: this one).")
@click.option("--now", type=Moment(), help="Pretend that it is this time, as 2026-11-20 or 2026-11-20T09:00.")
@click.version_option(__version__, prog_name="monday")
@click.pass_context
def monday(ctx: click.Context, folder: str, now: str | None) -> None:
    """Picks the five best recovery articles of the week and makes the Monday email.

    \b
    A first issue, in an empty folder:
      monday init
      monday run --issue next
      monday preview

    Every command explains itself: monday run --help. It prints its result on standard output,
    and what it is doing on standard error. With NO_COLOR set, or in a pipe, everything is plain text.
    """
    ctx.obj = App(folder=folder, pretended=now)


def main() -> None:
    """The way in from a shell."""
    import os  # inside: cheap, and keeps the top of the module about the command

    monday(prog_name="monday", color=False if os.environ.get("NO_COLOR") else None)
