"""A real Exim on loopback takes the issue, refuses it, or asks to come again; what we note is what it did."""

import os
import pwd
import socket
import subprocess
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline import handoff
from pipeline.archive import ledger
from pipeline.errors import MondayError
from pipeline.handoff import smtp
from pipeline.outside import web
from tests import tools
from tests.handoff.world import SEND_AT, approve, make_config, make_parcel, state

NOBODY = pwd.getpwnam("nobody")
USER = (NOBODY.pw_uid, NOBODY.pw_gid) if os.getuid() == 0 else (os.getuid(), os.getgid())
CONFIGURATION = """
primary_hostname = mx.example.org
spool_directory = {folder}/spool
log_file_path = {folder}/%slog
pid_file_path = {folder}/pid
exim_path = {exim}
exim_user = {user[0]}
exim_group = {user[1]}
never_users =
acl_smtp_rcpt = rcpt
acl_smtp_data = data
begin acl
rcpt:
  defer local_parts = later
  deny local_parts = nobody
  accept
data:
  deny condition = ${{if eq{{$recipients}}{{spam@example.org}}}}
  accept
begin routers
all:
  driver = accept
  transport = maildir
begin transports
maildir:
  driver = appendfile
  directory = {folder}/mail
  maildir_format
  user = {user[0]}
  group = {user[1]}
"""


@pytest.fixture(scope="module")
def exim():
    """Exim as a daemon on a free port; (port, folder of delivered mail)."""
    program = tools.need("exim4", "exim4-daemon-light")
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        if os.getuid() == 0:
            os.chown(made, *USER)
        configuration = folder / "exim.conf"
        configuration.write_text(CONFIGURATION.format(folder=made, exim=program, user=USER))
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        argv = [program, "-C", str(configuration), "-bdf", "-odf", "-oX", f"127.0.0.1.{port}"]
        daemon = subprocess.Popen(argv, stderr=subprocess.PIPE)
        try:
            wait(port, daemon)
            yield port, folder / "mail" / "new"
        finally:
            daemon.terminate()
            daemon.communicate()


def wait(port, daemon):
    """Until the port answers, or Exim has given up."""
    while daemon.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except ConnectionRefusedError:
            continue
    pytest.fail(f"exim ended: {daemon.stderr.read().decode()}")


@pytest.mark.real
@pytest.mark.parametrize(
    ("to", "code", "stands", "mails"),
    [
        pytest.param("list@example.org", 0, "handed-off", 1, id="accepted"),
        pytest.param("later@example.org", 9, "approved", 0, id="come-again"),
        pytest.param("nobody@example.org", 7, "approved", 0, id="no-such-list"),
        pytest.param("spam@example.org", 7, "approved", 0, id="refused-after-data"),
    ],
)
def test_exim(exim, tmp_path, to, code, stands, mails):
    """Delivered once and as written, or not at all and said so."""
    port, new = exim
    config = make_config(tmp_path, "smtp")
    mail = config.smtp.model_copy(update={"host": "127.0.0.1", "port": port, "starttls": False})
    target = config.handoff.model_copy(update={"to": to})
    config = config.model_copy(update={"smtp": mail, "handoff": target})
    parcel = make_parcel(config)
    path = tmp_path / "ledger.jsonl"
    now = SEND_AT + timedelta(minutes=17)
    approve(path, parcel, at=now)
    before = set(new.glob("*"))

    found = 0
    try:
        handoff.handoff(config, parcel, ledger=path, clock=lambda: now, env={}, call=web.call)
    except MondayError as e:
        found = e.code

    patience = time.monotonic() + 20  # Exim delivers after it has answered
    while len(delivered := set(new.glob("*")) - before) < mails and time.monotonic() < patience:
        os.sched_yield()
    assert (code, stands, mails) == (found, state(ledger.read(path), parcel.sha), len(delivered))
    for file in delivered:
        assert file.read_bytes().endswith(smtp.message(parcel).replace(b"\r\n", b"\n"))
