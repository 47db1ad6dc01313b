"""The nouns: what travels between the stages. Frozen values, with no behavior of their own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar, Final, Literal

Tier = Literal["A", "B", "C", "X", ""]
Dated = Literal["exact", "guessed", "first-seen"]
Outcome = Literal["pick", "bench", "held", "rejected"]
Level = Literal["error", "warning", "note"]
Clock = Callable[[], datetime]  # answers with this moment, aware
Warn = Callable[[str], None]  # takes one line for an editor
Progress = Callable[[int, int, str], None]  # takes how much is done, of how much, and what it was about


@dataclass(frozen=True, kw_only=True, slots=True)
class Feed:
    """A source, as written in newsletter.toml."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}  # an unknown key is an error

    url: str  # A web address, a file inside the newsletter's folder, or ``sample:NAME``
    name: str  # what readers see as the source
    tier: Tier = ""
    """A: a charity or health service; B: a rehab firm, clinic or survivor; C: news; X: blocked; "": not rated yet,
    which counts as B."""
    rated_by: str = ""
    """Who rated it; an A without a name helps in ranking, but its articles that touch safety must be read."""
    hosts: tuple[str, ...] = ()
    """Hosts of the same publisher besides those of the feed and of the site it names: the rating holds nowhere else."""
    own: bool = False  # the publisher's own feed: may fill *per_issue* places
    per_issue: int = 1  # how many places of an issue the publisher's *own* feed may fill
    tags: tuple[str, ...] = ()
    """Subjects; one of the profile's own words, such as "stroke", says that every article here is about it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Article:
    """What we found; `Story` is what we say. Title, summary and text are plain text, never markup."""

    key: str  # ``doi:…`` or ``pmid:…``, else the canonical URL, else ``guid:…`` in its feed, else ``text:…``
    url: str  # "" when the entry has no link
    title: str
    summary: str = ""  # the feed's own description
    text: str = ""  # the feed's full content, where it carries one
    source: str = ""
    feed: str = ""  # the feed's url in newsletter.toml; *source* is its name there
    home: str = ""  # the host of the site that its feed says it belongs to
    author: str = ""
    published: datetime | None = None
    """Aware, UTC; *dated* says how far to trust it. None only while unknown; the pool then answers first-seen."""
    dated: Dated = "first-seen"
    lang: str = ""  # A BCP 47 primary tag such as "en", or "" when neither feed nor entry says
    words: int = 0  # words in the longer of *summary* and *text*
    also: tuple[str, ...] = ()  # other feeds that carried the same key


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One named part of a score: points = value x weight, and the words an editor reads."""

    name: str
    value: float
    weight: float
    words: str = ""

    @property
    def points(self) -> float:
        return self.value * self.weight


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """Why something was decided: a code for scripts, words for an editor, the text that matched."""

    code: str
    words: str
    matched: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """An article with what `choose` makes of it; those with the same *story*, an article's key, tell the same."""

    article: Article
    topic: str = ""
    sure: bool = True  # whether *topic* is sure enough to be named in a line of its own
    format: str = ""
    story: str = ""
    parts: tuple[Part, ...] = ()

    @property
    def score(self) -> float:
        return sum(part.points for part in self.parts)


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What was decided about one candidate, and why."""

    candidate: Candidate
    outcome: Outcome
    reason: Reason
    also: tuple[str, ...] = ()  # sources whose version of this story gave way to this one
    caution: tuple[str, ...] = ()
    """Why a person must read it before it goes out: one sentence for each reason, the article's words quoted."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Story:
    """What the reader sees of one article: a block of issue.toml (story, bench, held and dropped alike)."""

    title: str  # the article's own title, quoted
    url: str  # where its link leads
    source: str = ""  # who published it, as readers see it
    lang: str = ""  # the language of title and source, such as "es", where its feed says another than the newsletter's
    topic: str = ""  # A topic of the profile, such as ``hand``
    format: str = ""  # what kind of article it is, such as ``how-to``
    minutes: int | None = None  # reading time; only when the text was seen
    blurb: str = ""  # plain text; ``**bold**`` and nothing else
    why: tuple[str, ...] = ()  # the machine's reasons, in words
    note: str = ""  # the editor's own; never published
    caution: tuple[str, ...] = ()
    """Why a person must read it before approval, the article's words quoted; never published."""
    read_by: str = ""  # who read it for that reason, or released it; never published
    image: str = ""  # A picture of the editor's own, in a file beside issue.toml
    image_alt: str = ""  # what the picture shows, in one short sentence
    flagged: tuple[str, ...] = ()  # the words that raised a hold
    pinned: bool = False  # an editor marked it as one to keep: a new choice leaves it in its place, word for word
    kept: bool = False  # an editor keeps it for later: it competes in the coming weeks, whatever its date
    draft: bool = False  # the blurb was drafted by *blurb_command*, and waits for an editor's own words
    shelf: bool = False  # A standing article, from evergreen.toml


PUBLIC: Final = ("title", "url", "source", "lang", "topic", "minutes", "blurb", "why", "image", "image_alt", "shelf")
"""The fields of a story that readers may see, in the email and on the site; no other field leaves the folder."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Aside:
    """An article that editors set aside in an earlier issue: that of the Monday *day*."""

    story: Story
    day: date
    dropped: bool  # true: it is not to come again for a while. False: it is kept for later


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """A story, at its *place* from 1, that a person must read before its issue is approved, or has read."""

    place: int
    story: Story
    why: tuple[str, ...]  # one sentence for each reason, the article's words quoted
    held: bool = False  # whether it was held, so that somebody released it
    despair: bool = False  # whether it mentions suicide or self-harm
    by: str = ""  # who has read it; "" while nobody has


@dataclass(frozen=True, kw_only=True, slots=True)
class Issue:
    """One Monday's issue: the value of an issue.toml."""

    number: int  # the issue's number: the highest so far plus one
    date: date  # its Monday
    subject: str  # the email's subject
    preheader: str  # the line beside the subject in an inbox
    intro: str = ""  # A few words before the first story; ``**bold**`` and nothing else. May be empty
    ebook: str = ""  # this week's line in the ebook's block; empty for the one in newsletter.toml
    stories: tuple[Story, ...] = ()
    bench: tuple[Story, ...] = ()
    held: tuple[Story, ...] = ()
    dropped: tuple[Story, ...] = ()

    @property
    def minutes(self) -> int:
        """The sum of the known reading times; 0 unless most are known, as readers plan by it."""
        known = [story.minutes for story in self.stories if story.minutes is not None]
        return sum(known) if 2 * len(known) > len(self.stories) else 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent(Story):
    """A story that readers have had, or are about to have: from an issue, or an address of sent-before.txt."""

    title: str = ""
    date: date | None  # the issue's date; None for sent-before.txt
    key: str = ""  # the article's key, where candidates.json knows it
    ahead: bool = False  # it is in another draft, which can still go out


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """What a picture's file says of itself: *clear* where the ground shows through, *placed* where it was taken."""

    width: int  # in pixels, as it is shown: upright
    height: int
    clear: bool = False
    turned: bool = False  # the file lies on its side and says so; Outlook on Windows does not listen
    moves: bool = False
    placed: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Email:
    """An email; *html* is inlined, pure ASCII (numeric character references), with the unsubscribe placeholder."""

    subject: str
    preheader: str
    html: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing that `check` found; plain data."""

    level: Level
    rule: str  # ``family.name``; `monday check --explain RULE` prints its manual
    where: str  # A place an editor can go to: ``issue.toml: story 2, blurb`` or ``email.html:120``
    message: str
    hint: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """One line of ledger.jsonl."""

    at: datetime  # aware, UTC
    kind: str  # drafted, approved, revoked, intent, result, erratum …
    data: Mapping[str, object] = field(default_factory=dict)
