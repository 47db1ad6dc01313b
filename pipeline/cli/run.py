"""`monday run`: cron's one line."""

import os
import sys
import time

import click

from pipeline.cli.app import App, issue_option, json_option, print_json, progress, say, warn
from pipeline.flow import STAGES


@click.command("run")
@issue_option
@click.option(
    "--until", type=click.Choice(STAGES[:-1]), help="Stop after this stage: nothing later is done for any issue."
)
@click.option("--quiet", is_flag=True, help="Print nothing on a day without news, as cron likes it.")
@json_option
@click.pass_context
def command(ctx: click.Context, issue: str | None, until: str | None, quiet: bool, as_json: bool) -> None:
    """First every approved issue is finished: handed off before its send time, shown on the site once due.
    Then the current Monday: before its drafting days feeds are only collected; then the issue is drafted,
    rendered and checked, and the editors are told. A draft is never chosen again, and an issue that an
    editor changed is never touched. With `[approve] auto` a draft with a clean check approves itself.

    \b
    Exit codes:
      0   done, or nothing to do
      3   skipped: too few good articles, or too late
      4   check found errors
      5   not approved in time
      6   every feed failed
      7   the mail service refused
      8   its state is unknown
      9   nothing was sent, and it may pass: try again
      75  another run is at work
      78  a mistake in newsletter.toml or issue.toml
    Of several troubles the gravest is the exit code; all are told.

    \b
    Examples:
      monday run                  what cron does
      monday run --quiet          the same; prints only what is news
      monday run --issue next     draft the coming issue now, whatever the day
      monday run --until collect  only read the feeds
    """
    from pipeline.cli.notify import Watch
    from pipeline.outside import files
    from pipeline.work.run import run

    app: App = ctx.obj
    config = app.config
    last = time.perf_counter()

    def told(line: str) -> None:
        nonlocal last
        took, last = time.perf_counter() - last, time.perf_counter()
        watch.log.append(line)
        if not quiet:
            say(f"{line}  ({took:.1f} s)" if took >= 0.05 else line)

    def warned(line: str) -> None:
        watch.heard(f"Warning: {line}")
        warn(line)

    def failed(line: str) -> None:
        watch.heard(f"Error: {line}")
        click.secho(f"Error: {line}", fg="red", err=True)

    with files.lock(config.folder):
        watch = Watch(config, app.clock)
        try:
            done = run(
                app.newsletter,
                clock=app.clock,
                forced=app.day(issue) if issue else None,
                until=until,
                env=os.environ,
                pretending=app.pretended is not None,
                tell=told,
                warn=warned,
                fail=failed,
                progress=progress,
            )
        except Exception as e:  # a bug, too, must reach whoever watches; it is raised again as it was
            done_before = tuple(getattr(e, "__notes__", ()))
            for line in done_before:
                say(line)
            lines = (*done_before, f"Error: {e}", f"Hint: {getattr(e, 'hint', '')}")
            watch.end(getattr(e, "code", 1), lines, broke_off=True)
            raise
        watch.end(done.code, done.lines, news=done.news)
    if as_json:
        print_json(
            {
                "issue": done.day,
                "state": done.state,
                "folder": str(done.folder) if done.folder else None,
                "changed": list(done.changed),
                "exit": done.code,
                "summary": list(done.lines),
                "trouble": watch.trouble,
            }
        )
    elif not quiet or done.code or done.news or watch.trouble:
        click.echo("\n".join(done.lines))
        if done.folder and sys.stdout.isatty():
            click.secho("Look at it: monday preview", bold=True)
    ctx.exit(done.code)
