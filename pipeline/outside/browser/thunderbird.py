"""An installed Thunderbird, without a window and without a network: what a real mail client makes of email.eml."""

import base64
import json
import socket
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.errors import MondayError
from pipeline.outside import browser, programs

SECONDS = 90.0  # for all of it; a busy machine needs ten


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """One way in which Thunderbird showed the message."""

    name: str
    png: bytes = field(repr=False)
    width: int
    needed: int  # how wide the message is; more than *width* and it scrolls sideways
    unreadable: tuple[str, ...]
    """The beginnings of texts whose contrast is below 4.5, and edges that stand out less than 3 from either side."""
    links: tuple[str, ...]  # where the links lead that can be clicked


def find() -> Path:
    """Where Thunderbird is. Raises MondayError that says what to install."""
    if path := programs.find("thunderbird"):
        return path
    raise MondayError("Thunderbird is not installed", hint="install it: apt-get install thunderbird")


def look(eml: bytes) -> tuple[Look, ...]:
    """The message as Thunderbird shows it, in its light and its dark theme, at 700 px. Raises MondayError. In dark,
    Thunderbird drops every media rule of a message and adjusts inline colors by itself."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        file = Path(folder) / "email.eml"
        file.write_bytes(eml)
        script = browser.script("library") + browser.script("thunderbird")
        with _driven(Path(folder)) as ask:
            return tuple(_look(ask(script, str(file), 700, dark), dark=dark) for dark in (False, True))


def _look(seen: Mapping[str, Any], *, dark: bool) -> Look:  # Any: JSON
    if "failed" in seen:
        raise MondayError(f"Thunderbird could not show the message: {seen['failed']}")
    return Look(
        name="thunderbird-dark" if dark else "thunderbird",
        png=base64.b64decode(seen["png"].partition(",")[2]),
        width=seen["width"],
        needed=seen["needed"],
        unreadable=tuple(seen["unreadable"]),
        links=tuple(seen["links"]),
    )


class _Ask:
    """Runs scripts in Thunderbird, over Marionette: ``length:[type, id, command, parameters]`` each way."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._stream = connection.makefile("rb")
        self._asked = 0
        self._read()  # its greeting
        self._command("WebDriver:NewSession", {})
        self._command("Marionette:SetContext", {"value": "chrome"})

    def __call__(self, script: str, *given: object) -> Any:  # noqa: ANN401  # whatever the script answers, as JSON
        asked = {"script": script, "args": given, "scriptTimeout": int(SECONDS * 1000), "sandbox": "system"}
        return self._command("WebDriver:ExecuteAsyncScript", asked)["value"]

    def _command(self, name: str, parameters: Mapping[str, object]) -> Any:  # noqa: ANN401  # JSON
        self._asked += 1
        message = json.dumps([0, self._asked, name, parameters]).encode()
        self._connection.sendall(b"%d:%s" % (len(message), message))
        _, _, error, result = self._read()
        if error:
            raise MondayError(f"Thunderbird did not understand: {error.get('message', error)}")
        return result

    def _read(self) -> Any:  # noqa: ANN401  # JSON
        length = b""
        while (byte := self._stream.read(1)) not in (b":", b""):
            length += byte
        if not length:
            raise MondayError("Thunderbird ended before it answered", hint="try: thunderbird --version")
        return json.loads(self._stream.read(int(length)))


@contextmanager
def _driven(folder: Path) -> Iterator[_Ask]:
    """A Thunderbird with an empty profile, for as long as the block lasts."""
    profile = folder / "profile"
    profile.mkdir()
    (profile / "user.js").write_text(browser.script("user"))
    argv = (str(find()), "--headless", "--marionette", "--remote-allow-system-access", "--no-remote")
    environment = {"HOME": str(folder), "MOZ_HEADLESS": "1"}
    try:
        with programs.started((*argv, "--profile", str(profile)), env=environment) as is_running:
            port = _port(profile / "MarionetteActivePort", is_running)
            with socket.create_connection(("127.0.0.1", port), timeout=SECONDS) as connection:
                yield _Ask(connection)
    except OSError as e:
        raise MondayError(f"Thunderbird does not answer: {e}", hint="try: thunderbird --version") from e


def _port(file: Path, is_running: programs.Running) -> int:
    end = time.monotonic() + SECONDS
    while is_running() and time.monotonic() < end:
        if file.is_file() and (said := file.read_text().strip()):
            return int(said)
        time.sleep(0.05)
    raise MondayError("Thunderbird did not start", hint="try: thunderbird --version")
