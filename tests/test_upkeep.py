"""What is out stays as sent: corrections are dated, rebuilding tells what drifted."""

import json

import pytest

from tests.newsletter import DAY, call, tree
from tests.test_publish import draft, newsletter  # noqa: F401  the fixture: six plain feeds

LATER = "2026-11-24T20:00"


@pytest.fixture
def sent(newsletter):  # noqa: F811
    """A newsletter whose first issue is out."""
    draft(newsletter)
    assert 0 == call(newsletter, "approve", "--by", "tester").exit_code
    call(newsletter, "run")
    call(newsletter, "run", now="2026-11-23T08:30")
    return newsletter


def test_erratum(sent):
    """A correction is on the page with its date, in the list and in the feeds; the email stays as it was sent."""
    before = tree(sent / "issues" / DAY)
    published = json.loads((sent / "public" / "feed.json").read_text())["items"][0]

    said = call(sent, "erratum", DAY, "The second link was\n wrong.", now=LATER)

    assert 0 == said.exit_code, said.stderr
    page = (sent / "public" / DAY / "index.html").read_text()
    assert "Correction, 24 November 2026" in page
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

    assert 2 == said.exit_code
    assert "is not out yet" in said.stderr


def test_nothing_drifts_by_itself(sent):
    """A second build makes the same bytes, whenever it runs."""
    said = call(sent, "rebuild", "--all", "--check", now=LATER)

    assert 0 == said.exit_code, said.stdout
    assert "0 to tell" in said.stdout


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
    assert 1 == check.exit_code
    assert before == {path: data for path, data in tree(sent).items() if not path.startswith("templates/")}
    said = call(sent, "rebuild", "--all", "--json", now=LATER)
    assert 0 == said.exit_code, said.stdout

    states = {row["path"]: row["state"] for row in json.loads(said.stdout)}
    assert "kept" == states[f"issues/{DAY}/email.txt"]
    assert "written" == states[f"issues/{DAY}/web.html"]
    after = tree(sent)
    assert [] == [
        name
        for name in ("email.html", "email.txt", "email.eml")
        if before[f"issues/{DAY}/{name}"] != after[f"issues/{DAY}/{name}"]
    ]
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

    assert 1 == said.exit_code
    assert f"damaged       issues/{DAY}/email.eml" in said.stdout
    assert path.read_bytes().endswith(b"x")
