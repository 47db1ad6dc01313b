"""A value changes, a block comes or goes; every other byte stays."""

import json
import re
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ConfigError
from pipeline.toml import Source
from tests.newsletter import ROOT

SETTINGS = (ROOT / "newsletter.toml").read_text()


def source(text):
    """It, as newsletter.toml."""
    return Source(text, name="newsletter.toml")


def set_value(text, table, key, value, *, index=0):
    """The text with that value."""
    return source(text).set(table, key, value, index=index).text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("[schedule]\nskip = [] # none\n", "[schedule]\nskip = [1] # none\n", id="comment behind"),
        pytest.param("[schedule]\nskip = [\n  5,\n  6,\n]\n", "[schedule]\nskip = [1]\n", id="several lines"),
        pytest.param("[schedule]\r\nskip = []\r\na = 1\r\n", "[schedule]\r\nskip = [1]\r\na = 1\r\n", id="CRLF"),
        pytest.param("[schedule]\r\na = 1 # x\r\n", "[schedule]\r\na = 1 # x\r\nskip = [1]\r\n", id="CRLF, new key"),
        pytest.param("[schedule]", "[schedule]\nskip = [1]", id="no end of line"),
        pytest.param("[schedule]\n# why\n\n[b]\n", "[schedule]\nskip = [1]\n# why\n\n[b]\n", id="empty table"),
        pytest.param("[b]\na = 1\n", "[b]\na = 1\n\n[schedule]\nskip = [1]\n", id="new table"),
        pytest.param("", "[schedule]\nskip = [1]", id="empty file"),
        pytest.param('[ "schedule" ]\n"skip"=[]#x\n', '[ "schedule" ]\n"skip"=[1]#x\n', id="quoted, no spaces"),
        pytest.param("\ufeff[schedule]\nskip=0", "\ufeff[schedule]\nskip=[1]", id="byte order mark"),
        pytest.param(
            '# skip = [9]\na = "[schedule]\\nskip = 1"\n[schedule]\nb = """\nskip = [2]\n"""\nskip = [3]\n',
            '# skip = [9]\na = "[schedule]\\nskip = 1"\n[schedule]\nb = """\nskip = [2]\n"""\nskip = [1]\n',
            id="looks like it in strings and comments",
        ),
        pytest.param("[schedule]\nskip = [ 1 ]\n", "[schedule]\nskip = [ 1 ]\n", id="the same value stays as written"),
        pytest.param('[schedule]\nskip = ["#1"]\n', "[schedule]\nskip = [1]\n", id="a # in a string is no comment"),
    ],
)
def test_one_value(before, after):
    """The value's own span changes, or one line is added; twice is once."""
    assert after == set_value(before, "schedule", "skip", "[1]") == set_value(after, "schedule", "skip", "[1]")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("schedule = { skip = [] }\n", id="inline table"),
        pytest.param("schedule.skip = []\n", id="dotted key"),
        pytest.param("[schedule]\nskip.a = 1\n", id="a table in its place"),
        pytest.param("[schedule]\nskip = [\n  5, # a holiday\n]\n", id="comments inside"),
        pytest.param("[schedule.more]\na = 1\n", id="only a table below"),
        pytest.param("[schedule]\nskip = \n", id="no TOML"),
    ],
)
def test_refused(text):
    """What an edit could damage is refused, with the line and what to do."""
    with pytest.raises(ConfigError, match=r"^newsletter.toml:\d: ") as caught:
        set_value(text, "schedule", "skip", "[1]")

    assert caught.value.hint


@pytest.mark.parametrize("value", ["", "[", "1\nother = 2", "1\n[table]", "nothing", "# 1"])
def test_not_a_value(value):
    """What is no TOML value, or more than one, never reaches the file."""
    with pytest.raises((ConfigError, tomllib.TOMLDecodeError)):
        set_value(SETTINGS, "schedule", "skip", value)


def test_one_of_many():
    """The named one of several [[feeds]] changes, and no other."""
    made = set_value(SETTINGS, "feeds", "tier", '"X"', index=3)

    assert [i for i, feed in enumerate(tomllib.loads(made)["feeds"]) if feed["tier"] == "X"] == [3]
    changed = [(a, b) for a, b in zip(SETTINGS.split("\n"), made.split("\n"), strict=True) if a != b]
    assert changed == [('tier = "B"', 'tier = "X"')]


@pytest.mark.parametrize("index", [-1, 10])
def test_no_such_feed(index):
    """A feed that is not there is an error, never another feed."""
    with pytest.raises((ConfigError, IndexError)):
        set_value(SETTINGS, "feeds", "tier", '"X"', index=index)


KEYS = st.text("abcdefg", min_size=1, max_size=3)
PLAIN = st.one_of(
    st.integers(-9, 9),
    st.booleans(),
    st.text(st.sampled_from("ab #'[]=\n\"\\"), max_size=6),
    st.lists(st.integers(0, 9), max_size=3),
)
COMMENTS = st.sampled_from(["", "# a = 1\n", "\n", "# [a]\n", "  \n\n# b 'c\n"])
BEHIND = st.sampled_from(["", " # why", "\t#x = 'y"])


def written(value):
    """A value as TOML, which for these kinds is also JSON."""
    return json.dumps(value)


@st.composite
def settings(draw):
    """The text of a file with tables, arrays of tables and comments, as a person may have written it."""
    lines = []
    names = draw(st.lists(KEYS, min_size=1, max_size=4, unique=True))
    for name in names:
        listed = draw(st.booleans())
        for _ in range(draw(st.integers(1, 3)) if listed else 1):
            lines.append(draw(COMMENTS) + (f"[[{name}]]" if listed else f"[{name}]") + draw(BEHIND) + "\n")
            for key, value in draw(st.dictionaries(KEYS, PLAIN, max_size=3)).items():
                source = written(value)
                if isinstance(value, list) and draw(st.booleans()):
                    source = re.sub(r", ", ",\n  ", source)
                lines.append(draw(COMMENTS) + f"{key} = {source}{draw(BEHIND)}\n")
    return draw(st.sampled_from([str, lambda t: t.replace("\n", "\r\n")]))("".join(lines))


@given(settings(), st.data())
def test_only_that_value(text, data):
    """Whatever the file: all but one span stays, the value reads back, and setting it back brings the bytes back."""
    before = tomllib.loads(text)
    table = data.draw(st.sampled_from([*before, "new"]))
    many = isinstance(before.get(table), list)
    index = data.draw(st.integers(0, len(before[table]) - 1)) if many else 0
    here = (before[table][index] if many else before.get(table)) or {}
    key, value = data.draw(st.one_of(st.sampled_from([*here, "zz"]), KEYS)), data.draw(PLAIN)

    made = set_value(text, table, key, written(value), index=index)

    after = tomllib.loads(made)
    there = after[table][index] if many else after[table]
    assert value == there[key]
    assert type(value) is type(there[key])
    if key in here:
        there[key] = here[key]
    else:
        del there[key]
        assert len(made) > len(text)
    assert before == {name: content for name, content in after.items() if content != {} or name in before}
    comments = [line.strip() for line in text.splitlines() if line.lstrip().startswith("#")]
    assert comments == [line.strip() for line in made.splitlines() if line.lstrip().startswith("#")]
    if key in here:
        assert text == set_value(made, table, key, source(text).value(table, key, index=index), index=index)


def test_the_shipped_settings_stay_as_they_are():
    """Skipping a Monday and taking it back leaves the very bytes, with the comment behind the value."""
    made = set_value(SETTINGS, "schedule", "skip", "[2026-12-28]")

    assert "skip = [2026-12-28]                                 # Mondays without an issue" in made
    assert set_value(made, "schedule", "skip", "[]") == SETTINGS


BLOCKS = '# head\n\n# why A\n[[feeds]]\nurl = "a"\n\n# News\n\n[[feeds]]\nurl = "b" # b\n# below b\n\n[x]\ny = 1\n'


@pytest.mark.parametrize(
    ("index", "after", "went"),
    [
        pytest.param(0, BLOCKS.replace('# why A\n[[feeds]]\nurl = "a"\n\n', ""),
                     '# why A\n[[feeds]]\nurl = "a"', id="a"),
        pytest.param(1, BLOCKS.replace('[[feeds]]\nurl = "b" # b\n# below b\n\n', ""),
                     '[[feeds]]\nurl = "b" # b\n# below b', id="b"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_block_is_taken_out(index, after, went, end):
    """The block goes with the comments that touch it; those that stand alone stay, whatever the kind of line ends."""
    before = source(BLOCKS.replace("\n", end))

    assert went.replace("\n", end) == before.block("feeds", index)
    assert after.replace("\n", end) == before.remove("feeds", index).text


@pytest.mark.parametrize(
    "text", ['feeds = [{url = "a"}]\n', "[more]\n", '[[feeds]]\nurl = "a"\n[[feeds]]\n', "[feeds\n"]
)
def test_a_block_that_cannot_be_taken_out(text):
    """A list that is written in another way, and a block that is not there, are refused."""
    with pytest.raises(ConfigError, match=r"^newsletter.toml:\d: "):
        source(text).remove("feeds", 2)


@pytest.mark.parametrize("text", [SETTINGS, SETTINGS + "\n\n", "a = 1\n", "a = 1", "\ufeffa = 1\r\n", BLOCKS])
@pytest.mark.parametrize("position", [None, 0], ids=["last", "first"])
def test_a_block_that_is_put_in_and_removed_leaves_the_very_bytes(text, position):
    """Nothing is left of a feed that came and went."""
    block = '[[feeds]]\nurl = "https://a.org.uk/"\nname = "A"'
    place = 0 if position == 0 else len(source(text).data.get("feeds", []))

    made = source(text).put("feeds", block, position)

    assert block == made.block("feeds", place).removeprefix("# why A\n")
    assert text == made.remove("feeds", place).text


def test_a_comment_above_the_last_block_stays_when_the_block_goes():
    """What stands by itself, with blank lines around it, is no part of the block."""
    assert source("a = 1\n\n# mine\n\n[[x]]\nb = 2\n").remove("x", 0).text == "a = 1\n\n# mine\n"
