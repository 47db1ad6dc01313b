"""An issue that nothing has changed for is not composed and checked again; whatever changes, it is."""

import json
import shutil
import subprocess
import sys

import pytest

from pipeline.config.profile import shipped
from pipeline.config.resources import shipped_templates
from pipeline.work import last_build
from tests.check.sound import png
from tests.config.test_ebook import plain_pdf
from tests.newsletter import DAY, NOW, ROOT, call, plain
from tests.tools import untraced

LAST = ".monday/last-build.json"
MORE = """\
[ebook]
file = "ebook.pdf"
[choose]
profile = "own.toml"
"""


@pytest.fixture(scope="module")
def drafted(tmp_path_factory):
    """A newsletter with an ebook, a logo, a profile and a picture of its own, its draft built by a run."""
    folder = plain(tmp_path_factory.mktemp("drafted"), MORE)
    change(
        folder, "newsletter.toml", "[newsletter]\n", '[newsletter]\nbrand = { logo = "logo.png", logo_alt = "River" }\n'
    )
    (folder / "ebook.pdf").write_bytes(plain_pdf())
    (folder / "logo.png").write_bytes(png(240, 48))
    (folder / "own.toml").write_text(shipped()["stroke-recovery"])
    assert call(folder, "run", "--issue", "next", "--until", "choose").exit_code == 0
    change(folder, f"issues/{DAY}/issue.toml", "[[story]]\n", '[[story]]\nimage = "hand.png"\nimage_alt = "A hand"\n')
    (folder / "issues" / DAY / "hand.png").write_bytes(png(528, 297))
    run(folder)
    return folder


@pytest.fixture
def newsletter(drafted, tmp_path):
    """A copy of it for one test."""
    folder = shutil.copytree(drafted, tmp_path / "newsletter")
    run(folder)  # at another place it is another newsletter
    return folder


def run(folder):
    return call(folder, "run", "--issue", "next")


def change(folder, name, old, new):
    text = (folder / name).read_text()
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1))


def made(folder):
    """The files that an issue is built to."""
    names = ("email.html", "email.txt", "email.eml", "web.html", "checks.json")
    return {name: (folder / "issues" / DAY / name).read_bytes() for name in names}


def test_an_unchanged_run_imports_neither_templates_nor_styles(newsletter):
    """A second run that has nothing to do loads no template engine, no inliner, no stage that it does not need."""
    idle = "jinja2 premailer lxml feedparser aiohttp sqlite3 pipeline.choose pipeline.collect pipeline.compose".split()
    code = "import sys, pipeline.cli as c\ntry: c.main()\nexcept SystemExit: pass\n"
    code += f"print([name for name in {idle} if name in sys.modules])"
    words = [sys.executable, "-c", code, "-C", str(newsletter), "--now", NOW, "run", "--issue", "next"]
    before = made(newsletter)

    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True, env=untraced())

    assert "Nothing has changed since the last run." in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"
    assert made(newsletter) == before


@pytest.mark.parametrize(
    "edit",
    [
        lambda folder: change(folder, f"issues/{DAY}/issue.toml", 'subject = "', 'subject = "New: '),
        lambda folder: change(folder, "newsletter.toml", "4 River Lane", "6 River Lane"),
        lambda folder: change(folder, "own.toml", 'label = "', 'label = "all about '),
        lambda folder: (folder / "logo.png").write_bytes(png(48, 48)),
        lambda folder: (folder / "ebook.pdf").unlink(),
        lambda folder: (folder / "issues" / DAY / "hand.png").unlink(),
        lambda folder: (folder / "issues" / "sent-before.txt").write_text("https://hand.org.uk/a\n"),
        lambda folder: own_template(folder),
    ],
    ids=["issue", "settings", "profile", "logo", "ebook", "picture", "memory", "template"],
)
def test_whatever_goes_into_an_issue_builds_it_again(newsletter, edit):
    """After a change of anything that an issue is made from or judged by, a run gives what composing it gives."""
    before = made(newsletter)
    edit(newsletter)

    run(newsletter)
    after = made(newsletter)
    call(newsletter, "compose")

    assert after != before
    assert after == made(newsletter)


def own_template(folder):
    path = folder / "templates" / "email" / "email.txt"
    path.parent.mkdir(parents=True)
    path.write_text((shipped_templates() / "email" / "email.txt").read_text() + "One line more.\n")


def test_another_program_builds_it_again(newsletter, monkeypatch):
    """What another version, or other libraries, may make differently is made again."""
    path = newsletter / LAST
    before = json.loads(path.read_text())["seal"]
    monkeypatch.setattr(last_build, "DATA", newsletter / "pipeline" / "data")

    run(newsletter)

    assert json.loads(path.read_text())["seal"] != before


def test_files_that_somebody_changed_are_written_again(newsletter):
    """Nothing but the files on the disk counts as written."""
    before = made(newsletter)
    (newsletter / "issues" / DAY / "email.eml").write_bytes(b"other words")
    (newsletter / "issues" / DAY / "web.html").unlink()

    said = run(newsletter)

    assert "compose: 2 files changed" in said.stderr
    assert made(newsletter) == before


@pytest.mark.parametrize("damage", [b"", b"[]", b'{"seal": 1}', b"\xff"])
def test_a_damaged_memory_of_the_last_build_costs_time_only(newsletter, damage):
    """The issue is built as if nothing were known."""
    before = made(newsletter)
    (newsletter / LAST).write_bytes(damage)

    run(newsletter)

    assert made(newsletter) == before
    assert json.loads((newsletter / LAST).read_text())["files"].keys() == before.keys()
