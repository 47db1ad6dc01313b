"""What a person must read before an issue is approved, and who has read it."""

from collections.abc import Mapping, Sequence

from pipeline import urls
from pipeline.archive import Edition, Newsletter
from pipeline.config import Config
from pipeline.config.evergreen import load_evergreen
from pipeline.issue import best
from pipeline.limits import DESPAIR
from pipeline.model import Article, Issue, Reading, Reason, Story
from pipeline.text import counted
from pipeline.urls import owners


def readings(newsletter: Newsletter, edition: Edition, issue: Issue) -> tuple[Reading, ...]:
    """The stories of *issue* that a person must read, or has read, in their order. Why is known from candidates.json,
    from the story's own block, and, for an article that was never considered, from its words: taking a line out of the
    block lifts nothing. Read counts what the ledger knows of that very address."""
    standing = {urls.canonical(item.url) for item in load_evergreen(newsletter.config)}
    considered = newsletter.considered(edition.day)
    verdicts = considered.verdicts if considered else ()
    exactly = {v.candidate.article.url: v for v in verdicts}
    read = edition.record.readings
    found = []
    for place, story in enumerate(issue.stories, start=1):
        url = urls.canonical(story.url)
        if url in standing:
            continue  # it was read at its review date
        alike = (v for v in verdicts if urls.canonical(v.candidate.article.url) == url)
        verdict = exactly.get(story.url) or next(alike, None)
        if verdict:
            caution, hold = verdict.caution, verdict.reason if verdict.outcome == "held" else None
        else:
            caution, hold = _asked(story, newsletter.config)
        why = dict.fromkeys([*caution, *story.caution] if verdict else [*story.caution, *caution])
        held = hold is not None or bool(story.flagged)
        if held:
            why = {hold.words if hold else "it was held": None, **why}
        if not why:
            continue
        despair = hold is not None and hold.code == DESPAIR
        named = story.read_by if story.read_by in read.get(url, ()) else ""
        found.append(Reading(place=place, story=story, why=tuple(why), held=held, despair=despair, by=named))
    return tuple(found)


def instead(found: Sequence[Reading], bench: Sequence[Reading], issue: Issue) -> Mapping[str, Story]:
    """For each story that waits, by its address: the best article of the bench that need not be read, if any. *bench*:
    the `readings` of the issue whose stories are those on the bench."""
    waiting = {reading.place - 1 for reading in bench if not reading.by}
    free = [place for place in range(len(issue.bench)) if place not in waiting]
    if not free:
        return {}
    return {one.story.url: issue.bench[best(issue, one.place - 1, free)] for one in found if not one.by}


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
    report = [f"{summary(found, issue)}:"]
    for reading in waiting:
        report.append(f"  {reading.place}. {reading.story.title}")
        report += [f"     {why}" for why in reading.why]
        report.append(f"     {reading.story.url}")
    return [*report, f"Once read and found safe: {command(waiting[0], issue)}"]


def command(reading: Reading, issue: Issue) -> str:
    """What an editor types who has read it."""
    return f"monday edit read {reading.place} --by YOUR-NAME --issue {issue.date}"


def _asked(story: Story, config: Config) -> tuple[tuple[str, ...], Reason | None]:
    """Why a story that was never considered must be read, and why it is held."""
    from pipeline.choose import safety  # inside: most stories were considered

    of_source = [feed for feed in config.feeds if feed.name == story.source]
    feed = next((f for f in of_source if not urls.host(f.url) or owners.share_host(story.url, f.url)), None)
    article = Article(key=story.url, url=story.url, title=story.title, summary=story.blurb.replace("**", ""))
    found = safety.ask(article, spared=safety.spares(feed))
    return found.caution, found.hold
