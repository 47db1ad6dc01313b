"""The email in a real Chromium: inlining changes nothing, and hostile clients leave it readable."""

from typing import Any

import pytest

from pipeline import compose
from pipeline.outside import browser
from pipeline.outside.browser.shots import survival
from tests import tools
from tests.compose import sample

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _chromium():
    tools.need("chromium", "chromium")


@pytest.fixture(scope="module")
def pair() -> tuple[str, str]:
    """The sample email, before and after inlining."""
    issue, config = sample.illustrated(), sample.newsletter()
    source = compose.source(issue, config, sample.TEMPLATES)
    return source, compose.email(issue, config, sample.TEMPLATES).html


def inlining(source: str, inlined: str) -> list[dict[str, Any]]:
    """The email before and after inlining, in every state: name, elements, changed, and the first that changed."""
    states = [
        {"name": f"{width} px, {scheme}", "width": width, "dark": scheme == "dark", "change": ""}
        for width in (700, 375, 320)
        for scheme in ("light", "dark")
    ]
    states.append({"name": "700 px, styles stripped", "width": 700, "dark": False, "change": "no styles"})
    answer: list[dict[str, Any]] = browser.ask(
        browser.script("compare"), {"one": source, "other": inlined, "states": states}
    )
    return answer


def test_inlining_changes_nothing(pair):
    """0 of N elements changed at 700, 375 and 320 px, in light and dark, and with every stylesheet stripped."""
    states = inlining(*pair)

    assert [(s["name"], 0, "") for s in states] == [(s["name"], s["changed"], s["first"]) for s in states]
    assert len(states) == 7
    assert all(state["elements"] > 120 for state in states)


def test_a_lost_rule_is_seen(pair):
    """The proof notices one declaration that went missing, by element and property."""
    source, inlined = pair
    broken = inlined.replace("font-size:25px;", "", 1)

    states = inlining(source, broken)

    assert states[0]["changed"] >= 1
    assert states[0]["first"].startswith("h2.title font-size: 25px became ")


OTHERS = [pytest.param(colour, marks=pytest.mark.prove) for colour in ("#ffd400", "#000000", "#ffffff", "#e4002b")]


@pytest.mark.parametrize("colour", ["#0b5a5a", *OTHERS])
def test_survival(colour):
    """Nothing becomes unreadable without doctype, styles, pictures or backgrounds, nor inverted, whatever the brand."""
    settings = sample.SETTINGS.replace("[[feeds]]", f'brand = {{ colour = "{colour}" }}\n\n[[feeds]]')
    config = sample.newsletter(settings=settings)

    states = survival(compose.email(sample.issue(), config, sample.TEMPLATES).html)

    assert states == dict.fromkeys(states, ())
    assert len(states) == 10


def test_white_on_a_lost_background_is_seen(pair):
    """Text that needs its background is reported in the state that loses it."""
    broken = pair[1].replace(">You need", '><span style="color:#ffffff;background-color:#000000">You need</span>', 1)

    states = survival(broken)

    assert states["as it is, light"] == ()
    assert states["no backgrounds, light"][0].startswith("You need")


def test_each_state_is_what_it_says(pair):
    """Without the dark rules only dark states change; without the phone's rules only narrow ones."""
    source, inlined = pair

    bright = {
        s["name"]: s["changed"] > 0 for s in inlining(source, inlined.replace("-scheme: dark)", "-scheme: none)"))
    }
    wide = {
        s["name"]: s["changed"] > 0 for s in inlining(source, inlined.replace("(max-width: 480px)", "(width: 1px)"))
    }

    assert bright == {name: "dark" in name for name in bright}
    assert wide == {name: "375" in name or "320" in name for name in wide}
