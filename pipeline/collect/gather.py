"""One collection: local feeds from the disk, the others from the web, all into the pool."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pipeline import __version__, urls
from pipeline.collect import box, judge, samples
from pipeline.collect.pool import Pool, opened
from pipeline.collect.record import Record
from pipeline.errors import FetchError
from pipeline.model import Feed, Progress
from pipeline.outside.web import Policy, Request, Response, fetch_all
from pipeline.text import counted, squeeze
from pipeline.text.printable import NOTHING, Printable, masked, printable

if TYPE_CHECKING:
    from pipeline.collect.parse import Parsed
    from pipeline.config import Config  # for its name alone: the processes that parse do without

Status = Literal["new", "unchanged", "not-due", "failed"]
_LOCAL_AT_MOST = 50_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedResult:
    """How one feed's collection went."""

    feed: Feed
    status: Status
    articles: int = 0  # how many the feed holds now
    new: int = 0  # how many of them were never seen before
    reason: str = ""  # a short code where it failed; of one that is not due, where it failed when last asked
    message: Printable = NOTHING  # why it failed, or what was odd about a feed that was read

    @property
    def ok(self) -> bool:
        """Whether it could be read, or need not be."""
        return self.status != "failed"


def policy(config: "Config") -> Policy:
    """How this newsletter asks servers of others."""
    contact = squeeze(config.collect.contact) or "newsletter feed reader"
    agent = f"monday-five/{__version__} ({contact})".encode("ascii", "replace").decode()
    return Policy(user_agent=agent, allow_private=config.collect.allow_private)


class Gathering:
    """The state of one collection; `results` fills in any order."""

    def __init__(self, config: "Config", pool: Pool, *, now: datetime, progress: Progress) -> None:
        self._config, self._pool, self._now, self._progress = config, pool, now, progress
        self._records, self._hosts = pool.records(), pool.hosts()
        self._refusals = Counter[str]()
        self.results: dict[str, FeedResult] = {}

    def run(self) -> None:
        """Collect every configured feed."""
        asked = []
        for feed in self._config.feeds:
            if not feed.url.startswith(("http://", "https://")):
                self._local(feed)
            elif self._is_due(feed):
                asked.append(feed)
        by_url = {feed.url: feed for feed in asked}
        long_ago = datetime.min.replace(tzinfo=UTC)
        asked.sort(key=lambda feed: self._record(feed).tried_at or long_ago)  # within a host, in turn
        with box.opened(self._parsed) as parsing:

            def answered(request: Request, result: Response | FetchError) -> None:
                self._answered(by_url[request.url], result, parsing.put)

            requests = [judge.request(self._record(feed), now=self._now) for feed in asked]
            fetch_all(requests, policy=policy(self._config), on_response=answered)

    def _local(self, feed: Feed) -> None:
        """A feed on this machine: its file is its server's answer."""
        try:
            body = local_body(feed, self._config.folder, now=self._now)
            result: Response | FetchError = Response(url=feed.url, status=200, body=body)
        except FetchError as e:
            result = e
        self._answered(feed, result, lambda job: self._parsed(job, box.read(job)))

    def _is_due(self, feed: Feed) -> bool:
        record = self._record(feed)
        is_due = judge.is_due(record, now=self._now)
        if record.gone and not is_due:
            self._finish(FeedResult(feed=feed, status="failed", reason="gone", message=record.message))
            return False
        if is_due and not judge.is_closed(self._hosts.get(urls.host(feed.url)), now=self._now):
            return True
        count = self._pool.size(feed.url, record.body)
        why = record.reason if record.failures else ""
        self._finish(FeedResult(feed=feed, status="not-due", articles=count, reason=why, message=record.message))
        return False

    def _answered(self, feed: Feed, result: Response | FetchError, parse: Callable[[box.Job], None]) -> None:
        record, host = self._record(feed), urls.host(feed.url)
        if isinstance(result, FetchError) and result.reason == "backed-off":
            self._finish(FeedResult(feed=feed, status="not-due", reason=result.reason, message=result.words))
            return
        after = judge.judge(record, result, now=self._now)
        until = after.due_at if after and after.reason == "slow-down" else None
        if isinstance(result, Response):
            self._refusals[host] = self._refusals[host] + 1 if until else 0
            if after is None:
                parse(box.Job(feed=feed, answer=result))
        if after and after.failures:
            if until is not None:  # one refusal is its feed's alone
                until = min(until, self._now + judge.HOST_AT_MOST) if self._refusals[host] > 1 else None
            self._failed(feed, after, until=until)
        elif after:
            with self._or_failed(feed):
                self._unchanged(feed, record, after)

    def _parsed(self, job: box.Job, result: "Parsed | FetchError") -> None:
        feed, record, body = job.feed, self._record(job.feed), judge.digest(job.answer.body)
        if isinstance(result, FetchError):
            broken = body if result.reason in ("parse-timeout", "parse-crash") else record.broken
            failed = judge.failed(record, result.reason, result.words, now=self._now)
            self._failed(feed, replace(failed, broken=broken))
            return
        with self._or_failed(feed):
            read = replace(record, ttl_minutes=result.ttl_minutes, skips=result.skips)
            after = judge.succeeded(read, job.answer, now=self._now, body=body, note=result.reason)
            moving = feed.url.startswith("sample:")  # the sample's dates move with the week it is read in
            new = self._pool.store(after, result.articles, now=self._now, redate=moving)
            count = len(result.articles)
            self._finish(FeedResult(feed=feed, status="new", articles=count, new=new, message=after.message))

    def _unchanged(self, feed: Feed, before: Record, record: Record) -> None:
        if before.changed_at is not None and self._now < before.changed_at:
            self._pool.seen_earlier(feed.url, record.body, self._now)
        self._pool.save(record)
        count = self._pool.size(feed.url, record.body)
        self._finish(FeedResult(feed=feed, status="unchanged", articles=count, message=record.message))

    def _failed(self, feed: Feed, record: Record, *, until: datetime | None = None) -> None:
        with suppress(FetchError):  # its failure is reported all the same
            self._pool.save(record, host=urls.host(feed.url), until=until)
        self._finish(FeedResult(feed=feed, status="failed", reason=record.reason, message=record.message))

    @contextmanager
    def _or_failed(self, feed: Feed) -> Iterator[None]:
        """What the pool cannot keep is a failure of this feed alone."""
        try:
            yield
        except FetchError as e:
            self._failed(feed, judge.failed(self._record(feed), e.reason, e.words, now=self._now))

    def _record(self, feed: Feed) -> Record:
        return self._records.get(feed.url) or Record(url=feed.url)

    def _finish(self, result: FeedResult) -> None:
        self.results[result.feed.url] = result
        self._progress(len(self.results), len(self._config.feeds), result.feed.name)


def local_body(feed: Feed, folder: Path, *, now: datetime) -> bytes:
    """The bytes of a bundled sample or of a file inside the newsletter's *folder*."""
    if feed.url.startswith("sample:"):
        return samples.body(feed.url.removeprefix("sample:"), now)
    path = folder / feed.url  # inside it, or newsletter.toml would not have been read
    try:
        with path.open("rb") as file:
            body = file.read(_LOCAL_AT_MOST + 1)
    except OSError as e:
        raise FetchError(f"the file cannot be read: {e.strerror or e}", reason="no-file") from e
    if len(body) > _LOCAL_AT_MOST:
        raise FetchError(f"the file is larger than {_LOCAL_AT_MOST // 1_000_000} MB", reason="too-big")
    return body


def probe(config: "Config", feeds: Sequence[Feed], *, now: datetime, progress: Progress) -> tuple[FeedResult, ...]:
    """Ask *feeds* that are not in newsletter.toml yet, as a collection asks: only those that answer are worth adding. A
    result's feed has the address that its server moved it to for good, and its message says how many articles it holds,
    or why it cannot be used. What they hold is kept, so that the next collection need not ask again."""
    found = []
    with opened(config.folder, write=True) as pool:
        ended = {url for url, record in pool.records().items() if record.gone}
        pool.forgive(feed.url for feed in feeds if feed.url in ended)  # an editor thinks that it is back
        gathering = Gathering(config.model_copy(update={"feeds": tuple(feeds)}), pool, now=now, progress=progress)
        gathering.run()
        records = pool.records()
        for feed in feeds:
            result, record = gathering.results[feed.url], records.get(feed.url) or Record(url=feed.url)
            words = counted(result.articles, "article")
            if result.status == "failed" or not record.body or record.failures:
                asked = " (asked a short while ago; try again in an hour)" if result.status == "not-due" else ""
                words = (record.message or result.message or "it was not read") + asked
                result = replace(result, status="failed", reason=record.reason or result.reason)
            elif record.moved_to:
                pool.move(feed.url, record.moved_to)
                words = f"{words}; it has moved from {masked(feed.url)}"
                result = replace(result, feed=replace(feed, url=record.moved_to))
            found.append(replace(result, message=printable(words)))
    return tuple(found)
