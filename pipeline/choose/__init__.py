"""Articles → five, each with its reasons. Pure: no network, clock or disk."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from pipeline import urls
from pipeline.choose import gates, safety, stories
from pipeline.choose.draft import draft, single
from pipeline.choose.five import Choice, Given, Quotas, fill, five, quotas
from pipeline.choose.reading import Reader, Reading, format_of
from pipeline.choose.safety import on_page
from pipeline.choose.score import Scorer, why, worth
from pipeline.config import Choose
from pipeline.config.evergreen import StandingArticle
from pipeline.config.profile import Profile
from pipeline.limits import issue_name
from pipeline.model import Article, Aside, Candidate, Feed, Outcome, Reason, Sent, Story, Verdict

__all__ = ["Choice", "Given", "choose", "draft", "on_page", "single", "window"]

_BENCH = 5
_REVIEW = timedelta(days=3 * 365)
READINGS = 2  # picks of one issue that a person must read first, while others are good enough
_GIVE = 0.25  # points; of two that are this near, the one that needs no reading comes first
_NOT_OURS = frozenset(
    ["dropped", "drafted", "blocked", "empty", "language", "future", "old", "repeat", "off-topic", "sense"]
)
_EVER = datetime.min.replace(tzinfo=UTC)
_EARLIER = timedelta(days=6)  # an issue is drafted up to six days before its date


def choose(
    articles: Sequence[Article],
    *,
    profile: Profile,
    feeds: Sequence[Feed],
    settings: Choose,
    past: Sequence[Sent],
    shelf: Sequence[StandingArticle],
    day: date,
    now: datetime,
    pinned: Sequence[Story] = (),
    pages: Mapping[str, str] | None = None,
    aside: Sequence[Aside] = (),
    readings: int = READINGS,
) -> Choice:
    """The issue of *day*, as of *now*. Every article ends with a verdict; *pinned* stories have their places. *pages*:
    plain text of pages by url, where they were fetched: what they say counts for readers' safety. *aside*: what editors
    dropped or kept for later. *readings*: how many picks at most a person must read first, while others are good
    enough."""
    reader = Reader(profile, feeds)
    scorer = Scorer(profile, past, day, now)
    sent = {name for s in past if not s.ahead for name in (urls.canonical(s.url), s.key) if name}
    known = {feed.url: feed for feed in feeds}
    cautions = {urls.canonical(story.url): story.caution for story in pinned if not story.read_by}
    fixed = [_fixed(story) for story in pinned]
    taken = {candidate.article.key for candidate in fixed}
    since = window(settings, past, now)
    weeks = timedelta(weeks=settings.repeat_after_weeks)
    dropped = {urls.canonical(a.story.url): _dropped(a) for a in aside if a.dropped and day - a.day < weeks}
    dropped |= {name: _drafted(s) for s in past if s.ahead for name in (urls.canonical(s.url), s.key) if name}
    kept = {urls.canonical(a.story.url): _article(a.story) for a in aside if not a.dropped}
    there = {urls.canonical(article.url) for article in articles}
    articles = [*articles, *(article for url, article in kept.items() if url not in there)]
    passed: list[tuple[Candidate, Reading]] = []
    verdicts: list[Verdict] = []
    once = {article.key: article for article in articles}
    for article in sorted(once.values(), key=lambda a: stories.shuffle(a.key)):  # in an order that no feed decides
        if urls.canonical(article.url) in taken:
            continue
        reading = reader.read(article)
        url = urls.canonical(article.url)
        stop = gates.stop(reading, profile, since=_EVER if url in kept else since, now=now, sent=sent)
        if left_out := dropped.get(url) or dropped.get(article.key):
            stop = gates.Stop(held=False, reason=left_out)
        if not stop or stop.reason.code not in _NOT_OURS:
            trusted = reading.tier == "A" and safety.spares(known.get(article.feed))
            found = safety.ask(article, page=(pages or {}).get(article.url, ""), spared=trusted)
            cautions[article.key] = found.caution
            stop = _safer(stop, found.hold)
        if not stop:
            passed.append((scorer.score(reading), reading))
        elif stop.held:
            verdicts.append(Verdict(candidate=scorer.score(reading), outcome="held", reason=stop.reason))
        else:
            form = format_of(reading, profile)
            candidate = Candidate(article=article, format=form.name if form else "", story=article.key)
            verdicts.append(Verdict(candidate=candidate, outcome="rejected", reason=stop.reason))
    told = [s for s in past if s.date and (day - s.date).days < 7 * settings.repeat_after_weeks]
    told += [s for s in past if s.date is None and s.title]
    single, twins = stories.one_each(passed, told, pinned)
    verdicts += twins
    ranked = sorted(single, key=_rank)
    good = [candidate for candidate in ranked if worth(candidate) >= profile.points.floor]
    waiting = frozenset(key for key, caution in cautions.items() if caution)
    rules = quotas(settings, profile, feeds, past, waiting=waiting, readings=readings)
    good.sort(key=lambda c: (_GIVE * (c.article.key in waiting) - c.score, stories.shuffle(c.article.key)))
    picks, notes = five(good, settings.count, rules, fixed)
    added, standing, thin = fill(picks, shelf, settings.minimum, profile, past, settings.repeat_after_weeks, day)
    asked = Reason(code="pinned", words="An editor pinned it.")
    verdicts += [Verdict(candidate=candidate, outcome="pick", reason=asked) for candidate in fixed]
    verdicts += _outcomes(ranked, picks, profile.points.floor, rules)
    verdicts += [Verdict(candidate=c, outcome="pick", reason=_why(c)) for c in added]
    verdicts = stories.behind(verdicts, [*fixed, *single])
    also = stories.also(verdicts)
    for at, key in enumerate([v.candidate.article.key for v in verdicts]):
        verdicts[at] = replace(verdicts[at], also=also.get(key, ()), caution=cautions.get(key, ()))
    order = {"pick": 0, "bench": 1, "held": 2, "rejected": 3}
    verdicts.sort(key=lambda v: (order[v.outcome], v.candidate.article.key in standing, _rank(v.candidate)))
    calm = next((v for v in verdicts if v.outcome == "pick" and not v.caution), None)
    if calm:  # first comes a pick that nobody needs to read before it goes out
        verdicts.insert(0, verdicts.pop(verdicts.index(calm)))
    return Choice(
        day=day,
        now=now,
        verdicts=tuple(verdicts),
        notes=(*notes, *thin, *_notes(picks, profile, day, now)),
        missing=_missing(len(picks) + len(added), settings.minimum, verdicts, len(shelf)),
        shelf=standing,
    )


def _safer(stop: gates.Stop | None, hold: Reason | None) -> gates.Stop | None:
    """A gate's stop and a hold for a reader's safety, as one: no editor need release what is rejected anyway."""
    if not hold:
        return stop
    if not stop or stop.held:
        return gates.Stop(held=True, reason=hold)
    return gates.Stop(held=False, reason=replace(hold, words=f"{hold.words}; and {stop.reason.words}"))


def _dropped(aside: Aside) -> Reason:
    why = f": {aside.story.note}" if aside.story.note else ""
    return Reason(code="dropped", words=f"an editor dropped it from the {aside.day:%B} {aside.day.day} issue{why}")


def _drafted(sent: Sent) -> Reason:
    return Reason(code="drafted", words=f"it is in the draft of the {issue_name(sent.date)}" if sent.date else "")


def _article(story: Story) -> Article:
    """What a block says, as an article: one kept for later, or pinned, may be in no feed any more."""
    key, said = urls.canonical(story.url), story.blurb.replace("**", "")
    return Article(key=key, url=story.url, title=story.title, summary=said, source=story.source)


def _fixed(story: Story) -> Candidate:
    """A story that an editor pinned, as a candidate that needs no points."""
    article = _article(story)
    return Candidate(article=article, topic=story.topic, format=story.format, story=article.key)


def _notes(picks: Sequence[Candidate], profile: Profile, day: date, now: datetime) -> Iterator[str]:
    """What an editor should look at: how-to advice does not go stale by itself, but not forever."""
    for c in picks:
        if c.article.published is not None and now - c.article.published > _REVIEW:
            yield f"“{c.article.title}” is from {c.article.published:%Y}: check that it still holds"
    yield from gates.overdue(profile, day)
    if profile.ignored:
        keys = ", ".join(profile.ignored)
        yield f"your copy of the profile is older than this version, which ignores its {keys}; see `monday copy`"


def window(settings: Choose, past: Sequence[Sent], now: datetime) -> datetime:
    """The window's start: so many days ago, or the last issue's drafting when that is longer ago."""
    since = now - timedelta(days=settings.window_days)
    last = max((s.date for s in past if s.date and not s.ahead), default=None)
    if last:
        since = min(since, datetime.combine(last, datetime.min.time(), now.tzinfo) - _EARLIER)
    return since


def _rank(candidate: Candidate) -> tuple[float, str]:
    return (-candidate.score, stories.shuffle(candidate.article.key))


def _outcomes(ranked: Sequence[Candidate], picks: Sequence[Candidate], floor: float, rules: Quotas) -> list[Verdict]:
    """Pick, bench, or rejected with what stood in the way. What could join the picks is first for the bench."""
    found = []
    stops = {c.article.key: rules.against(c, picks) for c in ranked if worth(c) >= floor and c not in picks}
    bench = sorted(stops, key=lambda key: bool(stops[key]))[:_BENCH]
    lowest = min((pick for pick in picks if pick in ranked), key=lambda c: c.score, default=None)
    for candidate in ranked:
        key = candidate.article.key
        outcome: Outcome = "bench" if key in bench else "rejected"
        if candidate in picks:
            outcome, reason = "pick", _why(candidate)
        elif key not in stops:
            reason = Reason(code="floor", words=f"{worth(candidate):.2f} points; a pick needs {floor:.2f}")
        elif stops[key]:
            reason = Reason(code="quota", words=stops[key])
        else:
            reason = Reason(code="outranked", words=_outranked(candidate, lowest, rules.waiting))
        found.append(Verdict(candidate=candidate, outcome=outcome, reason=reason))
    return found


def _outranked(candidate: Candidate, lowest: Candidate | None, waiting: frozenset[str]) -> str:
    """Why *candidate* came after the *lowest* of the picks; *waiting*: keys of what a person must read first."""
    if lowest is None:
        return f"{candidate.score:.2f} points;"
    digits = 2 if f"{candidate.score:.2f}" != f"{lowest.score:.2f}" else 3
    has = f"has {lowest.score:.{digits}f}"
    if candidate.score >= lowest.score and candidate.article.key in waiting and lowest.article.key not in waiting:
        has += ", and need not be read first"
    elif candidate.score == lowest.score:
        has, digits = "has the same score, and the tie was broken at random", 2
    return f"{candidate.score:.{digits}f} points; the last pick, “{lowest.article.title}”, {has}"


def _why(candidate: Candidate) -> Reason:
    return Reason(code="picked", words=". ".join(why(candidate)) + ".")


def _missing(got: int, minimum: int, verdicts: Sequence[Verdict], shelf: int) -> str:
    if got >= minimum:
        return ""
    codes = Counter(v.reason.code for v in verdicts if v.outcome in ("rejected", "held"))
    stopped = ", ".join(f"{n} {code}" for code, n in codes.most_common(5))
    looked = f"{len(verdicts)} articles considered" + (f" ({stopped})" if stopped else "")
    spare = "evergreen.toml has no more to add" if shelf else "evergreen.toml has no articles to add"
    return f"{got} of {minimum} good articles: {looked}; {spare}"
