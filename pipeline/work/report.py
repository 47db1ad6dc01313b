"""Questions about what is there: where every issue stands, and everything known about one article. Changes nothing."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from pipeline import archive, flow
from pipeline.archive import approval, readers
from pipeline.config import Config, when
from pipeline.errors import MondayError
from pipeline.handoff.outcome import settling
from pipeline.model import OUTCOMES, Event
from pipeline.urls import canonical
from pipeline.work import overview
from pipeline.work.standing import REHEARSED, approving


def status(config: Config, *, now: datetime) -> dict[str, Any]:
    """Every issue's state, where it is, what comes next, and which feeds need a look, in words.

    Where a ledger is damaged, or what readers got is, no run goes on; this says which, and shows the others.
    """
    rows = [row for day in archive.days(config.folder) if (row := _row(config, day, now=now))]
    words = [
        f"In doubt: whether {row['remote']['target']} has the issue of {row['date']}. "
        f"Now {settling(row['remote']['target'], row['date'], row['remote']['step'])}"
        for row in rows
        if row["state"] == "in-doubt"
    ]
    words += [row["warning"] for row in rows if row["warning"]]
    day = None
    try:
        readers.shelf(config.folder)
        day = flow.current(config, now=now)
    except MondayError as e:
        words.append(f"No run goes on before this is mended: {e}. {e.hint}")
    else:
        words += _next(config, day, {row["date"]: row["state"] for row in rows}.get(day.isoformat()))
    return {
        "now": now.isoformat(),
        "issues": rows,
        "current": day and day.isoformat(),
        "next": words,
        "feeds": _feeds(config, now=now),
    }


def _feeds(config: Config, *, now: datetime) -> list[str]:
    """What an editor should do about the feeds, in words."""
    from pipeline import collect

    if not config.feeds:
        return [f"{collect.NO_FEEDS}: {collect.ADD_FEEDS}"]
    return [health.trouble for health in collect.feed_health(config, now=now) if health.trouble]


def _next(config: Config, day: date, state: str | None) -> list[str]:
    """What comes next for *day*'s issue, the current one; *state* is None while there is none."""
    local = when.send_instant(config.schedule, day).astimezone(ZoneInfo(config.schedule.timezone))
    goes = "is for" if state == "rehearsal" else "goes out"
    words = [f"Next: the issue of {day} {goes} {local:%A %-d %B, %H:%M %Z}."]
    if state is None:
        start = when.draft_from(config.schedule, day)
        words.append(f"It is drafted from {start:%A %-d %B}. Now: monday run --issue next")
    elif state in ("draft", "changed"):
        found = flow.read_issue(config, day)
        words.append(f"It waits for approval. Look at it: monday preview. {approving(found, config)}")
    elif state == "broken":
        words += [
            f"Its issue.toml cannot be read: mend what is named above. Then: monday check --issue {day}",
            f"Or choose anew, and keep the file as issue.toml.before: monday choose --discard --issue {day}",
        ]
    elif state == "approved":
        words.append("It is approved; the next run finishes it: monday run")
    elif state == "rehearsal":
        words.append(REHEARSED)
    return words


def _row(config: Config, day: date, *, now: datetime) -> dict[str, Any] | None:
    """None where there is no issue yet."""
    filed = archive.read(config.folder, day, out=readers.is_out(config.folder, day))
    if filed is None:
        return None
    record: tuple[Event, ...] = ()
    error = filed.error
    try:
        record = flow.events(config, filed.date)
    except MondayError as e:
        error = e
    stand = overview.stand(config, day, record, now=now)
    remote = {k: v for k, v in approval.taken(record).items() if k in ("target", "id", "status", "when")}
    if stand == "in-doubt":
        remote |= {"target": approval.held_by(record), "step": approval.open_step(record)}
    return {
        "date": filed.date.isoformat(),
        "number": filed.issue.number if filed.issue else None,
        "subject": filed.issue.subject if filed.issue and not error else str(error),
        "state": "broken" if error else stand,
        "remote": remote,
        "fix": error.hint if error else "",
        "warning": readers.strayed(day) if filed.strayed else "",
    }


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
        answer = archive.considered(filed.folder) or {}
        for outcome in OUTCOMES:
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
            "approved": approval.was_approved(flow.events(config, filed.date)) and not readers.is_practice(filed),
        }
        for filed in readers.shelf(config.folder)
        for place, story in enumerate(filed.issue.stories if filed.issue else (), start=1)
        if canonical(story.url) == wanted
    ]
