"""The only module that speaks HTTP to others: address gate, deadline, size caps, politeness per host."""

from collections.abc import Mapping, Sequence

from pipeline.outside.web.exchange import REFUSALS, UNREACHED, OnResponse, Policy, Request, Response

__all__ = ["REFUSALS", "UNREACHED", "Policy", "Request", "Response", "call", "fetch_all"]


def fetch_all(requests: Sequence[Request], *, policy: Policy, on_response: OnResponse) -> None:
    """GET all *requests*, many at once; *on_response* is called as the results arrive, one call at a time. No result is
    lost and none raises: a failure arrives as a FetchError with a reason. While *on_response* works, in a thread of its
    own, at most ``policy.concurrency`` further bodies wait in memory."""
    if requests:
        from pipeline.outside.web.crawl import run  # inside: aiohttp takes as long to import as the rest of the program

        run(requests, policy=policy, on_response=on_response)


def call(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    timeout: float = 30,
    allow_private: bool = False,
) -> Response:
    """One exchange with a service that the editor configured: no redirects, any status is an answer. Raises FetchError;
    its ``sent`` tells whether the request may have reached the server."""
    import asyncio

    from pipeline.outside.web.client import ask

    policy = Policy(
        user_agent="monday-five",
        allow_private=allow_private,
        total_seconds=timeout,
        connect_seconds=min(timeout, 10),
        max_body=5_000_000,
    )
    headers = {"User-Agent": policy.user_agent, **(headers or {})}
    return asyncio.run(ask(method, url, headers=headers, body=body or None, policy=policy))
