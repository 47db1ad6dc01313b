"""Many GETs at once: turns per host, redirects by hand, results handed over as they arrive."""

import asyncio
import queue
import threading
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial

from pipeline.errors import FetchError
from pipeline.outside.web import client, gate
from pipeline.outside.web.exchange import REFUSALS, Policy, Request, Response

_REDIRECTS, _FOR_GOOD = frozenset({301, 302, 303, 307, 308}), frozenset({301, 308})
_DOWN_AFTER = 3
"""Dead connections in a row until a host's other requests are not tried in this run."""
_REFUSED_AFTER = 2
"""Refusals in a row: one is its feed's alone."""
_DEAD = frozenset({"timeout", "connect", "dns"})

Result = tuple[Request, Response | FetchError]


def run(
    requests: Sequence[Request], *, policy: Policy, on_response: Callable[[Request, Response | FetchError], None]
) -> None:
    """`fetch_all`'s work: the exchanges in a thread with its own loop, the results in the caller's."""
    with asyncio.Runner() as runner:
        loop, crawl = runner.get_loop(), _Crawl(policy)
        thread = threading.Thread(target=crawl.run, args=(runner, requests), daemon=True, name="fetch")
        thread.start()
        try:
            for _ in requests:
                result = crawl.results.get()
                if isinstance(result, BaseException):
                    raise result  # a bug in the crawl itself
                on_response(*result)
                loop.call_soon_threadsafe(crawl.room.release)
        finally:
            loop.call_soon_threadsafe(crawl.stop)
            thread.join()


class _Crawl:
    """One run over all requests; lives in its own thread, and speaks through *results*."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.results: queue.SimpleQueue[Result | BaseException] = queue.SimpleQueue()
        self.room = asyncio.Semaphore(policy.concurrency)
        """For bodies that wait: released when a result was dealt with."""
        self._main: asyncio.Task[None] | None = None
        self._slots = asyncio.Semaphore(policy.concurrency)
        self._hosts: dict[str, asyncio.Semaphore] = {}
        self._dead: Counter[str] = Counter()
        self._refused: Counter[str] = Counter()
        self._closed: dict[str, FetchError] = {}

    def run(self, runner: asyncio.Runner, requests: Sequence[Request]) -> None:
        """The thread's main function."""
        try:
            runner.run(self._all(requests))
        except asyncio.CancelledError:
            return
        except BaseException as e:  # carried to the caller's thread, and raised there
            self.results.put(e)

    def stop(self) -> None:
        """End everything that still runs."""
        if self._main is not None:
            self._main.cancel()

    async def _all(self, requests: Sequence[Request]) -> None:
        self._main = asyncio.current_task()
        async with (
            client.session(self.policy) as self._http,
            asyncio.TaskGroup() as group,
        ):
            for request in requests:
                group.create_task(self._one(request))

    async def _one(self, request: Request) -> None:
        try:
            result: Response | FetchError = await self._get(request)
        except FetchError as e:
            result = e
        self.results.put((request, result))

    @asynccontextmanager
    async def _turn(self, host: str) -> AsyncIterator[None]:
        """The host's turn first, then one of the run's slots: a slow host holds up nobody but itself."""
        own = self._hosts.setdefault(host, asyncio.Semaphore(self.policy.per_host))
        async with own:
            if host in self._closed:
                raise self._closed[host]
            async with self._slots:
                yield

    async def _get(self, request: Request) -> Response:
        url, passed, left = request.url, list[str](), self.policy.total_seconds
        moved_to, for_good = "", True
        clock = asyncio.get_running_loop().time
        while True:
            host = gate.check_url(url)
            async with self._turn(host):
                started = clock()
                try:
                    response = await self._ask(url, request, left)
                except FetchError as e:
                    self._note_failure(host, e)
                    raise
                self._note_answer(host, response)
                left -= clock() - started
                location = response.headers.get("location", "")
                if response.status not in _REDIRECTS or not location:
                    await self.room.acquire()  # inside the turn: unread bodies hold new requests back
                    return replace(response, moved_to=moved_to)
            passed.append(url)
            url = self._next(url, location, passed)
            for_good = for_good and response.status in _FOR_GOOD
            moved_to = url if for_good else moved_to
            if left <= 0:
                raise FetchError(f"no complete answer within {self.policy.total_seconds:.0f} s", reason="timeout")

    def _next(self, url: str, location: str, passed: Sequence[str]) -> str:
        target = gate.redirect(url, location)
        if target in passed:
            raise FetchError("it redirects in a circle", reason="redirect-loop")
        if len(passed) > self.policy.max_redirects:
            raise FetchError(f"it redirects more than {self.policy.max_redirects} times", reason="redirect-loop")
        return target

    async def _ask(self, url: str, request: Request, seconds: float) -> Response:
        headers = {"User-Agent": self.policy.user_agent, **dict(request.headers)}
        # Sent back byte for byte or not at all: a header that is not ASCII would be sent as something else.
        if request.etag.isascii() and request.etag:
            headers["If-None-Match"] = request.etag.decode("ascii")
        if request.modified.isascii() and request.modified:
            headers["If-Modified-Since"] = request.modified.decode("ascii")
        get = partial(
            client.exchange, self._http, "GET", url, policy=self.policy, seconds=seconds, wanted=range(200, 300)
        )
        try:
            return await get(headers=headers)
        except FetchError as e:
            if e.reason != "encoding":
                raise
        return await get(headers={**headers, "Accept-Encoding": "identity"})

    def _note_failure(self, host: str, e: FetchError) -> None:
        self._dead[host] += e.reason in _DEAD
        if self._dead[host] >= _DOWN_AFTER:
            words = f"{host} did not answer {_DOWN_AFTER} times in a row"
            self._closed.setdefault(host, FetchError(words, reason="host-down"))

    def _note_answer(self, host: str, response: Response) -> None:
        self._dead[host] = 0
        self._refused[host] = self._refused[host] + 1 if response.status in REFUSALS else 0
        if self._refused[host] >= _REFUSED_AFTER:
            self._closed.setdefault(host, FetchError(f"{host} asked us to slow down", reason="backed-off"))
