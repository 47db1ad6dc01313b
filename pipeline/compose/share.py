"""share.png: the picture that other sites show beside a link; five stories in the newsletter's colours, no words."""

import struct
import zlib
from collections.abc import Mapping
from typing import Final

WIDTH, HEIGHT = 1200, 630
_COLOURS: Final = ("paper", "brand", "sun", "tint", "rule")


def picture(colours: Mapping[str, str]) -> bytes:
    """The PNG for a palette."""
    paper, brand, sun, tint, rule = range(len(_COLOURS))
    rows = [_row(tint)] * 110 + [_row(sun)] * 10
    for n in range(5):
        rows += [_row(paper)] * 36
        wide = 1000 - 90 * (n % 3)
        square, line, none = (100, 160, brand), (200, 200 + wide - 120, rule), (0, 0, paper)
        rows += [_row(paper, square, none)] * 14 + [_row(paper, square, line)] * 32 + [_row(paper, square, none)] * 14
    rows += [_row(paper)] * (HEIGHT - len(rows) - 12) + [_row(brand)] * 12
    palette = b"".join(bytes.fromhex(colours[name][1:]) for name in _COLOURS)
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)
    body = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(kind, data) for kind, data in ((b"IHDR", header), (b"PLTE", palette), (b"IDAT", body), (b"IEND", b""))
    )


def _row(ground: int, *bars: tuple[int, int, int]) -> bytes:
    row = bytearray([ground]) * WIDTH
    for start, end, colour in bars:
        row[start:end] = bytes([colour]) * (end - start)
    return bytes(row)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
