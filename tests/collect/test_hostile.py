"""Feeds made to do harm: each is refused by name, and the other feeds of the run finish."""

import gzip
import subprocess
import sys
from dataclasses import replace
from functools import cache

import pytest

from pipeline.collect import gather
from pipeline.outside.web import gate
from tests.collect.newsletters import newsletter, rss
from tests.collect.test_collect import gather as collected
from tests.collect.test_collect import slugs
from tests.server import answer, serving
from tests.tools import untraced

OUTSIDE = "127.0.0.99"
"""A loopback address that these tests take for a public one: the server's front door."""
SPELLINGS = {
    "localhost": "http://localhost:{port}/secret",
    "dotted": "http://127.0.0.1:{port}/secret",
    "short": "http://127.1:{port}/secret",
    "number": "http://2130706433:{port}/secret",
    "hex": "http://0x7f.0.0.1:{port}/secret",
    "octal": "http://0177.0.0.1:{port}/secret",
    "mapped": "http://[::ffff:127.0.0.1]:{port}/secret",
    "six": "http://[::1]:{port}/secret",
}
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 10) for i in range(9))
    + b']><rss version="2.0"><channel><title>&j;</title></channel></rss>'
)
DEEP = b'<rss version="2.0"><channel><item><title>t</title><description>' + b"<b>" * 20_000
REASONS = {
    "/bomb": "too-big",
    "/drip": "timeout",
    "/laughs": "entities",
    "/huge": "too-big",
    "/loop": "redirect-loop",
    **{f"/{name}": "not-public" for name in SPELLINGS},
}


@cache
def bomb() -> bytes:
    """300 MB of nothing, in 300 kB."""
    return gzip.compress(bytes(300_000_000), 9)


@pytest.fixture
def front_door(monkeypatch):
    """The gate as it is, but for one address; and a deadline that a test can wait for."""
    real, policy = gate.is_public, gather.policy
    monkeypatch.setattr(gate, "is_public", lambda address: address == OUTSIDE or real(address))
    monkeypatch.setattr(gather, "policy", lambda config: replace(policy(config), total_seconds=2))


def hostile(asked, server=None):
    """One server, many ways to do harm."""
    match asked.path.split("?")[0]:
        case "/drip" if server:
            return server.drip(b"HTTP/1.1 200 OK\r\n" + b"x" * 999)
        case "/deep":
            return answer(200, DEEP)
        case "/bomb":
            return answer(200, bomb(), Content_Encoding="gzip")
        case "/laughs":
            return answer(200, LAUGHS)
        case "/huge":
            return (chunk for chunk in [b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", *[b"x" * 1_000_000] * 30])
        case "/loop":
            return answer(302, Location="/loop")
        case "/secret":
            return answer(200, rss("secret"))
        case path if path[1:] in SPELLINGS:
            return answer(302, Location=SPELLINGS[path[1:]].format(port=asked.headers["host"].split(":")[1]))
    return answer(200, rss(asked.path[1:]))


def test_each_harm_has_its_reason_and_the_others_finish(tmp_path, front_door):
    """Bomb, drip, billion laughs, a huge body, a loop, and redirects inside by eight spellings."""
    bomb()  # made before a clock runs

    with serving(lambda asked: hostile(asked, server)) as server:
        paths = [*REASONS, *[f"/good{i}" for i in range(8)]]
        config = newsletter(tmp_path, *[server.url(path, host=OUTSIDE) for path in paths], private=False)
        got, warnings = collected(config)
        names = dict(zip(paths, got.values(), strict=True))
        assert {path: names[path].reason for path in REASONS} == REASONS
        assert not [asked for asked in server.asked if asked.path == "/secret"]
    assert len(REASONS) == len(warnings)
    assert {f"good{i}" for i in range(8)} == set(slugs(config))


def test_a_redirect_inside_is_followed_where_it_is_allowed(tmp_path):
    """On an intranet feeds live on private addresses, redirects too."""
    with serving(hostile) as server:
        config = newsletter(tmp_path, server.url("/dotted"))
        collected(config)
    assert slugs(config) == ["secret"]


PEAK = """
import resource, sys
from pathlib import Path
from datetime import UTC, datetime
from pipeline import config
from pipeline.collect import collect
try:
    collect(config.load(Path(sys.argv[1])), now=datetime(2026, 3, 2, tzinfo=UTC), warn=lambda text: None)
finally:
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    status = Path("/proc/self/status")  # on Linux, ru_maxrss begins with the peak of the process that started this one
    if status.exists():
        own = next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    print(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


HEAVY = ("/bomb", "/laughs", "/huge", "/deep", "/good")


@pytest.mark.prove
def test_harm_needs_little_memory(tmp_path):
    """Main process and parser stay below 150 MB each, whatever the feeds unpack to."""
    bomb()
    with serving(hostile) as server:
        newsletter(
            tmp_path,
            *[server.url(path) for path in HEAVY],
        )
        argv = [sys.executable, "-c", PEAK, str(tmp_path)]
        done = subprocess.run(argv, capture_output=True, text=True, timeout=60, env=untraced())
    unit = 1 if sys.platform == "darwin" else 1024
    assert done.stderr == ""
    assert all(int(peak) * unit < 150_000_000 for peak in done.stdout.split())


def test_a_feed_that_breaks_the_parser_costs_itself_only(tmp_path):
    """Markup nested too deeply ends as articles or as a reason; the feed beside it is read."""
    answers = {"/deep": answer(200, DEEP), "/good": answer(200, rss("good"))}
    with serving(answers) as server:
        config = newsletter(tmp_path, server.url("/deep"), server.url("/good"))
        got, _ = collected(config)
    assert (got["Feed 1"].status, slugs(config)[-1]) == ("new", "good")
    assert got["Feed 0"].status in ("new", "failed")
