"""`monday shots`: pictures of the email, and the proof that inlining changed nothing."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.app import App, command, issue_option, say
from pipeline.errors import CheckFailed

if TYPE_CHECKING:
    from pipeline.work.build import Built


@command("shots", issue_option)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder (default: .monday/shots/DATE).")
@click.option("--prove", is_flag=True, help="Measure instead: what inlining changed, and what hostile clients break.")
def shots(app: App, issue: str | None, out: Path | None, prove: bool) -> None:
    """Needs Chromium. If Thunderbird is installed, it also takes pictures there, light and dark. Nothing is fetched
    from the network; an editor's own pictures come from the issue's folder.

    Examples:
      monday shots
      monday shots --out pictures  into a folder of your own
      monday shots --prove         measure instead
    """
    from pipeline.outside import programs
    from pipeline.work.build import build
    from pipeline.work.shots import shots as work

    built = build(app.newsletter, app.day(issue), write=False)
    if prove:
        _prove(built)
        return
    out = out or app.config.folder / ".monday" / "shots" / built.edition.day.isoformat()
    for path in work(built, app.config, out=out, progress=say):
        click.echo(path)
    if programs.find("thunderbird") is None:
        say("Thunderbird is not installed: no pictures of a real mail client (apt-get install thunderbird)")


def _prove(built: "Built") -> None:
    """Print what was measured. Raises CheckFailed where inlining changed something, or something cannot be read."""
    from pipeline import compose
    from pipeline.outside.browser.shots import inlining, survival
    from pipeline.work.build import beside

    given, bad = built.material, False
    source = compose.source(built.issue, given.config, given.template_sources, beside(given))
    inlined = built.files["email.html"].decode("ascii")
    for state in inlining(source, inlined):
        click.echo(f"inlining, {state.name}: {state.changed} of {state.elements} elements changed")
        if state.first:
            click.echo(f"  first: {state.first}")
        bad |= state.changed > 0
    for state in survival(inlined):
        click.echo(f"survival, {state.name}: {len(state.unreadable)} texts or edges lost")
        for words in state.unreadable[:5]:
            click.echo(f"  {words}")
        bad |= bool(state.unreadable)
    if bad:
        raise CheckFailed(
            "the email does not look as its stylesheets say, or cannot be read everywhere",
            hint="correct the rules named above, in templates/email/inline.css or head.css",
        )
