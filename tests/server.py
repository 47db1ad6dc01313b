"""A loopback HTTP server for tests: answers are bytes, so that it can misbehave in every way."""

import socketserver
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

PHRASES = {200: "OK", 304: "Not Modified", 301: "Moved", 404: "Not Found", 500: "Oops"}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A request as it arrived."""

    method: str
    path: str
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes = b""


Answer = Iterable[bytes]
Handler = Callable[[Asked], Answer]


def answer(status: int = 200, body: bytes = b"", **headers: str) -> Answer:
    """A well-formed answer; header names are written with underscores."""
    lines = [f"HTTP/1.1 {status} {PHRASES.get(status, 'Status')}", "Connection: close"]
    if status != 304 and "Content_Length" not in headers:
        lines.append(f"Content-Length: {len(body)}")
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ["\r\n".join([*lines, "", ""]).encode("latin-1") + body]


@dataclass
class Server:
    """A running server; *asked* is the log of all requests."""

    port: int
    asked: list[Asked] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)
    busiest: int = 0
    """Most requests that were being answered at the same time."""
    _busy: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def drip(self, text: bytes) -> Iterator[bytes]:
        """*text* one byte at a time, slowly, until the server stops."""
        for byte in text:
            if self.stopping.wait(0.1):
                return
            yield bytes([byte])

    @contextmanager
    def _counted(self) -> Iterator[None]:
        with self._lock:
            self._busy += 1
            self.busiest = max(self.busiest, self._busy)
        try:
            yield
        finally:
            with self._lock:
                self._busy -= 1


@contextmanager
def serving(handler: Handler | Mapping[str, Handler | Answer]) -> Iterator[Server]:
    """Serve on all loopback addresses for as long as the context lasts."""

    class Connection(socketserver.StreamRequestHandler):
        timeout = 30

        def handle(self) -> None:
            try:
                request = _read(self.rfile)
                if request is None:
                    return
                last = b""
                with server._counted():  # until the last chunk: a client may ask again once it has that
                    server.asked.append(request)
                    for chunk in _route(handler, request):
                        self.wfile.write(last)
                        last = chunk
                self.wfile.write(last)
            except OSError:
                return  # the client went away, as it should from some of these answers

    class Listener(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True
        request_queue_size = 256

    with Listener(("0.0.0.0", 0), Connection) as listener:
        server = Server(port=listener.server_address[1])
        thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.stopping.set()
            listener.shutdown()
            thread.join()


def _route(handler: Handler | Mapping[str, Handler | Answer], request: Asked) -> Answer:
    if isinstance(handler, Mapping):
        found = handler.get(request.path.partition("?")[0], answer(404))
        return found(request) if callable(found) else found
    return handler(request)


def _read(stream) -> Asked | None:
    first = stream.readline(65536).decode("latin-1").split()
    if len(first) < 2:
        return None
    headers: dict[str, str] = {}
    while (line := stream.readline(65536)) not in (b"\r\n", b"\n", b""):
        name, _, value = line.decode("latin-1").partition(":")
        headers[name.strip().lower()] = value.strip()
    body = stream.read(int(headers.get("content-length", "0")))
    return Asked(method=first[0], path=first[1], headers=headers, body=body)
