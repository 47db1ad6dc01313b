"""issues/ is read as values, and written so that a crash leaves no half issue."""

import json
from dataclasses import replace
from datetime import date

import pytest

from pipeline import archive, issue
from pipeline.errors import Conflict, IssueError
from pipeline.model import Issue, Sent, Story

DAY = date(2026, 11, 23)
ISSUE = Issue(
    number=1,
    date=DAY,
    subject="S",
    preheader="P",
    stories=(Story(title="A", url="https://a.org/", topic="gait", image="a.png"),),
)


def write(folder, value=ISSUE, before=None):
    """A draft on disk."""
    row = {"source": "", "topic": "", "score": 1, "parts": [], "reason": {}}
    picks = [{**row, "url": story.url, "title": story.title, "key": f"key:{story.title}"} for story in value.stories]
    candidates = {"picks": picks, "bench": [], "held": [], "rejected": []}
    home = folder / "issues" / value.date.isoformat()
    archive.write_issue(home, issue.dump(value).encode(), json.dumps(candidates).encode(), before=before)
    return home / "issue.toml"


def test_shelf(tmp_path):
    """Every Monday's issue, oldest first; other names and folders without issue.toml are none."""
    write(tmp_path)
    write(tmp_path, replace(ISSUE, date=date(2026, 11, 16)))
    for name in ("2026-11-30", "notes", "2026-1-5"):
        (tmp_path / "issues" / name).mkdir()
    (tmp_path / "issues" / "2026-12-07").write_text("a file")

    found = archive.shelf(tmp_path)

    assert [date(2026, 11, 16), DAY] == [filed.date for filed in found]
    assert ISSUE == found[1].issue
    assert () == archive.shelf(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(b"number = ", "issues/2026-11-23/issue.toml:1: invalid value", id="broken"),
        pytest.param(b"\xff", "issues/2026-11-23/issue.toml: this is not UTF-8 text", id="bytes"),
        pytest.param(
            issue.dump(replace(ISSUE, date=date(2026, 11, 30))).encode(),
            "issues/2026-11-23/issue.toml:4: the date is 2026-11-30, but the folder says 2026-11-23",
            id="copied",
        ),
    ],
)
def test_one_broken_issue(tmp_path, data, message):
    """A broken issue carries its error; it does not hide the others."""
    write(tmp_path, replace(ISSUE, date=date(2026, 11, 16)))
    write(tmp_path).write_bytes(data)

    good, bad = archive.shelf(tmp_path)

    assert good.issue
    assert isinstance(bad.error, IssueError)
    assert message == str(bad.error)


def test_issue_is_written_last(tmp_path):
    """A crash before the end leaves candidates, but no issue."""
    home = tmp_path / "issues" / "2026-11-23"

    with pytest.raises(TypeError):
        archive.write_issue(home, "not bytes", b"{}")

    assert ["candidates.json"] == [path.name for path in home.iterdir()]
    assert () == archive.shelf(tmp_path)


def test_the_editors_file_is_never_overwritten(tmp_path):
    """An issue that exists, or that changed since it was read, stays, and its candidates too."""
    path = write(tmp_path)
    mine = path.read_bytes().replace(b'"S"', b'"Mine"')
    path.write_bytes(mine)
    candidates = path.with_name("candidates.json").read_bytes()

    for before in (None, issue.dump(ISSUE).encode()):
        with pytest.raises(Conflict):
            write(tmp_path, replace(ISSUE, number=2, stories=()), before=before)

    assert mine == path.read_bytes()
    assert candidates == path.with_name("candidates.json").read_bytes()
    write(tmp_path, replace(ISSUE, number=2), before=mine)
    assert 2 == issue.parse(path.read_text()).number


def test_past(tmp_path):
    """Readers have had the stories of the issues that they had, and what was sent before."""
    write(tmp_path, replace(ISSUE, date=date(2026, 11, 16), stories=(Story(title="B", url="b", shelf=True),)))
    (tmp_path / "issues" / "sent-before.txt").write_text("# ours\n\nhttps://old.example/1\n")

    sent = archive.past(tmp_path, archive.shelf(tmp_path))

    assert (
        Sent(url="https://old.example/1", date=None),
        Sent(url="b", date=date(2026, 11, 16), title="B", key="key:B", shelf=True),
    ) == sent


def test_memory_without_candidates(tmp_path):
    """Memory works from issue.toml alone, also when candidates.json is gone or broken."""
    home = write(tmp_path).parent
    for text in ("[]", '{"picks": [3]}', "{", None):
        (home / "candidates.json").unlink(missing_ok=True)
        if text:
            (home / "candidates.json").write_text(text)
        sent = archive.past(tmp_path, archive.shelf(tmp_path))
        assert ["https://a.org/"] == [s.url for s in sent]


@pytest.mark.parametrize(
    "damaged",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\xff\xfe", id="bytes"),
        pytest.param(b"[" * 100_000, id="deep"),
        pytest.param(b"null", id="null"),
        pytest.param(b"[]", id="list"),
        pytest.param(b"{}", id="nothing in it"),
        pytest.param(b'{"picks": [3], "bench": [], "held": [], "rejected": []}', id="numbers"),
        pytest.param(b'{"picks": [{"url": "a"}], "bench": [], "held": [], "rejected": []}', id="half a row"),
    ],
)
def test_considered(tmp_path, damaged):
    """What was considered is all there, or not known any more: no reader meets half of it."""
    path = write(tmp_path).with_name("candidates.json")
    whole = path.read_bytes()
    assert json.loads(whole) == archive.considered(path.parent)

    for data in (damaged, whole[: len(whole) // 2]):
        path.write_bytes(data)
        assert archive.considered(path.parent) is None
    path.unlink()
    assert archive.considered(path.parent) is None
    path.mkdir()
    assert archive.considered(path.parent) is None


def test_a_mark_at_the_head(tmp_path):
    """A byte order mark, as some editors write it, is no damage."""
    path = write(tmp_path)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())

    assert ISSUE == archive.read(tmp_path, DAY).issue


def test_pictures(tmp_path):
    """Only pictures that a story names are taken."""
    home = write(tmp_path).parent
    (home / "a.png").write_bytes(b"png")
    (home / "private.png").write_bytes(b"no")

    (filed,) = archive.shelf(tmp_path)
    assert filed.issue is not None
    assert {"a.png": b"png"} == archive.pictures(filed.issue, filed.folder)
