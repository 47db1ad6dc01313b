"""Finding phrases: words, open endings, numbers and gaps."""

import pytest

from pipeline.choose.phrases import Matcher, tokens


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        pytest.param("cure", "A cure!", ["cure"], id="a word"),
        pytest.param("cure", "Secure your home", [], id="not inside a word"),
        pytest.param("after stroke", "Life after-stroke", ["after stroke"], id="hyphens part words"),
        pytest.param("carer", "A carer’s week", ["carer"], id="possessive"),
        pytest.param("randomi*ed", "A randomised or randomized trial", ["randomised", "randomized"], id="inside"),
        pytest.param("walk*", "Walking walks, I sidewalk", ["walking", "walks"], id="any ending"),
        pytest.param("in # days", "Well in 7 days", ["in 7 days"], id="a number"),
        pytest.param("# % cured", "It is 100% cured", ["100 % cured"], id="percent"),
        pytest.param("stop .. pills", "Stop all your blue pills", ["stop all your blue pills"], id="three between"),
        pytest.param("stop .. pills", "Stop a b c d pills", [], id="four are too many"),
        pytest.param("stop .. pills", "stop", [], id="the text ends"),
        pytest.param("don't stop", "Don’t stop", ["don't stop"], id="apostrophes"),
    ],
)
def test_phrase(phrase, text, expected):
    """Each kind of phrase finds what it says, and no more."""
    hits = Matcher({"list": [phrase]}).find(tokens(text))

    assert expected == [hit.words for hit in hits["list"]]
