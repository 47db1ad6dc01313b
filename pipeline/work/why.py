"""Everything that is known about one article: as feeds carried it, its verdicts, and where readers had it."""

from datetime import datetime
from typing import Any

from pipeline import collect
from pipeline.archive import Newsletter
from pipeline.config.profile import load_profile
from pipeline.issue.candidates import LISTS, row
from pipeline.text import counted
from pipeline.urls import canonical
from pipeline.work.build import stands


def why(newsletter: Newsletter, url: str, *, now: datetime) -> dict[str, Any]:
    """Everything known about one article: as seen in feeds, its verdict for every issue, and where readers had it.
    *url* may be a link in any form, a DOI's or PubMed's too, or an article's key."""
    config, wanted = newsletter.config, canonical(url)
    keys = ("title", "url", "source", "feed", "key", "published", "dated", "also", "words")
    seen = []
    for article in (a for a in collect.articles(config, now=now) if wanted in (canonical(a.url), a.key)):
        sightings = [
            {key: getattr(s.article, key) for key in ("source", "title", "url", "published", "dated")}
            | {"first_seen": s.first_seen, "last_seen": s.last_seen}
            for s in collect.sightings(config, article.key, now=now)
        ]
        seen.append({key: getattr(article, key) for key in keys} | {"sightings": sightings})
    verdicts, issues = [], []
    for edition in newsletter.editions():
        found = newsletter.considered(edition.day)
        for verdict in found.verdicts if found else ():
            if wanted in (canonical(verdict.candidate.article.url), verdict.candidate.article.key):
                outcome = LISTS[verdict.outcome]
                verdicts.append({"issue": edition.day.isoformat(), "outcome": outcome, **row(verdict)})
        for place, story in enumerate(edition.issue.stories if edition.issue else (), start=1):
            if canonical(story.url) == wanted:  # whoever put it there
                had = canonical(story.url) in {canonical(sent.url) for sent in edition.sent_stories}
                found_in = {"issue": edition.day.isoformat(), "place": place, "title": story.title, "approved": had}
                issues.append(found_in | {"state": stands(newsletter, edition, now)})
    topic = next((row["topic"] for row in reversed(verdicts) if row["topic"]), "")
    return {"url": url, "seen": seen, "verdicts": verdicts, "issues": issues, "topic": last_ran(newsletter, topic, now)}


def last_ran(newsletter: Newsletter, topic: str, now: datetime) -> str:
    """When readers last had something on *topic*: "fatigue ran 9 weeks ago"; "" if nobody knows."""
    found = load_profile(newsletter.config).topics.get(topic)
    days = [sent.date for sent in newsletter.memory(before=now.date(), keys=False) if sent.topic == topic and sent.date]
    if not found or not days:
        return ""
    weeks = (now.date() - max(days)).days // 7
    return f"{found.label} ran {counted(weeks, 'week')} ago" if weeks else f"{found.label} ran this week"
