"""One exchange with a service that the editor configured: a mail service, a ping."""

import asyncio
from collections.abc import Mapping

import aiohttp  # noqa: TID253  this module is itself imported where it is used

from pipeline.errors import FetchError
from pipeline.outside.web import client
from pipeline.outside.web.exchange import Response

_MAX_ANSWER = 5_000_000


def run_call(
    method: str, url: str, *, headers: Mapping[str, str], body: bytes, timeout: float, allow_private: bool
) -> Response:
    """`call`'s work, in a loop of its own."""
    return asyncio.run(_call(method, url, headers=headers, body=body, timeout=timeout, allow_private=allow_private))


async def _call(
    method: str, url: str, *, headers: Mapping[str, str], body: bytes, timeout: float, allow_private: bool
) -> Response:
    connected = False

    async def on_connected(*_: object) -> None:
        nonlocal connected
        connected = True

    trace = aiohttp.TraceConfig()
    trace.on_connection_create_end.append(on_connected)
    async with client.session(allow_private=allow_private, connect_seconds=min(timeout, 10), traces=[trace]) as http:
        try:
            return await client.exchange(
                http,
                method,
                url,
                headers={"User-Agent": "monday-five", **headers},
                allow_private=allow_private,
                seconds=timeout,
                max_wire=_MAX_ANSWER,
                max_body=_MAX_ANSWER,
                body=body or None,
            )
        except FetchError as e:
            e.sent = connected  # once there is a connection nobody can say how much of the request arrived
            raise
