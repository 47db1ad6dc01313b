"""What is out stays out: whatever becomes of issue.toml, the site, memory and numbers keep what readers got."""

import json
import sys

import pytest

from tests.newsletter import DAY, call, drafted, tree

NEXT = "2026-11-30"
LATER = "2026-11-27T09:00"
DAMAGE = [
    pytest.param(lambda path: path.write_text(path.read_text() + "oops = ["), id="damaged"),
    pytest.param(lambda path: path.unlink(), id="gone"),
    pytest.param(
        lambda path: path.write_text(path.read_text().replace("https://hand.org.uk", "http://evil.org.uk")), id="edited"
    ),
]
TOLD = f"issue.toml of {DAY} is not what readers got; the site keeps what they got"


@pytest.fixture
def out(tmp_path):
    """A newsletter whose first issue is public, and whose feeds have no other article."""
    drafted(tmp_path)
    assert call(tmp_path, "approve", "--by", "tester").exit_code == 0
    assert call(tmp_path, "run", now="2026-11-23T08:30").exit_code == 0
    return tmp_path


def public(folder):
    """The site, by path."""
    return {path: data for path, data in tree(folder).items() if path.startswith("public/")}


@pytest.mark.parametrize("damage", DAMAGE)
def test_what_readers_got_stays(out, damage):
    """A damaged, deleted or edited issue.toml takes no page away and brings no story back, and is told."""
    before = public(out)
    damage(out / "issues" / DAY / "issue.toml")

    said = call(out, "run", now=LATER)
    status = call(out, "status", now=LATER)

    assert said.exit_code == 3, said.stdout  # one article is left: too few
    assert TOLD in said.stderr
    assert TOLD in status.stdout
    assert f"{DAY}  no. 1     public" in status.stdout
    assert before == public(out)


@pytest.mark.parametrize("damage", DAMAGE)
def test_the_next_number(out, damage):
    """The next issue counts on from what readers got."""
    damage(out / "issues" / DAY / "issue.toml")
    for path in (out / "feeds").iterdir():
        path.write_text(path.read_text().replace(".org.uk/a", ".org.uk/b").replace("after", "long after"))
    settings = out / "newsletter.toml"
    settings.write_text(settings.read_text() + "[choose]\nminimum = 1\n")

    said = call(out, "run", now=LATER)

    assert f"{NEXT}, no. 2" in said.stdout


def test_what_an_approval_keeps(out):
    """approved.toml holds the bytes of issue.toml at its last approval; an editor's own words later are no news."""
    path = out / "issues" / DAY / "issue.toml"
    kept = path.with_name("approved.toml")
    assert path.read_bytes() == kept.read_bytes()
    text = path.read_text().replace('note = ""', 'note = "Ask again in May."').replace("[[bench]]", "[[dropped]]", 1)
    path.write_text(f"# my own\n{text}")
    assert "Ask again" in text

    said = call(out, "archive", now=LATER)

    assert (said.exit_code, said.stderr) == (0, "")


def test_an_erratum_and_a_rebuild_use_what_readers_got(out):
    """Neither a correction nor a new build brings an edit to the world."""
    call(out, "rebuild", now=LATER)
    path = out / "issues" / DAY / "issue.toml"
    path.write_text(path.read_text().replace("https://hand.org.uk", "http://evil.org.uk"))

    assert call(out, "erratum", DAY, "The second link was wrong.", now=LATER).exit_code == 0
    said = call(out, "rebuild", "--all", now=LATER)

    assert said.exit_code == 0, said.stdout
    assert ", 0 different" in said.stdout
    assert not any(b"evil" in data for data in {**public(out), "web": path.with_name("web.html").read_bytes()}.values())


@pytest.mark.parametrize("damage", DAMAGE[:2])
def test_an_older_issue_that_cannot_be_read_stops_all(out, damage):
    """Where nothing was kept and the ledger says that readers have it: exit 78, nothing is drafted, the site stays."""
    (out / "issues" / DAY / "approved.toml").unlink()
    damage(out / "issues" / DAY / "issue.toml")
    before = public(out)

    for words in (("run",), ("choose", "--issue", NEXT), ("archive",)):
        said = call(out, *words, now=LATER)
        assert (78, f"Error: issues/{DAY}/issue.toml") == (said.exit_code, said.stderr[:35]), said.stderr
    status = call(out, "status", now=LATER)

    assert before == public(out)
    assert not (out / "issues" / NEXT / "issue.toml").exists()
    assert (status.exit_code, "No run can continue until this is fixed: " in status.stdout) == (0, True)


def test_taken_back_the_file_counts_again(tmp_path):
    """Before it is out, an approved issue is what issue.toml says: an edit voids the approval, the next keeps anew."""
    drafted(tmp_path)
    call(tmp_path, "approve", "--by", "tester")
    path = tmp_path / "issues" / DAY / "issue.toml"
    path.write_text(path.read_text().replace('subject = "', 'subject = "New: ', 1))

    assert call(tmp_path, "run", now="2026-11-23T08:30").exit_code == 5
    assert call(tmp_path, "approve", "--by", "tester").exit_code == 0

    assert path.read_bytes() == path.with_name("approved.toml").read_bytes()
    call(tmp_path, "run", now="2026-11-23T08:30")
    assert "New: " in json.loads((tmp_path / "public" / "feed.json").read_text())["items"][0]["title"]


@pytest.mark.parametrize("damage", [DAMAGE[0], DAMAGE[2]])
def test_in_doubt_the_page_is_what_was_approved(tmp_path, damage):
    """While the email may be on its way, no damage and no edit takes away or changes the page that it links to."""
    drafted(tmp_path)
    call(tmp_path, "approve", "--by", "tester")
    call(tmp_path, "archive")
    before = public(tmp_path)
    with (tmp_path / "issues" / DAY / "ledger.jsonl").open("a") as file:
        file.write('{"at": "2026-11-20T17:00:00+00:00", "kind": "intent", "step": "schedule", "target": "listmonk"}\n')

    damage(tmp_path / "issues" / DAY / "issue.toml")
    call(tmp_path, "archive")

    assert before == public(tmp_path)


def test_a_skipped_monday_is_not_published(tmp_path):
    """An approved issue whose Monday is skipped after all goes nowhere: no page, no entry, and no memory of it."""
    drafted(tmp_path)
    call(tmp_path, "approve", "--by", "tester")
    call(tmp_path, "archive")
    assert (tmp_path / "public" / DAY / "index.html").exists()
    settings = tmp_path / "newsletter.toml"
    settings.write_text(settings.read_text() + f"[schedule]\nskip = [{DAY}]\n")

    said = call(tmp_path, "run", now="2026-11-23T08:30")
    assert said.exit_code == 3
    assert not (tmp_path / "public" / DAY).exists()
    assert json.loads((tmp_path / "public" / "feed.json").read_text())["items"] == []

    said = call(tmp_path, "run", now=LATER)
    assert (said.exit_code, f"{NEXT}, no. 1" in said.stdout) == (0, True), said.stderr


def test_what_was_too_late_is_not_published(tmp_path):
    """An approved issue that its mail server never got in time is not on the site, and readers have not had it."""
    target = '[handoff]\ntarget = "smtp"\nto = "list@river-trust.org.uk"\n'
    drafted(tmp_path, f'[smtp]\nhost = "127.0.0.1"\nport = 9\nstarttls = false\n{target}')
    call(tmp_path, "approve", "--by", "tester")
    call(tmp_path, "archive")
    assert (tmp_path / "public" / DAY / "index.html").exists()

    said = call(tmp_path, "run", now=LATER)
    assert said.exit_code == 3, said.stderr
    assert f"{NEXT}, no. 1" in said.stdout
    call(tmp_path, "archive", now=LATER)
    assert not (tmp_path / "public" / DAY).exists()


def test_a_rehearsal_on_real_articles_is_no_memory(tmp_path):
    """Nobody had what was only rehearsed: its articles may come for real, and its number is still free."""
    drafted(tmp_path)
    call(tmp_path, "approve", "--sample", "--by", "tester")

    said = call(tmp_path, "run", now=LATER)

    assert (said.exit_code, f"{NEXT}, no. 1" in said.stdout) == (0, True), said.stderr
    assert f"({DAY}): rehearsal." in call(tmp_path, "why", "https://hand.org.uk/a", now=LATER).stdout


UPLOAD = """
import pathlib, shutil
assert not pathlib.Path("down").exists()
shutil.rmtree("host", ignore_errors=True)
shutil.copytree("public", "host")
"""


@pytest.fixture
def hosted(tmp_path):
    """An approved issue whose page is on its host, a folder beside; the host can be made to refuse."""
    (tmp_path / "up.py").write_text(UPLOAD)
    drafted(tmp_path, f'[archive]\nupload = "{sys.executable} up.py"\n')
    call(tmp_path, "approve", "--by", "tester")
    assert call(tmp_path, "archive").exit_code == 0
    assert (tmp_path / "host" / DAY / "index.html").exists()
    return tmp_path


def test_rollback_takes_the_page_away(hosted):
    """What is taken back is off the site and its host, and that is said."""
    said = call(hosted, "rollback", "--issue", DAY)

    assert (
        said.exit_code,
        said.stdout,
    ) == (0, "The November 23 issue: its page is off the site; its approval is void.\n")
    assert not (hosted / "public" / DAY).exists()
    assert not (hosted / "host" / DAY).exists()


def test_rollback_while_the_host_is_away(hosted):
    """A page that stays on its host is told, with what takes it away; the approval is void all the same."""
    (hosted / "down").touch()

    said = call(hosted, "rollback", "--issue", DAY)

    assert said.exit_code == 0
    assert "its page stays on its host until: monday archive (public/ was not uploaded" in said.stdout
    assert "its approval is void" in said.stdout
    assert not (hosted / "public" / DAY).exists()
    (hosted / "down").unlink()
    call(hosted, "archive")
    assert not (hosted / "host" / DAY).exists()


def test_rollback_of_what_no_run_has_published(tmp_path):
    """Without a page, nothing had left this machine."""
    drafted(tmp_path)
    call(tmp_path, "approve", "--by", "tester")

    assert "nothing was sent; its approval is void" in call(tmp_path, "rollback").stdout
    assert not (tmp_path / "public").exists()
