"""`monday check`: what would hurt a reader, or embarrass us in an inbox."""

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from pipeline.cli.app import App, issue_option, json_option, print_json
from pipeline.errors import CheckFailed, UsageError

if TYPE_CHECKING:
    from pipeline.check import Material

COLOURS = {"error": "red", "warning": "yellow", "note": "blue"}


@click.command("check")
@issue_option
@click.option("--links", is_flag=True, help="Ask each page once whether it is still there.")
@click.option(
    "--with", "tools", metavar="TOOLS", default="", help="Real tools too: spamassassin,vnu,chromium,thunderbird."
)
@click.option("--sizes", is_flag=True, help="Say where the bytes of the email go, story by story.")
@click.option("--explain", metavar="RULE", help="Print a rule's manual; ? lists the rules.")
@json_option
@click.pass_context
def command(
    ctx: click.Context, issue: str | None, links: bool, tools: str, sizes: bool, explain: str | None, as_json: bool
) -> None:
    """Exit 4 when there are errors.

    The final bytes are checked: accessibility, size, links, both parts, the promises we make to readers.

    \b
    Examples:
      monday check
      monday check --links                  ask each article's page, too
      monday check --sizes                  where the bytes go
      monday check --explain reading.grade  a rule's manual
      monday check --explain ?              all rules
    """
    if explain:
        click.echo(manual(explain))
        return
    from pipeline.check import GROUPS, to_do
    from pipeline.work.build import build

    wanted = tuple(name.strip() for name in tools.split(",") if name.strip())
    app: App = ctx.obj
    day = app.day(issue)
    with app.lock():
        built = build(app.newsletter, day, links=links, tools=wanted)
    findings = built.findings
    if sizes:
        click.echo(table(built.material))
        return
    errors = sum(f.level == "error" for f in findings)
    if as_json:
        print_json({"issue": day, "errors": errors, "findings": [asdict(f) for f in findings]})
        ctx.exit(CheckFailed.code if errors else 0)
    findings = to_do(findings)
    for level, meaning in GROUPS.items():
        rows = [f for f in findings if f.level == level]
        if rows:
            click.secho(f"{level.capitalize()}s ({len(rows)}): {meaning}", fg=COLOURS[level], bold=True)
        for f in rows:
            click.echo(f"  {f.message}")
            click.echo(f"    at {f.where}{f'; {f.hint}' if f.hint else ''}  [{f.rule}]")
    if not findings:
        click.echo("Nothing found: the issue is sound.")
    ctx.exit(CheckFailed.code if errors else 0)


def table(material: "Material") -> str:
    """Where the bytes of the email go, as a table."""
    from pipeline import check

    sizes = check.sizes(material)
    rows = [("bytes", "as sent", "")]
    rows += [(f"{entry.raw:,}", f"{entry.encoded:,}", f"story {entry.n}: {entry.title}") for entry in sizes.stories]
    rows += [
        (f"{sizes.attributes:,}", "", "of all: styles in each element"),
        (f"{sizes.styles:,}", "", "of all: <style>"),
        (f"{sizes.raw:,}", f"{sizes.encoded:,}", f"the HTML part ({sizes.base64:,} as base64)"),
        (f"{sizes.cut:,}", "", "left until Gmail cuts it off" if sizes.cut >= 0 else "too many: Gmail cuts them off"),
    ]
    return "\n".join(f"{raw:>9} {encoded:>9}  {words}".rstrip() for raw, encoded, words in rows)


def manual(rule: str) -> str:
    """A rule's docstring, or the list of rules. Raises UsageError for an unknown one."""
    import inspect

    from pipeline.check import JUDGES, RULES
    from pipeline.toml import nearest

    rules = {**RULES, **{f"tools.{name}": judge for name, judge in JUDGES.items()}}
    if rule == "?":
        return "\n".join(f"{name:28} {inspect.getdoc(r) or ''}".split("\n")[0] for name, r in rules.items())
    if rule not in rules:
        raise UsageError(f"there is no rule {rule}", hint=nearest(rule, rules) or "list them: monday check --explain ?")
    return f"{rule}\n\n{inspect.getdoc(rules[rule])}"
