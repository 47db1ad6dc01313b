"""issues/ is read as values, and written so that a crash leaves no half issue."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from pipeline import config, issue
from pipeline.archive import Newsletter, folder, ledger
from pipeline.errors import Conflict, IssueError, UsageError
from pipeline.issue import candidates
from pipeline.issue.candidates import Candidates
from pipeline.model import Article, Aside, Candidate, Event, Issue, Reason, Sent, Story, Verdict
from pipeline.outside import files

DAY = date(2026, 11, 23)
ISSUE = Issue(
    number=1,
    date=DAY,
    subject="S",
    preheader="P",
    stories=(Story(title="A", url="https://a.org/", topic="gait", image="a.png"),),
)


NOW = datetime(2026, 11, 20, 17, tzinfo=UTC)
SETTINGS = '[newsletter]\ntitle = "Monday Five"\n[[feeds]]\nurl = "sample:a"\nname = "A"\n'


def newsletter(folder):
    return Newsletter(config.read(SETTINGS, folder))


def write(folder, value=ISSUE, before=None):
    """A draft on disk, in the place of *before*."""
    articles = [Article(key=f"key:{story.title}", url=story.url, title=story.title) for story in value.stories]
    found = Candidates(
        day=value.date,
        now=NOW,
        verdicts=tuple(
            Verdict(candidate=Candidate(article=article), outcome="pick", reason=Reason(code="x", words="y"))
            for article in articles
        ),
    )
    was = replace(newsletter(folder).edition(value.date), text=before)
    newsletter(folder).draft(was, issue.dump(value).encode(), candidates.dump(found), now=NOW)
    return was.folder / "issue.toml"


def publish(folder, day):
    """Make *day*'s issue one that readers have."""
    ledger.append(folder / "issues" / str(day) / ledger.NAME, Event(at=NOW, kind="public"))


def test_shelf(tmp_path):
    """Every Monday's issue, oldest first; other names and folders without issue.toml are none."""
    write(tmp_path)
    write(tmp_path, replace(ISSUE, date=date(2026, 11, 16)))
    for name in ("2026-11-30", "notes", "2026-1-5"):
        (tmp_path / "issues" / name).mkdir()
    (tmp_path / "issues" / "2026-12-07").write_text("a file")

    found = newsletter(tmp_path).editions()

    assert [date(2026, 11, 16), DAY] == [edition.day for edition in found]
    assert found[1].issue == ISSUE
    assert newsletter(tmp_path / "nowhere").editions() == ()


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
        pytest.param(
            issue.dump(replace(ISSUE, date=date(2026, 11, 30))).replace("date =", "  date =", 1).encode(),
            "issues/2026-11-23/issue.toml:4: the date is 2026-11-30, but the folder says 2026-11-23",
            id="copied, and indented",
        ),
    ],
)
def test_one_broken_issue(tmp_path, data, message):
    """A broken issue carries its error; it does not hide the others."""
    write(tmp_path, replace(ISSUE, date=date(2026, 11, 16)))
    write(tmp_path).write_bytes(data)

    good, bad = newsletter(tmp_path).editions()

    assert good.issue
    assert isinstance(bad.error, IssueError)
    assert message == str(bad.error)


def test_an_issue_that_is_no_file(tmp_path):
    """What stands in the place of issue.toml and cannot be read is told with the system's own reason."""
    path = write(tmp_path)
    path.unlink()
    path.mkdir()

    [edition] = newsletter(tmp_path).editions()

    assert str(edition.error) == "issues/2026-11-23/issue.toml cannot be read: Is a directory"
    assert edition.error.hint == "replace it with a readable file of that name, then run: monday check"


def test_other_words_for_an_issue(tmp_path):
    """Other words take the place of those that were read, and only of those; what readers have is not edited."""
    path = write(tmp_path)
    was = path.read_bytes()
    text = was.replace(b'"S"', b'"Other"')

    newsletter(tmp_path).save(DAY, text, before=was)
    assert path.read_bytes() == text
    with pytest.raises(Conflict):
        newsletter(tmp_path).save(DAY, was, before=was)
    publish(tmp_path, DAY)
    with pytest.raises(UsageError, match="is public"):
        newsletter(tmp_path).save(DAY, was, before=text)

    assert path.read_bytes() == text


def test_what_is_no_text(tmp_path):
    """A file in another encoding is told with what to do."""
    write(tmp_path).write_bytes(b"\xff")

    [edition] = newsletter(tmp_path).editions()

    assert "UTF-8" in edition.error.hint


def test_what_went_out_before_approvals_were_kept(tmp_path):
    """An issue that is out is as issue.toml says it where no approved.toml was kept; without either it is lost."""
    path = write(tmp_path)
    publish(tmp_path, DAY)
    [edition] = newsletter(tmp_path).editions()
    assert (edition.error, edition.issue, edition.strayed) == (None, ISSUE, False)

    path.unlink()

    [edition] = newsletter(tmp_path).editions()
    assert str(edition.error) == "issues/2026-11-23/issue.toml is missing, and readers have that issue"
    assert edition.issue is None


def test_issue_is_written_last(tmp_path, monkeypatch):
    """A crash before the end leaves candidates, but no issue."""
    home = tmp_path / "issues" / "2026-11-23"
    real = files.write_atomic

    def crash(path, data, **more):
        if path.name == issue.NAME:
            raise KeyboardInterrupt
        real(path, data, **more)

    monkeypatch.setattr(files, "write_atomic", crash)
    with pytest.raises(KeyboardInterrupt):
        write(tmp_path)

    assert sorted(path.name for path in home.iterdir()) == ["candidates.json", "ledger.jsonl"]
    assert newsletter(tmp_path).editions() == ()


def test_the_editors_file_is_never_overwritten(tmp_path):
    """An issue that exists, or that changed since it was read, stays, and its candidates too."""
    path = write(tmp_path)
    mine = path.read_bytes().replace(b'"S"', b'"Mine"')
    path.write_bytes(mine)
    choice = path.with_name("candidates.json").read_bytes()

    for before in (None, issue.dump(ISSUE).encode()):
        with pytest.raises(Conflict):
            write(tmp_path, replace(ISSUE, number=2, stories=()), before=before)

    assert mine == path.read_bytes()
    assert choice == path.with_name("candidates.json").read_bytes()
    write(tmp_path, replace(ISSUE, number=2), before=mine)
    assert issue.parse(path.read_text()).number == 2


def test_past(tmp_path):
    """Readers have had the stories of the issues that they had, and what was sent before."""
    write(tmp_path, replace(ISSUE, date=date(2026, 11, 16), stories=(Story(title="B", url="b", shelf=True),)))
    (tmp_path / "issues" / "sent-before.txt").write_text("# ours\n\nhttps://old.example/1\n")

    publish(tmp_path, date(2026, 11, 16))
    write(tmp_path)  # a draft: nobody had it

    sent = newsletter(tmp_path).memory(before=date.max)

    assert (
        Sent(url="https://old.example/1", date=None),
        Sent(url="b", date=date(2026, 11, 16), title="B", key="key:B", shelf=True),
    ) == sent


def test_memory_without_candidates(tmp_path):
    """Memory works from issue.toml alone, also when candidates.json is gone or broken."""
    home = write(tmp_path).parent
    publish(tmp_path, DAY)
    for text in ("[]", '{"picks": [3]}', "{", None):
        (home / "candidates.json").unlink(missing_ok=True)
        if text:
            (home / "candidates.json").write_text(text)
        sent = newsletter(tmp_path).memory(before=date.max)
        assert [s.url for s in sent] == ["https://a.org/"]


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
    considered = newsletter(tmp_path).considered
    assert whole == candidates.dump(considered(DAY))

    for data in (damaged, whole[: len(whole) // 2]):
        path.write_bytes(data)
        assert considered(DAY) is None
    path.unlink()
    assert considered(DAY) is None
    path.mkdir()
    assert considered(DAY) is None


def test_a_mark_at_the_head(tmp_path):
    """A byte order mark, as some editors write it, is no damage."""
    path = write(tmp_path)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())

    assert newsletter(tmp_path).edition(DAY).issue == ISSUE


def test_what_is_known_is_read_again_once_it_changes(tmp_path):
    """Where the caller keeps what was read, each issue and its candidates are read once, and again after a change."""
    days = (DAY, DAY - timedelta(weeks=1))
    path, _ = (write(tmp_path, replace(ISSUE, date=day)) for day in days)
    fresh, kept = newsletter(tmp_path), Newsletter(newsletter(tmp_path).config, known={})
    before = [(kept.edition(day), kept.considered(day)) for day in days]
    assert [(one.issue, found) for one, found in before] == [
        (fresh.edition(day).issue, fresh.considered(day)) for day in days
    ]

    path.write_bytes(path.read_bytes().replace(b'"S"', b'"Other"'))

    assert kept.edition(DAY).issue.subject == "Other"
    assert kept.considered(DAY) is before[0][1]
    assert kept.edition(days[1]) is before[1][0]
    assert kept.considered(days[1]) is before[1][1]


def test_what_was_set_aside(tmp_path):
    """What editors dropped, and what they keep for later wherever it stands, the oldest issue first; no later one."""
    a, b, c, d = (Story(title=name, url=f"https://{name}.org/", kept=name != "a") for name in "abcd")
    for week, blocks in enumerate(
        ({"stories": (b,), "dropped": (a,)}, {"bench": (c,), "held": (d,)}, {"dropped": (a,)})
    ):
        day = DAY + timedelta(weeks=week)
        write(tmp_path, replace(ISSUE, **{"date": day, "stories": (), **blocks}))

    assert newsletter(tmp_path).set_aside(until=DAY + timedelta(weeks=1)) == (
        Aside(story=a, day=DAY, dropped=True),
        Aside(story=b, day=DAY, dropped=False),
        Aside(story=c, day=DAY + timedelta(weeks=1), dropped=False),
        Aside(story=d, day=DAY + timedelta(weeks=1), dropped=False),
    )


def test_what_is_the_editors_own():
    """What readers get of an issue has no notes, no cautions, no names and no marks, and none of what was left out."""
    own = {
        "note": "Ask.",
        "caution": ("Read it.",),
        "read_by": "A. E.",
        "flagged": ("x",),
        "pinned": True,
        "draft": True,
    }
    [story] = ISSUE.stories
    more = dict.fromkeys(("bench", "held", "dropped"), (story,))

    assert folder.published(replace(ISSUE, stories=(replace(story, **own),), **more)) == ISSUE


def test_pictures(tmp_path):
    """Only pictures that a story names are taken."""
    home = write(tmp_path).parent
    (home / "a.png").write_bytes(b"png")
    (home / "private.png").write_bytes(b"no")

    (edition,) = newsletter(tmp_path).editions()
    others = replace(ISSUE, stories=(*ISSUE.stories, Story(title="B", url="b", image="../secret.png")))
    (home.parent / "secret.png").write_bytes(b"no")

    assert {"a.png": b"png"} == edition.pictures(ISSUE) == edition.pictures(others)
