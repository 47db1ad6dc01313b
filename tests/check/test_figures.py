"""Numbers in words: the finding names the right figure, and leaves what is quoted alone."""

from dataclasses import replace

import pytest

from pipeline.check import check
from tests.check import sound

TITLE = "Seven days, three walks: a study"


@pytest.mark.parametrize(
    ("fields", "hints"),
    [
        pytest.param({"intro": "Take seven steps."}, ["write figures: 7 for seven"], id="one word"),
        pytest.param({"intro": "Rest for Twenty-five minutes."}, ["write figures: 25 for Twenty-five"], id="two words"),
        pytest.param({"intro": "A hundred steps."}, ["write figures: 100 for A hundred"], id="a hundred"),
        pytest.param({"intro": "One hand is enough."}, [], id="one is a word, too"),
        pytest.param({"intro": "Read “Seven days, three walks” first."}, [], id="in quotation marks"),
        pytest.param({"subject": f"{TITLE} + 4 more"}, [], id="a title in the subject"),
        pytest.param({"intro": f"We begin with {TITLE}."}, [], id="a title in the intro"),
        pytest.param({"intro": "Bones and tendons soften."}, [], id="inside other words"),
    ],
)
def test_figures(fields, hints):
    """What to write instead stands in the hint."""
    given = sound.material()
    first, *rest = given.issue.stories
    issue = replace(given.issue, **{"subject": "A calm week", **fields}, stories=(replace(first, title=TITLE), *rest))

    assert hints == [f.hint for f in check(sound.material(issue)) if f.rule == "reading.figures"]
