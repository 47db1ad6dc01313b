"""A Monday is skipped, or not any more: the date's own letters change in newsletter.toml, and nothing else."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import config
from pipeline.config.skip import skip
from pipeline.errors import ConfigError
from tests.newsletter import ROOT

HEAD = '[newsletter]\ntitle = "T"\n[[feeds]]\nurl = "sample:harbour"\nname = "N"\n'
DAY = date(2026, 12, 28)
NOTED = "[schedule]\nskip = [  # holidays\n  2026-11-30,  # a rest\n  # the year's end\n  2027-01-04,\n]  # all\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("skip = []", "skip = [2026-12-28]", id="the first"),
        pytest.param("skip = [ ]  # none", "skip = [2026-12-28 ]  # none", id="the first, with a comment behind"),
        pytest.param("skip = [2026-12-21]", "skip = [2026-12-21, 2026-12-28]", id="the last"),
        pytest.param("skip = [2027-01-04]", "skip = [2026-12-28, 2027-01-04]", id="in order"),
        pytest.param('skip = ["2027-01-04"]', 'skip = [2026-12-28, "2027-01-04"]', id="beside a quoted one"),
        pytest.param("skip = [\n  2026-12-21,\n]", "skip = [\n  2026-12-21,\n  2026-12-28,\n]", id="several lines"),
        pytest.param("skip = [ # none\n]", "skip = [2026-12-28, # none\n]", id="a comment inside"),
        pytest.param(
            "skip = [\n  2026-12-21, # one\n]",
            "skip = [\n  2026-12-28,\n  2026-12-21, # one\n]",
            id="another's comment",
        ),
        pytest.param("skip = [2026-12-28]", "skip = [2026-12-28]", id="skipped already"),
        pytest.param("skip = [\n# 2026-12-28\n]", "skip = [2026-12-28,\n# 2026-12-28\n]", id="only in a comment"),
    ],
)
def test_skip(before, after):
    """The date joins the others where it belongs."""
    assert f"[schedule]\n{after}\n" == skip(f"[schedule]\n{before}\n", DAY, skipped=True)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("skip = [2026-12-28]", "skip = []", id="the only one"),
        pytest.param('skip = ["2026-12-28"]', "skip = []", id="quoted"),
        pytest.param("skip = [2026-12-28, 2027-01-04]", "skip = [2027-01-04]", id="the first"),
        pytest.param("skip = [2026-12-21, 2026-12-28]", "skip = [2026-12-21]", id="the last"),
        pytest.param("skip = [\n  2026-12-28, # one\n]", "skip = [\n   # one\n]", id="its comment stays"),
        pytest.param("skip = [2027-01-04]", "skip = [2027-01-04]", id="not skipped anyway"),
        pytest.param('time = "07:00"', 'time = "07:00"\nskip = []', id="no list yet"),
    ],
)
def test_take_back(before, after):
    """The date leaves, the others and every comment stay."""
    assert f"[schedule]\n{after}\n" == skip(f"[schedule]\n{before}\n", DAY, skipped=False)


def test_a_new_table():
    """Without a [schedule] there is one afterwards."""
    assert (DAY,) == config.read(skip(HEAD, DAY, skipped=True), ROOT).schedule.skip


def test_refused():
    """A list that is written in another way is left alone, and the message says where and what to do."""
    with pytest.raises(ConfigError, match=r"newsletter.toml:1: \[schedule\] is written in a way"):
        skip("schedule = { skip = [] }\n", DAY, skipped=True)


@given(
    st.sampled_from(["[schedule]\nskip = []\n", NOTED, NOTED.replace("\n", "\r\n"), "[schedule]\nskip = [2026-12-07]"]),
    st.lists(st.integers(0, 60), min_size=1, max_size=6, unique=True),
)
def test_there_and_back(text, weeks):
    """Dates that are put in and taken out again, the last first, leave the very bytes; each step reads as meant."""
    days = [d for w in weeks if str(d := date(2026, 12, 21) + timedelta(weeks=w)) not in text]
    steps = [text]
    for day in days:
        steps.append(skip(steps[-1], day, skipped=True))
        assert day in config.read(HEAD + steps[-1], ROOT).schedule.skip
    back = steps[-1]
    for day, wanted in zip(reversed(days), reversed(steps[:-1]), strict=True):
        back = skip(back, day, skipped=False)
        assert wanted == back
