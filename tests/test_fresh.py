"""The studio on a real newsletter: whatever its render is made from, a change of it shows, and nothing old stays."""

import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.archive import ledger
from pipeline.config import load
from pipeline.config.resources import shipped_templates
from pipeline.model import Event
from pipeline.preview import Studio, serving
from tests.newsletter import DAY, call
from tests.preview import door
from tests.preview.test_live import source, waiting

SUBJECT = 'subject = "Steady steps"\n'


@pytest.fixture(scope="module")
def drafted(tmp_path_factory):
    folder = tmp_path_factory.mktemp("newsletter")
    assert call(folder, "init").exit_code == 0
    assert call(folder, "run", "--issue", "next").exit_code == 0
    return folder


@pytest.fixture
def newsletter(tmp_path, drafted):
    return shutil.copytree(drafted, tmp_path / "newsletter")


def studio(newsletter: Path) -> Studio:
    return Studio(load(newsletter), date.fromisoformat(DAY), clock=lambda: datetime.now(UTC), env={})


def until(address: str, heard: Callable[[], bytes], holds: Callable[[str], bool]) -> str:
    """The email's source, as soon as it is as wanted."""
    while not holds(found := source(address)):
        heard()
    return found


def test_template_comes_and_goes(newsletter):
    """A template of one's own shows; deleted, the shipped one is back; restored at once, it shows again."""
    own = newsletter / "templates" / "email" / "email.html"
    text = (shipped_templates() / "email" / "email.html").read_text()
    with serving(studio(newsletter)) as address, waiting(address) as heard:
        shipped = until(address, heard, bool)
        for words in ("one", "two"):
            own.parent.mkdir(parents=True, exist_ok=True)
            own.write_text(text.replace("</h1>", f" {words}</h1>"))
            assert shipped != until(address, heard, lambda found, words=words: f" {words}&lt;/h1&gt;" in found)
            shutil.rmtree(newsletter / "templates")
            until(address, heard, lambda found: found == shipped)

        own.parent.mkdir(parents=True)
        own.write_text(text)
        shutil.rmtree(newsletter / "templates")
        own.parent.mkdir(parents=True)
        own.write_text(text.replace("</h1>", " three</h1>"))
        until(address, heard, lambda found: " three&lt;/h1&gt;" in found)
        own.write_text(text.replace("</h1>", " four</h1>"))
        until(address, heard, lambda found: " four&lt;/h1&gt;" in found)


def test_settings(newsletter):
    """A change of newsletter.toml shows."""
    file = newsletter / "newsletter.toml"
    with serving(studio(newsletter)) as address, waiting(address) as heard:
        file.write_text(file.read_text().replace('title = "', 'title = "Brisk '))
        until(address, heard, lambda found: "Brisk" in found)


def test_past_issue(newsletter):
    """An earlier issue that gets this one's subject is told of, and no longer when it is mended."""
    issues = newsletter / "issues"
    earlier = str(date.fromisoformat(DAY) - timedelta(weeks=1))
    text = (issues / DAY / "issue.toml").read_text()
    subject = next(line for line in text.splitlines(keepends=True) if line.startswith("subject"))
    shutil.copytree(issues / DAY, issues / earlier)
    past = issues / earlier / "issue.toml"
    past.write_text(text.replace(DAY, earlier).replace(subject, SUBJECT))
    ledger.append(issues / earlier / ledger.NAME, Event(at=datetime(2026, 11, 16, 16, tzinfo=UTC), kind="public"))
    with serving(studio(newsletter)) as address, waiting(address) as heard:

        def repeats() -> bool:
            with door.get(address) as page:
                return b"earlier issue had this subject" in page.read()

        heard()
        assert not repeats()
        for new, old in ((subject, SUBJECT), (SUBJECT, subject)):
            past.write_text(past.read_text().replace(old, new))
            heard()
            assert (new == subject) == repeats()


def test_issue_is_gone(newsletter):
    """A deleted issue.toml is said in words, and it shows again once it is back."""
    file = newsletter / "issues" / DAY / "issue.toml"
    text = file.read_text()
    with serving(studio(newsletter)) as address, waiting(address) as heard:
        heard()
        before = source(address)
        file.unlink()
        heard()
        with door.get(address) as page:
            assert b"There is no November 23 issue yet" in page.read()
        file.write_text(text.replace("subject = ", SUBJECT + "# subject = "))
        assert before != until(address, heard, lambda found: "Steady steps" in found)
