"""`monday copy`: what is shipped becomes the newsletter's own, without a change in what it makes."""

import json

import pytest

from pipeline.config import resources
from tests.newsletter import DAY, call, drafted


@pytest.fixture
def newsletter(tmp_path):
    """A newsletter with an issue."""
    drafted(tmp_path)
    return tmp_path


def test_every_template_can_be_copied(newsletter):
    """The list names all that is shipped; each is copied to where it is used, and the issue keeps its bytes."""
    names = call(newsletter, "copy").stdout.split()
    made = {path.name: path.read_bytes() for path in (newsletter / "issues" / DAY).iterdir()}

    templates = [name for name in names if "/" in name]
    assert {*resources.shipped()} == {*templates}
    for name in templates:
        assert call(newsletter, "copy", name).exit_code == 0
    assert call(newsletter, "compose").exit_code == 0
    own = newsletter / "templates"
    assert {*templates} == {path.relative_to(own).as_posix() for path in own.rglob("*") if path.is_file()}
    assert made == {path.name: path.read_bytes() for path in (newsletter / "issues" / DAY).iterdir()}


def test_a_change_in_a_copied_template_is_seen(newsletter):
    """The copy is used as soon as it is there."""
    call(newsletter, "copy", "email/email.txt")
    path = newsletter / "templates" / "email" / "email.txt"
    path.write_text(path.read_text() + "\nOur own last line\n")

    call(newsletter, "compose")

    assert (newsletter / "issues" / DAY / "email.txt").read_text().endswith("Our own last line\n")


def test_a_profile_is_copied_and_named(newsletter):
    """Once newsletter.toml has the line that is printed, the copy chooses as the shipped one did."""
    before = json.loads(call(newsletter, "choose", "--again", "--json").stdout)

    said = call(newsletter, "copy", "stroke-recovery").stdout
    path = newsletter / "newsletter.toml"
    line = said.rstrip("\n").rpartition("under [choose]: ")[2]
    path.write_text(path.read_text().replace("[[feeds]]", f"[choose]\n{line}\n[[feeds]]", 1))
    after = json.loads(call(newsletter, "choose", "--again", "--json").stdout)

    assert line == 'profile = "stroke-recovery.toml"'
    assert before == after
    (newsletter / "stroke-recovery.toml").write_text("nonsense = 1\n")
    assert "stroke-recovery.toml:1" in call(newsletter, "choose", "--again").stderr


@pytest.mark.parametrize("name", ["../newsletter.toml", "/etc/passwd", "reading", ".."])
def test_only_what_is_shipped_is_copied(newsletter, name):
    """A path is no name."""
    assert call(newsletter, "copy", name).exit_code == 2
    assert not (newsletter / "templates").exists()
