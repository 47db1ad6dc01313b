"""How fast feeds are collected, beside the peers that are installed.

python bench/collect.py [FOLDER] [--copies N] [--latency MS]

Serves the feed files of FOLDER on loopback (forty addresses, 50 ms a request) and collects them three times: cold,
unchanged (304), and unchanged from a server without validators. A peer that is not installed is named, not measured.
"""

import argparse
import asyncio
import hashlib
import multiprocessing
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent
FEEDS = ROOT.parent / "shared" / "data" / "feeds" / "fastfeedparser-benchmark"

MONDAY = """
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from pipeline import config
from pipeline.collect import collect
now = datetime(2026, 2, 20, tzinfo=UTC) + timedelta(days=int(sys.argv[2]))
done = collect(config.load(Path(sys.argv[1])), now=now, warn=lambda text: None)
print(sum(r.articles for r in done.results), len(done.failed))
"""
READER = """
import sys
from reader import make_reader
reader = make_reader(sys.argv[1] + "/reader.sqlite")
for url in open(sys.argv[1] + "/urls").read().split():
    reader.add_feed(url, exist_ok=True)
reader.update_feeds(workers=int(sys.argv[2]))
print(reader.get_entry_counts().total, sum(1 for f in reader.get_feeds() if f.last_exception))
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """One run of one program."""

    seconds: float
    cpu: float
    peak: int
    """Bytes, of the largest process."""
    says: str


def serve(folder: str, latency: float, pipe: Connection) -> None:
    """The server's process: /v/NAME with validators, /p/NAME without."""
    from aiohttp import web

    bodies = {path.name: path.read_bytes() for path in Path(folder).iterdir() if path.is_file()}
    tags = {name: f'"{hashlib.md5(body).hexdigest()}"' for name, body in bodies.items()}

    async def answer(request: web.Request) -> web.Response:
        await asyncio.sleep(latency)
        name = request.match_info["name"]
        headers = {"ETag": tags[name]} if request.match_info["kind"] == "v" else {}
        if headers and request.headers.get("If-None-Match") == tags[name]:
            return web.Response(status=304, headers=headers)
        return web.Response(body=bodies[name], headers={**headers, "Content-Type": "application/xml"})

    async def main() -> None:
        app = web.Application()
        app.router.add_get("/{kind}/{copy}/{name}", answer)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "0.0.0.0", 0, backlog=1024)
        await site.start()
        pipe.send(runner.addresses[0][1])
        await asyncio.Event().wait()

    asyncio.run(main())


@contextmanager
def serving(folder: Path, latency: float) -> Iterator[int]:
    """The port of a server in a process of its own."""
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(
        target=serve, args=(str(folder), latency, theirs), daemon=True
    )
    process.start()
    try:
        yield ours.recv()
    finally:
        process.kill()
        process.join()


def run(argv: Sequence[str], **environment: str) -> Measured:
    """Run one program to its end; CPU and memory include its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = perf_counter()
    with subprocess.Popen(
        argv, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, **environment}
    ) as process:
        assert process.stdout
        assert process.stderr
        out, err = process.stdout.read(), process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if process.returncode:
        raise SystemExit(f"{argv[0]} failed: {err.decode(errors='replace')[-500:]}")
    peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return Measured(seconds=seconds, cpu=cpu, peak=peak, says=out.decode(errors="replace").strip()[-40:])


def newsletter(folder: Path, urls: Sequence[str]) -> None:
    """A newsletter that reads *urls*."""
    lines = ['[newsletter]\ntitle = "Bench"\n[collect]\nallow_private = true']
    lines += [f'[[feeds]]\nurl = "{url}"\nname = "Feed {number}"' for number, url in enumerate(urls)]
    (folder / "newsletter.toml").write_text("\n".join(lines))
    (folder / "urls").write_text("\n".join(urls) + "\n")


def peers(folder: Path, urls: Sequence[str]) -> Iterator[tuple[str, Sequence[str], dict[str, str]]]:
    """Each installed peer: its name, and the command that collects once."""
    if find_spec("reader"):
        for workers in ("1", "20"):
            here = folder / f"reader{workers}"
            here.mkdir()
            (here / "urls").write_text("\n".join(urls))
            yield f"reader, {workers} workers", (sys.executable, "-c", READER, str(here), workers), {}
    else:
        print("reader: not installed (pip install reader)")
    if shutil.which("newsboat"):
        (folder / "nb").write_text("reload-threads 20\n")
        files = ("-u", str(folder / "urls"), "-c", str(folder / "nb.db"), "-C", str(folder / "nb"))
        yield "newsboat, 20 threads", ("newsboat", *files, "-x", "reload"), {"HOME": str(folder)}
    else:
        print("newsboat: not installed (apt install newsboat)")
    if shutil.which("r2e"):
        files = ("-c", str(folder / "r2e.cfg"), "-d", str(folder / "r2e.json"))
        run(("r2e", *files, "new", "bench@example.org"))
        with (folder / "r2e.cfg").open("a") as settings:
            settings.writelines(f"\n[feed.f{n}]\nurl = {url}\n" for n, url in enumerate(urls))
        yield "rss2email", ("r2e", *files, "run", "--no-send"), {}
    else:
        print("rss2email: not installed (pip install rss2email)")


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=FEEDS)
    parser.add_argument("--copies", type=int, default=1, help="serve each file this often: more feeds")
    parser.add_argument("--latency", type=float, default=50, help="milliseconds a request")
    options = parser.parse_args()
    if not options.folder.is_dir():
        raise SystemExit(f"there are no feeds to serve in {options.folder}; name a folder of feed files")
    names = sorted(path.name for path in options.folder.iterdir() if path.is_file())
    with serving(options.folder, options.latency / 1000) as port, tempfile.TemporaryDirectory() as scratch:

        def urls(kind: str) -> list[str]:
            pairs = [(copy, name) for copy in range(options.copies) for name in names]
            return [f"http://127.0.0.{n % 40 + 1}:{port}/{kind}/{copy}/{name}" for n, (copy, name) in enumerate(pairs)]

        rows = []
        for kind, label in (("v", "monday"), ("p", "monday, no validators")):
            folder = Path(scratch) / kind
            folder.mkdir()
            newsletter(folder, urls(kind))
            command = (sys.executable, "-c", MONDAY, str(folder))
            rows.append((label, run((*command, "0")), run((*command, "1"))))
        for name, argv, environment in peers(Path(scratch) / "v", urls("v")):
            rows.append((name, run(argv, **environment), run(argv, **environment)))
    report(rows, feeds=len(names) * options.copies)


def report(rows: Sequence[tuple[str, Measured, Measured]], *, feeds: int) -> None:
    """The table: seconds, and how many times as long as ours."""
    _, cold, again = rows[0]
    print(f"\n{feeds} feeds{'':24} cold   ratio   unchanged   ratio   CPU cold/unchanged   peak MB   articles, failed")
    for name, first, second in rows:
        print(
            f"{name:28} {first.seconds:8.2f} s {first.seconds / cold.seconds:5.1f}× {second.seconds:9.2f} s"
            f" {second.seconds / again.seconds:6.1f}× {first.cpu:10.1f} / {second.cpu:.1f} s"
            f" {first.peak / 1e6:11.0f}   {second.says}"
        )


if __name__ == "__main__":
    main()
