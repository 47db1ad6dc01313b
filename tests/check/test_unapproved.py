"""What an editor has overlooked is not approved: each slip is made by hand in a real issue, and refused by its name."""

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
    assert 4 == said.exit_code, said.output
    return said.stderr


def test_blurbs_of_a_program(tmp_path):
    """What `blurb_command` drafted waits for an editor: neither a person nor `auto` approves it unseen."""
    path = drafted(tmp_path, '[choose]\nblurb_command = "echo Rest a little."\n[approve]\nauto = true')

    assert 5 == path.read_text().count("draft = true")
    assert "not approved: the blurb of story 1 is a program's draft" in refused(tmp_path)
    assert "does not approve itself" in call(tmp_path, "run", "--issue", "next").stdout
    path.write_text(path.read_text().replace("draft = true\n", ""))
    assert 0 == call(tmp_path, "approve", "--by", "A. E.").exit_code


def test_a_picture_that_is_not_there(tmp_path):
    """A picture that only issue.toml knows is no picture; beside it, it is one."""
    path = drafted(tmp_path)
    path.write_text(path.read_text().replace("\n[[story]]", WITH_PICTURE, 1))

    assert "not approved: cup.jpg is not beside issue.toml (issue.toml: story 1, image)" in refused(tmp_path)
    (path.parent / "cup.jpg").write_bytes(b"a cup")
    assert 0 == call(tmp_path, "approve", "--by", "A. E.").exit_code
