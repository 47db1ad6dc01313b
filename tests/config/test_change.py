"""newsletter.toml is changed by its text: whatever an editor wrote around a change stays."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import config
from pipeline.config import change
from pipeline.errors import ConfigError, Conflict
from pipeline.toml import Source, block
from tests.newsletter import ROOT

HEAD = '[newsletter]\ntitle = "T"\n[[feeds]]\nurl = "sample:harbour"\nname = "N"\n'
DAY = date(2026, 12, 28)
NOTED = "[schedule]\nskip = [  # holidays\n  2026-11-30,  # a rest\n  # the year's end\n  2027-01-04,\n]  # all\n"


def skip(text, day, *, skipped):
    """The text after the edit."""
    return change.skip(Source(text, name="newsletter.toml"), day, skipped=skipped).text


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
    assert config.read(skip(HEAD, DAY, skipped=True), ROOT).schedule.skip == (DAY,)


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


TEXT = '[newsletter]\ntitle = "Ours"  # and a word\n\n\n[[feeds]]\nurl = "https://a.example/feed"\nname = "A"\n\n\n'
ADDED = '\n\n[[feeds]]\nurl = "https://b.example/feed"\nname = "B"'


def added(source):
    """With one feed more."""
    values = {"url": "https://b.example/feed", "name": "B"}
    return source.put("feeds", block("feeds", values, newline=source.newline))


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "mark"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["unix", "windows"])
def test_all_other_bytes_stay(tmp_path, mark, ends):
    """A byte order mark, the kind of line ends and blank lines are as before; only what was added is new."""
    file = tmp_path / "newsletter.toml"
    before = mark + TEXT.replace("\n", ends).encode()
    file.write_bytes(before)

    change.change(tmp_path, added)

    there = (TEXT.rstrip() + ADDED + "\n\n\n").replace("\n", ends)
    assert mark + there.encode() == file.read_bytes()


def test_nothing_is_written_that_cannot_be_read(tmp_path):
    """A change that breaks the file, or comes too late, leaves it as it was."""
    file = tmp_path / "newsletter.toml"
    file.write_text(TEXT)

    with pytest.raises(ConfigError):
        change.change(tmp_path, lambda source: source.set("feeds", "url", "5"))
    with pytest.raises(Conflict):
        change.change(tmp_path, added, before=b"[newsletter]\n" + TEXT.encode()[13:-1])
    assert file.read_text() == TEXT
