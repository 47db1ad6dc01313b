"""What is out stays as sent: corrections are dated, rebuilding tells what drifted."""

import json

import pytest

from tests.newsletter import DAY, call, tree
from tests.work.test_publish import draft, newsletter  # noqa: F401  the fixture: six plain feeds

LATER = "2026-11-24T20:00"


@pytest.fixture
def sent(newsletter):  # noqa: F811
    """A newsletter whose first issue is out."""
    draft(newsletter)
    assert call(newsletter, "approve", "--by", "tester").exit_code == 0
    call(newsletter, "run")
    call(newsletter, "run", now="2026-11-23T08:30")
    return newsletter


def test_erratum(sent):
    """A correction is on the page with its date, in the list and in the feeds; the email stays as it was sent."""
    before = tree(sent / "issues" / DAY)
    published = json.loads((sent / "public" / "feed.json").read_text())["items"][0]

    said = call(sent, "erratum", DAY, "The second link was\n wrong.", now=LATER)

    assert said.exit_code == 0, said.stderr
    page = (sent / "public" / DAY / "index.html").read_text()
    assert "Correction, November 24, 2026" in page
    assert "The second link was wrong." in page
    assert "Corrected" in (sent / "public" / "index.html").read_text()
    after = json.loads((sent / "public" / "feed.json").read_text())["items"][0]
    assert (published["id"], published["date_published"]) == (after["id"], after["date_published"])
    assert published["date_modified"] < after["date_modified"]
    kept = tree(sent / "issues" / DAY)
    assert before.pop("ledger.jsonl") != kept.pop("ledger.jsonl")
    assert before == kept


def test_erratum_too_early(newsletter):  # noqa: F811
    """What is not out yet is corrected in the file, not by a correction."""
    draft(newsletter)

    said = call(newsletter, "erratum", DAY, "Wrong.")

    assert said.exit_code == 2
    assert "is not out yet" in said.stderr


def test_erratum_of_what_never_went_out(newsletter):  # noqa: F811
    """Of an issue that was missed, and of a Monday without one, nobody is told to correct a file."""
    draft(newsletter)

    missed = call(newsletter, "erratum", DAY, "Wrong.", now="2026-11-25T09:00")
    none = call(newsletter, "erratum", "2026-11-30", "Wrong.")

    assert "Error: the November 23 issue did not go out" in missed.stderr
    assert "Error: there is no November 30 issue yet" in none.stderr


def refused(folder, words, now=LATER):
    """What is said where a correction is refused, and that nothing was written."""
    before = tree(folder)
    said = call(folder, "erratum", DAY, words, now=now)
    assert (2, before) == (said.exit_code, tree(folder))
    return said.stderr


def test_erratum_of_a_rehearsal(newsletter):  # noqa: F811
    """The site shows no rehearsal: there is nothing to correct, also after its time."""
    draft(newsletter)
    call(newsletter, "approve", "--sample", "--by", "tester")
    call(newsletter, "run", now="2026-11-23T08:30")

    assert "Error: the site does not show the November 23 issue" in refused(newsletter, "Wrong.")


def test_erratum_of_what_was_changed(newsletter):  # noqa: F811
    """An issue that was due, and changed before it went out, is on no page that could be corrected."""
    draft(newsletter)
    call(newsletter, "approve", "--by", "tester")
    path = newsletter / "issues" / DAY / "issue.toml"
    path.write_text(path.read_text().replace('subject = "', 'subject = "New: ', 1))

    assert "Error: the site does not show the November 23 issue" in refused(newsletter, "Wrong.", "2026-11-23T08:30")


def test_erratum_said_twice(sent):
    """The words of the last correction are not said again; others are, and then the first ones too."""
    assert call(sent, "erratum", DAY, "The second link was wrong.", now=LATER).exit_code == 0

    assert "is already on the page" in refused(sent, " The second  link was wrong.")

    for words in ("The third one too.", "The second link was wrong."):
        assert call(sent, "erratum", DAY, words, now=LATER).exit_code == 0


def test_erratum_too_long(sent):
    """What would be cut on the page is refused; 2,000 letters are not."""
    assert "2,001 characters" in refused(sent, "x" * 2001)
    assert call(sent, "erratum", DAY, "x" * 2000, now=LATER).exit_code == 0
    assert "x" * 2000 in (sent / "public" / DAY / "index.html").read_text()


def test_nothing_drifts_by_itself(sent):
    """A second build makes the same bytes, whenever it runs."""
    said = call(sent, "rebuild", "--all", "--check", now=LATER)

    assert said.exit_code == 0, said.stdout
    assert ", 0 different" in said.stdout


def test_new_templates_change_pages_and_never_what_was_sent(sent):
    """After a redesign the pages are made again; the email is told to differ, and stays as sent, also in the feeds."""
    before = tree(sent)
    (sent / "templates" / "web").mkdir(parents=True)
    (sent / "templates" / "web" / "layout.html").write_text(
        '{% extends "shipped/web/layout.html" %}{% block footer %}<p>NEW-FOOTER</p>{% endblock %}'
    )
    (sent / "templates" / "email").mkdir()
    (sent / "templates" / "email" / "email.txt").write_text("NEW-TEXT")

    check = call(sent, "rebuild", "--all", "--check", now=LATER)
    assert check.exit_code == 1
    assert before == {path: data for path, data in tree(sent).items() if not path.startswith("templates/")}
    said = call(sent, "rebuild", "--all", "--json", now=LATER)
    assert said.exit_code == 0, said.stdout

    states = {row["path"]: row["state"] for row in json.loads(said.stdout)}
    assert states[f"issues/{DAY}/email.txt"] == "kept"
    assert states[f"issues/{DAY}/web.html"] == "written"
    after = tree(sent)
    assert [
        name
        for name in ("email.html", "email.txt", "email.eml")
        if before[f"issues/{DAY}/{name}"] != after[f"issues/{DAY}/{name}"]
    ] == []
    assert b"NEW-FOOTER" in after[f"public/{DAY}/index.html"]
    assert before["public/feed.xml"] == after["public/feed.xml"]


def test_a_changed_schedule_moves_nothing_that_is_out(sent):
    """The time in the feeds is when the issue went out, whatever the schedule says today."""
    before = (sent / "public" / "feed.xml").read_bytes()
    path = sent / "newsletter.toml"
    path.write_text(path.read_text().replace("[collect]", '[schedule]\ntime = "18:00"\n[collect]', 1))

    call(sent, "archive", now=LATER)

    assert before == (sent / "public" / "feed.xml").read_bytes()


def test_damage_is_found(sent):
    """An email that is not what was approved is named; it is not repaired behind anybody's back."""
    path = sent / "issues" / DAY / "email.eml"
    path.write_bytes(path.read_bytes() + b"x")

    said = call(sent, "rebuild", "--all", now=LATER)

    assert said.exit_code == 1
    assert f"damaged       issues/{DAY}/email.eml" in said.stdout
    assert path.read_bytes().endswith(b"x")
