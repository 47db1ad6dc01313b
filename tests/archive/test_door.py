"""issues/ has one door: nothing there is opened or walked but by `archive/`; and old folders are read as ever."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pipeline.archive import Newsletter, state_of
from pipeline.archive.ledger import fingerprint
from pipeline.config import load
from pipeline.issue import candidates
from tests.newsletter import DAY, NOW, ROOT, call, plain

PACKAGE = str(ROOT / "pipeline") + os.sep
FIXTURE = ROOT / "tests" / "fixtures" / "folder-of-0.1"
WALKS = {"open", "os.listdir", "os.scandir", "os.remove", "os.rename", "os.mkdir"}
_seen: list[tuple[str, str]] | None = None


def _watch(event: str, args: tuple[object, ...]) -> None:
    """An audit hook: notes who of ours opened or walked what."""
    if _seen is not None and event in WALKS and args and isinstance(args[0], str | bytes | os.PathLike):
        _seen.append((os.fsdecode(args[0]), _caller()))


def _caller() -> str:
    """The module of ours whose work it is; `outside/` only lends its hands."""
    frame = sys._getframe(2)
    while frame:
        name = frame.f_code.co_filename
        if name.startswith(PACKAGE) and not name.startswith(f"{PACKAGE}outside{os.sep}"):
            return name.removeprefix(PACKAGE)
        frame = frame.f_back
    return ""


sys.addaudithook(_watch)


@contextmanager
def watched() -> Iterator[list[tuple[str, str]]]:
    """What is opened or walked meanwhile, and by whom."""
    global _seen
    _seen = []
    try:
        yield _seen
    finally:
        _seen = None


def test_one_door(tmp_path):
    """In a whole Monday, from the draft to the correction of what is out, only `archive/` touches issues/."""
    plain(tmp_path)
    monday = "2026-11-23T08:30"
    steps = [
        (("run", "--issue", "next"), NOW), (("edit", "move", "2", "1"), NOW), (("check",), NOW),
        (("choose", "--explain"), NOW), (("approve", "--by", "tester"), NOW), (("run",), NOW), (("run",), monday),
        (("status",), monday), (("why", "https://hand.org.uk/a"), monday), (("balance",), monday),
        (("erratum", DAY, "The second link was wrong."), monday), (("rebuild", "--all", "--check"), monday),
        (("rollback",), monday), (("doctor",), monday), (("feeds", "list"), monday),
    ]  # fmt: skip
    with watched() as seen:
        for words, now in steps:
            call(tmp_path, *words, now=now)
    inside = {who for path, who in seen if (tmp_path / "issues").as_posix() in Path(path).absolute().as_posix()}

    assert {"archive"} == {Path(who).parts[0] for who in inside}


def test_the_run_needs_no_studio(tmp_path):
    """`monday run` imports nothing of the studio, and no second HTTP client."""
    code = (
        "import sys\nfrom pipeline.cli import monday\n"
        "try:\n    monday(sys.argv[1:])\nfinally:\n"
        "    print([name for name in sys.modules if 'preview' in name or name in ('flask', 'urllib3')])"
    )
    plain(tmp_path)
    words = [sys.executable, "-c", code, "-C", str(tmp_path), "--now", NOW, "run", "--issue", "next"]

    done = subprocess.run(words, capture_output=True, text=True, check=True, cwd=ROOT, timeout=120)

    assert done.stdout.splitlines()[-1] == "[]"


@pytest.fixture(scope="module")
def old() -> Newsletter:
    """Issues as version 0.1 left them: rehearsed, sent, missed, in doubt, approved, and a draft."""
    return Newsletter(load(FIXTURE))


def test_old_folders_are_read_alike(old):
    """What 0.1 said of each issue is said today: where it stands, what readers had, which number is next."""
    expected = json.loads((FIXTURE.parent / "folder-of-0.1.json").read_text())
    now = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)
    found = {}
    for edition in old.editions():
        considered = candidates.plain(old.considered(edition.day))
        found[str(edition.day)] = {
            "state": state_of(edition, now, fingerprint(edition.file("email.eml"), edition.send_at)),
            "events": len(edition.record.events),
            "number": edition.issue.number,
            "stories": [story.url for story in edition.issue.stories],
            "out": edition.is_out,
            "errata": len(edition.record.errata),
            "held_by": edition.record.held_by,
            "step": edition.record.open_step,
            "considered": {name: len(rows) for name, rows in considered.items() if isinstance(rows, list)},
        }
    memory = [[str(sent.date), sent.url, sent.key] for sent in old.memory(before=date.max)]

    assert expected["issues"] == found
    assert expected["memory"] == memory
    assert expected["current"] == str(old.current(now))
    assert expected["next"] == old.next_number(before=date(2026, 11, 30), now=datetime(2026, 11, 27, tzinfo=UTC))
