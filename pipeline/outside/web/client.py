"""HTTP with aiohttp: every address judged as it is dialled, every exchange bounded."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Container, Mapping
from concurrent.futures import Future
from contextvars import ContextVar
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies_environment, proxy_bypass

import aiohttp  # noqa: TID253  this module is itself imported where it is used
from aiohttp.abc import AbstractResolver, ResolveResult  # noqa: TID253
from yarl import URL

from pipeline.errors import FetchError
from pipeline.outside.web import gate
from pipeline.outside.web.exchange import Policy, Response
from pipeline.outside.web.unpack import ACCEPTED, Unpacker
from pipeline.text.printable import printable, visible

_HEADER_LIMIT = 64_000  # a heart charity's feed needed 32 kB; aiohttp's own 8,190 reads like a server's 400

# The gate runs deep inside a dial, where only this context knows whose request it is.
_refused: ContextVar[list[str]] = ContextVar("refused")
_to_proxy: ContextVar[bool] = ContextVar("to_proxy", default=False)


class _Resolver(AbstractResolver):
    """Name resolution in daemon threads: a hung one must outlive neither the deadline nor the program."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        answer: Future[list[Any]] = Future()  # Any: the socket module's own tuples

        def look_up() -> None:
            answer.set_running_or_notify_cancel()
            try:
                answer.set_result(socket.getaddrinfo(host, port, family=family, type=socket.SOCK_STREAM))
            except UnicodeError as e:
                answer.set_exception(OSError(f"{host!r} is not a host name: {e}"))
            except OSError as e:
                answer.set_exception(e)

        threading.Thread(target=look_up, daemon=True, name=f"resolve {host}").start()
        flags = socket.AI_NUMERICHOST
        return [
            ResolveResult(hostname=host, host=str(at[0]), port=int(at[1]), family=found, proto=proto, flags=flags)
            for found, _, proto, _, at in await asyncio.wrap_future(answer)
        ]

    async def close(self) -> None:
        """Nothing is held open."""


def _dial_public(info: tuple[Any, Any, Any, str, tuple[Any, ...]]) -> socket.socket:  # Any: aiohttp's own AddrInfo
    """A socket for an address that the gate lets pass: called for every address, at dial time."""
    family, kind, proto, _, address = info
    if not _to_proxy.get() and not gate.is_public(str(address[0])):
        _refused.get().append(str(address[0]))
        raise ConnectionRefusedError(f"{address[0]} is not a public address")
    return socket.socket(family, kind, proto)


def session(policy: Policy, *traces: aiohttp.TraceConfig) -> aiohttp.ClientSession:
    """A session without cookies, limits or redirects of its own, whose every dial passes the gate."""
    connector = aiohttp.TCPConnector(
        limit=0,  # we take turns before the clock starts; a pool that queues would let requests die waiting
        resolver=_Resolver(),
        socket_factory=None if policy.allow_private else _dial_public,
    )
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"Accept-Encoding": ACCEPTED},
        auto_decompress=False,  # aiohttp's own takes a gzip stream that breaks off for a whole one
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=policy.connect_seconds),
        max_line_size=_HEADER_LIMIT,
        max_field_size=_HEADER_LIMIT,
        max_headers=512,
        trace_configs=list(traces),
    )


async def exchange(
    http: aiohttp.ClientSession,
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    policy: Policy,
    seconds: float,
    body: bytes | None = None,
    wanted: Container[int] = range(1000),
) -> Response:
    """One request and its answer, within *seconds*; the body is read if its status is *wanted*. Raises FetchError."""
    host = gate.check_url(url)
    refused: list[str] = []
    _refused.set(refused)
    try:
        # ASCII goes out as it was written: requoting changes addresses (%7E to ~) that some servers compare.
        target = URL(url, encoded=url.isascii())
        async with asyncio.timeout(seconds):
            proxy = await _proxy(url, host, allow_private=policy.allow_private)
            _to_proxy.set(proxy is not None)
            ask = http.request(method, target, headers=headers, data=body, allow_redirects=False, proxy=proxy)
            async with ask as answer:
                data = await _read(answer, policy) if answer.status in wanted else b""
                return _response(url, answer, data)
    except TimeoutError as e:
        slow = isinstance(e, aiohttp.ConnectionTimeoutError)
        words = "the server could not be reached in time" if slow else f"no complete answer within {seconds:.0f} s"
        raise FetchError(words, reason="timeout") from e
    except (aiohttp.ClientError, OSError, ValueError) as e:
        if refused:
            raise _not_public(refused[0]) from e
        raise _explained(e) from e


async def ask(method: str, url: str, *, headers: Mapping[str, str], body: bytes | None, policy: Policy) -> Response:
    """One exchange with a service that the editor configured. Raises FetchError, with ``sent``."""
    connected = False

    async def on_connected(*_: object) -> None:
        nonlocal connected
        connected = True

    trace = aiohttp.TraceConfig()
    trace.on_connection_create_end.append(on_connected)
    async with session(policy, trace) as http:
        try:
            seconds = policy.total_seconds
            return await exchange(http, method, url, headers=headers, policy=policy, seconds=seconds, body=body)
        except FetchError as e:
            e.sent = connected  # once there is a connection nobody can say how much of the request arrived
            raise


def _not_public(address: str) -> FetchError:
    hint = "for a feed on your own network, set allow_private = true under [collect]"
    return FetchError(f"its address {address} is not public", reason="not-public", hint=hint)


async def _proxy(url: str, host: str, *, allow_private: bool) -> str | None:
    """The proxy that the environment names for *url*. Raises FetchError. The gate sees only the proxy then, so names
    are judged here; one that only the proxy knows is the proxy's to judge, unless it names the proxy's machine."""
    parts = urlsplit(url)
    proxy = getproxies_environment().get(parts.scheme)
    if not proxy or proxy_bypass(parts.netloc):
        return None
    try:
        found = await _Resolver().resolve(host)
    except OSError:
        found = []
    private = [at["host"] for at in found if not gate.is_public(at["host"])]
    if not private and (host == "localhost" or host.endswith(".localhost")):  # RFC 6761
        private = [host]
    if not private:
        return proxy
    if allow_private:
        return None  # our own network is not the proxy's business
    raise _not_public(private[0])


def _explained(e: Exception) -> FetchError:
    """aiohttp's many ways to say that it did not work, in words and a reason."""
    match e:
        case aiohttp.ClientConnectorDNSError():
            return FetchError("there is no server by that name", reason="dns")
        case aiohttp.ClientConnectorCertificateError() | ssl.SSLError() | aiohttp.ClientSSLError():
            verdict = getattr(getattr(e, "certificate_error", e), "verify_message", "")
            why = verdict or "the server does not answer by https"
            hint = "if its address begins with http://, write that too"
            return FetchError(f"no secure connection: {printable(why)}", reason="tls", hint=hint)
        case aiohttp.ClientConnectorError():
            return FetchError(f"no connection: {printable(e.strerror or e)}", reason="connect")
        case aiohttp.ServerDisconnectedError():
            return FetchError("the server closed the connection without answering", reason="hung-up")
        case aiohttp.ContentTypeError() | aiohttp.ClientPayloadError():
            return FetchError("the answer was cut short", reason="truncated")
        case aiohttp.ClientResponseError():
            words = printable(e.message.partition(":")[0])
            return FetchError(f"the server's answer is not HTTP: {words}", reason="bad-http")
        case aiohttp.InvalidURL() | ValueError():
            return FetchError("the address is malformed", reason="bad-url")
    return FetchError(f"the connection failed: {printable(e)}", reason="connect")


async def _read(answer: aiohttp.ClientResponse, policy: Policy) -> bytes:
    announced = answer.content_length
    if announced is not None and announced > policy.max_wire:
        raise FetchError(f"it is too large: {announced / 1e6:.1f} MB", reason="too-big")
    body = Unpacker(answer.headers.get("Content-Encoding", ""), max_wire=policy.max_wire, max_body=policy.max_body)
    async for chunk in answer.content.iter_any():
        body.feed(chunk)
    return body.finish()


def _as_text(header: bytes) -> str:
    """A header's value as its server meant it, without what cannot be seen: most that are not ASCII are UTF-8."""
    try:
        return visible(header.decode("utf-8"))
    except UnicodeError:
        return visible(header.decode("latin-1"))


def _response(url: str, answer: aiohttp.ClientResponse, body: bytes) -> Response:
    headers: dict[str, str] = {}
    raw: dict[bytes, bytes] = {}
    for name, value in answer.raw_headers:  # raw: the parsed ones replace what is not UTF-8
        raw.setdefault(name.lower(), value)
        key, text = name.decode("latin-1").lower(), _as_text(value)
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
    etag, modified = raw.get(b"etag", b""), raw.get(b"last-modified", b"")
    return Response(url=url, status=answer.status, headers=headers, body=body, etag=etag, modified=modified)
