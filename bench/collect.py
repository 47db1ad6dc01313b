"""How fast feeds are collected, beside the peers that are installed.

python bench/collect.py [FOLDER] [--copies N] [--latency MS] [--peers VENV]

Serves the feed files of FOLDER on loopback (forty addresses, 50 ms a request), and has each program collect them twice:
cold, then unchanged. Each is run as people run it, start-up included. The server counts what it was asked, so the table
also says whether a program did the work: how many feeds it got whole, and how many it only asked whether they changed.
A peer that is not installed is named, not measured: reader and rss2email (pip, into VENV or beside this Python),
newsboat (apt).
"""

import argparse
import asyncio
import multiprocessing
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent
FEEDS = ROOT.parent / "shared" / "data" / "feeds" / "fastfeedparser-benchmark"
BIN = Path(sys.executable).parent
TIMES, ENOUGH = 5, 15.0
"""A row is the median of this many runs; no more are started once they have taken so many seconds."""

READER = """
import sys
from reader import make_reader
reader = make_reader(sys.argv[1] + "/reader.sqlite")
for url in open(sys.argv[1] + "/urls").read().split():
    reader.add_feed(url, exist_ok=True)
reader.update_feeds(workers=int(sys.argv[2]), scheduled=False)  # else an hour must pass
"""

Command = tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """One run of one program, or the median of several."""

    seconds: float
    cpu: float
    """With its worker processes, in seconds."""
    peak: float
    """Bytes, of the main process."""
    whole: float
    """Feeds that the server sent whole."""
    same: float
    """Requests that it answered with 304."""


class Server:
    """The feeds of a folder, with validators, in a process of their own."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self.port: int = pipe.recv()

    def counts(self) -> tuple[int, int]:
        """Whole answers and 304s since the last call."""
        self._pipe.send(None)
        whole, same = self._pipe.recv()
        return whole, same


def serve(folder: str, latency: float, pipe: Connection) -> None:
    """The server's process."""
    import hashlib

    from aiohttp import web

    bodies = {path.name: path.read_bytes() for path in Path(folder).iterdir() if path.is_file()}
    tags = {name: f'"{hashlib.md5(body).hexdigest()}"' for name, body in bodies.items()}
    counted = [0, 0]

    async def answer(request: web.Request) -> web.Response:
        await asyncio.sleep(latency)
        name = request.match_info["name"]
        same = request.headers.get("If-None-Match") == tags[name]
        counted[same] += 1
        headers = {"ETag": tags[name]}
        if same:
            return web.Response(status=304, headers=headers)
        return web.Response(body=bodies[name], headers={**headers, "Content-Type": "application/xml"})

    def tell() -> None:
        pipe.recv()
        pipe.send(tuple(counted))
        counted[:] = 0, 0

    async def main() -> None:
        app = web.Application()
        app.router.add_get("/{copy}/{name}", answer)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "0.0.0.0", 0, backlog=1024)
        await site.start()
        asyncio.get_running_loop().add_reader(pipe.fileno(), tell)
        pipe.send(runner.addresses[0][1])
        await asyncio.Event().wait()

    asyncio.run(main())


@contextmanager
def serving(folder: Path, latency: float) -> Iterator[Server]:
    """A running server."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=serve, args=(str(folder), latency, theirs), daemon=True)
    process.start()
    try:
        yield Server(ours)
    finally:
        process.kill()
        process.join()


def run(command: Command, home: Path) -> tuple[float, float, float]:
    """Run one program to its end: seconds, seconds of CPU with its workers, and bytes of its main process."""
    # Compiled modules are kept, as on any machine where the program is installed.
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = perf_counter()
    with (home / "said").open("w") as said:
        process = subprocess.Popen(command, cwd=home, stdout=said, stderr=said, env={**kept, "HOME": str(home)})
        peak = 0
        while process.poll() is None:  # a process's memory is forgotten with it, so it is read while it lives
            peak = max(peak, memory(process.pid))
            with suppress(subprocess.TimeoutExpired):
                process.wait(0.01)
    seconds = perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode:
        raise SystemExit(f"{command[0]} failed: {(home / 'said').read_text(errors='replace')[-500:]}")
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, peak


def memory(pid: int) -> int:
    """The most memory that a living process has had so far, in bytes; 0 where the system does not tell."""
    with suppress(OSError, StopIteration):
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) * 1024
    return 0


def measure(server: Server, once: Callable[[int], tuple[Command, Path]]) -> Measured:
    """The median of several runs; *once* makes the n-th ready, and answers its command and its home."""
    runs: list[tuple[float, ...]] = []
    started = perf_counter()
    while len(runs) < TIMES and (not runs or perf_counter() - started < ENOUGH):
        command, home = once(len(runs))
        server.counts()
        taken = run(command, home)
        runs.append((*taken, *server.counts()))
    seconds, cpu, peak, whole, same = (statistics.median(column) for column in zip(*runs, strict=True))
    return Measured(seconds=seconds, cpu=cpu, peak=peak, whole=whole, same=same)


def monday(home: Path, urls: Sequence[str], day: int) -> Command:
    """Ours, as it is installed. Its feeds are due once a day."""
    lines = ['[newsletter]\ntitle = "Bench"\n[collect]\nallow_private = true']
    lines += [f'[[feeds]]\nurl = "{url}"\nname = "Feed {number}"' for number, url in enumerate(urls)]
    (home / "newsletter.toml").write_text("\n".join(lines))
    return str(BIN / "monday"), "-C", str(home), "--now", f"2026-02-{day + 1:02}T09:00", "collect"


def reader(python: str, workers: int, home: Path, urls: Sequence[str], day: int) -> Command:
    (home / "urls").write_text("\n".join(urls))
    return python, "-c", READER, str(home), str(workers)


def newsboat(program: str, home: Path, urls: Sequence[str], day: int) -> Command:
    (home / "urls").write_text("\n".join(urls) + "\n")
    (home / "settings").write_text("reload-threads 20\n")
    return program, "-u", str(home / "urls"), "-c", str(home / "db"), "-C", str(home / "settings"), "-x", "reload"


def rss2email(program: str, home: Path, urls: Sequence[str], day: int) -> Command:
    files = (program, "-c", str(home / "r2e.cfg"), "-d", str(home / "r2e.json"))
    if not (home / "r2e.cfg").exists():
        run((*files, "new", "bench@example.org"), home)
        with (home / "r2e.cfg").open("a") as settings:
            settings.writelines(f"\n[feed.f{number}]\nurl = {url}\n" for number, url in enumerate(urls))
    return *files, "run", "--no-send"


def programs(peers: Path | None) -> Iterator[tuple[str, Callable[[Path, Sequence[str], int], Command]]]:
    """Ours and every installed peer: its name, and what makes a home ready for it."""
    yield "monday", monday
    path = os.pathsep.join((*([str(peers / "bin")] if peers else []), os.environ.get("PATH", ""), str(BIN)))
    python = shutil.which("python", path=path) or sys.executable
    if subprocess.run((python, "-c", "import reader"), capture_output=True).returncode == 0:
        yield "reader, 1 worker", partial(reader, python, 1)
        yield "reader, 20 workers", partial(reader, python, 20)
    else:
        print("reader: not installed (pip install reader)")
    for name, program, packager, start in (
        ("newsboat, 20 threads", "newsboat", "apt", newsboat),
        ("rss2email", "r2e", "pip", rss2email),
    ):
        if found := shutil.which(program, path=path):
            yield name, partial(start, found)
        else:
            print(f"{name}: not installed ({packager} install {name.partition(',')[0]})")


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=FEEDS)
    parser.add_argument("--copies", type=int, default=1, help="serve each file this often: more feeds")
    parser.add_argument("--latency", type=float, default=50, help="milliseconds a request")
    parser.add_argument("--peers", type=Path, metavar="VENV", help="where peers are installed, unless on the PATH")
    parser.add_argument("--only", default="", metavar="NAME", help="leave out the programs of other names")
    options = parser.parse_args()
    if not options.folder.is_dir():
        raise SystemExit(f"there are no feeds to serve in {options.folder}; name a folder of feed files")
    names = sorted(path.name for path in options.folder.iterdir() if path.is_file())
    files = [(copy, name) for copy in range(options.copies) for name in names]
    rows = {}
    with serving(options.folder, options.latency / 1000) as server, tempfile.TemporaryDirectory() as scratch:
        urls = [f"http://127.0.0.{n % 40 + 1}:{server.port}/{copy}/{name}" for n, (copy, name) in enumerate(files)]
        for program, start in programs(options.peers):
            if not program.startswith(options.only):
                continue

            def once(number: int, *, fresh: bool, start: Callable[..., Command] = start) -> tuple[Command, Path]:
                home = Path(scratch) / "home"
                if fresh:
                    shutil.rmtree(home, ignore_errors=True)
                    home.mkdir()
                return start(home, urls, 0 if fresh else number + 1), home

            rows[program] = measure(server, partial(once, fresh=True)), measure(server, partial(once, fresh=False))
    report(rows, feeds=len(urls))


def report(rows: dict[str, tuple[Measured, Measured]], *, feeds: int) -> None:
    """The table: seconds, and how many times as long as ours."""
    ours = next(iter(rows.values()))
    print(f"\n{feeds} feeds; each row: seconds, times ours, CPU seconds, MB of the main process, whole answers, 304s")
    for number, label in enumerate(("cold", "unchanged")):
        for name, both in rows.items():
            got = both[number]
            print(
                f"{label:10} {name:22} {got.seconds:7.2f} {got.seconds / ours[number].seconds:6.2f}× {got.cpu:7.2f}"
                f" {got.peak / 1e6:6.0f} {got.whole:6.0f} {got.same:6.0f}"
            )


if __name__ == "__main__":
    main()
