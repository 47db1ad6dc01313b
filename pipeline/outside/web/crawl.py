"""Many GETs at once: turns per host, redirects by hand, results handed over as they arrive."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial

from pipeline.errors import FetchError
from pipeline.outside.web import client, gate
from pipeline.outside.web.exchange import REFUSALS, OnResponse, Policy, Request, Response

_REDIRECTS, _FOR_GOOD = frozenset({301, 302, 303, 307, 308}), frozenset({301, 308})
_DOWN_AFTER = 3  # dead connections in a row until a host's other requests are not tried in this run
_REFUSED_AFTER = 2  # refusals in a row: one is its feed's alone
_DEAD = frozenset({"timeout", "connect", "dns"})


def run(requests: Sequence[Request], *, policy: Policy, on_response: OnResponse) -> None:
    """`fetch_all`'s work."""
    try:
        asyncio.run(_Crawl(policy, on_response).all(requests))
    except BaseExceptionGroup as group:
        raise group.exceptions[0] from group  # what *on_response* raised: the first ends the others


class _Crawl:
    """One run over all requests."""

    def __init__(self, policy: Policy, on_response: OnResponse) -> None:
        self.policy, self._on_response = policy, on_response
        self._slots = asyncio.Semaphore(policy.concurrency)
        self._room = asyncio.Semaphore(policy.concurrency)
        self._handing_over = asyncio.Lock()
        self._hosts: dict[str, asyncio.Semaphore] = {}
        self._dead: Counter[str] = Counter()
        self._refused: Counter[str] = Counter()
        self._closed: dict[str, FetchError] = {}

    async def all(self, requests: Sequence[Request]) -> None:
        """Make the requests, and hand over each result as it arrives."""
        async with client.session(self.policy) as self._http, asyncio.TaskGroup() as group:
            for request in requests:
                group.create_task(self._one(request))

    async def _one(self, request: Request) -> None:
        try:
            result: Response | FetchError = await self._get(request)
        except FetchError as e:
            result = e
        async with self._handing_over:  # in a thread: exchanges go on, and their clocks stay right
            await asyncio.to_thread(self._on_response, request, result)
        if isinstance(result, Response):
            self._room.release()

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
                    self._dead[host] += e.reason in _DEAD
                    if self._dead[host] >= _DOWN_AFTER:
                        words = f"{host} did not answer {_DOWN_AFTER} times in a row"
                        self._closed.setdefault(host, FetchError(words, reason="host-down"))
                    raise
                self._note_answer(host, response)
                left -= clock() - started
                location = response.headers.get("location", "")
                if response.status not in _REDIRECTS or not location:
                    await self._room.acquire()  # inside the turn: unread bodies hold new requests back
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
            raise FetchError("it redirects in a loop", reason="redirect-loop")
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

    def _note_answer(self, host: str, response: Response) -> None:
        self._dead[host] = 0
        self._refused[host] = self._refused[host] + 1 if response.status in REFUSALS else 0
        if self._refused[host] >= _REFUSED_AFTER:
            self._closed.setdefault(host, FetchError(f"{host} asked us to slow down", reason="backed-off"))
