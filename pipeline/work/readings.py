"""What a person must read before an issue is approved, and who has read it."""

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline import urls
from pipeline.archive import Edition, Newsletter
from pipeline.choose import safety
from pipeline.choose.caution import spares
from pipeline.config import Config
from pipeline.config.evergreen import load_evergreen
from pipeline.model import OUTCOMES, Article, Issue, Reading, Story
from pipeline.text import counted


def readings(newsletter: Newsletter, edition: Edition, issue: Issue) -> tuple[Reading, ...]:
    """The stories of *issue* that a person must read, or has read, in their order.

    Why is known from candidates.json, from the story's own block, and, for an article that was never considered, from
    its words: taking a line out of the block lifts nothing. Read counts what the ledger knows of that very address.
    """
    standing = {urls.canonical(item.url) for item in load_evergreen(newsletter.config)}
    rows = _rows(newsletter.considered(edition.day) or {})
    read = edition.record.readings
    found = []
    for place, story in enumerate(issue.stories, start=1):
        url = urls.canonical(story.url)
        if url in standing:
            continue  # it was read at its review date
        outcome, row = rows.get(url, ("", {}))
        asked = _asked(story, newsletter.config) if not row else safety.Safety()
        why = dict.fromkeys([*_strings(row.get("caution")), *story.caution, *asked.caution])
        reason = row.get("reason", {}) if outcome == "held" else {}
        held = outcome == "held" or bool(story.flagged) or asked.hold is not None
        if held:
            words = str(reason.get("words") or (asked.hold.words if asked.hold else "") or "it was held")
            why = {words: None, **why}
        if not why:
            continue
        code = str(reason.get("code", "") or (asked.hold.code if asked.hold else ""))
        named = story.read_by if story.read_by in read.get(url, ()) else ""
        found.append(
            Reading(place=place, story=story, why=tuple(why), held=held, despair=code == safety.DESPAIR, by=named)
        )
    return tuple(found)


def summary(found: Sequence[Reading], issue: Issue) -> str:
    """How many stories wait for their reading: "2 of 5 to read before approving, about 9 minutes"; "" for none."""
    waiting = [reading for reading in found if not reading.by]
    if not waiting:
        return ""
    minutes = [reading.story.minutes for reading in waiting if reading.story.minutes]
    about = f", about {counted(sum(minutes), 'minute')}" if minutes else ""
    return f"{len(waiting)} of {len(issue.stories)} to read before approving{about}"


def lines(found: Sequence[Reading], issue: Issue) -> list[str]:
    """The same for people who are to read them: each story with its reasons and its link; none where nothing waits."""
    waiting = [reading for reading in found if not reading.by]
    if not waiting:
        return []
    told = [f"{summary(found, issue)}:"]
    for reading in waiting:
        told.append(f"  {reading.place}. {reading.story.title}")
        told += [f"     {why}" for why in reading.why]
        told.append(f"     {reading.story.url}")
    return [*told, f"Once read and found safe: {command(waiting[0], issue)}"]


def command(reading: Reading, issue: Issue) -> str:
    """What an editor types who has read it."""
    return f"monday edit read {reading.place} --by YOUR-NAME --issue {issue.date}"


def _asked(story: Story, config: Config) -> safety.Safety:
    feed = next((feed for feed in config.feeds if feed.name == story.source and _at_home(story, feed.url)), None)
    article = Article(key=story.url, url=story.url, title=story.title, summary=story.blurb.replace("**", ""))
    return safety.ask(article, spared=spares(feed))


def _at_home(story: Story, feed: str) -> bool:
    """Whether the story's page lies at the feed's own host, or the feed is a file of the newsletter's own."""
    at = urls.host(feed).removeprefix("www.")
    return not at or urls.host(story.url).removeprefix("www.") == at


def _rows(considered: Mapping[str, Any]) -> dict[str, tuple[str, Mapping[str, Any]]]:
    return {urls.canonical(row["url"]): (outcome, row) for outcome in OUTCOMES for row in considered.get(outcome, ())}


def _strings(found: object) -> list[str]:
    return [str(one) for one in found] if isinstance(found, list) else []
