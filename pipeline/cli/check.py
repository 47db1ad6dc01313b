"""`monday check`: what would hurt a reader, or embarrass us in an inbox."""

import os
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from pipeline.cli.app import App, command, issue_option, json_option, print_json
from pipeline.errors import CheckFailed, UsageError

if TYPE_CHECKING:
    from pipeline.check import Material

COLORS = {"error": "red", "warning": "yellow", "note": "blue"}


@command("check", issue_option, json_option)
@click.option("--links", is_flag=True, help="Test once whether each article's page is still there.")
@click.option("--with", "tools", metavar="TOOLS", default="", help="Also run: spamassassin,vnu,chromium,thunderbird.")
@click.option("--sizes", "weigh", is_flag=True, help="Show where the bytes of the email go, article by article.")
@click.option("--explain", metavar="RULE", help="Explain a rule; ? lists the rules.")
def check(
    app: App, issue: str | None, links: bool, tools: str, weigh: bool, explain: str | None, as_json: bool
) -> None:
    """Exit 4 if there are errors.

    The final bytes are checked: accessibility, size, links, both parts, the promises we make to readers.

    Examples:
      monday check
      monday check --links                  test the articles' pages, too
      monday check --sizes                  where the bytes go
      monday check --explain reading.grade  explain a rule
      monday check --explain ?              all rules
    """
    from pipeline.check import GROUPS, to_do
    from pipeline.work.build import build

    if explain:
        click.echo(manual(explain))
        return
    day, wanted = app.day(issue), tuple(name.strip() for name in tools.split(",") if name.strip())
    write = os.access(app.config.folder, os.W_OK)  # who may only look can check all the same
    with app.lock() if write else nullcontext():
        built = build(app.newsletter, day, write=write, links=links, tools=wanted)
    if weigh:
        click.echo("\n".join(table(built.material)))
        return
    errors = sum(f.level == "error" for f in built.findings)
    if as_json:
        print_json({"issue": day, "errors": errors, "findings": [asdict(f) for f in built.findings]})
    else:
        findings = to_do(built.findings)
        for level, meaning in GROUPS.items():
            rows = [f for f in findings if f.level == level]
            if rows:
                click.secho(f"{level.capitalize()}s ({len(rows)}): {meaning}", fg=COLORS[level], bold=True)
            for f in rows:
                click.echo(f"  {f.message}")
                click.echo(f"    at {f.where}{f'; {f.hint}' if f.hint else ''}  [{f.rule}]")
        if not findings:
            click.echo("No problems found.")
    if errors:
        raise click.exceptions.Exit(CheckFailed.code)


def table(material: "Material") -> Iterator[str]:
    """Where the bytes of the email go, line by line."""
    from pipeline.check import sizes

    found = sizes(material)
    left = "left until Gmail cuts it off" if found.cut >= 0 else "too many: Gmail cuts them off"
    for raw, encoded, words in (
        ("bytes", "as sent", ""),
        *((f"{entry.raw:,}", f"{entry.encoded:,}", f"article {entry.n}: {entry.title}") for entry in found.stories),
        (f"{found.attributes:,}", "", "of all: styles in each element"),
        (f"{found.styles:,}", "", "of all: <style>"),
        (f"{found.raw:,}", f"{found.encoded:,}", f"the HTML part ({found.base64:,} as base64)"),
        (f"{found.cut:,}", "", left),
    ):
        yield f"{raw:>9} {encoded:>9}  {words}".rstrip()


def manual(rule: str) -> str:
    """What a rule asks for, and why; or the list of rules. Raises UsageError for an unknown one."""
    from pipeline.check import manuals
    from pipeline.toml import nearest

    rules = manuals()
    if rule == "?":
        return "\n".join(f"{name:28} {what}" for name, (what, _) in rules.items())
    if rule not in rules:
        raise UsageError(f"there is no rule {rule}", hint=nearest(rule, rules) or "list them: monday check --explain ?")
    return click.wrap_text("\n\n".join(filter(None, (rule, *rules[rule]))), width=80, preserve_paragraphs=True)
