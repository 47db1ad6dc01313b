"""The draft beside twelve weeks: what it has much of, and what was left out."""

from dataclasses import replace

import pytest

from pipeline.preview.balance import Share, compare
from tests.preview.newsroom import HISTORY, ISSUE, STORIES, Newsroom, entered


def shares(history, issue=ISSUE, kind="topic"):
    return {share.name: share for share in compare(history, issue)[kind]}


def test_before_and_now():
    """Each name has the stories before and those of the draft, in the words that people use, the largest first."""
    found = shares(HISTORY)

    assert Share(name="fatigue", before=14, now=1, verdict="over") == found["fatigue"]
    assert list(found)[:2] == ["fatigue", "speech"]
    assert found["driving again"].before == 0


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        pytest.param("fatigue", "over", id="much, and again"),
        pytest.param("speech", "", id="a good deal"),
        pytest.param("driving again", "under", id="never"),
        pytest.param("falls", "under", id="for once, in this draft"),
    ],
)
def test_verdicts(name, verdict):
    """Twice an even share or more is much when the draft has it again; less than half of one is little."""
    assert verdict == shares(HISTORY)[name].verdict


def test_much_but_not_again():
    """What there was much of is no reproach to a draft that leaves it out."""
    assert shares(HISTORY, replace(ISSUE, stories=STORIES[2:]))["fatigue"].verdict == ""


def test_too_early_to_tell():
    """With fewer than four issues before, nothing is called much or little."""
    assert {""} == {share.verdict for share in shares(replace(HISTORY, issues=3)).values()}


def test_nothing_yet():
    """Without any issue, and with an empty draft, there is nothing to divide by."""
    empty = replace(HISTORY, issues=0, stories={}, known={})

    assert compare(empty, replace(ISSUE, stories=()))["topic"] == ()


def test_page(tmp_path):
    """Both places give every number as words, and the bars are hidden from screen readers."""
    client = entered(Newsroom(tmp_path).studio(), read_only=True)
    page, beside = client.get("/balance").text, client.get("/").text

    assert "compared with the 11 issues before it" in page
    assert "14 + 1 now" in page
    assert page.count("<svg") == page.count('<svg aria-hidden="true"') > 5
    assert "Topics: used a lot lately, and again in this draft:</strong> fatigue." in beside
    assert "driving again" in beside
    assert "style=" not in page


def test_broken_settings(tmp_path):
    """While newsletter.toml has a mistake, the issue is shown all the same."""
    from pipeline.errors import ConfigError

    def broken():
        raise ConfigError("newsletter.toml:3: no")

    studio = Newsroom(tmp_path).studio().having(earlier_balance=broken)
    client = entered(studio, read_only=True)

    assert "The balance can't be shown until the mistake in newsletter.toml is fixed." in client.get("/").text
    assert client.get("/balance").status_code == 200
