"""Compressed bodies, real ones: whole, broken off, mislabelled, and made to swamp whoever unpacks them."""

import gzip
import random
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import FetchError
from pipeline.outside.web import Request
from pipeline.outside.web.unpack import Unpacker
from tests.outside.web.test_fetch import fetch, reason
from tests.server import answer, serving

TEXT = b"".join(b"Walking %d steps after a stroke. " % n for n in range(40_000))
NOISE = random.Random(1).randbytes(300_000) * 3
"""Three times the same, further apart than gzip looks back."""


def bare_deflate(data):
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


PACKERS = {
    "gzip": ("gzip", gzip.compress),
    "x-gzip": ("X-GZip", gzip.compress),
    "deflate": ("deflate", zlib.compress),
    "bare deflate": ("deflate", bare_deflate),
}
packers = pytest.mark.parametrize("encoding, pack", PACKERS.values(), ids=PACKERS)


def unpacked(encoding, pieces, most=15_000_000):
    unpacker = Unpacker(encoding, max_wire=5_000_000, max_body=most)
    for piece in pieces:
        unpacker.feed(piece)
    return unpacker.finish()


def cut(data, size):
    return [data[at : at + size] for at in range(0, len(data), size)]


@packers
def test_what_was_packed_comes_out(encoding, pack):
    """Over a real connection, and in pieces of any size."""
    with serving(lambda asked: answer(200, pack(NOISE), Content_Encoding=encoding)) as server:
        (got,) = fetch(Request(url=server.url()))
    assert got.body == NOISE
    for size in (1_000, 65_536, 10_000_000):
        assert unpacked(encoding.lower(), cut(pack(NOISE), size)) == NOISE
        assert unpacked(encoding.lower(), cut(pack(TEXT), size)) == TEXT


@packers
@pytest.mark.parametrize("keep", [0.01, 0.5, 0.999])
def test_a_stream_that_breaks_off_is_no_feed(encoding, pack, keep):
    """The connection ends as announced, the compressed stream inside does not: half a feed would lose articles."""
    packed = pack(TEXT)
    half = answer(200, packed[: int(len(packed) * keep)], Content_Encoding=encoding)
    with serving({"/": half}) as server:
        assert reason(server.url()) == "truncated"


@packers
def test_a_bomb_is_refused_on_the_way(encoding, pack):
    """50 MB of nothing, in next to nothing; at most the cap and one piece are ever held."""
    with serving({"/": answer(200, pack(bytes(50_000_000)), Content_Encoding=encoding)}) as server:
        assert reason(server.url()) in ("bomb", "too-big")


@pytest.mark.parametrize("encoding, pack", [PACKERS["gzip"], PACKERS["deflate"]])
def test_streams_one_after_the_other(encoding, pack):
    """Two are one body; thousands are made to waste time."""
    assert unpacked(encoding, cut(pack(TEXT) * 2, 50_000)) == TEXT * 2
    with pytest.raises(FetchError) as caught:
        unpacked(encoding, [pack(b"") * 5_000])
    assert caught.value.reason == "encoding"


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "compress", "gzip, gzip"])
def test_what_cannot_be_unpacked_is_asked_for_plainly(encoding):
    """One more request, for the body as it is."""

    def page(asked):
        plain = asked.headers["accept-encoding"] == "identity"
        return answer(200, TEXT) if plain else answer(200, b"no such stream", Content_Encoding=encoding)

    with serving(page) as server:
        (got,) = fetch(Request(url=server.url()))
    assert (got.body, len(server.asked)) == (TEXT, 2)


def test_only_what_can_be_unpacked_is_asked_for():
    """gzip and deflate; a server that sends br or zstd all the same is asked again, for the body as it is."""
    with serving({"/": answer(200)}) as server:
        fetch(Request(url=server.url()))
    assert server.asked[0].headers["accept-encoding"] == "gzip, deflate"


@given(st.sampled_from(["", "gzip", "deflate"]), st.lists(st.binary(max_size=200), max_size=5))
def test_garbage_ends_in_a_reason(encoding, pieces):
    """Whatever the bytes, there is a body or a named failure."""
    try:
        got: object = unpacked(encoding, pieces)
    except FetchError as e:
        got = e.reason
    assert isinstance(got, bytes) or got in ("encoding", "truncated")
