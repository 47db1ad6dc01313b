"""`monday init`: a new newsletter folder that works at once."""

import re
from pathlib import Path

import click

from pipeline.cli.app import App, command
from pipeline.errors import UsageError
from pipeline.text import DATA
from pipeline.text.printable import printable

STARTER = {"newsletter.toml": "newsletter.toml", "evergreen.toml": "evergreen.toml", "gitignore": ".gitignore"}


@command("init")
@click.argument("directory", metavar="[DIR]", default="", required=False)
@click.option("--title", default="Monday Five", show_default=True, help="What readers will see as the sender.")
def init(app: App, directory: str, title: str) -> None:
    """It starts with sample feeds, so that `monday run --issue next` gives an issue to look at before
    anything is set up. Then open newsletter.toml and put your own feeds and addresses in.
    Existing files are never overwritten.

    Examples:
      monday init                                      in this folder
      monday init my-newsletter --title "Hope Weekly"  in a new one
    """
    from pipeline.outside.files import write_atomic
    from pipeline.toml import quoted

    folder = Path(app.folder, directory).resolve()
    if (folder / "newsletter.toml").exists():
        raise UsageError(
            f"{folder} already contains a newsletter; nothing was changed",
            hint="run: monday status, or name another folder: monday init my-newsletter",
        )
    title = printable(title) or "Monday Five"  # on one line
    plain = re.sub(r"[^\w &.\'-]", "", title).strip() or "Newsletter"
    slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60] or "newsletter"
    for shipped, name in STARTER.items():
        text = (DATA / "starter" / shipped).read_text(encoding="utf-8")
        text = text.replace('id = "monday-five"', f'id = "{slug}"')
        text = text.replace('title = "Monday Five"', f"title = {quoted(title)}")
        text = text.replace('from = "Monday Five <', f'from = "{plain} <')
        if not (folder / name).exists():
            write_atomic(folder / name, text.encode())
    (folder / "issues").mkdir(exist_ok=True)
    monday = "monday" if folder == Path.cwd() else f"monday -C {directory or app.folder}"
    click.echo(f"A newsletter is ready in {folder}")
    click.echo("Next:")
    click.echo(f"  {monday} run --issue next    this week's issue, from sample feeds")
    click.echo(f"  {monday} preview             see it in the browser")
    click.echo("  newsletter.toml            add your own feeds and addresses")
    click.echo(f"  {monday} feeds import --starter    or start with real public sources: each is tested first")
