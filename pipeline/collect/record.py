"""What the pool remembers: of each feed's fetches, and of each article's sightings. Values only."""

from dataclasses import dataclass
from datetime import datetime

from pipeline.model import Article
from pipeline.text.printable import NOTHING, Printable


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """What is known about one feed's fetches."""

    url: str
    etag: bytes = b""
    modified: bytes = b""
    body: str = ""
    """A hash of the last body that was read into articles."""
    tried_at: datetime | None = None
    ok_at: datetime | None = None
    full_at: datetime | None = None
    """The last answer that was not a 304."""
    changed_at: datetime | None = None
    due_at: datetime | None = None
    ttl_minutes: int | None = None
    """How long the feed itself says that it stays fresh."""
    failures: int = 0
    """In a row."""
    reason: str = ""
    message: Printable = NOTHING
    gone: bool = False
    """Its server said 410: it is asked again after a month."""
    moved_to: str = ""
    moved_days: int = 0
    """On how many separate days the server said so."""
    moved_at: datetime | None = None
    skips: str = ""
    """Hours (0 to 23, UTC) and days (mon to sun) in which the feed says that nothing is new, separated by blanks."""
    broken: str = ""
    """A hash of the last body that broke the parser: the same bytes are not tried again."""
    told: str = ""
    """The states of the feed, as codes separated by blanks, that editors were told about."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """An article with its history in one feed."""

    article: Article
    first_seen: datetime
    last_seen: datetime
