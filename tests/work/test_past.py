"""What the studio shows beside the issue: where every issue stands, read once; coming Mondays; twelve weeks."""

import json
import shutil
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from pipeline.archive import Newsletter, ledger
from pipeline.archive import folder as folders
from pipeline.config import load
from pipeline.errors import Locked, UsageError
from pipeline.model import Event
from pipeline.outside import files
from pipeline.preview import Studio
from tests.newsletter import DAY, call
from tests.preview import years

WEEKS = 14
NOW = datetime(2026, 11, 20, 17, tzinfo=UTC)
MONDAY = date.fromisoformat(DAY)
LAST = MONDAY - timedelta(weeks=1)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return years.newsletter(tmp_path_factory.mktemp("newsletter"), weeks=WEEKS, built=1)


@pytest.fixture
def folder(made, tmp_path):
    shutil.copytree(made, tmp_path / "newsletter")
    return tmp_path / "newsletter"


def studio(folder, *, now=NOW):
    return Studio(load(folder), MONDAY, clock=lambda: now, env={})


def states(folder, *, now=NOW):
    return {one.day: one.state for one in studio(folder, now=now).past()}


def write(folder, day, kind, **data):
    ledger.append(folder / "issues" / str(day) / ledger.NAME, Event(at=NOW, kind=kind, data=data))


@pytest.fixture
def reads(monkeypatch):
    """How often each issue was read from the disk."""
    counted = Counter()
    read = folders.read

    def counting(home, day, schedule):
        counted[day] += 1
        return read(home, day, schedule)

    monkeypatch.setattr(folders, "read", counting)
    return counted


def test_issues_are_read_once(folder, reads):
    """However often the list is asked for, each issue is read once, and again only when its files changed."""
    past = studio(folder).past
    reads.clear()  # the studio has looked whether there is an issue to show
    first = past()
    assert (len(first), max(reads.values())) == (WEEKS + 1, 1)

    assert first == past()
    assert max(reads.values()) == 1

    file = folder / "issues" / str(LAST) / "issue.toml"
    file.write_text(file.read_text().replace("subject = ", 'subject = "Anew" # '))
    assert past()[-2].subject == "Anew"
    assert [day for day, times in reads.items() if times == 2] == [LAST]


def test_come_and_gone(folder):
    """An issue that was taken away is gone from the list; one that came is there."""
    past = studio(folder).past
    past()
    gone = folder / "issues" / str(LAST)
    shutil.move(gone, folder / "aside")
    assert LAST not in {one.day for one in past()}

    shutil.move(folder / "aside", gone)
    assert LAST in {one.day for one in past()}


def test_where_it_stands(folder):
    """Draft and public are told from the ledger; a damaged file says what is wrong with it."""
    (folder / "issues" / str(LAST) / "issue.toml").write_text("number = ")
    found = {one.day: one for one in studio(folder).past()}

    assert found[MONDAY].state == "draft"
    assert found[LAST - timedelta(weeks=1)].state == "public"
    assert (found[LAST].state, found[LAST].number) == ("broken", None)
    assert f"issues/{LAST}/issue.toml:1" in found[LAST].error


def test_rehearsal(folder):
    """An approval for practice is called a rehearsal, and nobody is told that it will go out."""
    assert call(folder, "approve", "--sample", "--by", "A. E.").exit_code == 0

    assert states(folder)[MONDAY] == "rehearsal"
    assert "will never be sent" in studio(folder).render().step.ahead


def test_a_damaged_ledger(folder):
    """One ledger that cannot be read hides no other issue: the list and `monday status` say which, and where."""
    (folder / "issues" / str(LAST) / ledger.NAME).write_text("not json\n")
    found = {one.day: one for one in studio(folder).past()}
    said = call(folder, "status")
    rows = {row["date"]: row["state"] for row in json.loads(call(folder, "status", "--json").stdout)["issues"]}

    assert (found[LAST].state, found[MONDAY].state) == ("broken", "draft")
    assert f"{LAST}/ledger.jsonl:1: this line is damaged" in found[LAST].error
    assert (said.exit_code, rows[str(LAST)], rows[DAY]) == (0, "broken", "draft")
    assert f"No run can continue until this is fixed: {LAST}/ledger.jsonl:1" in said.stdout


def test_missed(folder):
    """A draft whose Monday has gone by is called missed."""
    assert states(folder, now=datetime(2026, 11, 24, 16, tzinfo=UTC))[MONDAY] == "missed"


def test_approved_until_the_send_time_changes(folder):
    """An approval binds the send instant: another time in newsletter.toml shows at once that it is void."""
    assert call(folder, "approve", "--sample", "--by", "A. E.").exit_code == 0
    approved = ledger.read(folder / "issues" / DAY / ledger.NAME)[-1]
    write(folder, DAY, "approved", **{**approved.data, "rehearsal": False})
    past = studio(folder).past
    assert past()[-1].state == "approved"

    settings = folder / "newsletter.toml"
    settings.write_text(settings.read_text().replace('"08:00"', '"09:00"'))
    assert past()[-1].state == "changed"


def retitle(folder):
    """An editor's hand in issue.toml."""
    file = folder / "issues" / DAY / "issue.toml"
    file.write_text(file.read_text().replace('subject = "', 'subject = "New: ', 1))


def restyle(folder):
    """Another look."""
    (folder / "templates" / "email").mkdir(parents=True)
    (folder / "templates" / "email" / "email.txt").write_text("NEW-TEXT")


def swap(folder):
    """A story for another, by the command."""
    assert call(folder, "edit", "swap", "1").exit_code == 0


@pytest.mark.parametrize("change", [retitle, restyle, swap])
def test_approved_until_it_is_changed(folder, change):
    """An edit or another template voids an approval, and that shows at once, before anything is made anew."""
    assert call(folder, "approve", "--sample", "--by", "A. E.").exit_code == 0
    approved = ledger.read(folder / "issues" / DAY / ledger.NAME)[-1]
    write(folder, DAY, "approved", **{**approved.data, "rehearsal": False})
    past = studio(folder).past
    said = call(folder, "status", "--json")
    assert (past()[-1].state, json.loads(said.stdout)["issues"][-1]["state"]) == ("approved", "approved")

    change(folder)

    said = call(folder, "status", "--json")
    assert (past()[-1].state, json.loads(said.stdout)["issues"][-1]["state"]) == ("changed", "changed")


def test_scheduled_then_sent(folder):
    """What the mail service has is scheduled, and sent once the service says so: the clock alone tells nothing."""
    send_at = datetime(2026, 11, 23, 16, tzinfo=UTC)
    write(folder, DAY, "intent", step="schedule")
    assert states(folder)[MONDAY] == "in-doubt"
    write(folder, DAY, "result", step="schedule", status="scheduled")

    for hours in (-1, 1):
        assert states(folder, now=send_at + timedelta(hours=hours))[MONDAY] == "scheduled"
    write(folder, DAY, "looked", status="sent")
    assert states(folder, now=send_at + timedelta(hours=1))[MONDAY] == "sent"


def test_a_late_issue_is_out_at_its_own_slot(folder):
    """A late issue has a later slot at its service: until then it is scheduled, and can still be taken back."""
    send_at = datetime(2026, 11, 23, 16, tzinfo=UTC)
    slot = send_at + timedelta(minutes=40)
    write(folder, DAY, "result", step="schedule", status="scheduled", when=slot.isoformat())

    assert states(folder, now=send_at + timedelta(minutes=39))[MONDAY] == "scheduled"
    write(folder, DAY, "looked", status="sent")
    assert states(folder, now=slot)[MONDAY] == "sent"


def test_words(folder):
    """A search finds an issue by subject, title, source, topic, number and date."""
    one = studio(folder).past()[-2]
    story = Newsletter(load(folder)).edition(LAST).issue.stories[2]

    for words in (one.subject, story.title, story.source, story.topic.replace("_", " "), str(LAST), "99"):
        assert words.casefold() in one.words


def test_what_is_kept(folder):
    """The studio shows the email of an issue as it is on disk, and says where there is none."""
    filed = studio(folder).kept

    assert b"<html" in filed(LAST, "email.html")
    assert filed(LAST - timedelta(weeks=3), "email.html") is None


def test_twelve_weeks_before_the_draft(folder):
    """The balance counts the twelve issues before the draft, never the draft itself, and knows what could have been."""
    found = studio(folder).earlier_balance()
    wanted = [Newsletter(load(folder)).edition(MONDAY - timedelta(weeks=week)).issue for week in range(1, 13)]

    assert found.issues == 12
    for kind in ("topic", "source", "format"):
        told = Counter(getattr(story, kind) for one in wanted for story in one.stories)
        assert dict(told) == dict(found.stories[kind])
    assert "The Daily Lantern Health" in found.known["source"]
    assert found.labels["arm"] == "arm and shoulder"


def test_an_approved_issue_is_not_skipped(folder):
    """What is approved goes out with the next run: its Monday is not called skipped before that is taken back."""
    assert call(folder, "approve", "--sample", "--by", "A. E.").exit_code == 0
    approved = ledger.read(folder / "issues" / DAY / ledger.NAME)[-1]
    write(folder, DAY, "approved", **{**approved.data, "rehearsal": False})
    here = studio(folder)

    with pytest.raises(UsageError, match="is approved") as caught:
        here.skip(DAY, True, here.calendar().seen)
    assert f"monday rollback --issue {DAY}" in caught.value.hint
    assert load(folder).schedule.skip == ()

    write(folder, DAY, "revoked")
    assert "is skipped" in here.skip(DAY, True, here.calendar().seen)


def test_skipping_waits_for_nobody(folder):
    """While a run is at work in the folder, nothing is written, and the editor is told."""
    here = studio(folder)
    before = (folder / "newsletter.toml").read_bytes()
    with files.lock(folder), pytest.raises(Locked):
        here.skip("2026-12-28", True, here.calendar().seen)
    assert before == (folder / "newsletter.toml").read_bytes()

    assert "Monday, December 28, 2026 is skipped" in here.skip("2026-12-28", True, here.calendar().seen)
    assert [date(2026, 12, 28)] == [run.day for run in here.calendar().runs if run.skipped]
    assert (date(2026, 12, 28),) == load(folder).schedule.skip


def test_calendar_knows_what_is_there(folder):
    """A Monday that has an issue says how far it is; the calendar begins with the next send time."""
    calendar = studio(folder).calendar()

    assert [MONDAY, MONDAY + timedelta(weeks=11)] == [calendar.runs[0].day, calendar.runs[-1].day]
    assert {"draft"} == {calendar.states.get(run.day) for run in calendar.runs} - {None}


def test_a_settings_file_with_a_mark(folder):
    """A byte order mark at the head of newsletter.toml stays where it is."""
    settings = folder / "newsletter.toml"
    settings.write_bytes(b"\xef\xbb\xbf" + settings.read_bytes())
    before = settings.read_bytes()
    here = studio(folder)
    here.skip("2026-12-28", True, here.calendar().seen)
    assert settings.read_bytes().startswith(b"\xef\xbb\xbf# ")

    here.skip("2026-12-28", False, here.calendar().seen)
    assert before == settings.read_bytes()
