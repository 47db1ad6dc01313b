"""What an editor has overlooked is not approved: each slip is made by hand in a real issue, and refused by its name."""

import re

from tests.check.sound import png
from tests.newsletter import DAY, call, plain

ISSUE = f"issues/{DAY}/issue.toml"
WITH_PICTURE = '\n[[story]]\nimage = "cup.jpg"\nimage_alt = "A cup"'


def drafted(folder, more=""):
    """A newsletter of plain feeds with this week's draft, which could be approved; its issue.toml."""
    plain(folder, more)
    call(folder, "run", "--issue", "next")
    return folder / ISSUE


def refused(folder):
    """What `approve` says in refusing."""
    said = call(folder, "approve", "--by", "A. E.")
    assert said.exit_code == 4, said.output
    return said.stderr


def test_blurbs_of_a_program(tmp_path):
    """What `blurb_command` drafted waits for an editor: neither a person nor `auto` approves it unseen."""
    path = drafted(tmp_path, '[choose]\nblurb_command = "echo Rest a little."\n[approve]\nauto = true')

    assert path.read_text().count("draft = true") == 5
    assert "not approved: the blurb of article 1 is a program's draft" in refused(tmp_path)
    again = call(tmp_path, "run", "--issue", "next")
    assert again.exit_code == 0  # it is so every week: no failure, and nobody is alarmed
    assert "was not approved automatically" in again.stdout
    assert "It has 5 errors to fix before it can be approved" in again.stdout
    path.write_text(path.read_text().replace("draft = true\n", ""))
    assert call(tmp_path, "approve", "--by", "A. E.").exit_code == 0


def test_a_picture_that_is_not_there(tmp_path):
    """A picture that only issue.toml knows is no picture; beside it, it is one."""
    path = drafted(tmp_path)
    path.write_text(path.read_text().replace("\n[[story]]", WITH_PICTURE, 1))

    assert "not approved: cup.jpg is not beside issue.toml (issue.toml: story 1, image)" in refused(tmp_path)
    (path.parent / "cup.jpg").write_bytes(png(1088, 612))
    assert call(tmp_path, "approve", "--by", "A. E.").exit_code == 0


def test_an_article_twice(tmp_path):
    """One article in two places, under two spellings of its address, is not approved."""
    path = drafted(tmp_path)
    text = path.read_text()
    first, second = re.findall(r'^url = "(.*)"$', text, re.M)[:2]
    path.write_text(text.replace(second, f"{first}#top"))

    assert "article 2 is the same as article 1" in refused(tmp_path)


def test_an_article_that_readers_had(tmp_path):
    """What an approved issue held does not come again by hand, nor does its number unnoticed."""
    path = drafted(tmp_path)
    assert call(tmp_path, "approve", "--by", "A. E.").exit_code == 0
    later = tmp_path / "issues" / "2026-11-30" / "issue.toml"
    later.parent.mkdir()
    later.write_text(path.read_text().replace(f"date = {DAY}", "date = 2026-11-30"))

    said = call(tmp_path, "check", "--issue", "2026-11-30").stdout

    assert said.count("readers had this article on Monday, November 23, 2026") == 5
    assert "the November 23 issue has number 1, too" in said
    later.write_text(later.read_text().replace(".org.uk/a", ".org.uk/b").replace("number = 1", "number = 2"))
    assert "readers had" not in (said := call(tmp_path, "check", "--issue", "2026-11-30").stdout)
    assert "has number" not in said


def test_a_subject_from_before_a_swap(tmp_path):
    """What the subject and the preheader of the first choice name is told when it is no longer in the issue."""
    path = drafted(tmp_path)
    assert "subject" not in call(tmp_path, "check", "--issue", "next").stdout
    lead = re.search(r'^title = "(.*)"$', path.read_text(), re.M)[1]
    topic = re.search(r'^preheader = "Also this Monday: ([^,.]*)', path.read_text(), re.M)[1]
    for place in ("2", "1"):
        assert call(tmp_path, "edit", "drop", place, "--issue", "next").exit_code == 0

    said = call(tmp_path, "check", "--issue", "next").stdout

    assert f"the subject names an article that is not here: {lead}" in said
    assert f"the preview text names {topic}, but no article does" in said
    assert 'the subject says "+ 4 more", but the issue has 4 articles' in said
