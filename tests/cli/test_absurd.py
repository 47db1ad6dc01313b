"""What nobody means, but a slip of the keyboard or a broken disk can bring: words, an exit code, and no traceback."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.newsletter import DAY, NOW, ROOT, argv, call, plain


@pytest.fixture(scope="module")
def drafted(tmp_path_factory):
    """A newsletter with this week's draft."""
    folder = plain(tmp_path_factory.mktemp("newsletter"))
    assert call(folder, "run", "--issue", "next").exit_code == 0
    return folder


@pytest.fixture
def folder(drafted, tmp_path):
    return shutil.copytree(drafted, tmp_path / "newsletter", symlinks=True)


@pytest.mark.parametrize("words", [("status",), ("run",), ("schedule", "explain"), ("check",)])
@pytest.mark.parametrize("now", ["9999-12-31", "0001-01-01", "0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00"])
def test_a_time_that_no_calendar_reaches(folder, now, words):
    """It is refused as wrong usage."""
    said = call(folder, *words, now=now)

    assert (said.exit_code, "is out of range: years go from 2000 to 2199" in said.stderr) == (2, True)


@pytest.mark.parametrize("day", ["9999-12-27", "0001-01-01"])
def test_an_issue_that_no_calendar_reaches(folder, day):
    """Neither a command nor a file can name it."""
    said = call(folder, "check", "--issue", day)
    assert (said.exit_code, "is out of range" in said.stderr) == (2, True)

    file = folder / "issues" / DAY / "issue.toml"
    file.write_text(file.read_text().replace(f"date = {DAY}", f"date = {day}"))
    assert "issue.toml:4: date should be in the years 2000 to 2199" in call(folder, "status").output

    file = folder / "newsletter.toml"
    file.write_text(file.read_text() + f"[schedule]\nskip = [{day}]\n")
    said = call(folder, "status")
    assert (said.exit_code, "skip, item 1:" in said.stderr) == (78, True)


DRAFTED = b'{"at": "2026-11-20T00:00:00+00:00", "kind": "drafted", "x": %b}\n'
LEDGERS = {
    "a time in the year 1": b'{"at": "0001-01-01T00:00:00+14:00", "kind": "drafted"}\n',
    "a time in the year 9999": b'{"at": "9999-12-31T23:59:00-12:00", "kind": "drafted"}\n',
    "nested thousands deep": DRAFTED % (b"[" * 9999 + b"]" * 9999),
    "a number of 5,000 digits": DRAFTED % (b"9" * 5000),
    "a folder": None,
}


@pytest.mark.parametrize(
    "words", [("status",), ("run",), ("approve",), ("choose", "--again"), ("why", "https://hand.org.uk/a")]
)
@pytest.mark.parametrize("ledger", LEDGERS.values(), ids=LEDGERS)
def test_a_ledger_that_cannot_be_read(folder, ledger, words):
    """It is named, with its line if it has any: what is in it decides whether an issue is sent."""
    path = folder / "issues" / DAY / "ledger.jsonl"
    path.unlink()
    path.mkdir() if ledger is None else path.write_bytes(ledger)

    said = call(folder, *words)

    assert "ledger.jsonl" in said.output
    assert "Traceback" not in said.output


def ours(folder, **more):
    """Run the command in a process of its own."""
    argv = [sys.executable, "-m", "pipeline", "-C", str(folder), "--now", NOW, "run", "--issue", "next"]
    return subprocess.run(argv, check=True, capture_output=True, cwd=ROOT, **more)


def test_the_umask_is_obeyed(tmp_path):
    """Under 077 nobody else can read drafts and notes: neither what is written first, nor what is written again."""
    folder = plain(tmp_path)
    (folder / "newsletter.toml").chmod(0o600)

    ours(folder, umask=0o077)
    open_ = [str(path) for path in folder.rglob("*") if path.stat().st_mode & 0o077 and "feeds" not in path.parts]

    assert open_ == []


def test_a_file_keeps_its_rights(folder):
    """What an editor's group may write, it may write after an edit."""
    file = folder / "issues" / DAY / "issue.toml"
    file.chmod(0o664)

    assert call(folder, "edit", "pin", "1").exit_code == 0
    assert file.stat().st_mode & 0o777 == 0o664


def test_what_killed_writes_left_is_swept(folder):
    """The next write in the folder removes it, but for what may belong to a write that goes on."""
    home = folder / "issues" / DAY
    old, young = home / ".issue.toml.0a1b2c3d.monday-part", home / ".email.html.0a1b2c3d.monday-part"
    for path in (old, young, home / ".issue.toml.swp"):
        path.write_bytes(b"half")
    os.utime(old, (0, 0))
    os.utime(home / ".issue.toml.swp", (0, 0))

    assert call(folder, "edit", "pin", "1").exit_code == 0
    assert sorted(p.name for p in home.glob(".*")) == [".email.html.0a1b2c3d.monday-part", ".issue.toml.swp"]


def published(folder):
    """The rehearsed site, written to public/."""
    assert call(folder, "approve").exit_code == 0
    return call(folder, "run", now="2026-11-23T09:00")


@pytest.mark.parametrize("there", [True, False])
def test_a_link_public_is_followed(folder, tmp_path, there):
    """Where public/ is a link to what the web server shows, the site is written there, and the link stays."""
    site = tmp_path / "www"
    if there:
        site.mkdir()
    (folder / "public").symlink_to(site)

    published(folder)

    assert (folder / "public").is_symlink()
    assert (site / "index.html").exists()


def test_a_file_public_is_refused(folder):
    """It is not thrown away."""
    (folder / "public").write_text("mine")

    said = published(folder)

    assert "public is not a folder; nothing was published" in said.output
    assert (folder / "public").read_text() == "mine"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is full")
@pytest.mark.parametrize("words", [("status",), ("check", "--json"), ("--help",), ("run",)])
def test_output_that_cannot_be_written(folder, words):
    """On a full disk every command says so in two lines."""
    with Path("/dev/full").open("w") as full:
        said = subprocess.run(
            argv(folder, *words), check=False, stdout=full, stderr=subprocess.PIPE, text=True, cwd=ROOT
        )

    assert said.returncode == 1
    assert said.stderr.splitlines()[-2:] == [
        "Error: the output could not be written: No space left on device",
        "Hint: free some space there, or write it elsewhere; what was done: monday status",
    ]
    assert "Traceback" not in said.stderr


def test_output_that_nobody_reads(folder):
    """Where a pipe is closed at its other end, as by `head`, nothing is said."""
    here, there = os.pipe()
    os.close(here)
    said = subprocess.run(
        argv(folder, "status"), check=False, stdout=there, stderr=subprocess.PIPE, text=True, cwd=ROOT
    )
    os.close(there)

    assert (said.returncode, said.stderr) == (1, "")


def test_nothing_to_rebuild_this_week(folder):
    """Without --issue it is the issue at hand, not a Monday that has none."""
    published(folder)

    said = call(folder, "rebuild", now="2026-11-23T10:00")

    assert (said.exit_code, "there is no" in said.output) == (0, False)


@pytest.mark.parametrize("title", ["", " ", "Hope\nWeekly", "Hope\u202e Weekly", 'O’Brien\'s "Five" 🧠'])
def test_a_title_that_is_odd(tmp_path, title):
    """Whatever is typed as a title, the new newsletter can be read."""
    assert call(tmp_path, "init", "--title", title).exit_code == 0
    assert call(tmp_path, "status").exit_code == 0


def test_one_article_too_many(folder):
    """What to do about it is the opposite of what to do about one too few."""
    file = folder / "issues" / DAY / "issue.toml"
    file.write_text(file.read_text().replace("\n[[bench]]", "\n[[story]]", 1))

    said = call(folder, "check").stdout

    assert "6 articles; readers expect 5\n    at issue.toml; turn a [[story]] into a [[bench]]" in said
