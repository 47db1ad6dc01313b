"""What inline.css says and inlining leaves out is told, with its line; what arrives in another spelling is not."""

import pytest

from pipeline.check import check
from pipeline.compose import email
from tests.check import sound
from tests.compose import sample

NAME = "email/inline.css"
SHEET = sample.TEMPLATES[NAME]


def told(rules: str) -> list[str]:
    """What is said of the shipped stylesheet with *rules* below it, line by line from there."""
    templates = {**sample.TEMPLATES, NAME: f"{SHEET}\n{rules}"}
    given = sound.material()
    made = email(given.issue, given.config, templates)
    found = check(sound.replace(given, email=made, template_sources=templates))
    line = SHEET.count("\n") + 1
    return [f"{int(f.where.rpartition(':')[2]) - line}: {f.message}" for f in found if f.rule == "inlining.lost"]


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        pytest.param(
            ".intro { background-color: rgb(0 90 90 / 10%); }",
            "1: never arrives: .intro { background-color: rgb(0 90 90 / 10%) }",
            id="a new form of color",
        ),
        pytest.param(
            ".foot { margin: 0; }\n.card { & .title { color: #111111; } }",
            "2: never arrives: .card { & .title { color: #111111; } }",
            id="a nested rule",
        ),
        pytest.param('@import url("/f.css");', '1: never arrives: @import url("/f.css");', id="@import"),
        pytest.param('@font-face { font-family: "Soft"; }', "1: never arrives: @font-face", id="@font-face"),
    ],
)
def test_lost(rules, said):
    """Each kind of rule that premailer drops without a word."""
    assert [said] == told(rules)


@pytest.mark.parametrize(
    "rules",
    [
        pytest.param(".foot { color: #FFF; background-color: #ABCDEF; }", id="short and capital colors"),
        pytest.param(".foot { padding: 0px 28px 40px 28px; }", id="a zero with a unit"),
        pytest.param(".foot { font-family: Verdana,Arial , sans-serif; }", id="spaces at commas"),
        pytest.param(".foot { color: #111111; }\n.foot { color: #222222; }", id="a later rule wins"),
        pytest.param(".nobody { color: #111111; }", id="on no element"),
        pytest.param(".foot { color: {{ c.ink }}; }", id="a value from the settings"),
        pytest.param("/* @import url(x); .card { & .title { color: red; } } */", id="in a comment"),
    ],
)
def test_arrived(rules):
    """Other spellings of the same, and what another rule decides, are no loss."""
    assert told(rules) == []
