"""Reading one article once: its words, the profile's phrases in it, its grade."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline import text, urls
from pipeline.choose.phrases import Hit, Matcher, tokens
from pipeline.config.profile import Format, Profile
from pipeline.model import Article, Feed, Tier

LOOK = 250
"""Words that tell what an article is about."""
_LONGEST = 8_000  # characters; a longer text has said what it is about by then


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """An article, with what every gate and score needs to know of its words."""

    article: Article
    words: Sequence[str]
    """Of title and text, in this order."""
    title: int
    """How many of them are the title's."""
    hits: Mapping[str, Sequence[Hit]]
    grade: float
    """Flesch-Kincaid of title and summary: the school years it takes to read."""
    host: str
    tier: Tier
    at_home: bool
    """Whether the source itself (its host, name or tags) is about the subject, so that its articles need not say so."""

    def found(self, name: str, *, title: bool = False, within: int = 0) -> tuple[str, ...]:
        """The distinct matches of a list: in the title only, in the first words only, or anywhere."""
        end = self.title if title else within or len(self.words)
        return tuple(dict.fromkeys(hit.words for hit in self.hits.get(name, ()) if hit.at < end))


def body(article: Article) -> str:
    """The article's own words: the summary, and the full text where the feed carries it."""
    return f"{article.summary} {article.text}" if article.text != article.summary else article.summary


def format_of(reading: Reading, profile: Profile) -> Format | None:
    """The first format whose words the article uses; the last one is the rest."""
    for index, form in enumerate(profile.formats):
        if not form.title and not form.text:
            return form
        if reading.found(f"format {index} title", title=True):
            return form
        if reading.found(f"format {index} text", within=LOOK):
            return form
    return None


def _lists(profile: Profile) -> dict[str, tuple[str, ...]]:
    subject = profile.subject
    lists = {"core": subject.core, "also": subject.also, "context": subject.context}
    for index, gate in enumerate(profile.gates):
        for part in ("title", "text", "beside", "unless", "unless_title"):
            lists[f"gate {index} {part}"] = getattr(gate, part)
    for index, voice in enumerate(profile.voices):
        lists[f"voice {index} title"], lists[f"voice {index} text"] = voice.title, voice.text
    for index, form in enumerate(profile.formats):
        lists[f"format {index} title"], lists[f"format {index} text"] = form.title, form.text
    for index, old in enumerate(profile.superseded):
        lists[f"superseded {index} claim"], lists[f"superseded {index} beside"] = old.claim, old.beside
    return lists


class Reader:
    """Reads articles as a profile's reader would."""

    def __init__(self, profile: Profile, feeds: Sequence[Feed]) -> None:
        self.profile = profile
        self._feeds = {feed.url: feed for feed in feeds}
        self._matcher = Matcher(_lists(profile))
        self._names = [part for part in profile.sources.specialist if part in profile.subject.core]

    def read(self, article: Article) -> Reading:
        """One article, once."""
        title = tokens(article.title[:400])
        rest = tokens(body(article)[:_LONGEST])
        words = [*title, *rest]
        host = urls.host(article.url)
        return Reading(
            article=article,
            words=words,
            title=len(title),
            hits=self._matcher.find(words),
            grade=text.grade(f"{article.title.rstrip('.!? ')}. {article.summary or article.text[:600]}"[:1_000]),
            host=host,
            at_home=self._at_home(article, host),
            tier=self._tier(article, host),
        )

    def _at_home(self, article: Article, host: str) -> bool:
        feed = self._feeds.get(article.feed)
        tags = {tag.lower() for tag in feed.tags} if feed else set()
        places = (host, article.source.lower())
        return any(name in tags or any(name in place for place in places) for name in self._names)

    def _tier(self, article: Article, host: str) -> Tier:
        feed = self._feeds.get(article.feed)
        given: Tier = feed.tier if feed else "B"
        if given != "B":
            return given
        for tier, ends in self.profile.sources.tiers.items():
            if any(_ends(place, end) for end in ends for place in (host, article.source.lower())):
                return tier
        return given


def _ends(host: str, end: str) -> bool:
    """Whether *end* closes *host* at a dot; a leading dot also lets a country follow, as in ``.gov.uk``."""
    if end.startswith("."):
        return host.endswith(end) or f"{end}." in host
    return host == end or host.endswith(f".{end}")
