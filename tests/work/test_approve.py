"""What settings and pages allow leads to an issue that can be approved."""

import os
import pty
import re
import subprocess
from pathlib import Path

import pytest

from pipeline.archive import State
from tests.newsletter import DAY, ROOT, argv, call, drafted, plain

PAGE = (ROOT / "docs" / "another-condition.md").read_text()
FILES = dict(re.findall(r"`(templates/[\w/.]+)`:\n\n```\w+\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE))
"""What the page tells to write into which file."""
FILES["templates/email/emergency.txt"] = re.sub(r"</?\w[^>]*>", " ", FILES["templates/email/emergency.html"])
SIGNS = next(line for line in PAGE.splitlines() if line.startswith('signs = ["'))
TOPICS = {
    "fatigue": ("Pacing yourself after a brain injury", "Rest before you feel worn out. Tell others how you feel."),
    "memory": (
        "A diary helps your memory after a head injury",
        "Write each plan down in a diary. Look at it at breakfast.",
    ),
    "headache": ("Headaches after concussion: tips", "Dim the lights, and ask for less noise. Drink some water."),
    "sleep": ("Sleep better after a brain injury", "Go to bed at the same time. Keep each nap short."),
    "family": ("For partners: living with brain injury", "Carers need rest too. Ask one person for help each week."),
}


def test_a_home_beyond_ascii(tmp_path):
    """A newsletter whose home has an umlaut is approved like any other."""
    path = plain(tmp_path) / "newsletter.toml"
    path.write_text(path.read_text().replace("https://news.river", "https://über.river"))
    assert call(tmp_path, "run", "--issue", "next").exit_code == 0

    said = call(tmp_path, "approve", "--by", "A. E.")

    assert (said.exit_code, said.stderr) == (0, "")


@pytest.fixture
def miscounted(tmp_path) -> Path:
    """A draft whose subject counts more articles than there are."""
    drafted(tmp_path)
    path = tmp_path / "issues" / DAY / "issue.toml"
    assert "+ 4 more" in path.read_text()
    path.write_text(path.read_text().replace("+ 4 more", "+ 7 more"))
    return tmp_path


def test_a_subject_that_names_something_else_needs_a_flag_in_a_script(miscounted):
    """Without a terminal it is approved only with `--intentional`; a rehearsal needs no such word."""
    refused = call(miscounted, "approve", "--by", "A. E.")

    assert (refused.exit_code, refused.stdout) == (4, "")
    assert "mentions something that is not in this issue" in refused.stderr
    assert "monday approve --intentional" in refused.stderr
    assert call(miscounted, "approve", "--sample").exit_code == 0
    assert call(miscounted, "approve", "--by", "A. E.", "--intentional").exit_code == 0
    assert State.APPROVED in call(miscounted, "status").stdout


@pytest.mark.parametrize(("answer", "code"), [("n", 4), ("y", 0)])
def test_a_subject_that_names_something_else_is_asked_about(miscounted, answer, code):
    """On a terminal the question comes first; no leaves the issue as it was."""
    here, there = pty.openpty()
    os.write(here, f"{answer}\n".encode())
    words = argv(miscounted, "approve", "--by", "A. E.")
    env = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
    done = subprocess.run(words, stdin=there, capture_output=True, text=True, env=env, check=False, timeout=120)
    os.close(here)
    os.close(there)

    assert done.returncode == code, done.stderr
    assert "Is that intentional?" in done.stderr
    assert "+ 7 more" in done.stderr
    ledger = (miscounted / "issues" / DAY / "ledger.jsonl").read_text()
    assert ('"kind": "approved"' in ledger) == (answer == "y")


@pytest.fixture
def another(tmp_path) -> Path:
    """A newsletter on brain injury, as far as the page's own profile; its templates are still the shipped ones."""
    shipped = (ROOT / "pipeline" / "data" / "brain-injury.toml").read_text()
    (tmp_path / "my-profile.toml").write_text(f"{SIGNS}\n{shipped}")
    plain(tmp_path, '[choose]\nprofile = "my-profile.toml"', TOPICS)
    said = call(tmp_path, "run", "--issue", "next", "--until", "choose")
    assert said.exit_code == 0, said.output
    return tmp_path


def approved(folder):
    """What `monday approve` says after the page's steps."""
    for name, source in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source)
    for place in range(1, 6):  # those that need no reading say so
        call(folder, "edit", "read", str(place), "--by", "A. E.")
    return call(folder, "approve", "--by", "A. E.")


def test_another_condition(another):
    """The page's steps, followed one by one, end in an issue that can be approved and speaks of no stroke."""
    said = approved(another)

    assert (said.exit_code, said.stderr) == (0, "")
    made = another / "issues" / DAY
    assert {"templates/email/emergency.html", "templates/email/emergency.txt"} == set(FILES)
    for name in ("email.html", "email.txt", "web.html"):
        words = (made / name).read_text()
        assert "Call 911 now" in words
        assert "igns of a stroke" not in words


def test_the_share_of_carers(another):
    """The balance counts the articles for carers by the profile's own mark; without one it tells no share."""
    approved(another)

    assert "caregivers 20%" in call(another, "balance").stdout
    path = another / "my-profile.toml"
    path.write_text(path.read_text().replace("carers = true\n", ""))

    assert "caregivers" not in call(another, "balance").stdout.splitlines()[0]


def test_the_signs_of_another_condition(another):
    """While the templates still name the signs of a stroke, the profile's own are missing, and each is named."""
    said = call(another, "approve", "--by", "A. E.")

    assert said.exit_code == 4
    assert "not approved: signs of an emergency are missing: headache, vomiting, seizure, sleepy" in said.stderr
