"""What check cannot fetch itself, against a real server, real files and real tools."""

from dataclasses import replace

import pytest

from pipeline.check import check
from pipeline.errors import MondayError, UsageError
from pipeline.work import links
from pipeline.work import tools as programs
from tests import tools
from tests.check import sound
from tests.compose import sample
from tests.server import answer, serving


def test_links():
    """Each page is asked once; gone, moved and silent ones are told apart."""
    story = sample.issue().stories[0]
    paths = ("/good", "/gone", "/moved", "/good")
    with serving(
        {
            "/good": answer(200, b"hello"),
            "/gone": answer(404),
            "/moved": answer(301, Location="/good"),
            "/signup/": answer(200),
        }
    ) as server:
        issue = sample.issue(*(replace(story, url=server.url(path)) for path in paths))
        extra = f'\n[collect]\nallow_private = true\n[ebook]\nurl = "{server.url("/signup/")}"\n'
        found = links.ask(issue, sample.newsletter(extra))

    assert [link.status for link in found] == [200, 404, 200, 200]
    assert server.url("/good") == found[2].final
    assert len(server.asked) == 5


def test_links_stay_outside_the_own_network():
    """Without the editor's leave no private address is asked; the link says why."""
    with serving({"/": answer(200)}) as server:
        story = replace(sample.issue().stories[0], url=server.url("/"))
        found = links.ask(sample.issue(story), sample.newsletter(f'\n[ebook]\nurl = "{server.url("/e")}"\n'))

    assert [link.reason for link in found] == ["not-public", "not-public"]
    assert server.asked == []


def test_unknown_and_missing_tools(monkeypatch):
    """A tool nobody knows, and one that is not installed, are named with what to do."""
    with pytest.raises(UsageError) as unknown:
        programs.run(["spamassasin"], {})
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("MONDAY_VNU_JAR", raising=False)
    with pytest.raises(MondayError) as missing:
        programs.run(["vnu"], {})

    assert unknown.value.hint == "known tools: spamassassin, vnu, chromium, thunderbird"
    assert str(missing.value) == "vnu is not installed"


def judged(name):
    """What *name* finds in the sound issue."""
    given = sound.material()
    made = {"email.html": given.email.html.encode(), "email.eml": given.eml}
    found = check(replace(given, tools=programs.run([name], made)))
    return [(f.level, f.message) for f in found if f.rule == f"tools.{name}"]


@pytest.mark.real
@pytest.mark.browser
def test_chromium():
    """Chromium measures nothing to complain about in a sound issue."""
    tools.need("chromium", "chromium")

    assert judged("chromium") == []


@pytest.mark.real
@pytest.mark.prove
def test_vnu(monkeypatch):
    """The W3C's validator finds nothing in a sound issue."""
    tools.need("java", "default-jre-headless")
    monkeypatch.setenv("MONDAY_VNU_JAR", str(tools.module("vnu-jar/build/dist/vnu.jar")))

    assert judged("vnu") == []


@pytest.mark.real
def test_spamassassin():
    """SpamAssassin gives a sound issue no points that matter."""
    tools.need("spamassassin", "spamassassin")

    assert [f for f in judged("spamassassin") if f[0] == "error"] == []
