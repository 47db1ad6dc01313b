"""Coverage-guided fuzzing of everything that reads bytes of strangers.

python bench/fuzz.py [SECONDS] [--only TARGET]

Each target is fed mutated feeds for its share of the time (default: 240 s), beginning with tests/feeds and, where they
lie beside the project, the real feeds. Whatever raises anything but our own error, breaks a promise about its result,
takes longer than 10 s or needs more than 1 GB is a finding: it is kept, shown, and the exit code is 1. A finding that
is mended becomes a quirk in tests/feeds. Needs atheris (pip install atheris); it is named where it is absent.
"""

import argparse
import gzip
import re
import shutil
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT / "tests" / "feeds"
REAL = ROOT.parent / "shared" / "data" / "feeds"
LARGEST = 30_000
"""Bytes of a seed: longer ones are slow to mutate and teach nothing more."""
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
URL = "https://a.example/blog/feed"


def feed(data: bytes) -> None:
    """A body → articles, and what is promised of each; the same bytes give the same articles."""
    from pipeline.collect.parse import parse
    from pipeline.errors import FetchError
    from pipeline.model import Feed
    from pipeline.urls import canonical, clean, is_public_http

    source = Feed(url=URL, name="A")
    try:
        found = parse(data, feed=source, url=URL)
    except FetchError:
        return
    assert found == parse(data, feed=source, url=URL)
    assert 0 <= found.ttl_minutes <= 31 * 24 * 60
    assert len({a.key for a in found.articles}) == len(found.articles) > 0
    for a in found.articles:
        assert a.title or a.summary or a.text or a.url
        assert len(a.key) > 4
        assert not a.url or (is_public_http(a.url) and clean(a.url) == a.url)
        assert canonical(canonical(a.url)) == canonical(a.url)
        assert (a.published is None) == (a.dated == "first-seen")
        assert a.published is None or (a.published.utcoffset() is not None and 1990 <= a.published.year <= 2101)


def date(data: bytes) -> None:
    """A date string → an instant of this age, or none."""
    from pipeline.collect.dates import read

    moment, dated = read(data.decode("utf-8", "replace"))
    assert (moment is None) == (dated == "first-seen")


def address(data: bytes) -> None:
    """An address → its forms: stable, and never a way around the gate."""
    from pipeline import urls
    from pipeline.errors import FetchError
    from pipeline.outside.web import gate

    text = data.decode("utf-8", "replace")
    assert urls.canonical(urls.canonical(text)) == urls.canonical(text)
    assert urls.clean(urls.clean(text)) == urls.clean(text)
    assert urls.key(url=text, guid=text, identifiers=[text], text=text)
    urls.paper_in(text)
    with suppress(FetchError):
        gate.check_url(text)
        gate.redirect(URL, text)


def page(data: bytes) -> None:
    """A page → the feeds it names, and its own text."""
    from pipeline.collect.discovery import links
    from pipeline.collect.page import article_text
    from pipeline.outside.web import Response
    from pipeline.urls import is_public_http

    text = data.decode("utf-8", "replace")
    for target, _ in links(Response(url=URL, status=200, headers={"link": text.replace("\n", " ")}, body=data)):
        assert is_public_http(target)
    article_text(text)


def outlines(data: bytes) -> None:
    """An OPML file → feeds, which survive being written and read again."""
    from pipeline.collect import opml
    from pipeline.errors import ConfigError

    with suppress(ConfigError):
        found = opml.read(data)
        assert opml.read(opml.write(found, title="T")) == found


def body(data: bytes) -> None:
    """A compressed body → no more bytes than allowed, or a reason; the same however it is cut."""
    from pipeline.errors import FetchError
    from pipeline.outside.web.unpack import Unpacker

    if not data:
        return
    encoding = ("gzip", "deflate", "")[data[0] % 3]
    ends: set[object] = set()
    for size in (len(data), 7):
        try:
            unpacker = Unpacker(encoding, max_wire=1_000_000, max_body=2_000_000)
            for at in range(1, len(data), size):
                unpacker.feed(data[at : at + size])
            ends.add(unpacker.finish())
        except FetchError as e:
            ends.add(e.reason in ("too-big", "bomb") or e.reason)
    assert len(ends) == 1, ends


TARGETS: dict[str, tuple[Callable[[bytes], None], int]] = {
    "feed": (feed, 10),
    "page": (page, 3),
    "outlines": (outlines, 2),
    "body": (body, 2),
    "address": (address, 2),
    "date": (date, 1),
}
"""Each target with its share of the time."""


def main() -> int:
    """Fuzz each target in a process of its own, and print how it went."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("seconds", nargs="?", type=int, default=240)
    parser.add_argument("--only", choices=TARGETS)
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if find_spec("atheris") is None:
        print("fuzz: not run, atheris is not installed (pip install atheris)")
        return 0
    if asked.child:
        return _child(*asked.child, seconds=asked.seconds)
    names = [asked.only] if asked.only else list(TARGETS)
    whole = sum(TARGETS[name][1] for name in names)
    findings = 0
    print(f"{'target':10} {'seconds':>7} {'inputs':>9} {'branches':>9}  findings")
    for name in names:
        share = max(2, asked.seconds * TARGETS[name][1] // whole)
        inputs, branches, found = _run(name, share)
        print(f"{name:10} {share:7} {inputs:>9} {branches:>9}  {found or 'none'}", flush=True)
        findings += bool(found)
    return 1 if findings else 0


def _run(name: str, seconds: int) -> tuple[str, str, str]:
    """Inputs tried, branches reached, and the finding, if there is one."""
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus"
        corpus.mkdir()
        for number, seed in enumerate(_seeds(name)):
            (corpus / f"{number:04}").write_bytes(seed)
        kept = Path(folder) / "finding-"
        argv = [sys.executable, __file__, str(seconds), "--child", name, str(kept)]
        done = subprocess.run(argv, cwd=folder, capture_output=True, text=True, errors="replace", check=False)
        inputs = re.findall(r"^#(\d+)", done.stderr, re.MULTILINE) or ["0"]
        branches = re.findall(r"\bcov: (\d+)", done.stderr) or ["0"]
        found = next(Path(folder).glob("finding-*"), None)
        if found is None and done.returncode == 0:
            return inputs[-1], branches[-1], ""
        lines = [line for line in done.stderr.splitlines() if line and not line.startswith(("#", "INFO", "NEW"))]
        print("\n".join(lines[-30:]), file=sys.stderr)
        if found is None:
            return inputs[-1], branches[-1], f"exit code {done.returncode}"
        place = Path(tempfile.gettempdir()) / f"fuzz-{name}-{found.name.removeprefix('finding-')[:20]}"
        shutil.copy(found, place)
        return inputs[-1], branches[-1], str(place)


def _seeds(name: str) -> Iterator[bytes]:
    """What the target begins with."""
    if name == "date":
        dates = (ROOT / "tests" / "collect" / "test_dates.py").read_text(encoding="utf-8")
        yield from (text.encode() for text in re.findall(r'"([^"\n]{4,60})"', dates))
        return
    if name == "address":
        known = (ROOT / "tests" / "test_urls.py").read_text(encoding="utf-8")
        yield from (text.encode() for text in re.findall(r'"(https?:[^"\n]+|10\.[^"\n]+)"', known))
        return
    if name == "outlines":
        yield b'<opml version="2.0"><body><outline text="A"><outline text="B" xmlUrl="https://b.example/f"/></outline>'
        return
    if name == "page":
        yield b'<base href="/x/"><link rel="alternate feed" type="application/rss+xml" href="f" title="News"><article>'
    files = [path for path in SEEDS.iterdir() if path.suffix != ".json"]
    if REAL.exists():
        files += [path for path in REAL.rglob("*") if path.is_file() and not path.name.endswith((".json", ".md"))]
    small = (data for path in sorted(files) if len(data := path.read_bytes()) <= LARGEST)
    for data in small:
        if name == "body":
            yield b"\0" + gzip.compress(data)
            yield b"\1" + zlib.compress(data)
        else:
            yield data


def _child(name: str, kept: str, *, seconds: int) -> int:
    """Hand over to the fuzzer, which ends this process itself."""
    sys.path.insert(0, str(ROOT))
    import atheris

    with atheris.instrument_imports(include=["pipeline", "feedparser", "html.parser", "sgmllib", "email", "json"]):
        TARGETS[name][0](b"<rss><channel><item><title>a</title></item></channel></rss>")
    limits = [f"-max_total_time={seconds}", f"-max_len={LARGEST}", "-timeout=10", "-rss_limit_mb=1000"]
    atheris.Setup([sys.argv[0], *limits, f"-artifact_prefix={kept}", "corpus"], TARGETS[name][0])
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
