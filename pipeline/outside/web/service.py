"""One exchange with a service that the editor configured: a mail service, a ping."""

from typing import Any

import aiohttp  # noqa: TID253  this module is itself imported where it is used

from pipeline.errors import FetchError
from pipeline.outside.web import client
from pipeline.outside.web.exchange import Response

_MAX_ANSWER = 5_000_000


async def ask(method: str, url: str, *, seconds: float, allow_private: bool, **given: Any) -> Response:  # noqa: ANN401
    """`call`'s work; *given* is passed on to `client.exchange`."""
    connected = False

    async def on_connected(*_: object) -> None:
        nonlocal connected
        connected = True

    trace = aiohttp.TraceConfig()
    trace.on_connection_create_end.append(on_connected)
    async with client.session(allow_private=allow_private, connect_seconds=min(seconds, 10), traces=[trace]) as http:
        try:
            return await client.exchange(
                http,
                method,
                url,
                allow_private=allow_private,
                seconds=seconds,
                max_wire=_MAX_ANSWER,
                max_body=_MAX_ANSWER,
                **given,
            )
        except FetchError as e:
            e.sent = connected  # once there is a connection nobody can say how much of the request arrived
            raise
