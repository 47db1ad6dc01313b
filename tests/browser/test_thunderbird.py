"""A real Thunderbird shows our email: what it makes of its links, colours and widths."""

import json
from dataclasses import replace

import pytest

from pipeline.compose import compose
from pipeline.errors import MondayError
from pipeline.outside.browser import thunderbird
from pipeline.work import evidence
from tests import tools
from tests.compose import sample

pytestmark = [pytest.mark.real, pytest.mark.browser]

GONE = "rgba(0, 0, 0, 0)"


@pytest.fixture(scope="module")
def made():
    """The sample issue's files."""
    tools.need("thunderbird", "thunderbird")
    return compose(sample.issue(), sample.newsletter(), sample.TEMPLATES)


def test_looks(made):
    """In both themes every text can be read, nothing scrolls sideways, and what the bar shows as read is what shows."""
    looks = thunderbird.look(made["email.eml"])

    assert ["thunderbird", "thunderbird-dark"] == [look.name for look in looks]
    for look in looks:
        assert b"\x89PNG" == look.png[:4]
        assert 700 == look.width == look.needed
        assert () == look.unreadable
        on, *off = look.bar
        assert GONE != on
        assert len(sample.issue().stories) - 1 == len(off)
        assert {on}.isdisjoint(off)
    assert {GONE} == set(looks[1].bar[1:])


def test_examined(made):
    """As a tool of `monday check`, it finds nothing in a sound email, and names what is wrong with a bad one."""
    pale = {**sample.TEMPLATES, "email/inline.css": sample.TEMPLATES["email/inline.css"] + ".done { color: #fefefe; }"}
    bad = compose(replace(sample.issue(), intro="W" * 400), sample.newsletter(), pale)
    found = json.loads(evidence.tools(["thunderbird"], bad)["thunderbird"])
    sound = json.loads(evidence.tools(["thunderbird"], made)["thunderbird"])

    assert [] == sound["lost"]
    assert [[], []] == [state["unreadable"] for state in sound["states"]]
    assert ["That is all"] == [words[:11] for words in found["states"][0]["unreadable"]]
    assert found["layout"][0]["needed"] > 700


def test_a_program_that_is_not_thunderbird(tmp_path, monkeypatch):
    """Something else of that name, or nothing, is said in words."""
    fake = tmp_path / "thunderbird"
    fake.write_text("#!/bin/sh\nexit 3\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MondayError, match="did not start"):
        thunderbird.look(b"")

    fake.unlink()
    with pytest.raises(MondayError, match="not installed"):
        thunderbird.look(b"")
