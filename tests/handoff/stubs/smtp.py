"""A real SMTP server (aiosmtpd) on loopback that keeps what it accepts, with trouble on request at every step."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult

LIST = "list@example.org"
STEPS = ("CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "message")
FAULTS = ("reset", "later", "never", "babble", "slow")
"""What may happen at a step: the connection breaks; a 4xx; a 5xx; an answer without a code; no answer until the client
gives up."""
AFTER = ("lost", "slow-kept")
"""What may happen to the message too: it is kept, and the connection breaks; it is kept once the client gave up."""
BABBLE = "good day"


@dataclass
class Mail:
    at: datetime
    sender: str
    to: list[str]
    data: bytes


class Session(SMTP):
    """One connection; the command that trouble meets is never answered in the normal way."""

    owner: "Server"

    async def struck(self, step: str) -> bool:
        kind = self.owner.fault(step)
        if kind is None:
            return False
        if kind in AFTER and self.envelope is not None:
            await self.kept_without_an_answer(kind)
        elif kind == "reset":
            self.transport.abort()
        elif kind == "slow":
            await asyncio.Future()  # until the client has gone: then this task is cancelled
        elif kind == "babble":
            await self.push(BABBLE)
        else:
            code = {"later": 451, "never": 554}[kind] if step != "CONNECT" else {"later": 421, "never": 554}[kind]
            await self.push(f"{code} not this time")
        return True

    async def kept_without_an_answer(self, kind: str) -> None:
        try:
            if kind == "slow-kept":
                await asyncio.Future()
        finally:
            self.owner.keep(self.envelope)
        self.transport.abort()

    async def _handle_client(self) -> None:
        transport = self.transport
        try:
            if await self.struck("CONNECT"):
                return
            await super()._handle_client()
        finally:
            transport.close()

    def connection_made(self, transport: Any) -> None:
        self.owner.opened(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        super().connection_lost(error)
        self._handler_coroutine.add_done_callback(lambda _: self.owner.closed(self))


def _with_trouble(step: str) -> Any:
    async def command(self: Session, arg: str | None) -> None:
        if not await self.struck(step):
            await getattr(SMTP, f"smtp_{step}")(self, arg)

    return command


for _step in ("EHLO", "MAIL", "RCPT", "DATA"):
    setattr(Session, f"smtp_{_step}", _with_trouble(_step))


class Server:
    """Listens on a port of its own while it is entered; ``fault`` decides at each step."""

    def __init__(self, keep: Callable[[Any], None] = lambda envelope: None, **options: Any) -> None:
        self.fault: Callable[[str], str | None] = lambda step: None
        self.broken: list[str] = []
        self.seen: list[str] = []
        self.keep = keep
        self.options = options
        self._open: set[Session] = set()
        self._quiet = threading.Event()

    def __enter__(self) -> "Server":
        self._loop = asyncio.new_event_loop()
        owner = self

        class Mine(Session):
            pass

        Mine.owner = owner
        factory = lambda: Mine(owner, hostname="mx.example.org", loop=self._loop, **self.options)  # noqa: E731
        self._server = self._loop.run_until_complete(self._loop.create_server(factory, "127.0.0.1", 0))
        self.port = self._server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *args: object) -> None:
        self.finish()
        self._loop.call_soon_threadsafe(self._server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()

    async def handle_DATA(self, server: Session, session: Any, envelope: Any) -> str:
        kind = self.fault("message")
        if kind in ("later", "never", "babble"):
            return {"later": "451 later", "never": "554 spam", "babble": BABBLE}[kind]
        if kind in AFTER:
            await server.kept_without_an_answer(kind)
        elif kind == "slow":
            await asyncio.Future()
        elif kind == "reset":
            server.transport.abort()
        else:
            self.keep(envelope)
        return "250 OK"

    def finish(self) -> None:
        """Wait until every connection has come to its end: what is under way has arrived, or never will."""

        async def watch() -> None:
            self._quiet.clear()
            if not self._open:
                self._quiet.set()

        asyncio.run_coroutine_threadsafe(watch(), self._loop).result()
        assert self._quiet.wait(30), "a client never left"

    def opened(self, session: Session) -> None:
        self._open.add(session)

    def closed(self, session: Session) -> None:
        self._open.discard(session)
        if not self._open:
            self._quiet.set()


class Smtp:
    """A mail server, and what its list got; ``now`` is its clock."""

    def __init__(self, now: Callable[[], datetime], **options: Any) -> None:
        self.now = now
        self.mails: list[Mail] = []
        self.stub = Server(self.keep, **options)

    def keep(self, envelope: Any) -> None:
        data = envelope.original_content
        if LIST in envelope.rcpt_tos and b"unsubscribe.invalid" in data.replace(b"=\r\n", b""):
            self.stub.broken.append("a placeholder instead of the unsubscribe link")
        if any(len(line) > 998 for line in data.split(b"\r\n")) or b"\n" in data.replace(b"\r\n", b""):
            self.stub.broken.append("a line that SMTP does not allow")
        self.mails.append(Mail(self.now(), envelope.mail_from, list(envelope.rcpt_tos), data))

    def count(self) -> int:
        """How many mails the list has, once nothing is under way any more."""
        self.stub.finish()
        return sum(LIST in mail.to for mail in self.mails)


def login(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    """An authenticator that knows one password."""
    return AuthResult(success=data.password == b"right", handled=False)
