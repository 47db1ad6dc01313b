"""`monday check`, as an editor calls it."""

import json
import re

import pytest

from pipeline.check import RULES
from tests.newsletter import call


@pytest.fixture(scope="module")
def newsletter(tmp_path_factory):
    """A new newsletter with its first draft."""
    folder = tmp_path_factory.mktemp("checked")
    assert call(folder, "init").exit_code == 0
    assert call(folder, "run", "--issue", "next").exit_code == 0
    return folder


def test_a_fresh_draft_has_no_errors(newsletter):
    """What the tool drafts by itself is sound, and the list of remarks is short."""
    said = call(newsletter, "check", "--issue", "next", "--json")
    answer = json.loads(said.stdout)

    assert (said.exit_code, answer["errors"]) == (0, 0)
    assert len(answer["findings"]) < 10


def test_errors_are_exit_4(newsletter):
    """A fault in issue.toml is named with its place, under its level."""
    (path,) = newsletter.glob("issues/*/issue.toml")
    sound = path.read_text()
    path.write_text(sound.replace('preheader = "', 'preheader = "{{ name }} '))

    said = call(newsletter, "check", "--issue", "next")
    path.write_text(sound)

    assert said.exit_code == 4
    errors = "Errors (1): must be fixed before approval\n  looks like a template's tag or filler: {{\n"
    assert said.stdout.startswith(errors)
    assert "at issue.toml: preheader" in said.stdout


def test_slips_of_the_hand(newsletter):
    """A number that is not the next, and a topic that the profile does not know, are warned of, with the right word."""
    (path,) = newsletter.glob("issues/*/issue.toml")
    sound = path.read_text()
    path.write_text(
        re.sub(r'topic = "(.+)"', r'topic = "\1s"', sound.replace("number = 1\n", "number = 99\n"), count=1)
    )

    found = json.loads(call(newsletter, "check", "--issue", "next", "--json").stdout)["findings"]
    path.write_text(sound)

    topic = re.search(r'topic = "(.+)"', sound)[1]
    assert [(one["message"], one["hint"]) for one in found if one["rule"] == "again.number"] == [
        ("99 is not the next number", "write number = 1")
    ]
    assert [("issue.toml: story 1, topic", f"unknown topic: {topic}s", f"did you mean '{topic}'?")] == [
        (one["where"], one["message"], one["hint"]) for one in found if one["rule"] == "structure.topics"
    ]


def test_what_nobody_can_act_on(newsletter):
    """What only the record keeps stands in --json, and not among an editor's remarks."""
    shown, kept = (call(newsletter, "check", "--issue", "next", *more).stdout for more in ((), ("--json",)))

    assert "clients.support" in [finding["rule"] for finding in json.loads(kept)["findings"]]
    assert "[promise.sample]" in shown
    assert "[clients.support]" not in shown


def test_a_tool_nobody_knows(newsletter):
    """A misspelt tool is wrong usage, and the known ones are listed."""
    said = call(newsletter, "check", "--issue", "next", "--with", "vnuu")

    assert said.exit_code == 2
    assert "known tools: spamassassin, vnu, chromium" in said.stderr


def test_sizes(newsletter):
    """The sizes name each story, the whole, and what is left until Gmail cuts."""
    said = call(newsletter, "check", "--issue", "next", "--sizes").stdout.splitlines()

    assert [f"article {n}" for n in range(1, 6)] == [line.split("  ")[-1].split(":")[0] for line in said[1:6]]
    assert said[-1].endswith("left until Gmail cuts it off")


@pytest.mark.parametrize("rule", [*RULES, "tools.vnu"])
def test_explain(tmp_path, rule):
    """Every rule explains itself, and is in the list."""
    assert call(tmp_path, "check", "--explain", rule).stdout.startswith(rule)
    assert rule in call(tmp_path, "check", "--explain", "?").stdout
