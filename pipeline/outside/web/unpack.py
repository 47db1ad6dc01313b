"""Compressed bodies → bytes, piece by piece and within bounds: gzip and deflate, br and zstd where their decoder is."""

import zlib
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from importlib import import_module
from typing import Any, Protocol

from pipeline.errors import FetchError
from pipeline.printable import printable

_PIECE = 262_144
"""Bytes that are unpacked before the bounds are looked at again."""
_RATIO = 200  # real feeds shrink 5 to 50 times
_RATIO_FROM = 1_000_000
_MEMBERS = 100
"""Streams one after the other in one body: thousands of empty ones are made to waste time."""
_WINDOW = 23  # RFC 9659: over HTTP, zstd looks back 8 MB at most


class _Stream(Protocol):
    """One compressed stream."""

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """What *data* unpacks to, in pieces of about _PIECE; any exception means that it is not compressed so."""

    def ended(self) -> bool:
        """Whether the stream came to its own end."""


class _Zlib:
    def __init__(self, bits: int) -> None:
        self._bits, self._stream, self._members = bits, zlib.decompressobj(bits), 1

    def pieces(self, data: bytes) -> Iterator[bytes]:
        full = False
        while data or full:
            if self._stream.eof:
                self._stream, self._members = zlib.decompressobj(self._bits), self._members + 1
                _few(self._members)
            piece = self._stream.decompress(data, _PIECE)
            yield piece
            full = len(piece) == _PIECE and not self._stream.eof  # some output may wait although all input is taken
            data = self._stream.unconsumed_tail or self._stream.unused_data

    def ended(self) -> bool:
        return self._stream.eof


class _Deflate:
    """RFC 9110's deflate is zlib; some servers send the bare stream."""

    def __init__(self) -> None:
        self._stream: _Zlib | None = None

    def pieces(self, data: bytes) -> Iterator[bytes]:
        if self._stream is None:
            self._stream = _Zlib(15 if data[0] & 0xF == 8 else -15)
        return self._stream.pieces(data)

    def ended(self) -> bool:
        return self._stream is not None and self._stream.ended()


class _Brotli:
    def __init__(self, decoder: Any) -> None:  # noqa: ANN401  an optional library
        self._stream = decoder.Decompressor()

    def pieces(self, data: bytes) -> Iterator[bytes]:
        while True:
            piece = self._stream.process(data, output_buffer_limit=_PIECE)
            yield piece
            data = b""
            # It can call itself ready for more while it still holds output: only silence says that it has none.
            if self._stream.is_finished() or (not piece and self._stream.can_accept_more_data()):
                return

    def ended(self) -> bool:
        return bool(self._stream.is_finished())


class _Zstd:
    def __init__(self, decoder: Any) -> None:  # noqa: ANN401  an optional library
        self._decoder, self._members = decoder, 0
        self._next()

    def _next(self) -> None:
        bound = {self._decoder.DecompressionParameter.window_log_max: _WINDOW}
        self._stream = self._decoder.ZstdDecompressor(options=bound)
        self._members += 1
        _few(self._members)

    def pieces(self, data: bytes) -> Iterator[bytes]:
        while True:
            if self._stream.eof:
                self._next()
            yield self._stream.decompress(data, _PIECE)
            data = self._stream.unused_data if self._stream.eof else b""
            if not data and (self._stream.eof or self._stream.needs_input):
                return

    def ended(self) -> bool:
        return bool(self._stream.eof)


def _few(members: int) -> None:
    if members > _MEMBERS:
        raise ValueError("too many streams in one body")


@cache
def _optional() -> dict[str, Any]:
    """The decoders that may be missing, by encoding."""
    found: dict[str, Any] = {}
    with suppress(ImportError):
        brotli = import_module("brotli")
        if hasattr(brotli.Decompressor, "can_accept_more_data"):  # an older one cannot be told to stop
            found["br"] = brotli
    for name in ("backports.zstd", "compression.zstd"):  # the latter from Python 3.14
        with suppress(ImportError):
            found["zstd"] = import_module(name)
    return found


def accepted() -> str:
    """What an Accept-Encoding header can promise on this machine."""
    return ", ".join(["gzip", "deflate", *_optional()])


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
        except FetchError:
            raise
        except Exception as e:  # each library has its own
            raise FetchError("the body is not compressed the way its header says", reason="encoding") from e

    def _keep(self, piece: bytes) -> None:
        self._body += piece
        size = len(self._body)
        if size > self._max_body or self._wire > self._max_wire:
            raise FetchError(f"it is larger than {megabytes(min(self._max_body, size))}", reason="too-big")
        if size > _RATIO_FROM and size > _RATIO * self._wire:
            raise FetchError(f"it unpacks to more than {_RATIO} times its size", reason="bomb")

    def finish(self) -> bytes:
        """The whole body. Raises FetchError when its compressed stream broke off: half a feed is no feed."""
        if self._stream is not None and self._wire and not self._stream.ended():
            raise FetchError("the answer broke off before its end", reason="truncated")
        return bytes(self._body)


def _stream(encoding: str) -> _Stream | None:
    match encoding:
        case "" | "identity":
            return None
        case "gzip" | "x-gzip":
            return _Zlib(31)
        case "deflate":
            return _Deflate()
        case "br" if "br" in _optional():
            return _Brotli(_optional()["br"])
        case "zstd" if "zstd" in _optional():
            return _Zstd(_optional()["zstd"])
    raise FetchError(f"its compression ({printable(encoding, 40)}) is none that we asked for", reason="encoding")


def megabytes(size: int) -> str:
    """A size in words."""
    return f"{size / 1_000_000:.1f} MB"
