"""The command's frame: help, typos, times, folders."""

import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from pipeline.cli import SECTIONS, monday
from tests.tools import untraced

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = [name for names in SECTIONS.values() for name in names]


def call(*words: str):
    return CliRunner().invoke(monday, list(words), catch_exceptions=False, prog_name="monday")


def test_help_names_every_command():
    """The help groups the commands: every Monday, single stages, trouble, set-up."""
    said = call("--help")

    assert said.exit_code == 0
    assert all(f"  {name} " in said.stdout for name in COMMANDS)
    assert all(f"{section}:" in said.stdout for section in SECTIONS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name):
    """Each command has help with a first sentence that is short enough for the list."""
    said = call(name, "--help")

    assert said.exit_code == 0
    first = said.stdout.split("\n\n")[1].strip().split("\n")[0]
    assert first.endswith((".", ",")) or len(first) > 20


def test_typo_in_a_command():
    """A misspelt command gets the likely one, and exit 2."""
    said = call("aprove")

    assert said.exit_code == 2
    assert "Did you mean approve?" in said.stderr


@pytest.mark.parametrize("words", [("--now", "yesterday", "status"), ("run", "--issue", "2026-11-24")])
def test_times_that_are_none(words):
    """A time or an issue date that is none is wrong usage, with the right form shown."""
    said = call(*words)

    assert said.exit_code == 2
    assert "2026-11-2" in said.stderr


def test_folder_without_newsletter(tmp_path):
    """Outside a newsletter's folder every command says what to do, in two lines, with exit 78."""
    said = call("-C", str(tmp_path), "status")

    assert said.exit_code == 78
    assert said.stderr.startswith("Error: there is no newsletter.toml in ")
    assert "\nHint: run: monday init" in said.stderr


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        (["--help"], {}),
        ([], {"_MONDAY_COMPLETE": "bash_complete", "COMP_WORDS": "monday ", "COMP_CWORD": "1"}),
    ],
    ids=["help", "completion"],
)
def test_neither_help_nor_completion_loads_a_command(words, asked):
    """`monday --help`, and Tab after `monday`, import neither a command nor a library that takes time."""
    done, loaded = started(words, asked)

    assert all(name in done for name in COMMANDS)
    assert loaded == {"pipeline", "pipeline.cli", "pipeline.errors", "pipeline.limits"}


@pytest.mark.parametrize("name", sorted({*COMMANDS} - {"status"}))  # its help lists the states that issues can have
def test_the_help_of_a_command_loads_none_of_the_work_behind_it(name):
    """`monday COMMAND --help` imports no settings, no stage, and none of the libraries that take time."""
    done, loaded = started([name, "--help"], {})

    assert f"Usage: monday {name}" in done
    work = "archive check choose collect compose config flow handoff preview work".split()
    assert loaded.isdisjoint({*HEAVY, *(f"pipeline.{name}" for name in work)})


@pytest.fixture(scope="module")
def drafted(tmp_path_factory):
    """How the commands of a newsletter with a draft of sample articles begin."""
    words = ["-C", str(tmp_path_factory.mktemp("drafted")), "--now", "2026-11-20T09:00"]
    assert call(*words, "init").exit_code == 0
    assert call(*words, "run", "--issue", "next").exit_code == 0
    return words


@pytest.mark.parametrize(
    ("name", "idle"),
    [
        ("status", {"pipeline.choose", "pipeline.compose", "aiohttp", "feedparser", "jinja2", "premailer"}),
        ("check", {"pipeline.choose", "pipeline.collect", "pipeline.handoff", "aiohttp", "feedparser", "sqlite3"}),
        ("compose", {"pipeline.choose", "pipeline.collect", "pipeline.handoff", "aiohttp", "feedparser", "sqlite3"}),
        ("handoff", {"pipeline.choose", "pipeline.collect", "feedparser", "flask", "sqlite3"}),
    ],
)
def test_a_command_loads_only_the_stages_that_it_needs(drafted, name, idle):
    """What looks at an issue chooses and collects nothing; what tells where issues stand renders none."""
    _, loaded = started([*drafted, name], {})

    assert loaded.isdisjoint(idle)


HEAVY = "aiohttp feedparser flask jinja2 lxml premailer pydantic sqlite3".split()


def started(words: list[str], asked: dict[str, str]) -> tuple[str, set[str]]:
    """What `monday` prints for *words*, and the packages of ours, and the heavy libraries, that it imports."""
    code = "import sys, pipeline.cli as c\ntry: c.main()\nexcept SystemExit: pass\n"
    code += f"print(*(m for m in sys.modules if m in {HEAVY} or m.startswith('pipeline')))"
    command = [sys.executable, "-c", code, *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, env=untraced() | asked)
    *shown, loaded = done.stdout.splitlines()
    return "\n".join(shown), {".".join(module.split(".")[:2]) for module in loaded.split()}


def test_the_help_says_what_each_command_says_of_itself():
    """The list of commands, which loads none of them, has the first line of each one's own help."""
    context = click.Context(monday)
    own = {name: monday.get_command(context, name).get_short_help_str(72) for name in COMMANDS}

    assert own == {name: words for commands in SECTIONS.values() for name, words in commands.items()}
