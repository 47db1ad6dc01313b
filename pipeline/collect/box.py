"""Parsing in separate processes: a feed can waste neither our memory nor our time, and two cores work."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.errors import FetchError
from pipeline.model import Feed
from pipeline.outside.web import Response

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from pipeline.collect.parse import Parsed

WORKERS = 2
SECONDS = 10  # of processor time, for one feed: the slowest real one takes about two, however busy the machine is
PATIENCE = 60  # seconds on the clock, for one feed
MEMORY = 1_000_000_000
_TOO_LONG = FetchError(f"reading it took longer than {SECONDS} s", reason="parse-timeout")
_LATE = (-signal.SIGXCPU, -signal.SIGALRM)
_TOO_MUCH = FetchError("reading it broke the parser, or needed too much memory", reason="parse-crash")


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """The answer with a feed's body, to be read."""

    feed: Feed
    answer: Response


Done = Callable[[Job, "Parsed | FetchError"], None]


def read(job: Job) -> "Parsed | FetchError":
    """What the parser says, in this process: for files of the editor's own."""
    from pipeline.collect.parse import parse  # inside: feedparser, needed only when a body changed

    answer = job.answer
    try:
        return parse(answer.body, feed=job.feed, url=answer.url, content_type=answer.headers.get("content-type", ""))
    except FetchError as e:
        return e


class _Worker:
    """One process that reads a feed at a time."""

    def __init__(self) -> None:
        import multiprocessing  # inside: most runs parse nothing

        context = multiprocessing.get_context("spawn")  # fork would copy a process in which other threads hold locks
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_work, args=(theirs,), daemon=True, name="parse")
        self.process.start()
        theirs.close()

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()


class Box:
    """Workers that start when there is something to parse; *done* is called in this thread."""

    def __init__(self, done: Done) -> None:
        self.done = done
        self._busy: dict[_Worker, Job] = {}
        self._idle: list[_Worker] = []

    def put(self, job: Job) -> None:
        """Have *job* parsed by an idle worker, or by one more; waits while all of them are busy."""
        while len(self._busy) == WORKERS:
            self._take(None)
        worker = self._idle.pop() if self._idle else _Worker()
        self._busy[worker] = job
        with suppress(OSError):  # a worker that died meanwhile is found by _take
            worker.pipe.send(job)
        self._take(0)

    def drain(self) -> None:
        """Wait until everything is parsed."""
        while self._busy:
            self._take(None)

    def close(self) -> None:
        """End the workers."""
        for worker in (*self._busy, *self._idle):
            worker.end()

    def _take(self, seconds: float | None) -> None:
        """Pass on what is finished within *seconds*; with None, wait: the system ends a worker that takes too long."""
        from multiprocessing.connection import wait

        ready = wait([worker.pipe for worker in self._busy], seconds)
        for worker in [worker for worker in self._busy if worker.pipe in ready]:
            job = self._busy.pop(worker)
            try:
                result: Parsed | FetchError = worker.pipe.recv()
                self._idle.append(worker)
            except (EOFError, OSError):
                worker.process.join()
                result = _TOO_LONG if worker.process.exitcode in _LATE else _TOO_MUCH
                worker.end()
            self.done(job, result)


@contextmanager
def opened(done: Done) -> Iterator[Box]:
    """A box whose results go to *done*: all of them, by the time the context ends without an error."""
    box = Box(done)
    try:
        yield box
        box.drain()
    finally:
        box.close()


def _work(pipe: "Connection") -> None:
    """A worker's main loop."""
    while True:
        try:
            job = pipe.recv()
        except (EOFError, KeyboardInterrupt):
            return
        _limit()
        try:
            result = read(job)
        except MemoryError:
            result = _TOO_MUCH
        except RecursionError:
            result = FetchError("the feed is nested too deeply", reason="parse-crash")
        signal.alarm(0)
        try:
            pipe.send(result)
        except OSError:
            return  # the parent process was killed


def _limit() -> None:
    """Bound this process's memory, and its time: the system ends it, whatever the parser is in the middle of."""
    signal.alarm(PATIENCE)
    with suppress(ImportError, OSError, ValueError):  # where the system knows no such limit
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        seconds = int(used.ru_utime + used.ru_stime) + SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.getrlimit(resource.RLIMIT_CPU)[1]))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
