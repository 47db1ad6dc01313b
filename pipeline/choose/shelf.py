"""The evergreen shelf: in a thin week the editor's standing articles fill, labelled as such."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline import urls
from pipeline.config.evergreen import StandingArticle
from pipeline.config.profile import Profile
from pipeline.model import Article, Candidate, Part, Sent


@dataclass(frozen=True, kw_only=True, slots=True)
class Filled:
    """What the shelf gave."""

    candidates: tuple[Candidate, ...]
    shelf: Mapping[str, StandingArticle]
    """The same, by article key."""
    notes: tuple[str, ...]


def fill(
    picks: Sequence[Candidate],
    shelf: Sequence[StandingArticle],
    minimum: int,
    profile: Profile,
    past: Sequence[Sent],
    weeks: int,
    day: date,
) -> Filled:
    """Standing articles for the places still empty: those unused longest first, on other topics if possible."""
    if len(picks) >= minimum:
        return Filled(candidates=(), shelf={}, notes=())
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
    candidates = tuple(_candidate(key, item, profile) for key, item in found.items())
    return Filled(candidates=candidates, shelf=found, notes=tuple(notes))


def _candidate(key: str, item: StandingArticle, profile: Profile) -> Candidate:
    article = Article(key=key, url=item.url, title=item.title, summary=item.blurb, source=item.source)
    label = profile.topics[item.topic].label.capitalize() if item.topic in profile.topics else ""
    words = ". ".join(filter(None, [label, "From the editor's shelf"]))
    part = Part(name="shelf", value=1.0, weight=0.0, words=words)
    return Candidate(article=article, topic=item.topic, format=item.format, story=key, parts=(part,))
