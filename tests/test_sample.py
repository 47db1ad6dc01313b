"""The sample: good for six Mondays, never stale, and at its end it asks for real feeds."""

import json
import re
from datetime import date, timedelta

import pytest

from pipeline import issue
from pipeline.urls import canonical
from tests.newsletter import ROOT, call, plain

FRIDAY = date(2026, 11, 20)


@pytest.mark.prove
def test_the_sample_lasts_for_six_approved_mondays(tmp_path):
    """Six weeks in a row give five stories each, from five sources, and no story comes twice."""
    call(tmp_path, "init")
    sent: list[str] = []
    for week in range(6):
        now = f"{FRIDAY + timedelta(weeks=week)}T09:00"
        day = FRIDAY + timedelta(weeks=week, days=3)
        said = call(tmp_path, "run", now=now)
        assert said.exit_code == 0, said.stderr
        approved = call(tmp_path, "approve", "--sample", "--by", "tester", now=now)
        assert approved.exit_code == 0, approved.stderr
        stories = issue.parse((tmp_path / "issues" / day.isoformat() / "issue.toml").read_text()).stories
        assert 5 == len(stories) == len({story.source for story in stories})
        sent += [canonical(story.url) for story in stories]

    assert len(set(sent)) == 30


def test_a_sample_that_is_used_up_asks_for_feeds(tmp_path):
    """When readers have had everything, the week is skipped (3), with the way to go on."""
    call(tmp_path, "init")
    samples = b"\n".join(p.read_bytes() for p in sorted((ROOT / "pipeline" / "data" / "samples").iterdir()))
    urls = {url.decode().replace("&amp;", "&") for url in re.findall(rb"https://[\w./?=&;%+-]+", samples)}
    (tmp_path / "issues" / "sent-before.txt").write_text("\n".join(sorted(urls)))

    said = call(tmp_path, "run", "--issue", "next")

    assert said.exit_code == 3
    assert "Hint: add feeds" in said.stderr
    assert not list((tmp_path / "issues").glob("*/issue.toml"))


def test_a_sample_issue_is_rehearsed(tmp_path):
    """After a first run the hint is one that works, the rehearsal; from then on every command calls it that."""
    call(tmp_path, "init")
    first = call(tmp_path, "run", "--issue", "next")
    before = call(tmp_path, "status")
    command = re.search(r"Rehearse its approval: monday (approve --issue \S+ --sample)", first.stdout)
    approved = call(tmp_path, *command[1].split())
    again = call(tmp_path, "run")
    as_json = json.loads(call(tmp_path, "run", "--json").stdout)
    status = call(tmp_path, "status")

    assert command[0] in before.stdout
    assert "its articles are samples; a rehearsal is never sent" in first.stdout
    assert approved.exit_code == 0, approved.stderr
    assert again.stdout.endswith("It was approved as a rehearsal, with sample articles, and will never be sent.\n")
    assert "It is approved" not in again.stdout
    assert as_json["state"] == "rehearsal"
    assert "goes out" not in status.stdout


def test_example_addresses_alone_allow_only_a_rehearsal(tmp_path):
    """Real articles under example addresses: the hint names what is missing, and goes once it is written."""
    plain(tmp_path)
    path = tmp_path / "newsletter.toml"
    real = path.read_text()
    path.write_text(real.replace("4 River Lane, Leeds", "1 Example Street"))

    hint = call(tmp_path, "run", "--issue", "next").stdout.splitlines()[-1]
    path.write_text(real)
    mended = call(tmp_path, "run").stdout.splitlines()[-1]

    assert "--sample (newsletter.toml still contains examples: monday doctor;" in hint
    assert mended.endswith("Approve it: monday approve --issue 2026-11-23")
