"""The studio's server: loopback only, one thread per request, silent."""

import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from pipeline.errors import MondayError
from pipeline.preview.app import create_app
from pipeline.preview.studio import Studio

HOST = "127.0.0.1"


class Quiet(WSGIRequestHandler):
    """Says nothing about each request."""

    def log(self, type: str, message: str, *args: object) -> None:  # its name for the level
        if type == "error":
            super().log(type, message, *args)


def serve(studio: Studio, *, port: int, read_only: bool, ready: Callable[[str], None]) -> None:
    """Serve until interrupted; *ready* gets the address to open. Port 0 takes any free one."""
    with _server(studio, port, read_only) as (server, address):
        ready(address)
        server.serve_forever()


@contextmanager
def serving(studio: Studio, *, port: int = 0, read_only: bool = False) -> Iterator[str]:
    """The same in the background, for as long as the block lasts; gives the address to open."""
    with _server(studio, port, read_only) as (server, address):
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield address
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def _server(studio: Studio, port: int, read_only: bool) -> Iterator[tuple[BaseWSGIServer, str]]:
    token = secrets.token_urlsafe(24)
    stop = threading.Event()
    app = create_app(studio, read_only=read_only, token=token)
    live = app.extensions["live"]
    _free(port)
    server = make_server(HOST, port, app, threaded=True, request_handler=Quiet)
    app.config["SESSION_COOKIE_NAME"] = f"monday-studio-{server.port}"  # ports share cookies; two studios shall not
    watcher = threading.Thread(target=live.follow, args=(stop,), daemon=True)
    watcher.start()
    try:
        address = f"http://{HOST}:{server.port}/"
        yield server, f"{address}?token={token}"
    finally:
        stop.set()
        watcher.join()
        server.server_close()


def _free(port: int) -> None:
    """werkzeug exits the process over a taken port; this asks first, and says so our way."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as e:
            raise MondayError(
                f"port {port} cannot be used: {e.strerror}", hint="another studio may be open; or choose: --port 0"
            ) from e
