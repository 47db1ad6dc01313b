"""`monday run`: cron's one line."""

import os
import sys
import time

import click

from pipeline.cli.app import App, attributes, command, issue_option, json_option, print_json, progress, say, warn
from pipeline.limits import STAGES


@command("run", issue_option, json_option, locked=True)
@click.option(
    "--until", type=click.Choice(STAGES[:-1]), help="Stop after this stage; nothing later is done for any issue."
)
@click.option("--quiet", is_flag=True, help="Print nothing unless something changed; suits cron.")
def run(app: App, issue: str | None, until: str | None, quiet: bool, as_json: bool) -> None:
    """First, every approved issue is finished: handed off before its send time, or up to `max_late_hours` after it if
    approved late, and shown on the site after it is sent. On the last day, its links are checked once more. Then the
    current Monday: until its drafting days, feeds are only collected; then the issue is drafted, rendered and checked,
    and the editors are notified. Articles are never picked again for an existing draft, and an editor's changes are
    never overwritten. With `[approve] auto`, a draft that passes every check is approved automatically.

    Exit codes:
      0   done, or nothing to do
      3   no issue this week: too few good articles, or too late
      4   check found errors
      5   not approved in time
      6   every feed failed
      7   the mail service refused
      8   the mail service's state is unknown (the issue may or may not
          have been sent), or is not what was approved
      9   nothing was sent; the cause may pass, so try again
      75  another run is in progress
      78  an error in newsletter.toml or issue.toml

    If several things go wrong, the exit code is that of the most serious; all of them are reported.

    Examples:
      monday run                  what cron does
      monday run --quiet          the same; prints only what has changed
      monday run --issue next     draft the coming issue now, whatever the day
      monday run --until collect  only read the feeds
    """
    from pipeline.work.finish import Run
    from pipeline.work.notify import Watch
    from pipeline.work.run import run as work

    last = time.perf_counter()

    def tell(line: str) -> None:
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
        say(f"Error: {line}", "red")

    watch = Watch(app.config, app.clock, os.environ, warn)
    try:
        done = Run(
            newsletter=app.newsletter,
            clock=app.clock,
            env=os.environ,
            pretending=app.pretending,
            tell=tell,
            warn=warned,
            fail=failed,
        )
        work(done, forced=app.day(issue) if issue else None, until=until, progress=progress)
    except Exception as e:  # a bug, too, must reach whoever watches; it is raised again as it was
        done_before = tuple(getattr(e, "__notes__", ()))
        for line in done_before:
            say(line)
        lines = (*done_before, f"Error: {e}", f"Hint: {getattr(e, 'hint', '')}")
        code = getattr(e, "code", 1)
        watch.end(code, lines, broke_off=True)
        if as_json:
            more = {"issue": None, "exit": code, "summary": done_before, "trouble": watch.trouble}
            print_json({"state": None, "folder": None, "changed": []} | more)
        raise
    watch.end(done.code, tuple(done.lines), news=done.news)
    if as_json:
        more = {"issue": done.day, "exit": done.code, "summary": done.lines, "trouble": watch.trouble}
        print_json(attributes(done, "state folder changed") | more)
    elif not quiet or done.code or done.news or watch.trouble:
        click.echo("\n".join(done.lines))
        if done.folder and sys.stdout.isatty():
            click.secho("Review it: monday preview", bold=True)
    raise click.exceptions.Exit(done.code)
