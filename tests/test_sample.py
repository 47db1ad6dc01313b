"""The sample: good for six Mondays, never stale, and at its end it asks for real feeds."""

from datetime import date, timedelta

from pipeline import issue
from pipeline.urls import canonical
from tests.newsletter import ROOT, call

FRIDAY = date(2026, 11, 20)


def test_the_sample_lasts_for_six_approved_mondays(tmp_path):
    """Six weeks in a row give five stories each, from five sources, and no story comes twice."""
    call(tmp_path, "init")
    sent: list[str] = []
    for week in range(6):
        now = f"{FRIDAY + timedelta(weeks=week)}T09:00"
        day = FRIDAY + timedelta(weeks=week, days=3)
        said = call(tmp_path, "run", now=now)
        assert 0 == said.exit_code, said.stderr
        approved = call(tmp_path, "approve", "--sample", "--by", "tester", now=now)
        assert 0 == approved.exit_code, approved.stderr
        stories = issue.parse((tmp_path / "issues" / day.isoformat() / "issue.toml").read_text()).stories
        assert 5 == len(stories) == len({story.source for story in stories})
        sent += [canonical(story.url) for story in stories]

    assert 30 == len(set(sent))


def test_a_sample_that_is_used_up_asks_for_feeds(tmp_path):
    """When readers have had everything, the week is skipped (3), with the way to go on."""
    import re

    call(tmp_path, "init")
    samples = b"\n".join(p.read_bytes() for p in sorted((ROOT / "pipeline" / "data" / "samples").iterdir()))
    urls = {url.decode().replace("&amp;", "&") for url in re.findall(rb"https://[\w./?=&;%+-]+", samples)}
    (tmp_path / "issues" / "sent-before.txt").write_text("\n".join(sorted(urls)))

    said = call(tmp_path, "run", "--issue", "next")

    assert 3 == said.exit_code
    assert "Hint: add feeds" in said.stderr
    assert not list((tmp_path / "issues").glob("*/issue.toml"))
