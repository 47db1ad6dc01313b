"""issue.toml is read strictly: every mistake has its line and the likely right word."""

from datetime import date

import pytest

from pipeline.errors import IssueError
from pipeline.issue import parse
from pipeline.model import Issue, Story

HEAD = 'number = 12\ndate = 2026-11-23\nsubject = "S"\npreheader = "P"\n'


def test_what_an_editor_may_write():
    """All four kinds of block are read, in the order of the file, however they are mixed."""
    text = (
        HEAD
        + 'intro = """Hello **you**"""\n[[story]]\ntitle = "A"\nurl = "https://a.org/"\nminutes = 4\n'
        + 'why = ["x"]\n'
        + '[[bench]]\ntitle = "B"\nurl = "u"\n[[story]]\ntitle = "C"\nurl = "v"\n'
        + '[[held]]\ntitle = "D"\nurl = "w"\n'
        + 'flagged = ["cure"]\n[[dropped]]\ntitle = "E"\nurl = "y"\n'
    )

    assert (
        Issue(
            number=12,
            date=date(2026, 11, 23),
            subject="S",
            preheader="P",
            intro="Hello **you**",
            stories=(
                Story(title="A", url="https://a.org/", minutes=4, why=("x",)),
                Story(title="C", url="v"),
            ),
            bench=(Story(title="B", url="u"),),
            held=(Story(title="D", url="w", flagged=("cure",)),),
            dropped=(Story(title="E", url="y"),),
        )
        == parse(text)
        == parse("\ufeff" + text)
        == parse(text.replace("\n", "\r\n"))
    )


STORY = '[[story]]\ntitle = "A"\nurl = "u"\n'


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        pytest.param(HEAD + STORY + 'blrub = "x"\n', "8: unknown key 'blrub'", "did you mean 'blurb'?", id="typo"),
        pytest.param('subjct = "x"\n' + HEAD, "1: unknown key 'subjct'", "did you mean 'subject'?", id="top"),
        pytest.param(
            HEAD + STORY + "number = 3\n",
            "8: 'number' does not belong here",
            "it belongs at the top, above the first [[story]]",
            id="top key in a block",
        ),
        pytest.param(
            HEAD + 'blurb = "x"\n',
            "5: 'blurb' does not belong here",
            "it belongs in a block such as [[story]]",
            id="block key at the top",
        ),
        pytest.param(HEAD + "[[storry]]\n", "5: unknown block [[storry]]", "did you mean 'story'?", id="block"),
        pytest.param(
            HEAD + '[story]\ntitle = "A"\n',
            "5: [story] needs two brackets",
            "write [[story]]",
            id="one bracket",
        ),
        pytest.param(
            HEAD + 'story = [{title = "A", url = "u"}]\n',
            "5: 'story' must be a block",
            "write a line [[story]] above it",
            id="inline",
        ),
        pytest.param(
            HEAD + '[[story]]\nurl = "u"\n',
            "5: 'title' is missing in this [[story]]",
            "add a line: title = …",
            id="missing",
        ),
        pytest.param(
            HEAD.replace("number = 12\n", ""),
            "1: 'number' is missing",
            "add a line: number = …",
            id="no number",
        ),
        pytest.param(
            HEAD + STORY + 'minutes = "4"\n',
            "8: minutes should be a whole number from 1, without quotes",
            "correct that line, then run: monday check",
            id="kind",
        ),
        pytest.param(
            HEAD.replace("12", "true"),
            "1: number should be a whole number from 1, without quotes",
            "correct that line, then run: monday check",
            id="true is no number",
        ),
        pytest.param(
            HEAD + STORY + 'image = "../newsletter.toml"\n',
            '8: image should be the name of a picture beside issue.toml, without blanks, such as "walking.jpg"',
            "correct that line, then run: monday check",
            id="a path is no picture",
        ),
        pytest.param(
            HEAD + '[[bench]]\ntitle = """\n[[story]]\ntilte = 1"""\nurl = "u"\ntilte = "x"\n',
            "10: unknown key 'tilte'",
            "did you mean 'title'?",
            id="headers in text are text",
        ),
        pytest.param(
            HEAD + STORY + 'title = "B"\n',
            "8: this is there already",
            "keep one of the two; a block that may come again has two brackets: [[story]]",
            id="twice",
        ),
    ],
)
def test_mistake(text, message, hint):
    """A mistake is named with its line, its key, and what to write instead."""
    with pytest.raises(IssueError) as caught:
        parse(text)

    assert (f"issue.toml:{message}", hint) == (str(caught.value), caught.value.hint)
    assert caught.value.code == 78
