"""A candidates.json that is damaged: an earlier issue's is as good as gone, this issue's own says what to do."""

import json
import re
import shutil

import pytest

from pipeline.config import load
from pipeline.preview import Studio
from tests.newsletter import DAY, call
from tests.preview import years
from tests.preview.newsroom import entered
from tests.work.test_past import LAST, MONDAY, NOW

DAMAGED = [pytest.param(b'{"picks": [', id="cut"), pytest.param(b"[]", id="list"), pytest.param(b"\xff", id="bytes")]
COMMANDS = [("balance",), ("why", "https://a.org.uk/"), ("feeds", "list"), ("status",), ("choose", "--again")]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return years.newsletter(tmp_path_factory.mktemp("newsletter"), weeks=2)


@pytest.fixture
def folder(made, tmp_path):
    shutil.copytree(made, tmp_path / "newsletter")
    return tmp_path / "newsletter"


def page(folder, path):
    """How the studio answers."""
    studio = Studio(load(folder), MONDAY, clock=lambda: NOW, env={})
    client = entered(studio)
    return client.get(path, headers={"Host": "127.0.0.1:8765"})


def answers(folder):
    """What the commands say, one after the other."""
    said = [call(folder, *words) for words in COMMANDS]
    return [(each.exit_code, each.stdout, each.stderr) for each in said]


@pytest.fixture(scope="module")
def whole(made, tmp_path_factory):
    """The answers where nothing is damaged."""
    return answers(shutil.copytree(made, tmp_path_factory.mktemp("whole") / "newsletter"))


@pytest.mark.parametrize("data", DAMAGED)
def test_an_earlier_issue(folder, whole, data):
    """Every command answers as it does where the file is whole, and every page does answer."""
    (folder / "issues" / str(LAST) / "candidates.json").write_bytes(data)

    assert answers(folder) == whole
    assert [page(folder, path).status_code for path in ("/", "/balance", "/past")] == [200, 200, 200]


@pytest.mark.parametrize("data", DAMAGED)
def test_this_issue(folder, data):
    """Its own choice cannot be shown: that is told with what to do (78); the studio and a new choice work."""
    (folder / "issues" / DAY / "candidates.json").write_bytes(data)

    said = call(folder, "choose")

    assert (78, f"Error: candidates.json for {DAY} is missing or damaged: what was considered is unknown") == (
        said.exit_code,
        said.stderr.splitlines()[0],
    )
    assert "monday choose --again" in said.stderr
    assert [page(folder, path).status_code for path in ("/", "/considered")] == [200, 404]
    assert call(folder, "choose", "--again").exit_code == 0
    assert call(folder, "choose").exit_code == 0


PART = {"name": "topic", "words": "", "value": 1, "weight": 1, "points": 1}


@pytest.mark.parametrize("outcome", ["picks", "rejected"])
@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("reason", {}),
        ("reason", {"code": "x", "words": None}),
        ("parts", ["x"]),
        ("parts", [{**PART, "points": "1"}]),
        ("parts", [{**PART, "value": None}]),
        ("score", "high"),
        ("score", None),
        ("title", 5),
        ("also", [5]),
        ("url", ["https://hand.org.uk/a"]),
    ],
)
def test_a_damaged_row(folder, outcome, key, value):
    """What it said is not known any more: `why` leaves it out, and `choose --explain` says what to do."""
    file = folder / "issues" / DAY / "candidates.json"
    found = json.loads(file.read_text())
    url = found[outcome][0]["url"]
    found[outcome][0][key] = value
    file.write_text(json.dumps(found))

    said = call(folder, "choose", "--explain")
    assert (said.exit_code, "is missing or damaged: what was considered is unknown" in said.stderr) == (78, True)
    assert DAY not in [row["issue"] for row in json.loads(call(folder, "why", url, "--json").stdout)["verdicts"]]
    assert call(folder, "why", url).exit_code in (0, 2)


def test_a_broken_issue_has_ways_out(folder):
    """status says what is wrong in issue.toml, what to type there, and how to begin anew without losing the file."""
    path = folder / "issues" / DAY / "issue.toml"
    sound = path.read_bytes()
    path.write_bytes(b"subject = \xe2\x80\x9cWalking\xe2\x80\x9d\n")

    said = call(folder, "status")
    row = json.loads(call(folder, "status", "--json").stdout)["issues"][-1]
    anew = re.search(r"Or choose again, and keep the file as issue.toml.before: monday (.*)", said.stdout)

    assert f"issues/{DAY}/issue.toml:1:11: “ is a curly quote" in said.stdout
    assert (row["state"], row["fix"] in said.stdout) == ("broken", True)
    assert f"fix what is named above. Then: monday check --issue {DAY}\n" in said.stdout
    assert anew[1].split() == ["choose", "--discard", "--issue", DAY]
    path.write_bytes(sound)
    assert "Or choose again" not in call(folder, "status").stdout
