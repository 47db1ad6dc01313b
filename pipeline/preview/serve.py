"""The studio's server: loopback only, one thread per request, silent."""

import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from werkzeug.serving import WSGIRequestHandler, make_server

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
    with suppress(KeyboardInterrupt), serving(studio, port=port, read_only=read_only) as address:
        ready(address)
        threading.Event().wait()


@contextmanager
def serving(studio: Studio, *, port: int = 0, read_only: bool = False) -> Iterator[str]:
    """The same in the background, for as long as the block lasts; gives the address to open."""
    token, stop = secrets.token_urlsafe(24), threading.Event()
    app = create_app(studio, read_only=read_only, token=token)
    _free(port)
    server = make_server(HOST, port, app, threaded=True, request_handler=Quiet)
    app.config["SESSION_COOKIE_NAME"] = f"monday-studio-{server.port}"  # ports share cookies; two studios shall not
    watcher = threading.Thread(target=app.extensions["live"].follow, args=(stop,), daemon=True)
    answering = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    watcher.start()
    answering.start()
    try:
        yield f"http://{HOST}:{server.port}/?token={token}"
    finally:
        stop.set()
        server.shutdown()
        answering.join()
        watcher.join()
        server.server_close()


def _free(port: int) -> None:
    """werkzeug exits the process over a taken port; this asks first, and says so our way."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as e:
            hint = "another studio may be open; to use any free port: --port 0"
            raise MondayError(f"port {port} cannot be used: {e.strerror}", hint=hint) from e
