"""A real Thunderbird shows our email: what it makes of its links, colours and widths."""

import json
from dataclasses import replace

import pytest

from pipeline.compose import compose
from pipeline.errors import MondayError
from pipeline.outside.browser import thunderbird
from pipeline.work import tools as programs
from tests import tools
from tests.compose import sample

pytestmark = [pytest.mark.real, pytest.mark.browser, pytest.mark.prove]


@pytest.fixture(scope="module")
def made():
    """The sample issue's files."""
    tools.need("thunderbird", "thunderbird")
    return compose(sample.issue(), sample.newsletter(), sample.TEMPLATES)


def test_looks(made):
    """In both themes every text can be read, every edge stands out 3:1, and nothing scrolls sideways."""
    looks = thunderbird.look(made["email.eml"])

    assert [look.name for look in looks] == ["thunderbird", "thunderbird-dark"]
    for look in looks:
        assert look.png[:4] == b"\x89PNG"
        assert 700 == look.width == look.needed
        assert look.unreadable == ()


def test_faint_edges(made):
    """Edges in the brand's own dark color are lost in the dark theme: that is told, of the card and of the bar."""
    dark = made["email.eml"].replace(b"#238e8e", b"#0a5151")
    looks = thunderbird.look(dark)

    assert looks[0].unreadable == ()
    assert {"the edge of card", "the edge of on", "the edge of off"} <= set(looks[1].unreadable)


def test_examined(made):
    """As a tool of `monday check`, it finds nothing in a sound email, and names what is wrong with a bad one."""
    sheet = sample.TEMPLATES["email/inline.css"].replace("word-break: break-word;", "") + ".done { color: #fefefe; }"
    pale = {**sample.TEMPLATES, "email/inline.css": sheet}
    bad = compose(replace(sample.issue(), intro="W" * 400), sample.newsletter(), pale)
    found = json.loads(programs.run(["thunderbird"], bad)["thunderbird"])
    sound = json.loads(programs.run(["thunderbird"], made)["thunderbird"])

    assert sound["lost"] == []
    assert [state["unreadable"] for state in sound["states"]] == [[], []]
    assert [words[:11] for words in found["states"][0]["unreadable"]] == ["That is all"]
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
