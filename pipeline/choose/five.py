"""The five as a set: the best under quotas, with wishes, relaxed in a stated order; never below the floor. In a thin
week the editor's standing articles fill up, labelled as such."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from pipeline import urls
from pipeline.config import Choose
from pipeline.config.evergreen import StandingArticle
from pipeline.config.profile import Profile
from pipeline.issue.candidates import Candidates
from pipeline.model import Article, Candidate, Feed, Part, Sent, Story
from pipeline.text import counted

_Wish = tuple[str, Callable[[Candidate], bool]]  # what it is for, in words, and who grants it
_GIVE = 1.0  # points that a wish may cost
_PER_FOUR_WEEKS = 2  # picks from one source within four issues
_RELAXED = (  # what gives way, in this order, when too few are left
    ("topic", "two articles share a topic: no other article was good enough"),
    ("lately", "a source comes for the third time in four weeks: no other article was good enough"),
    ("source", "two articles share a source: no other article was good enough"),
    ("readings", "more articles than usual must be read first: no other article was good enough"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Given:
    """What is known of some articles before the choice."""

    pinned: Sequence[Story] = ()  # stories of an editor that have their places
    homes: Mapping[str, str] = field(default_factory=dict)  # final addresses, by the links of feeds
    pages: Mapping[str, str] = field(default_factory=dict)  # the plain text of the pages that were fetched, by address


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice(Candidates):
    """The candidates of an issue, and which of the picks are standing articles."""

    shelf: Mapping[str, StandingArticle] = field(default_factory=dict)
    """The picks that came from evergreen.toml, by article key."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Quotas:
    """How often a source, a topic and a format may come in one issue, and a source within four weeks."""

    per_source: int
    per_topic: int
    profile: Profile
    own: Mapping[str, Feed] = field(default_factory=dict)
    recent: Counter[str] = field(default_factory=Counter)  # picks from each source in the last three issues
    waiting: frozenset[str] = frozenset()  # keys of the articles that a person must read first
    readings: int = 5  # how many of them an issue takes

    def against(self, candidate: Candidate, picks: Sequence[Candidate], relaxed: frozenset[str] = frozenset()) -> str:
        """The quota that forbids adding *candidate* to *picks*, in words; "" when it may come."""
        source, topic = candidate.article.source, candidate.topic
        own = self.own.get(candidate.article.feed)
        limit = own.per_issue if own else self.per_source + ("source" in relaxed)
        if sum(pick.article.source == source for pick in picks) >= limit:
            return f"this issue already has {counted(limit, 'article')} from {source}"
        if "lately" not in relaxed and not own and self.recent[source] >= _PER_FOUR_WEEKS:
            return f"{source} came {self.recent[source]} times in the last three issues"
        limit = self.per_topic + ("topic" in relaxed)
        if topic and sum(pick.topic == topic for pick in picks) >= limit:
            return f"this issue already has {counted(limit, 'article')} on {self.profile.topics[topic].label}"
        read_first = sum(pick.article.key in self.waiting for pick in picks)
        if "readings" not in relaxed and candidate.article.key in self.waiting and read_first >= self.readings:
            already = f"this issue already has {counted(self.readings, 'article')} that "
            return f"{already if self.readings else ''}must be read first"
        for form in self.profile.formats:
            same = form.at_most and form.name == candidate.format
            if same and sum(p.format == form.name for p in picks) >= form.at_most:
                return f"this issue already has {counted(form.at_most, 'article')} of the kind {form.name}"
        return ""


def quotas(
    settings: Choose,
    profile: Profile,
    feeds: Sequence[Feed],
    past: Sequence[Sent],
    *,
    waiting: frozenset[str] = frozenset(),
    readings: int = 5,
) -> Quotas:
    """The quotas of this week: settings, the publisher's own feeds, what the last three issues took. *waiting*: keys of
    the articles that a person must read first; *readings*: how many of them an issue takes."""
    last = sorted({s.date for s in past if s.date}, reverse=True)[:3]
    return Quotas(
        per_source=settings.per_source,
        per_topic=settings.per_topic,
        profile=profile,
        own={feed.url: feed for feed in feeds if feed.own},
        recent=Counter(s.source for s in past if s.date in last and not s.shelf),
        waiting=waiting,
        readings=readings,
    )


def five(
    ranked: Sequence[Candidate], count: int, rules: Quotas, fixed: Sequence[Candidate] = ()
) -> tuple[tuple[Candidate, ...], tuple[str, ...]]:
    """*fixed*, then the picks out of *ranked* (best first, all above the floor), and notes on what had to give way."""
    picks = list(fixed)
    notes: list[str] = []
    relaxed: frozenset[str] = frozenset()
    _add(picks, ranked, count, rules, relaxed)
    for quota, note in _RELAXED:
        before = len(picks)
        relaxed |= {quota}
        _add(picks, ranked, count, rules, relaxed)
        notes += [note] if len(picks) > before else []
    notes += [note for wish in _wishes(rules.profile) for note in _grant(wish, picks, ranked, rules, len(fixed))]
    return (*fixed, *sorted(picks[len(fixed) :], key=ranked.index)), tuple(notes)


def _add(
    picks: list[Candidate], ranked: Sequence[Candidate], count: int, rules: Quotas, relaxed: frozenset[str]
) -> None:
    for candidate in ranked:
        if len(picks) >= count:
            return
        if candidate not in picks and not rules.against(candidate, picks, relaxed):
            picks.append(candidate)


def _wishes(profile: Profile) -> tuple[_Wish, ...]:
    do = {form.name for form in profile.formats if form.do}
    care = {name for name, topic in profile.topics.items() if topic.care}
    found = [("something to do today", lambda pick: pick.format in do)] if do else []
    if care:
        found.append(("something on mood, caregivers or daily life", lambda pick: pick.topic in care))
    return tuple(found)


def _grant(wish: _Wish, picks: list[Candidate], ranked: Sequence[Candidate], rules: Quotas, fixed: int) -> list[str]:
    """Swap the last pick for the best one that fits the wish, unless that costs too much; the first *fixed* stay."""
    words, fits = wish
    if not picks or any(map(fits, picks)):
        return []
    others = [other for name, other in _wishes(rules.profile) if name != words]
    for out in reversed(picks[fixed:]):
        rest = [pick for pick in picks if pick is not out]
        if any(other(out) and not any(map(other, rest)) for other in others):
            continue  # it is the one that grants another wish
        for candidate in ranked:
            if candidate in picks or not fits(candidate) or rules.against(candidate, rest):
                continue
            if out.score - candidate.score <= _GIVE:
                picks[picks.index(out)] = candidate
                comes, gone = candidate.article.title, out.article.title
                return [f"“{comes}” was taken instead of “{gone}”, so that the issue has {words}"]
    return [f"the issue lacks {words}: no such article was good enough this week"]


def fill(
    picks: Sequence[Candidate],
    shelf: Sequence[StandingArticle],
    minimum: int,
    profile: Profile,
    past: Sequence[Sent],
    weeks: int,
    day: date,
) -> tuple[tuple[Candidate, ...], Mapping[str, StandingArticle], tuple[str, ...]]:
    """Standing articles for the places still empty: those unused longest first, on other topics if possible. The same
    by article key; and notes for the editor."""
    if len(picks) >= minimum:
        return (), {}, ()
    last = {urls.canonical(s.url): s.date for s in past if s.date}
    taken = {urls.canonical(pick.article.url) for pick in picks}
    notes, ready = [], []
    for item in shelf:
        address = urls.canonical(item.url)
        used = last.get(address)
        if item.review <= day:
            notes.append(f"evergreen.toml: “{item.title}” was due for review on {item.review}, so it was not used")
        elif address not in taken and (used is None or day - used >= timedelta(weeks=weeks)):
            ready.append((used or date.min, item))
    ready.sort(key=lambda pair: pair[0])
    chosen: list[StandingArticle] = []
    topics = {pick.topic for pick in picks}
    for fresh_topic in (True, False):
        for _, item in ready:
            fits = not fresh_topic or not item.topic or item.topic not in topics
            if fits and item not in chosen and len(picks) + len(chosen) < minimum:
                chosen.append(item)
                topics.add(item.topic)
    if chosen:
        notes.append(
            f"{len(chosen)} from evergreen.toml to fill up: only {len(picks)} new ones were good enough this week"
        )
    found = {urls.canonical(item.url): item for item in chosen}
    return tuple(_candidate(key, item, profile) for key, item in found.items()), found, tuple(notes)


def _candidate(key: str, item: StandingArticle, profile: Profile) -> Candidate:
    article = Article(key=key, url=item.url, title=item.title, summary=item.blurb, source=item.source)
    label = profile.topics[item.topic].label.capitalize() if item.topic in profile.topics else ""
    words = ". ".join(filter(None, [label, "From the editor's shelf"]))
    part = Part(name="shelf", value=1.0, weight=0.0, words=words)
    return Candidate(article=article, topic=item.topic, format=item.format, story=key, parts=(part,))
