"""The whole Monday, end to end, on the sample feeds: what an editor and cron meet."""

import json
import multiprocessing
import os
import random
import sqlite3
import subprocess
import time
import tomllib
from contextlib import closing
from pathlib import Path

import pytest

from pipeline import issue
from scripts import showcase
from tests.newsletter import DAY, ROOT, argv, call, process, tree


@pytest.fixture(scope="module")
def drafted(tmp_path_factory) -> Path:
    """A new newsletter with this week's draft; tests that change it take a copy."""
    folder = tmp_path_factory.mktemp("drafted")
    assert call(folder, "init").exit_code == 0
    said = call(folder, "run", "--issue", "next")
    assert said.exit_code == 0, said.stderr
    return folder


@pytest.fixture
def newsletter(drafted, tmp_path) -> Path:
    import shutil

    return Path(shutil.copytree(drafted, tmp_path / "newsletter"))


def test_one_command_makes_the_issue(drafted):
    """After `init`, one run leaves five stories, both parts of the email, a web page, and the reasons."""
    folder = drafted / "issues" / DAY
    found = issue.parse((folder / "issue.toml").read_text())

    assert len(found.stories) == 5
    assert 5 == len({s.source for s in found.stories}) == len({s.topic for s in found.stories})
    assert {"candidates.json", "checks.json", "email.eml", "email.html", "email.txt", "issue.toml", "ledger.jsonl",
            "web.html"} == {p.name for p in folder.iterdir()}  # fmt: skip
    html = (folder / "email.html").read_text()
    assert all(part in html for part in ("Free Rehab Exercise Ebook", "We never sell your email", "911", "of 5"))
    assert "<style data-premailer" not in html
    assert 'style="' in html


def test_the_first_draft_warns_of_nothing(drafted):
    """What the machine drafted of the sample keeps the rules that it asks editors to keep."""
    found = json.loads((drafted / "issues" / DAY / "checks.json").read_text())

    assert [one["message"] for one in found if one["level"] != "note"] == []


def test_second_run_changes_nothing(newsletter):
    """A run that is repeated says so, and leaves every byte."""
    before = tree(newsletter)

    said = call(newsletter, "run", "--issue", "next")

    assert said.exit_code == 0
    assert "Nothing has changed since the last run." in said.stdout
    assert before == tree(newsletter)


def test_an_edited_issue_is_never_touched(newsletter):
    """What an editor wrote stays, is rendered, and a new choice is refused without --discard."""
    path = newsletter / "issues" / DAY / "issue.toml"
    mine = path.read_bytes().replace(b'subject = "', b'subject = "Mine: ', 1) + b"# my comment\n"
    path.write_bytes(mine)

    said = call(newsletter, "run", "--issue", "next")
    refused = call(newsletter, "choose", "--again")

    assert said.exit_code == 0
    assert "An editor has changed this issue" in said.stdout
    assert b"Mine: " in (newsletter / "issues" / DAY / "email.html").read_bytes()
    assert refused.exit_code == 2
    assert "edited since it was drafted" in refused.stderr
    assert mine == path.read_bytes()


def test_choose_again_while_nobody_edited(newsletter):
    """An untouched draft may be chosen again, and comes out the same."""
    before = (newsletter / "issues" / DAY / "issue.toml").read_bytes()

    assert call(newsletter, "choose", "--again").exit_code == 0
    assert before == (newsletter / "issues" / DAY / "issue.toml").read_bytes()


def test_discarding_keeps_the_edited_file_beside(newsletter):
    """With --discard the choice is new, and the editor's text is not lost."""
    path = newsletter / "issues" / DAY / "issue.toml"
    mine = path.read_bytes() + b"# my comment\n"
    path.write_bytes(mine)

    assert call(newsletter, "choose", "--discard").exit_code == 0

    assert mine == (path.parent / "issue.toml.before").read_bytes()
    assert mine != path.read_bytes()


def test_pinned_stories_survive_a_new_choice(newsletter):
    """A pinned story keeps its place and its words; the other four are chosen around it, none of them twice."""
    path = newsletter / "issues" / DAY / "issue.toml"
    path.write_text(path.read_text().replace('note = ""', 'note = "ours"', 3))
    call(newsletter, "edit", "pin", "3")
    kept = issue.parse(path.read_text()).stories[2]

    assert call(newsletter, "choose", "--discard").exit_code == 0
    once = issue.parse(path.read_text()).stories
    assert call(newsletter, "choose", "--again").exit_code == 0
    twice = issue.parse(path.read_text()).stories
    told = json.loads(call(newsletter, "choose", "--json").stdout)

    assert kept == once[2] == twice[2]
    assert (kept.note, kept.pinned) == ("ours", True)
    assert 5 == len({story.url for story in once}) == len({story.source for story in once})
    assert kept.url in {entry["url"] for entry in told["picks"]}
    assert kept.url not in {entry["url"] for name in ("bench", "held", "rejected") for entry in told[name]}


def test_pins_of_a_broken_file_are_told(newsletter):
    """Where issue.toml cannot be read any more, choosing anew says that no pin was kept, and goes on."""
    path = newsletter / "issues" / DAY / "issue.toml"
    path.write_text("[[story\n")

    said = call(newsletter, "choose", "--discard")

    assert said.exit_code == 0
    assert "could not be kept" in said.stderr
    assert len(issue.parse(path.read_text()).stories) == 5


def test_fiction_is_never_approved(newsletter):
    """Sample articles block an approval (4), unless it is a rehearsal, which stays off the site's index."""
    refused = call(newsletter, "approve", "--by", "tester")
    rehearsed = call(newsletter, "approve", "--by", "tester", "--sample")

    assert (refused.exit_code, rehearsed.exit_code) == (4, 0)
    assert "rehearsal" in rehearsed.stdout


def test_choose_prints_the_agreed_json(newsletter):
    """Scripts get every verdict with its points; standard output holds nothing else."""
    answer = json.loads(call(newsletter, "choose", "--json").stdout)

    assert answer["issue"] == DAY
    assert len(answer["picks"]) == 5
    for name in ("picks", "bench", "held", "rejected"):
        assert all({"url", "title", "source", "topic", "score", "parts", "reason"} <= set(e) for e in answer[name])
    assert {"safety"} == {e["reason"]["code"] for e in answer["held"]}


def test_before_the_drafting_days_feeds_are_only_collected(tmp_path):
    """On a Tuesday a run collects and stops, with exit 0."""
    call(tmp_path, "init")

    said = call(tmp_path, "run", now="2026-11-17T09:00")

    assert said.exit_code == 0
    assert "will be drafted on Friday, November 20" in said.stdout
    assert list((tmp_path / "issues").iterdir()) == []


def test_not_approved_in_time(newsletter):
    """After the send time an unapproved draft is exit 5."""
    assert call(newsletter, "run", now="2026-11-23T09:00").exit_code == 5


def test_why_tells_the_whole_story(newsletter):
    """Any article can be asked about, by the address that a reader sees."""
    answer = json.loads(call(newsletter, "choose", "--json").stdout)

    said = call(newsletter, "why", answer["picks"][0]["url"])

    assert said.exit_code == 0
    assert f"For the November 23 issue ({DAY}): picked" in said.stdout


def test_status_and_doctor(newsletter):
    """Status names the issue that waits; doctor names what is still an example."""
    assert "is waiting for approval" in call(newsletter, "status").stdout
    assert "home is still an example" in call(newsletter, "doctor").stdout


def test_deleting_the_machine_folder_costs_only_time(newsletter):
    """Without .monday/ the same five are chosen again."""
    import shutil

    before = (newsletter / "issues" / DAY / "issue.toml").read_bytes()
    shutil.rmtree(newsletter / ".monday")
    shutil.rmtree(newsletter / "issues" / DAY)

    assert call(newsletter, "run", "--issue", "next").exit_code == 0
    assert before == (newsletter / "issues" / DAY / "issue.toml").read_bytes()


@pytest.fixture
def warm(monkeypatch):
    """Starts processes that have everything imported: a kill then meets the work, not the start of Python."""
    for name in [name for name in os.environ if name.startswith("COV")]:
        monkeypatch.delenv(name)  # as in tools.untraced
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(
        ["tests.newsletter", "pipeline.work.run", "pipeline.collect.parse", "pipeline.compose"]
    )
    return context


@pytest.mark.prove
def test_killed_at_any_moment(tmp_path, warm):
    """25 runs killed at random moments never leave an unreadable issue or pool, and the next run finishes the work."""
    process(tmp_path, "init")
    rng = random.Random(5)
    folder = tmp_path / "issues" / DAY
    whole = 0.0
    for kill in range(27):
        for path in folder.glob("*"):
            path.unlink()
        for path in (tmp_path / ".monday").glob("pool*"):
            path.unlink()
        started = time.monotonic()
        running = warm.Process(target=call, args=(tmp_path, "run", "--issue", "next"))
        running.start()
        if kill < 2:  # the first starts the server, the second tells how long a run takes
            running.join()
            whole = time.monotonic() - started
            continue
        running.join(rng.uniform(0, whole))
        running.kill()
        running.join()
        if (folder / "issue.toml").exists():
            assert len(issue.parse((folder / "issue.toml").read_text()).stories) == 5
            assert json.loads((folder / "candidates.json").read_text())
        pool = tmp_path / ".monday" / "pool.sqlite3"
        if pool.exists():
            with closing(sqlite3.connect(pool)) as connection:
                assert connection.execute("pragma integrity_check").fetchall() == [("ok",)]
    said = process(tmp_path, "run", "--issue", "next")
    assert said.returncode == 0, said.stderr
    assert len(issue.parse((folder / "issue.toml").read_text()).stories) == 5


@pytest.mark.parametrize(
    ("name", "before", "after", "code", "words"),
    [
        (
            "newsletter.toml",
            "timezone =",
            "timezon =",
            78,
            ("newsletter.toml:", "unknown key 'timezon'", "did you mean"),
        ),
        ("newsletter.toml", "America/Los_Angeles", "America/Los_Angels", 78, ("unknown timezone", "Los_Angeles")),
        ("newsletter.toml", "[schedule]", "[schedule", 78, ("newsletter.toml:", "Hint: look at that line")),
        ("newsletter.toml", 'url = "sample:', 'url = "../', 78, ("outside the newsletter's folder",)),
        (f"issues/{DAY}/issue.toml", "subject =", "subjcet =", 78, (f"issues/{DAY}/issue.toml:", "subjcet", "subject")),
        (f"issues/{DAY}/issue.toml", 'subject = "', "subject = ", 78, (f"issues/{DAY}/issue.toml:", "Hint: ")),
    ],
)
def test_bad_input(newsletter, name, before, after, code, words):
    """A typo or a broken edit is named with its line and what to do; nothing is lost."""
    path = newsletter / name
    path.write_text(path.read_text().replace(before, after, 1))
    kept = tree(newsletter)

    said = call(newsletter, "run", "--issue", "next")

    assert code == said.exit_code
    assert said.stderr.startswith("Error: ")
    assert all(word in said.stderr for word in words), said.stderr
    assert kept == tree(newsletter)


def test_template_error_names_file_and_line(newsletter):
    """A broken override is named with file and line, and the last good email stays."""
    own = newsletter / "templates" / "email" / "email.txt"
    own.parent.mkdir(parents=True)
    own.write_text("one\ntwo {{ nonsense }}\n")
    kept = tree(newsletter)

    said = call(newsletter, "compose")

    assert said.exit_code == 1
    assert said.stderr.startswith("Error: templates/email/email.txt:2:"), said.stderr
    assert kept == tree(newsletter)


def test_read_only_folder(newsletter):
    """A folder that cannot be written to is named, with the fix; nothing is lost."""
    (newsletter / "issues" / DAY / "issue.toml").unlink()
    kept = tree(newsletter)
    command = list(argv(newsletter, "run", "--issue", "next"))
    if os.geteuid() == 0:  # no permission stops root, a read-only mount of its own does
        mount = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"'
        command = ["unshare", "--mount", "sh", "-c", mount, str(newsletter), *command]
    else:
        for path in (newsletter / ".monday", newsletter):
            path.chmod(0o555)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    said = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT, check=False)

    assert said.returncode == 1, said.stderr
    assert "Error: cannot write" in said.stderr
    assert "Hint: " in said.stderr
    assert kept == tree(newsletter)


def test_full_disk(newsletter, monkeypatch):
    """A full disk stops the run with words; what was there stays whole."""
    import errno

    def full(handle):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    path = newsletter / "issues" / DAY / "issue.toml"
    path.write_text(path.read_text().replace('subject = "', 'subject = "New: ', 1))
    kept = tree(newsletter)
    monkeypatch.setattr(os, "fsync", full)

    said = call(newsletter, "run", "--issue", "next")

    assert said.exit_code == 1
    assert "free some space" in said.stderr
    assert kept == tree(newsletter)


def test_the_starter_is_this_repository_s_own_newsletter():
    """The repository is itself a working newsletter: the very file that `init` writes."""
    shipped = ROOT / "pipeline" / "data" / "starter" / "newsletter.toml"

    assert shipped.read_text() == (ROOT / "newsletter.toml").read_text()
    assert len(tomllib.loads(shipped.read_text())["feeds"]) == 10


def test_the_committed_issue_is_reproduced(tmp_path):
    """The issue that the repository shows is what the tool makes at that time, byte for byte."""
    assert tree(ROOT / "issues" / showcase.MONDAY) == tree(showcase.issue(tmp_path))
