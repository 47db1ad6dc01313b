"""An issue that readers have, or may have, stays as it is, whatever is asked; so does one that cannot be read."""

import shutil
from datetime import UTC, date, datetime

import pytest

from pipeline.archive import ledger
from pipeline.config import load
from pipeline.errors import UsageError
from pipeline.model import Event
from pipeline.preview import Studio
from tests.newsletter import DAY, call, plain, tree

NOW = datetime(2026, 11, 20, 17, tzinfo=UTC)
NEXT = "2026-11-30"
TAKE_BACK = f"Hint: to change it, take it back first: monday rollback --issue {DAY}\n"
CORRECT = f'Hint: to correct its page: monday erratum {DAY} "what was wrong"\n'
SETTLE = "Hint: settle that first; to see how: monday status\n"
HAS = "the mail service has the November 23 issue; nothing was written"
MAY_HAVE = "the mail service may have the November 23 issue; nothing was written"
PUBLIC = "the November 23 issue is public and cannot be changed; nothing was written"
CLOSED = [
    pytest.param("result", {"status": "scheduled", "target": "listmonk"}, HAS, TAKE_BACK, id="scheduled"),
    pytest.param("result", {"status": "sent", "target": "smtp"}, HAS, CORRECT, id="sent"),
    pytest.param("intent", {"step": "create", "target": "listmonk"}, MAY_HAVE, SETTLE, id="in doubt"),
    pytest.param("public", {}, PUBLIC, CORRECT, id="public"),
]


@pytest.fixture(scope="module")
def drafted(tmp_path_factory):
    folder = plain(tmp_path_factory.mktemp("newsletter"))
    assert call(folder, "run").exit_code == 0
    assert call(folder, "approve", "--by", "tester").exit_code == 0
    return folder


@pytest.fixture
def newsletter(drafted, tmp_path):
    """A newsletter whose issue is approved."""
    shutil.copytree(drafted, tmp_path / "newsletter")
    return tmp_path / "newsletter"


def happened(folder, kind, data):
    ledger.append(folder / "issues" / DAY / ledger.NAME, Event(at=NOW, kind=kind, data=data))


@pytest.mark.parametrize(("kind", "data", "error", "hint"), CLOSED)
@pytest.mark.parametrize("words", [("choose", "--again"), ("choose", "--discard"), ("approve",)], ids=" ".join)
def test_a_closed_issue_stays(newsletter, words, kind, data, error, hint):
    """It is not chosen anew and not approved again: the reason is told with what can be done (2), no file changes."""
    happened(newsletter, kind, data)
    before = tree(newsletter)

    said = call(newsletter, *words, "--issue", DAY)

    assert (2, f"Error: {error}\n{hint}") == (said.exit_code, said.stderr)
    assert before == tree(newsletter)


@pytest.mark.parametrize(("kind", "data", "error", "hint"), CLOSED)
def test_the_studio_says_the_same(newsletter, kind, data, error, hint):
    """Saving its words and skipping its Monday are refused in the same words."""
    happened(newsletter, kind, data)
    studio = Studio(load(newsletter), date.fromisoformat(DAY), clock=lambda: NOW, env={})
    before = tree(newsletter)

    for change in (
        lambda: studio.save(b"", before[f"issues/{DAY}/issue.toml"]),
        lambda: studio.skip(DAY, True, studio.calendar().seen),
    ):
        with pytest.raises(UsageError) as caught:
            change()
        assert (error, hint) == (str(caught.value), f"Hint: {caught.value.hint}\n")
    assert before == tree(newsletter)


@pytest.mark.parametrize("words", [("choose",), ("choose", "--discard")], ids=" ".join)
def test_without_its_file_it_is_closed_too(newsletter, words):
    """The ledger knows what readers have, also when issue.toml was lost: no other issue takes its place."""
    happened(newsletter, "public", {})
    (newsletter / "issues" / DAY / "issue.toml").unlink()
    before = tree(newsletter)

    said = call(newsletter, *words, "--issue", DAY)

    assert (2, f"Error: {PUBLIC}\n{CORRECT}") == (said.exit_code, said.stderr)
    assert before == tree(newsletter)
    assert "The November 30 issue" in call(newsletter, "run").stdout


def test_an_open_issue_is_chosen_again(newsletter):
    """An approval alone closes nothing: a new choice voids it, as every change does."""
    assert call(newsletter, "choose", "--again").exit_code == 0


def test_what_was_sent_is_kept(newsletter):
    """Composing a public issue writes nothing, and says so of each file that would be another today."""
    happened(newsletter, "public", {})
    path = newsletter / "newsletter.toml"
    path.write_text(path.read_text().replace("4 River Lane", "5 River Lane"))
    home = newsletter / "issues" / DAY
    before = tree(home)

    said = call(newsletter, "compose", "--issue", DAY)

    words = {line.split("/")[-1].split("  ")[0]: line.split("  ")[1] for line in said.stdout.splitlines()}
    assert said.exit_code == 0
    assert before == tree(home)
    assert "kept as sent" == words["email.html"] == words["email.eml"]
    assert words["checks.json"].endswith("bytes, unchanged")
    assert "compose: 0 files changed" in call(newsletter, "run", "--issue", DAY).stderr


# ---- an issue.toml that is wrong


COMMANDS = [("check",), ("approve",), ("compose",), ("choose", "--again"), ("edit", "pin", "1"), ("run",)]


@pytest.mark.parametrize("words", [w for w in COMMANDS if w[0] != "choose"], ids=" ".join)
def test_a_copied_issue_needs_its_own_date(newsletter, words):
    """A folder that was copied is named with its line and what to write (78), and never goes on."""
    shutil.copytree(newsletter / "issues" / DAY, newsletter / "issues" / NEXT)
    (newsletter / "issues" / NEXT / ledger.NAME).unlink()
    happened(newsletter, "public", {})
    before = tree(newsletter / "issues")

    said = call(newsletter, *words, "--issue", NEXT)

    assert said.exit_code == 78
    assert f"issues/{NEXT}/issue.toml:4: the date is {DAY}, but the folder says {NEXT}\n" in said.stderr
    assert f"Hint: write date = {NEXT}, or rename the folder\n" in said.stderr
    assert before == tree(newsletter / "issues")


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_folder_where_the_issue_should_be(newsletter, words):
    """A folder called issue.toml is told by every command in the same words (78)."""
    path = newsletter / "issues" / DAY / "issue.toml"
    path.unlink()
    path.mkdir()

    said = call(newsletter, *words, "--issue", DAY)

    assert said.exit_code == 78
    assert f"Error: issues/{DAY}/issue.toml cannot be read: Is a directory\nHint: replace it" in said.stderr
    assert path.is_dir()


def test_a_mark_stays(newsletter):
    """A byte order mark at the head of issue.toml stays where it is when a command edits the file."""
    path = newsletter / "issues" / DAY / "issue.toml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())

    said = call(newsletter, "edit", "pin", "1")

    assert said.exit_code == 0, said.stderr
    assert path.read_bytes().startswith(b"\xef\xbb\xbf# ")
    assert path.read_text().count("pinned = true") == 1
