"""Compressed bodies → bytes, piece by piece and within bounds: gzip and deflate."""

import zlib
from collections.abc import Iterator
from typing import Final

from pipeline.errors import FetchError
from pipeline.text.printable import printable

ACCEPTED: Final = "gzip, deflate"
"""What an Accept-Encoding header promises. Feeds are small: whatever packs tighter is not worth a library."""
_PIECE = 262_144
"""Bytes that are unpacked before the bounds are looked at again."""
_RATIO = 200  # real feeds shrink 5 to 50 times
_RATIO_FROM = 1_000_000
_MEMBERS = 100
"""Streams one after the other in one body: thousands of empty ones are made to waste time."""
_GZIP, _ZLIB, _BARE, _ANY_DEFLATE = 31, 15, -15, 0


class _Stream:
    """One compressed stream, or several in a row; *bits* as zlib names the kinds."""

    def __init__(self, bits: int) -> None:
        self._bits, self._members = bits, 0
        self._stream: zlib._Decompress | None = None

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """What *data* unpacks to, in pieces of _PIECE at most. Raises zlib.error, ValueError: it is not packed so."""
        if self._bits == _ANY_DEFLATE:  # RFC 9110's deflate is zlib; some servers send the bare stream
            self._bits = _ZLIB if data[0] & 0xF == 8 else _BARE
        full = False
        while data or full:
            if self._stream is None or self._stream.eof:
                self._stream, self._members = zlib.decompressobj(self._bits), self._members + 1
                if self._members > _MEMBERS:
                    raise ValueError("too many streams in one body")
            piece = self._stream.decompress(data, _PIECE)
            yield piece
            full = len(piece) == _PIECE and not self._stream.eof  # some output may wait although all input is taken
            data = self._stream.unconsumed_tail or self._stream.unused_data

    def ended(self) -> bool:
        """Whether the stream came to its own end."""
        return self._stream is not None and self._stream.eof


class Unpacker:
    """One body as it arrives; *encoding* is its Content-Encoding header."""

    def __init__(self, encoding: str, *, max_wire: int, max_body: int) -> None:
        self._stream = _stream(encoding.strip().lower())
        self._max_wire, self._max_body = max_wire, max_body
        self._wire, self._body = 0, bytearray()

    def feed(self, data: bytes) -> None:
        """Unpack some more. Raises FetchError: too-big, bomb or encoding."""
        self._wire += len(data)
        if self._stream is None or not data:
            self._keep(data)
            return
        try:
            for piece in self._stream.pieces(data):
                self._keep(piece)
        except (zlib.error, ValueError) as e:
            raise FetchError("the body is not compressed the way its header says", reason="encoding") from e

    def _keep(self, piece: bytes) -> None:
        self._body += piece
        size = len(self._body)
        if size > self._max_body or self._wire > self._max_wire:
            raise FetchError(f"it is larger than {min(self._max_body, size) / 1e6:.1f} MB", reason="too-big")
        if size > _RATIO_FROM and size > _RATIO * self._wire:
            raise FetchError(f"it unpacks to more than {_RATIO} times its size", reason="bomb")

    def finish(self) -> bytes:
        """The whole body. Raises FetchError when its compressed stream broke off: half a feed is no feed."""
        if self._stream is not None and self._wire and not self._stream.ended():
            raise FetchError("the answer was cut short", reason="truncated")
        return bytes(self._body)


def _stream(encoding: str) -> _Stream | None:
    match encoding:
        case "" | "identity":
            return None
        case "gzip" | "x-gzip":
            return _Stream(_GZIP)
        case "deflate":
            return _Stream(_ANY_DEFLATE)
    raise FetchError(f"its compression ({printable(encoding, 40)}) is not one that we asked for", reason="encoding")
