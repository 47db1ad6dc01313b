"""One article that an editor asks for: read, judged and drafted as the others are, but never rejected. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from pipeline import text
from pipeline.choose import gates, safety
from pipeline.choose.draft import NOTE, drafted
from pipeline.choose.reading import Reader
from pipeline.choose.score import Scorer
from pipeline.config.profile import Profile
from pipeline.errors import UsageError
from pipeline.model import Article, Feed, Outcome, Reason, Sent, Story, Verdict

ADDED = "An editor added it"


def single(
    article: Article,
    *,
    page: str,
    profile: Profile,
    feeds: Sequence[Feed],
    past: Sequence[Sent],
    since: datetime,
    day: date,
    now: datetime,
) -> Story:
    """The story that the machine would have drafted of *article*, whose own page says *page*.

    What a gate holds comes back `flagged`; what a gate would have rejected has that in its private note.
    Raises UsageError when the source is blocked.
    """
    seen = article if article.text else replace(article, text=page)
    reading = Reader(profile, feeds).read(seen)
    stop = gates.stop(reading, profile, since=since, now=now, sent=())
    if stop and stop.reason.code == "blocked":
        raise UsageError(stop.reason.words, hint="unblock the source in newsletter.toml first, or take another article")
    trusted = reading.tier == "A" and safety.spares(next((feed for feed in feeds if feed.url == article.feed), None))
    asked = safety.ask(article, page=page, spared=trusted)
    if asked.hold:
        stop = gates.Stop(held=True, reason=asked.hold)
    candidate = Scorer(profile, past, day, now).score(reading)
    reason = stop.reason if stop else Reason(code="picked", words=ADDED)
    outcome: Outcome = "held" if stop and stop.held else "pick"
    verdict = Verdict(candidate=candidate, outcome=outcome, reason=reason, caution=asked.caution)
    pages: Mapping[str, str] = {article.url: page}
    made = drafted(verdict, profile, pages, {})
    made = replace(made, why=(ADDED, *made.why))
    if not stop or stop.held:
        return made
    return replace(made, note=text.clip(f"The machine would have left it out: {reason.words}", NOTE))
