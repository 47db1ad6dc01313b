"""A folder that version 0.1 left, opened by this one: nothing is lost, and each note says what to do.

Its issues stand in every state; templates are restyled, the profile is a copy, the pool is 0.1's (as SQL).
"""

import json
import re
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.collect import pool
from tests.newsletter import ROOT, call, tree

FOLDER = ROOT / "tests" / "fixtures" / "folder-of-0.1"
SHIPPED = ROOT / "tests" / "compose" / "before" / "email"
"""The email's templates as 0.1 shipped them; the folder has copies of two, one of them restyled."""
NOW = "2026-11-20T18:45"
APPROVED = "2026-11-23"
DRAFT = "2026-11-30"


def unpacked(folder: Path) -> Path:
    """The folder as its editors have it, pool included."""
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("pool.sql"))
    for name in ("inline.css", "email.txt"):
        copied = (SHIPPED / name).read_text().replace("border-radius: 8px", "border-radius: 2px")
        (folder / "templates" / "email" / name).write_text(copied)
    (folder / ".monday").mkdir()
    with closing(sqlite3.connect(folder / ".monday" / "pool.sqlite3")) as kept:
        kept.executescript((FOLDER / "pool.sql").read_text())
    return folder


@pytest.fixture
def folder(tmp_path):
    return unpacked(tmp_path / "newsletter")


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """The folder after the first run of this version, and what that run said."""
    folder = unpacked(tmp_path_factory.mktemp("upgraded") / "newsletter")
    return folder, call(folder, "run", now=NOW)


def test_looking_changes_nothing(folder):
    """Status, balance, the list of feeds and a reason are read from 0.1's files, and no byte of them moves."""
    before = tree(folder)

    said = {
        words: call(folder, *words.split(), now=NOW).exit_code
        for words in ("status", "balance", "feeds list", "why https://hand.org.uk/b", "schedule")
    }

    assert said == dict.fromkeys(said, 0)
    assert tree(folder) == before


def test_the_states_are_those_of_0_1(folder):
    """Only what the new email makes void stands differently: an approval that is not handed off."""
    told = json.loads(call(folder, "status", "--json", now=NOW).stdout)

    assert {one["date"]: one["state"] for one in told["issues"]} == {
        "2026-10-26": "rehearsal",
        "2026-11-02": "sent",
        "2026-11-09": "missed",
        "2026-11-16": "in-doubt",
        "2026-11-23": "changed",
        "2026-11-30": "draft",
    }


def test_a_run_loses_nothing(ran):
    """What editors wrote, what readers got and every ledger keep their bytes; a run only adds or makes again."""
    folder, _ = ran
    before, after = tree(FOLDER), tree(folder)
    made = {f"issues/{day}/email.eml" for day in (APPROVED, DRAFT)}
    kept = {name: data for name, data in before.items() if name not in made and name != "pool.sql"}

    assert {name: data for name, data in after.items() if name in kept} == kept


def test_the_articles_of_the_pool_are_kept(ran):
    """The six articles that 0.1 had collected compete on, since the day on which 0.1 saw them."""
    folder, _ = ran
    with closing(sqlite3.connect(folder / ".monday" / "pool.sqlite3")) as old:
        first = {seen for (seen,) in old.execute("SELECT first_seen FROM articles")}
    with pool.opened(folder) as kept:
        urls = {seen.article.url for seen in kept.articles(now=datetime(2026, 11, 21, 3, tzinfo=UTC))}

    assert urls == {f"https://{name}.org.uk/g" for name in ("hand", "fatigue", "speech", "carers", "walking", "sleep")}
    assert first == {1795228200}


def test_the_run_says_what_to_do(ran):
    """The doubt of 0.1 and the void approval are told, each with its command; nothing is handed off."""
    folder, said = ran

    assert said.exit_code == 8
    assert "monday rollback --issue 2026-11-16" in said.stderr
    assert "the November 23 issue" in said.stderr
    assert "monday check --issue 2026-11-23" in said.output
    assert not any("intent" in line for line in ledger(folder, APPROVED))


def test_each_remark_is_actionable(folder):
    """Whatever a check of the restyled templates says names its place and what to do; so does each note on a file."""
    said = call(folder, "check", "--issue", APPROVED, now=NOW)
    remarks = re.findall(r"^  \S.*\n((?:    .*\n)+)", said.stdout, re.M)

    assert said.exit_code == 4
    assert len(remarks) > 5
    assert [remark for remark in remarks if not re.search(r"at .+; .+\[[a-z.-]+\]", " ".join(remark.split()))] == []
    assert re.search(r"^Note: newsletter.toml:\d+: .*day.*remove", said.stderr, re.M)


def test_the_profile_copy_still_chooses(folder):
    """A profile of 0.1 chooses; what no longer counts in it is named, with where a new copy comes from."""
    said = call(folder, "choose", "--again", "--issue", DRAFT, now="2026-11-27T09:00")

    assert said.exit_code == 0
    assert "1. " in said.stdout
    assert re.search(r"^Warning: .*profile.*floor, weights.*monday copy", said.stderr, re.M)


def test_the_shipped_templates_need_one_thing_more(folder):
    """Without the copied templates nothing but the ebook is missing; with one, or without its block, approval works."""
    shutil.rmtree(folder / "templates")
    call(folder, "compose", "--issue", APPROVED, now=NOW)
    refused = call(folder, "approve", "--issue", APPROVED, "--by", "Ada", now=NOW)
    settings = folder / "newsletter.toml"
    settings.write_text(settings.read_text().replace("[ebook]\n", "[ebook]\nshow = false\n"))
    call(folder, "compose", "--issue", APPROVED, now=NOW)
    approved = call(folder, "approve", "--issue", APPROVED, "--by", "Ada", now=NOW)

    assert refused.exit_code == 4
    assert "show = false" in refused.stderr
    assert approved.exit_code == 0


def ledger(folder: Path, day: str) -> list[str]:
    return (folder / "issues" / day / "ledger.jsonl").read_text().splitlines()
