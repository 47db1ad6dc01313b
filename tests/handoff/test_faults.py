"""Newsletters that once came out wrong: each is run as it is, from the folder of shared faults."""

import shutil
import socket
import subprocess
import sys
import tomllib
from contextlib import contextmanager
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from pipeline import handoff
from tests import tools
from tests.newsletter import call

DAY = "2026-11-30"


@pytest.fixture
def fault(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of the fault's folder that can be written to."""
    source = next(tools.data("faults").glob(f"{request.param}-*"))
    folder = tmp_path / "newsletter"
    shutil.copytree(source, folder)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return folder


def composed(folder: Path) -> bytes:
    """email.eml as the command makes it."""
    said = call(folder, "compose", "--issue", DAY, now="2026-11-28T10:00")
    assert said.exit_code == 0, said.stderr
    return (folder / "issues" / DAY / "email.eml").read_bytes()


@pytest.mark.real
@pytest.mark.parametrize("fault", ["01"], indirect=True)
def test_a_subject_keeps_its_spaces(fault):
    """What mail programs decode is the subject of issue.toml."""
    subject = message_from_bytes(composed(fault), policy=policy.default)["Subject"]

    assert subject == tomllib.loads((fault / "issues" / DAY / "issue.toml").read_text())["subject"]


@pytest.mark.real
@pytest.mark.parametrize("fault", ["01"], indirect=True)
def test_a_soft_hyphen_reaches_no_subject(fault):
    """What somebody pasted and cannot see is not sent: some inboxes show it, and filters count it against a mail."""
    path = fault / "issues" / DAY / "issue.toml"
    path.write_text(path.read_text().replace("singing", "sing\u00ading"))
    subject = message_from_bytes(composed(fault), policy=policy.default)["Subject"]

    assert subject == "She lost her words and then: ‘singing voice.’ Here’s how"


@pytest.mark.real
@pytest.mark.parametrize("fault", ["02"], indirect=True)
def test_list_headers_are_plain(fault):
    """However long the address is, List-Unsubscribe and List-Id are plain ASCII, on one line each."""
    lines = [line for line in composed(fault).decode("ascii").split("\r\n") if line.startswith("List-")]
    address = "newsletter-replies@communications.harbour-rehab-foundation.org"

    assert lines == [
        "List-Id: <monday-five.news.harbour-rehab.com>",
        f"List-Unsubscribe: <mailto:{address}?subject=unsubscribe>",
    ]


@pytest.mark.real
@pytest.mark.parametrize("fault", ["14"], indirect=True)
def test_a_comma_in_the_sender(fault):
    """A name with a comma needs no quotes from a person."""
    [sender] = message_from_bytes(composed(fault), policy=policy.default)["From"].addresses

    assert (sender.display_name, sender.addr_spec) == ("Harbour Stroke Trust, Leeds", "monday@harbour-rehab.com")


@contextmanager
def mail_server(folder: Path, port: int, how: str):
    """The fault's own mail server; it keeps what it gets in a file of that name."""
    server = subprocess.Popen([sys.executable, folder / "smtpd.py", str(port), how, folder / how])
    try:
        while server.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except ConnectionRefusedError:
                continue
        yield
    finally:
        server.kill()
        server.wait()


@pytest.mark.real
@pytest.mark.parametrize("fault", ["09"], indirect=True)
def test_a_refusal_for_now_does_not_lose_the_week(fault, monkeypatch):
    """A mail server that says “try later” is asked again by the next printed run, and the issue goes out once."""
    monkeypatch.setattr(handoff, "PAUSES", (0.0, 0.0))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = fault / "newsletter.toml"
    settings.write_text(settings.read_text().replace("port = 25873", f"port = {port}"))
    said = call(fault, "approve", "--issue", DAY, "--by", "tester", now="2026-11-28T10:00")
    assert said.exit_code == 0, said.stderr

    with mail_server(fault, port, "greylist"):
        assert [call(fault, "run", now=f"2026-11-30T08:{minute}").exit_code for minute in (18, 48)] == [9, 9]
    with mail_server(fault, port, "ok"):
        assert [call(fault, "run", now=f"2026-11-30T{at}").exit_code for at in ("09:18", "09:48")] == [0, 0]

    assert (fault / "ok").read_bytes().count(b"\n=====\n") == 1
