"""Parsing in separate processes: a feed can waste neither our memory nor our time, and two cores work."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING

from pipeline.errors import FetchError
from pipeline.model import Feed

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

    from pipeline.collect.parse import Parsed

WORKERS = 2
SECONDS = 10
"""Of processor time, for one feed: the slowest real one takes about two, however busy the machine is."""
PATIENCE = 60
"""Seconds on the clock, where processor time cannot be limited or is not what passes."""
MEMORY = 1_000_000_000

_TOO_LONG = ("parse-timeout", f"reading it took longer than {SECONDS} s")
_TOO_MUCH = ("parse-crash", "reading it broke the parser, or needed too much memory")


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """One body to read."""

    feed: Feed
    body: bytes
    url: str
    content_type: str


Done = Callable[[Job, "Parsed | FetchError"], None]


def read(job: Job) -> "Parsed":
    """Parse in this process: for files of the editor's own. Raises FetchError."""
    from pipeline.collect.parse import parse  # inside: feedparser, needed only when a body changed

    return parse(job.body, feed=job.feed, url=job.url, content_type=job.content_type)


@dataclass(eq=False)
class _Worker:
    process: "SpawnProcess"
    pipe: "Connection"
    job: Job | None = None
    deadline: float = 0


@dataclass
class Box:
    """Workers that start when there is something to parse; *done* is called in this thread."""

    done: Done
    _workers: list[_Worker] = field(default_factory=list)

    def put(self, job: Job) -> None:
        """Have *job* parsed by an idle worker, or by one more; waits while all of them are busy."""
        while len(busy := [worker for worker in self._workers if worker.job]) == WORKERS:
            self._step(None)
        if len(busy) == len(self._workers):
            self._workers.append(_start())
        worker = next(worker for worker in self._workers if worker.job is None)
        worker.job, worker.deadline = job, monotonic() + PATIENCE
        with suppress(OSError):  # a worker that died meanwhile is found by _step
            worker.pipe.send(job)
        self._step(0)

    def drain(self) -> None:
        """Wait until everything is parsed."""
        while any(worker.job for worker in self._workers):
            self._step(None)

    def close(self) -> None:
        """End the workers."""
        for worker in self._workers:
            _end(worker)
        self._workers.clear()

    def _step(self, seconds: float | None) -> None:
        """Take what is finished; wait for it at most *seconds* (None: until something is)."""
        from multiprocessing.connection import wait  # inside: most runs parse nothing

        busy = [w for w in self._workers if w.job is not None]
        if not busy:
            return
        if seconds is None:
            seconds = max(0, min(w.deadline for w in busy) - monotonic())
        ready = wait([w.pipe for w in busy], seconds)
        for worker in busy:
            if worker.pipe in ready:
                self._take(worker)
            elif monotonic() > worker.deadline:
                self._give_up(worker, _TOO_LONG)

    def _take(self, worker: _Worker) -> None:
        try:
            result = worker.pipe.recv()
        except (EOFError, OSError):
            worker.process.join()
            slow = worker.process.exitcode == -signal.SIGXCPU
            self._give_up(worker, _TOO_LONG if slow else _TOO_MUCH)
            return
        job, worker.job = worker.job, None
        if job is not None:
            self.done(job, result)

    def _give_up(self, worker: _Worker, why: tuple[str, str]) -> None:
        self._workers.remove(worker)
        _end(worker)
        if worker.job is not None:
            reason, message = why
            self.done(worker.job, FetchError(message, reason=reason))


@contextmanager
def opened(done: Done) -> Iterator[Box]:
    """A box whose results go to *done*: all of them, by the time the context ends without an error."""
    box = Box(done)
    try:
        yield box
        box.drain()
    finally:
        box.close()


@contextmanager
def apart() -> Iterator[Callable[[Job], "Parsed"]]:
    """A function that reads one feed at a time, in a separate process, and raises FetchError: for a few feeds."""
    results: list[Parsed | FetchError] = []
    with opened(lambda _, result: results.append(result)) as parsing:

        def read_one(job: Job) -> "Parsed":
            parsing.put(job)
            parsing.drain()
            result = results.pop()
            if isinstance(result, FetchError):
                raise result
            return result

        yield read_one


def _start() -> _Worker:
    import multiprocessing

    context = multiprocessing.get_context("spawn")  # fork would copy a process in which other threads hold locks
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs,), daemon=True, name="parse")
    process.start()
    theirs.close()
    return _Worker(process=process, pipe=ours)


def _end(worker: _Worker) -> None:
    worker.process.kill()
    worker.process.join()
    worker.pipe.close()


def _work(pipe: "Connection") -> None:
    """A worker's main loop."""
    while True:
        try:
            job = pipe.recv()
        except (EOFError, KeyboardInterrupt):
            return
        _limit()
        try:
            result: object = read(job)
        except FetchError as e:
            result = FetchError(str(e), reason=e.reason)
        except MemoryError:
            result = FetchError(_TOO_MUCH[1], reason=_TOO_MUCH[0])
        except RecursionError:
            result = FetchError("it is nested too deeply", reason="parse-crash")
        try:
            pipe.send(result)
        except OSError:
            return  # the parent process was killed


def _limit() -> None:
    """Bound this process's memory, and its processor time to SECONDS from now."""
    with suppress(ImportError, OSError, ValueError):  # where the system knows no such limit
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        seconds = int(used.ru_utime + used.ru_stime) + SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.getrlimit(resource.RLIMIT_CPU)[1]))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
