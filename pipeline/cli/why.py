"""`monday why URL`: everything that was decided about one article."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import click

from pipeline.cli.app import App, command, json_option, print_json
from pipeline.errors import UsageError
from pipeline.limits import issue_name

_TRUST = {
    "exact": "exact: the feed gives date, time and zone",
    "guessed": "guessed: part of the feed's date is missing or malformed",
    "first-seen": "the feed gives no date, so the day it was first seen is used; it never counts as fresh",
}
_OUTCOMES = {"picks": "picked", "bench": "on the bench", "held": "held for an editor", "rejected": "rejected"}


@command("why", json_option)
@click.argument("url")
def why(app: App, url: str, as_json: bool) -> None:
    """Where it was seen and when, how its date is known, its points part by part, and each decision.

    URL may be the link in any form, with trackers or without, or a DOI or PubMed address.

    Examples:
      monday why https://www.harbour.example/get-up-from-the-floor
    """
    from pipeline.work.why import why as work

    story = work(app.newsletter, url, now=app.now)
    if as_json:
        print_json(story)
    if not story["seen"] and not story["verdicts"] and not story["issues"]:
        hint = "copy the address from monday choose --explain, or collect first"
        raise UsageError(f"no feed has carried {url}", hint=hint)
    if as_json:
        return
    zone = ZoneInfo(app.config.schedule.timezone)
    for seen in story["seen"]:
        click.echo("\n".join(_seen(seen, zone)))
    for verdict in story["verdicts"]:
        click.echo("\n".join(_verdict(verdict)))
    if story["seen"] and not story["verdicts"]:
        click.echo("\nIt has not been considered for an issue yet: monday choose does that for the next one.")
    for row in story["issues"]:
        click.echo(f"\nArticle {row['place']} of the {_issue(row)}: {row['state'].label.lower()}.")
    if story["topic"]:
        click.echo(f"\nIts topic: {story['topic']}.")
    if not story["issues"]:
        click.echo("\nIt is not in any issue.")


def _seen(seen: Mapping[str, Any], zone: ZoneInfo) -> Iterator[str]:
    yield click.style(seen["title"], bold=True)
    yield f"  {seen['url'] or 'no link of its own'}"
    yield f"  known as    {seen['key']}"
    yield f"  published   {_local(seen['published'], zone)} ({_TRUST[seen['dated']]})"
    for one in seen["sightings"]:
        first, last = (_local(one[name], zone) for name in ("first_seen", "last_seen"))
        yield f"  seen in     {one['source']}, from {first} to {last}"
        if len(seen["sightings"]) > 1:
            published = f"{_local(one['published'], zone)} ({one['dated']})"
            yield f"              “{one['title']}”, {one['url'] or 'no link'}, published {published}"
    if seen["also"]:
        same = "the same paper" if seen["key"].startswith(("doi:", "pmid:")) else "the same address"
        yield f"  merged      shown as {seen['source']}'s, also carried by {', '.join(seen['also'])}: {same}"


def _verdict(verdict: Mapping[str, Any]) -> Iterator[str]:
    yield f"\nFor the {_issue(verdict)}: {_OUTCOMES[verdict['outcome']]}, {verdict['score']:.2f} points"
    yield f"  {verdict['reason']['words']}"
    if verdict.get("also"):
        yield f"  the same story was also covered by {', '.join(verdict['also'])}"
    for part in verdict["parts"]:
        weighed = f"{part['value']:g} × {part['weight']:g}"
        yield f"  {part['points']:+6.2f}  {part['name']:<14}  {weighed:<13}  {part['words']}".rstrip()


def _issue(row: Mapping[str, Any]) -> str:
    return f"{issue_name(date.fromisoformat(row['issue']))} ({row['issue']})"


def _local(moment: datetime | None, zone: ZoneInfo) -> str:
    return "unknown" if moment is None else f"{moment.astimezone(zone):%Y-%m-%d %H:%M %Z}"
