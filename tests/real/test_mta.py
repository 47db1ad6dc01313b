"""A real mail server takes the message and leaves every byte of ours as it was."""

import os
import pwd
import smtplib
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.compose import compose
from tests import tools
from tests.compose import sample

NOBODY = pwd.getpwnam("nobody")
USER = (NOBODY.pw_uid, NOBODY.pw_gid) if os.getuid() == 0 else (os.getuid(), os.getgid())
CONFIGURATION = """
primary_hostname = mx.a.example
spool_directory = {folder}/spool
log_file_path = {folder}/%slog
exim_user = {uid}
exim_group = {gid}
never_users =
smtp_enforce_sync = false
acl_smtp_rcpt = all
begin acl
all:
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
  user = {uid}
  group = {gid}
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that Exim can write to: it never delivers as root, and pytest's own folders are private."""
    with tempfile.TemporaryDirectory() as made:
        if os.getuid() == 0:
            os.chown(made, *USER)
        yield Path(made)


@pytest.mark.real
def test_exim_delivers_it_unchanged(folder):
    """Exim adds its own lines on top; below them the message is ours, byte for byte (with Unix line ends)."""
    exim = tools.need("exim4", "exim4-daemon-light")
    eml = compose(sample.issue(), sample.newsletter(), sample.TEMPLATES)["email.eml"]
    configuration = folder / "exim.conf"
    configuration.write_text(CONFIGURATION.format(folder=folder, uid=USER[0], gid=USER[1]))
    session = [
        b"EHLO client.a.example",
        b"MAIL FROM:<monday@news.example.org>",
        b"RCPT TO:<reader@mx.a.example>",
        b"DATA",
        smtplib._quote_periods(eml) + b".",
        b"QUIT",
        b"",
    ]

    done = subprocess.run(
        [exim, "-C", str(configuration), "-odf", "-bs"],
        input=b"\r\n".join(session),
        capture_output=True,
        timeout=60,
        check=True,
    )
    delivered = list((folder / "mail" / "new").glob("*"))

    assert len(delivered) == 1, done.stdout
    assert delivered[0].read_bytes().endswith(eml.replace(b"\r\n", b"\n"))
