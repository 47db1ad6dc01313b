"""What all tests share: none reaches beyond this machine, a bound on time, and a mail service on loopback."""

import errno
import ipaddress
import os
import socket
import sys
import time
from collections import Counter
from datetime import UTC, datetime

import pytest
from hypothesis import settings

# Properties are about what is true, not about how fast this machine is today.
settings.register_profile("thorough", deadline=None, database=None)
settings.register_profile("quick", settings.get_profile("thorough"), max_examples=25)  # make prove tries 100
settings.load_profile("quick")


def _loopback_only(event: str, args: tuple) -> None:
    """An audit hook: it sees each connection and look-up of this process, whichever library makes it."""
    if event in ("socket.connect", "socket.sendto") and isinstance(args[1], tuple) and not _is_loopback(args[1][0]):
        raise OSError(errno.ENETUNREACH, f"{os.strerror(errno.ENETUNREACH)} (tests stay on loopback)")
    if event == "socket.getaddrinfo" and args[0] is not None and not _needs_no_resolver(args[0]):
        raise socket.gaierror(socket.EAI_NONAME, "no such name (tests ask no resolver)")


def _is_loopback(host: str) -> bool:
    address = _address(host)
    return host == "localhost" if address is None else address.is_loopback or address.is_unspecified


def _needs_no_resolver(host: str | bytes) -> bool:
    name = host if isinstance(host, str) else bytes(host).decode("ascii", "replace")
    return name in ("", "localhost", socket.gethostname()) or _address(name) is not None


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


sys.addaudithook(_loopback_only)


LEFT_OUT = "left out: the time given by --within is over"
BEGAN = time.monotonic()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds a bound on the time of a session: make quick and CI use it."""
    parser.addoption("--within", type=float, metavar="SECONDS", help="start no test later than this, and say so")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leaves out whatever would start too late."""
    within = item.config.getoption("--within")
    if within and time.monotonic() - BEGAN > within:
        pytest.skip(LEFT_OUT)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Names the files that were not run to their end."""
    skipped = terminalreporter.stats.get("skipped", [])
    left = Counter(report.nodeid.partition("::")[0] for report in skipped if LEFT_OUT in str(report.longrepr))
    if left:
        terminalreporter.section("left out, as the time was over")
        for path, count in left.items():
            terminalreporter.line(f"{path}: {count} tests")


@pytest.fixture(params=["listmonk", "buttondown", "mailchimp"])
def service(request):
    """A strict mail service on loopback, on the Friday before the issue; it must never be asked what it forbids."""
    from tests.handoff.world import STUBS  # inside: most tests need no mail service

    remote = STUBS[request.param](lambda: remote.clock)
    remote.clock = datetime(2026, 11, 20, 17, tzinfo=UTC)
    remote.name = request.param
    with remote.stub:
        yield remote
        assert remote.stub.broken == []


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    """What is tried again is tried at once, and nothing waits for the disk: no test cuts the power."""
    monkeypatch.setattr("pipeline.handoff.PAUSES", (0.0, 0.0))
    monkeypatch.setattr("os.fsync", lambda _: None)


class Mailbox:
    def __init__(self):
        self.mails = []

    async def handle_DATA(self, server, session, envelope):
        self.mails.append((envelope.rcpt_tos, envelope.original_content))
        return "250 OK"


@pytest.fixture
def mailbox():
    """A mail server on loopback that keeps what it gets."""
    from aiosmtpd.controller import Controller  # inside: most tests need no mail server

    kept = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        kept.port = free.getsockname()[1]
    controller = Controller(kept, hostname="127.0.0.1", port=kept.port)
    controller.start()
    yield kept
    controller.stop()
