"""Approval to public site: what the world sees, when, and how it gets to its host."""

import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.newsletter import DAY, ROOT, call, plain


@pytest.fixture
def newsletter(tmp_path) -> Path:
    """Six plain feeds, so that an approval can be given."""
    return plain(tmp_path)


def draft(folder: Path) -> None:
    said = call(folder, "run", "--issue", "next")
    assert said.exit_code == 0, said.stderr


def test_a_page_from_the_approval_and_a_list_entry_from_the_send_time(newsletter):
    """Nothing is public before the approval; the page is there from then on, index and feeds follow when it is due."""
    draft(newsletter)
    assert not (newsletter / "public").exists()

    approved = call(newsletter, "approve", "--by", "tester")
    assert approved.exit_code == 0, approved.stderr
    call(newsletter, "run")
    public = newsletter / "public"

    assert (public / DAY / "index.html").exists()
    assert DAY not in (public / "feed.xml").read_text()
    assert json.loads((public / "feed.json").read_text())["items"] == []

    call(newsletter, "run", now="2026-11-23T08:30")

    assert DAY in (public / "feed.xml").read_text()
    assert len(json.loads((public / "feed.json").read_text())["items"]) == 1


def test_the_site_speaks_the_words_of_the_profile(newsletter):
    """Topics stand on the public site as the profile calls them, not by their names."""
    draft(newsletter)
    assert call(newsletter, "approve", "--by", "A. E.").exit_code == 0
    call(newsletter, "archive", now="2026-11-23T08:01")

    tags = json.loads((newsletter / "public" / "feed.json").read_text())["items"][0]["tags"]
    assert {"hand exercises", "caregivers and family"} <= set(tags)


def test_an_edit_voids_the_approval_and_takes_the_page_away(newsletter):
    """Before it is due, a changed issue is no approved issue: run says so (5), and its page goes."""
    draft(newsletter)
    call(newsletter, "approve", "--by", "tester")
    other = newsletter / "issues" / DAY / "issue.toml"
    other.write_text(other.read_text().replace('subject = "', 'subject = "New: ', 1))

    said = call(newsletter, "run")

    assert said.exit_code == 5
    assert "changed after it was approved" in said.stderr
    assert not (newsletter / "public" / DAY).exists()


def test_nothing_private_reaches_the_world(newsletter):
    """Notes, held and bench items, the approver's name and the unsubscribe token stay in issues/."""
    draft(newsletter)
    path = newsletter / "issues" / DAY / "issue.toml"
    path.write_text(path.read_text().replace('note = ""', 'note = "PRIVATE-MARK"'))
    call(newsletter, "approve", "--by", "APPROVER-MARK")
    call(newsletter, "run", now="2026-11-23T08:30")

    public = b"".join(p.read_bytes() for p in (newsletter / "public").rglob("*") if p.is_file())

    assert len(public) > 1000
    assert not any(mark in public for mark in (b"PRIVATE-MARK", b"APPROVER-MARK", b"unsubscribe.invalid"))


def test_a_story_is_never_sent_twice(newsletter):
    """What an approved issue held does not come back the next week: too few are left, exit 3 says what was missing."""
    draft(newsletter)
    call(newsletter, "approve", "--by", "tester")

    said = call(newsletter, "run", now="2026-11-27T09:00")

    assert said.exit_code == 3
    assert "Error: " in said.stderr
    assert not (newsletter / "issues" / "2026-11-30" / "issue.toml").exists()


def test_a_failed_upload_is_told_and_tried_again(newsletter):
    """The command of [archive] carries public/; a failure is exit code 1, the next run repeats it, and then no more."""
    draft(newsletter)
    upload = f"{sys.executable} upload.py"
    path = newsletter / "newsletter.toml"
    path.write_text(path.read_text().replace("[collect]", f'[archive]\nupload = "{upload}"\n[collect]'))
    (newsletter / "upload.py").write_text("import sys; sys.exit('no route')")
    call(newsletter, "approve", "--by", "tester")

    failed = call(newsletter, "archive")
    told = call(newsletter, "run")
    (newsletter / "upload.py").write_text("open('carried', 'a').write('x')")
    call(newsletter, "archive")
    call(newsletter, "archive")

    assert (failed.exit_code, told.exit_code) == (1, 1)
    assert "Error: public/ was not uploaded (exit 1: no route)\nHint: " in failed.stderr
    assert "Error: public/ was not uploaded" in told.stderr
    assert (newsletter / "carried").read_text() == "x"


UPLOAD = """
import os, signal, sys
from pathlib import Path
from pipeline.outside import programs
from pipeline.archive import public
from pipeline.cli import monday

def end(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

at, folder = sys.argv[1:]
real = public._exchange
if at == "before the exchange":
    public._exchange = end
elif at == "after the exchange":
    public._exchange = lambda *a: (real(*a), end())
elif at == "before the upload":
    programs.run = end
else:
    carry = programs.run
    programs.run = lambda *a, **k: (carry(*a, **k), end())
monday(["-C", folder, "--now", "2026-11-20T09:00", "archive"])
"""


@pytest.mark.parametrize("at", ["before the exchange", "after the exchange", "before the upload", "after the upload"])
@pytest.mark.prove
def test_a_kill_loses_no_upload(newsletter, at):
    """However the site was left by a process that was killed, the next run carries it to its host, and then no more."""
    draft(newsletter)
    path = newsletter / "newsletter.toml"
    path.write_text(path.read_text().replace("[collect]", f'[archive]\nupload = "{sys.executable} up.py"\n[collect]'))
    (newsletter / "up.py").write_text("import shutil; shutil.copytree('public', 'host')")
    call(newsletter, "approve", "--by", "tester")
    killed = subprocess.run([sys.executable, "-c", UPLOAD, at, str(newsletter)], cwd=ROOT, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert (at == "after the upload") == (newsletter / "host").exists()
    shutil.rmtree(newsletter / "host", ignore_errors=True)

    assert call(newsletter, "archive").exit_code == 0
    assert (newsletter / "host" / DAY / "index.html").exists()

    shutil.rmtree(newsletter / "host")
    assert call(newsletter, "archive").exit_code == 0
    assert not (newsletter / "host").exists()


def test_without_the_machines_notes_the_site_is_carried_again(newsletter):
    """Deleting .monday/ costs one more upload, and never one too few."""
    draft(newsletter)
    path = newsletter / "newsletter.toml"
    path.write_text(path.read_text().replace("[collect]", f'[archive]\nupload = "{sys.executable} up.py"\n[collect]'))
    (newsletter / "up.py").write_text("raise SystemExit('no route')")
    call(newsletter, "approve", "--by", "tester")
    assert call(newsletter, "archive").exit_code == 1
    shutil.rmtree(newsletter / ".monday")
    (newsletter / "up.py").write_text("open('carried', 'a').write('x')")

    call(newsletter, "archive")
    assert (newsletter / "carried").read_text() == "x"
