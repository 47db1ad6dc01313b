"""What is asked and what is answered: values only."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from pipeline.errors import FetchError

REFUSALS: Final = frozenset({429, 503})  # statuses that ask to come back later
UNREACHED: Final = frozenset({"dns", "connect", "timeout", "hung-up", "host-down"})
"""Reasons of a FetchError why nothing came back, which may be this side's own network."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Policy:
    """The limits for requests to servers of others."""

    user_agent: str
    allow_private: bool = False  # dial any address: for intranets and tests
    total_seconds: float = 30  # for one request with all its redirects; waiting for the host's turn is not counted
    connect_seconds: float = 3
    max_wire: int = 5_000_000  # bytes as they come over the network
    max_body: int = 15_000_000  # bytes after decompression
    max_redirects: int = 5
    concurrency: int = 80
    per_host: int = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """One GET; *etag* and *modified* are the validators of the last answer, byte for byte."""

    url: str
    etag: bytes = b""
    modified: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Response:
    """One answer; *url* is where it came from after all redirects."""

    url: str
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case; a repeated header's values joined by a comma."""
    body: bytes = b""  # decompressed. Empty for 304, and for a fetched page that answers with an error
    etag: bytes = b""
    modified: bytes = b""
    moved_to: str = ""  # the address that permanent redirects (301, 308) alone lead to; "" where there were none

    @property
    def not_modified(self) -> bool:
        """Whether what we have is still what there is."""
        return self.status == 304


OnResponse = Callable[[Request, Response | FetchError], None]
