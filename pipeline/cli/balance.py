"""`monday balance`: the last twelve issues by topic and source, and what editors changed."""

import click

from pipeline.cli.app import App, command, json_option, print_json
from pipeline.text import counted


@command("balance", json_option)
def balance(app: App, as_json: bool) -> None:
    """It also shows what editors changed in them. The tool learns nothing from it: it is for people who want to know
    whether caregivers, mood or one source had its fair share.

    Examples:
      monday balance
    """
    from pipeline.config.profile import load_profile
    from pipeline.work.balance import KINDS, carers_share, rows, summary

    found = rows(app.newsletter)
    share = carers_share(found, load_profile(app.config))
    total = {**summary(found), "carers_share": share}
    if as_json:
        issues = [
            {"date": row.day, "grade": round(row.grade, 1), **row.decisions}
            | {f"{kind}s": [getattr(story, kind) for story in row.stories] for kind in KINDS}
            for row in found
        ]
        print_json({**total, "each": issues})
        return
    if not found:
        click.echo("Readers have had no issue yet. Make the first: monday run --issue next")
        return
    carers = "" if share is None else f", caregivers {share:.0%}"
    click.echo(f"{counted(total['issues'], 'issue')}, reading grade {total['grade']}{carers}")
    for head in ("topics", "sources", "formats"):
        click.echo(f"\n{head.capitalize()}")
        for name, count in total[head].items():
            click.echo(f"  {name.replace('_', ' ')[:36]:36}  {'█' * count} {count}")
    done = total["decisions"]
    click.echo(
        f"\nOf the machine's picks, editors kept {done['kept']} and dropped {done['dropped']};"
        f" they added {done['added']}, {done['released']} of them released from held."
    )
