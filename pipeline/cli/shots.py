"""`monday shots`: pictures of the email, and the proof that inlining changed nothing."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.app import App, issue_option, say
from pipeline.errors import CheckFailed

if TYPE_CHECKING:
    from pipeline.outside.browser.proof import Measured
    from pipeline.work.build import Built


@click.command("shots")
@issue_option
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Where to (default: .monday/shots/DATE).")
@click.option("--prove", is_flag=True, help="Measure instead: what inlining changed, and what hostile clients break.")
@click.pass_obj
def command(app: App, issue: str | None, out: Path | None, prove: bool) -> None:
    """Needs an installed Chromium; where Thunderbird is installed, also as that mail client shows it, light and dark.
    Nothing is fetched from the network; an editor's own pictures come from the issue's folder.

    \b
    Examples:
      monday shots
      monday shots --out pictures  into a folder of your own
      monday shots --prove         measure, in place of pictures
    """
    from pipeline.outside import programs
    from pipeline.work.build import build
    from pipeline.work.shots import shots

    built = build(app.newsletter, app.day(issue), write=False)
    if prove:
        _prove(app, built)
        return
    out = out or app.config.folder / ".monday" / "shots" / built.edition.day.isoformat()
    for path in shots(built, app.config, out=out, progress=say):
        click.echo(path)
    if programs.find("thunderbird") is None:
        say("Thunderbird is not installed: no pictures of a real mail client (apt-get install thunderbird)")


def _prove(app: App, built: "Built") -> None:
    from pipeline import compose
    from pipeline.config import resources
    from pipeline.outside.browser import proof
    from pipeline.work.build import extras

    beside = extras(built.edition, app.config)
    source = compose.source(built.issue, app.config, resources.templates(app.config.folder), beside)
    inlined = built.files["email.html"].decode("ascii")
    bad = [_line(state, changes_count=True) for state in proof.inlining(source, inlined)]
    bad += [_line(state, changes_count=False) for state in proof.survival(inlined)]
    if any(bad):
        raise CheckFailed(
            "the email does not look as its stylesheets say, or cannot be read everywhere",
            hint="correct the rules named above, in templates/email/inline.css or head.css",
        )


def _line(state: "Measured", *, changes_count: bool) -> bool:
    """Print one measurement; whether it is a fault."""
    if changes_count:
        click.echo(f"inlining, {state.name}: {state.changed} of {state.elements} elements changed")
        if state.first:
            click.echo(f"  first: {state.first}")
        return state.changed > 0
    click.echo(f"survival, {state.name}: {len(state.unreadable)} texts or edges lost")
    for words in state.unreadable[:5]:
        click.echo(f"  {words}")
    return bool(state.unreadable)
