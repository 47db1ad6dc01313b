"""A strict service on loopback: real HTTP, state in memory, faults on request."""

import contextlib
import json
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

FAULTS = ("lost", "reset", "502-before", "502-after", "429", "late")
"""What may happen to a request: answered but the answer is lost; lost before it arrives; a proxy's 502 before or after
the service has acted; too many requests; and done only after later requests, long after the client gave up."""
OWN = ("500", "slow")
"""The service's own error, nothing done; and done, but without an answer until the client's time-out."""
SILENCE = object()


class Refusal(Exception):
    """What the service says no with."""

    def __init__(self, status: int, body: Any) -> None:
        super().__init__(status, body)
        self.status = status
        self.body = body


@dataclass
class Request:
    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: Any
    raw: str

    def one(self, name: str, default: str = "") -> str:
        return self.query.get(name, [default])[0]


@dataclass
class Stub:
    """Routes by ``answer``; ``broken`` collects what an adapter must never send."""

    answer: Callable[[Request], tuple[int, Any]]
    fault: Callable[[Request], str | None] = lambda request: None
    seen: list[Request] = field(default_factory=list)
    plain: bool = False
    broken: list[str] = field(default_factory=list)
    late: list[tuple[int, Request]] = field(default_factory=list)

    def __enter__(self) -> "Stub":
        stub = self
        lock = threading.Lock()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self) -> None:
                size = int(self.headers.get("Content-Length") or 0)
                raw = self.rfile.read(size).decode()
                parts = urlsplit(self.path)
                headers = {k.lower(): v for k, v in self.headers.items()}
                body = json.loads(raw) if raw and not stub.plain else raw or None
                request = Request(self.command, parts.path, parse_qs(parts.query), headers, body, self.path)
                with lock:
                    reply = stub.handle(request)
                if reply is None:
                    self.close_connection = True
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                status, found = reply
                if found is SILENCE:
                    self.close_connection = True
                    with contextlib.suppress(OSError):
                        self.connection.recv(1)  # until the client has gone
                    return
                data = found.encode() if isinstance(found, str) else json.dumps(found).encode()
                self.send_response(status)
                self.send_header("Content-Type", "text/html" if isinstance(found, str) else "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any

            def log_message(self, *args: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *args: Any) -> None:
                pass  # a killed client is what these tests are about

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *args: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def handle(self, request: Request) -> tuple[int, Any] | None:
        self.seen.append(request)
        due = [r for n, r in self.late if n <= len(self.seen)]
        self.late = [(n, r) for n, r in self.late if n > len(self.seen)]
        for other in due:
            self.act(other)
        kind = self.fault(request)
        if kind == "late":
            self.late.append((len(self.seen) + 5, request))
            return None
        if kind == "reset":
            return None
        if kind == "502-before":
            return 502, "<html>Bad Gateway</html>"
        if kind == "429":
            return 429, {"detail": "Too many requests"}
        if kind == "500":
            return 500, {"message": "Internal server error"}
        reply = self.act(request)
        if kind == "slow":
            return 0, SILENCE
        if kind == "502-after":
            return 502, "<html>Bad Gateway</html>"
        return None if kind == "lost" else reply

    def act(self, request: Request) -> tuple[int, Any]:
        try:
            return self.answer(request)
        except Refusal as e:
            return e.status, e.body

    def finish(self) -> None:
        """Whatever is still in flight arrives."""
        for _, request in self.late:
            self.act(request)
        self.late = []

    def asked(self, method: str = "") -> list[str]:
        return [f"{r.method} {r.raw}" for r in self.seen if r.method == method or not method]
