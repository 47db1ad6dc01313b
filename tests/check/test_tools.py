"""What real tools said, as findings."""

from dataclasses import replace

from pipeline.check import TOOLS, check
from pipeline.check.tools import chromium, spamassassin, vnu
from tests.check import sound

SPAM = b"""X-Spam-Status: No, score=1.2 required=5.0 tests=HTML_FONT_LOW_CONTRAST,
Content analysis details:   (1.2 points, 5.0 required)
 pts rule name              description
---- ---------------------- --------------------------------------------------
 0.7 HTML_FONT_LOW_CONTRAST BODY: HTML font color similar to background
 0.5 MISSING_MID            Missing Message-Id: header
-0.0 NO_RELAYS              Informational: message was not relayed via SMTP
"""


def test_spamassassin():
    """Each rule that costs points is named; a score over 0 is an error."""
    found = list(spamassassin(SPAM))

    assert [f.level for f in found] == ["warning", "warning", "error"]
    assert "HTML_FONT_LOW_CONTRAST" in found[0].message
    assert list(spamassassin(SPAM[:39].replace(b"1.2", b"0.0"))) == []
    assert [f.level for f in spamassassin(b"")] == ["warning"]


def test_vnu():
    """Errors are kept with their line; Outlook's own names are not errors."""
    said = (
        b'"file:/x/email.html":20.5-20.26: error: Attribute "x" not allowed.\n:3.1-3.9: error: Stray end tag.\n'
        b':4.1-4.9: error: CSS: "mso-hide": Property does not exist.\n'
    )

    assert [f.where for f in vnu(said)] == ["email.html:20", "email.html:3"]
    assert list(vnu(b"")) == []


def test_tools_in_check():
    """A tool's output in the material is judged with the rest, under the tool's name."""
    given = replace(sound.material(), tools={"spamassassin": SPAM})

    assert {"tools.spamassassin"} == {f.rule for f in check(given) if f.level == "error"}
    assert {"spamassassin", "vnu"} == set(TOOLS)


def test_chromium():
    """What cannot be read, is too wide or too low is named; a sound answer is silent."""
    sound_one = (
        b'{"states": [{"name": "dark", "unreadable": []}], "layout": [{"width": 320, "needed": 320, "low": []}]}'
    )
    said = (
        b'{"states": [{"name": "dark", "unreadable": ["Hands"]}],'
        b'"layout": [{"width": 320, "needed": 340, "low": [["Read", 30]]}]}'
    )

    assert list(chromium(sound_one)) == []
    assert [f.level for f in chromium(said)] == ["error", "error", "warning"]
