"""Compressed bodies → bytes, piece by piece and within bounds: gzip and deflate."""

import zlib
from typing import Final

from pipeline.errors import FetchError
from pipeline.text.printable import printable

ACCEPTED: Final = "gzip, deflate"
"""What an Accept-Encoding header promises. Feeds are small: whatever packs tighter is not worth a library."""
_PIECE = 262_144  # bytes that are unpacked before the bounds are looked at again
_RATIO = 200  # real feeds shrink 5 to 50 times
_RATIO_FROM = 1_000_000
_MEMBERS = 100  # streams one after the other in one body: thousands of empty ones are made to waste time
_GZIP, _ZLIB, _BARE = 31, 15, -15  # kinds of streams, as zlib names them


class Unpacker:
    """One body as it arrives; *encoding* is its Content-Encoding header. Raises FetchError: encoding."""

    def __init__(self, encoding: str, *, max_wire: int, max_body: int) -> None:
        kinds = {"": None, "identity": None, "gzip": _GZIP, "x-gzip": _GZIP, "deflate": _ZLIB}
        if (name := encoding.strip().lower()) not in kinds:
            raise FetchError(f"its compression ({printable(name, 40)}) is not one that we asked for", reason="encoding")
        self._kind = kinds[name]
        self._max_wire, self._max_body = max_wire, max_body
        self._wire, self._body = 0, bytearray()
        self._stream: zlib._Decompress | None = None
        self._members = 0

    def feed(self, data: bytes) -> None:
        """Unpack some more. Raises FetchError: too-big, bomb or encoding."""
        if not self._wire and data and self._kind == _ZLIB and data[0] & 0xF != 8:
            self._kind = _BARE  # RFC 9110's deflate is zlib; some servers send the bare stream
        self._wire += len(data)
        if self._kind is None:
            self._keep(data)
            return
        full = False
        while data or full:
            try:
                stream = self._next(self._kind)
                piece = stream.decompress(data, _PIECE)
            except (zlib.error, ValueError) as e:
                raise FetchError("the body is not compressed the way its header says", reason="encoding") from e
            self._keep(piece)
            full = len(piece) == _PIECE and not stream.eof  # some output may wait although all input is taken
            data = stream.unconsumed_tail or stream.unused_data

    def _next(self, kind: int) -> "zlib._Decompress":
        """The stream that is being read; at its end, the one behind it."""
        if self._stream is None or self._stream.eof:
            self._stream, self._members = zlib.decompressobj(kind), self._members + 1
            if self._members > _MEMBERS:
                raise ValueError("too many streams in one body")
        return self._stream

    def _keep(self, piece: bytes) -> None:
        self._body += piece
        size = len(self._body)
        if size > self._max_body or self._wire > self._max_wire:
            raise FetchError(f"it is larger than {min(self._max_body, size) / 1e6:.1f} MB", reason="too-big")
        if size > _RATIO_FROM and size > _RATIO * self._wire:
            raise FetchError(f"it unpacks to more than {_RATIO} times its size", reason="bomb")

    def finish(self) -> bytes:
        """The whole body. Raises FetchError when its compressed stream broke off: half a feed is no feed."""
        if self._kind is not None and self._wire and not (self._stream and self._stream.eof):
            raise FetchError("the answer was cut short", reason="truncated")
        return bytes(self._body)
