"""Questions about what is there: where every issue stands, and everything known about one article. Changes nothing."""

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from pipeline import archive, files, flow
from pipeline.config import Config, when
from pipeline.handoff import approval
from pipeline.urls import canonical


def status(config: Config, *, now: datetime) -> dict[str, Any]:
    """Every issue's state, where it is, what comes next, and which feeds need a look, in words."""
    from pipeline import collect

    rows = [_row(config, filed, now=now) for filed in archive.shelf(config.folder)]
    day = flow.current(config, now=now)
    local = when.send_instant(config.schedule, day).astimezone(ZoneInfo(config.schedule.timezone))
    words = [_settling(config, row["date"]) for row in rows if row["state"] == "in-doubt"]
    words.append(f"Next: the issue of {day} goes out {local:%A %-d %B, %H:%M %Z}.")
    stands = next((row["state"] for row in rows if row["date"] == day.isoformat()), None)
    if stands is None:
        words.append(
            f"It is drafted from {when.draft_from(config.schedule, day):%A %-d %B}. Now: monday run --issue next"
        )
    elif stands in ("draft", "changed"):
        words.append("It waits for approval. Look at it: monday preview. Then: monday approve")
    elif stands == "approved":
        words.append("It is approved; the next run finishes it: monday run")
    return {
        "now": now.isoformat(),
        "issues": rows,
        "current": day.isoformat(),
        "next": words,
        "feeds": [health.trouble for health in collect.feed_health(config, now=now) if health.trouble],
    }


def _row(config: Config, filed: archive.Filed, *, now: datetime) -> dict[str, Any]:
    record = flow.events(config, filed.date)
    fingerprint = ""
    if (eml := files.read(filed.folder / "email.eml")) is not None:
        fingerprint = approval.fingerprint(eml, when.send_instant(config.schedule, filed.date))
    state: str = approval.state(record, fingerprint) if filed.issue else "broken"
    late = when.too_late(config.schedule, filed.date, now)
    if state in ("approved", "changed") and flow.is_rehearsal(record):
        state = "rehearsal"
    elif (late and state in ("draft", "changed")) or (state == "approved" and approval.was_missed(record)):
        state = "missed"
    return {
        "date": filed.date.isoformat(),
        "number": filed.issue.number if filed.issue else None,
        "subject": filed.issue.subject if filed.issue else str(filed.error),
        "state": state,
        "remote": {k: v for k, v in approval.taken(record).items() if k in ("target", "id", "status", "when")},
    }


def _settling(config: Config, day: str) -> str:
    """What settles a doubt: looking again where the service has our key, a person elsewhere."""
    if config.handoff.target in ("mailchimp", "smtp"):
        where = "ask whether the list got it" if config.handoff.target == "smtp" else "look there"
        look = f"{where}, then: monday handoff --issue {day} --settle sent, or --settle absent"
    else:
        look = f"look again: monday handoff --issue {day}"
    return f"In doubt: whether {config.handoff.target} has the issue of {day}. Now {look}"


def _sightings(config: Config, key: str, now: datetime) -> list[dict[str, Any]]:
    from pipeline import collect

    return [
        {
            "source": s.article.source,
            "title": s.article.title,
            "url": s.article.url,
            "first_seen": s.first_seen,
            "last_seen": s.last_seen,
            "published": s.article.published,
            "dated": s.article.dated,
        }
        for s in collect.sightings(config, key, now=now)
    ]


def why(config: Config, url: str, *, now: datetime) -> dict[str, Any]:
    """Everything known about one article: as seen in feeds, its verdict for every issue, and where readers had it.

    *url* may be a link in any form, a DOI's or PubMed's too, or an article's key.
    """
    from pipeline import collect

    wanted = canonical(url)
    keys = ("title", "url", "source", "feed", "key", "published", "dated", "also", "words")
    seen = [
        {**{k: getattr(a, k) for k in keys}, "sightings": _sightings(config, a.key, now)}
        for a in collect.articles(config, now=now)
        if wanted in (canonical(a.url), a.key)
    ]
    verdicts = []
    for filed in archive.shelf(config.folder):
        found = files.read(filed.folder / "candidates.json")
        answer = json.loads(found) if found else {}
        for outcome in ("picks", "bench", "held", "rejected"):
            for entry in answer.get(outcome, ()):
                if wanted in (canonical(entry["url"]), entry.get("key")):
                    verdicts.append({"issue": filed.date.isoformat(), "outcome": outcome, **entry})
    return {"url": url, "seen": seen, "verdicts": verdicts, "issues": _told(config, wanted)}


def _told(config: Config, wanted: str) -> list[dict[str, Any]]:
    """The issues whose stories hold the article, whoever put it there."""
    return [
        {
            "issue": filed.date.isoformat(),
            "place": place,
            "title": story.title,
            "approved": approval.was_approved(flow.events(config, filed.date)),
        }
        for filed in archive.shelf(config.folder)
        for place, story in enumerate(filed.issue.stories if filed.issue else (), start=1)
        if canonical(story.url) == wanted
    ]
