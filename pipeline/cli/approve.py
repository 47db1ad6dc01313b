"""`monday approve`: an approval, bound to the bytes of the email and the moment it goes out."""

import getpass
import sys
from functools import partial

import click

from pipeline.cli.app import App, command, unfinished_option, warn


@command("approve", unfinished_option)
@click.option("--by", default="", help="Who approves (default: your login name).")
@click.option("--sample", is_flag=True, help="A rehearsal with sample articles; it can never be handed off.")
@click.option("--intentional", is_flag=True, help="The subject or preheader mentions something else on purpose.")
def approve(app: App, issue: str | None, by: str, sample: bool, intentional: bool) -> None:
    """Refused (exit 4) while `monday check` has errors, or while an article or address is made up. Warnings do not stop
    it: they are printed, so that you know what you approve. You are asked to confirm only if the subject or
    preheader names something that is not in the issue; in a script, use `--intentional`.

    Examples:
      monday approve
      monday approve --by "Ada"  say who approves
      monday approve --sample    a rehearsal; never sent
    """
    from pipeline.work.approve import Unintended
    from pipeline.work.approve import approve as work

    act = partial(work, app.newsletter, app.unfinished(issue), by=by or _login(), rehearsal=sample, warn=warn)
    try:
        with app.lock():
            done = act(now=app.now, intended=intentional)
    except Unintended as e:
        question = f"Something is mentioned that is not in this issue ({e.named}). Is that intentional?"
        if not sys.stdin.isatty() or not click.confirm(question, err=True):  # without the lock: people take their time
            raise
        with app.lock():
            done = act(now=app.now, intended=True, seen=e.seen)
    click.echo(done)


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "an editor"
