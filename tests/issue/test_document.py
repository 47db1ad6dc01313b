"""Edits change what was asked for, and not one byte else."""

import tomllib
from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import IssueError, UsageError
from pipeline.issue import Document, dump, parse
from pipeline.model import Issue, Story
from pipeline.toml import encode, spans

TEXT = """\
# my notes
number = 12
date = 2026-11-23
subject = "S"   # short!
preheader = 'P'

# about A
[[story]]
title = "A"
url = "a"
# below A

# The comment of a place

[[story]]   # B it is
title = 'B'
url = "b"
blurb = '''
[[story]]
title = "no header"'''

# one
# two
[[bench]]
title = "C"
url = "c\""""


def titles(document):
    """The stories' titles, then the bench's."""
    return [s.title for s in document.issue.stories], [s.title for s in document.issue.bench]


def test_move_takes_its_comments_along():
    """A moved block keeps its own comments; a comment between blank lines keeps its place."""
    moved = Document(TEXT).move(1, 0)

    assert titles(moved) == (["B", "A"], ["C"])
    head, rest = TEXT.split("# about A\n", 1)
    a = "# about A\n" + rest.split("\n\n# The comment", 1)[0]
    b = "[[story]]   # B" + rest.split("[[story]]   # B", 1)[1].split("\n\n# one")[0]
    assert (
        head + b + "\n\n# The comment of a place\n\n" + a + '\n\n# one\n# two\n[[bench]]\ntitle = "C"\nurl = "c"'
        == moved.text
    )
    assert moved.move(0, 1).text == TEXT


def test_turn_renames_the_header():
    """A bench block joins the stories at its place with its comments, though the file had no last newline."""
    turned = Document(TEXT).turn("bench", 0, "story", 0)

    assert titles(turned) == (["C", "A", "B"], [])
    assert '# one\n# two\n[[story]]\ntitle = "C"\nurl = "c"\n\n# about A\n[[story]]' in turned.text


def test_set_touches_one_span():
    """Only the value changes: comments behind it and the order of keys stay."""
    document = Document(TEXT)

    assert TEXT.replace('"S"', '"New \\"one\\""') == document.set("", 0, "subject", 'New "one"').text
    assert TEXT.replace("'B'", '"Z"') == document.set("story", 1, "title", "Z").text
    assert TEXT.replace('url = "a"', 'url = "a"\nminutes = 4') == document.set("story", 0, "minutes", 4).text
    assert document.set("story", 0, "minutes", 4).set("story", 0, "minutes", None).text == TEXT
    assert document.set("story", 0, "title", "A").text == TEXT


def test_remove_and_add():
    """A block goes with its comments; a new one lands last of its kind."""
    document = Document(TEXT)

    assert (
        TEXT.replace('# one\n# two\n[[bench]]\ntitle = "C"\nurl = "c"', "").rstrip() == document.remove("bench", 0).text
    )
    added = document.add("held", Story(title="H", url="h", flagged=("cure",)))
    assert added.text.startswith(TEXT + "\n\n[[held]]\n")
    assert tuple(s.title for s in added.issue.held) == ("H",)


@pytest.mark.parametrize(
    "edit",
    [
        lambda d: d.move(0, 5),
        lambda d: d.move(-1, 0),
        lambda d: d.remove("held", 0),
        lambda d: d.set("story", 0, "url", None),
    ],
    ids=["to", "from", "remove", "needed"],
)
def test_what_is_not_there(edit):
    """A place that does not exist is refused, and so is taking away what every story needs."""
    with pytest.raises((UsageError, IssueError)):
        edit(Document(TEXT))


words = st.text(st.characters(codec="utf-8"), max_size=30) | st.sampled_from(
    [
        "",
        '"""',
        "'''",
        '\\"""\\',
        'a"',
        "\\n",
        "x\\\ny",
        "\r\n",
        "\n\n",
        "[[story]]",
        "# no",
        "\x7f\u2028\x85",
    ]
)
stories = st.builds(
    Story,
    **{f.name: words for f in fields(Story) if f.type in ("str", str) and f.name not in ("image",)},
    minutes=st.none() | st.integers(1, 99),
    why=st.lists(words, max_size=3).map(tuple),
    flagged=st.lists(words, max_size=2).map(tuple),
    pinned=st.booleans(),
    draft=st.booleans(),
    shelf=st.booleans(),
    image=st.sampled_from(["", "a.png", "walking-1.JPG"]),
)
some = st.lists(stories, max_size=4).map(tuple)
issues = st.builds(
    Issue,
    number=st.integers(1, 9999),
    date=st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    subject=words,
    preheader=words,
    intro=words,
    stories=some,
    bench=some,
    held=some,
    dropped=some,
)


@given(words, st.booleans(), st.sampled_from(["\n", "\r\n"]))
def test_any_text_survives(text, long, newline):
    """What is written is what is read, quotes, backslashes and control characters included."""
    assert text == tomllib.loads(f"x = {encode(text, long=long, newline=newline)}{newline}")["x"]


@given(issues)
def test_dump_and_parse(issue):
    """An issue survives its file."""
    assert issue == parse(dump(issue))


def cores(document):
    """The text of every block."""
    return sorted(document.text[b.start : b.end] for b in spans.blocks(document.text))


@given(issues, st.data(), st.sampled_from(["\n", "\r\n"]))
def test_moves_are_permutations(issue, data, newline):
    """A reorder permutes blocks, and its reverse restores every byte; a new value is a value and no more."""
    if not issue.stories:
        issue = replace(issue, stories=(Story(title="t", url="u"),))
    document = Document(dump(issue).replace("\n", newline))
    index, to = (data.draw(st.integers(0, len(issue.stories) - 1)) for _ in range(2))

    moved = document.move(index, to)

    assert cores(document) == cores(moved)
    assert document.text == moved.move(to, index).text
    key = data.draw(st.sampled_from(["title", "blurb", "note", "topic"]))
    value = data.draw(words)
    changed = moved.set("story", to, key, value)
    assert value == getattr(changed.issue.stories[to], key)
    assert len(set(cores(changed)) - set(cores(moved))) <= 1


@given(issues, st.data())
def test_turning_keeps_all_other_blocks(issue, data):
    """A block that becomes another kind keeps its bytes but for the header; so does every other block."""
    issue = replace(issue, bench=(*issue.bench, Story(title="t", url="u")))
    document = Document(dump(issue))
    index = data.draw(st.integers(0, len(issue.bench) - 1))
    position = data.draw(st.integers(0, len(issue.stories)))

    turned = document.turn("bench", index, "story", position)

    assert issue.bench[index] == turned.issue.stories[position]
    assert len(set(cores(document)) - set(cores(turned))) <= 1
    assert issue.bench[:index] + issue.bench[index + 1 :] == turned.issue.bench
