"""Makes what the repository shows: the committed issue, and the pictures in README and docs.

Usage: python scripts/showcase.py
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from click.testing import Result  # noqa: E402  after the path

from pipeline.issue import Document  # noqa: E402  after the path
from tests.newsletter import call  # noqa: E402  after the path

MONDAY, DRAFTED, APPROVED = "2026-11-16", "2026-11-13T09:00", "2026-11-13T10:00"
INTRO = "Do one small thing today. **Rest** when you are tired."
STORIES = (
    (3, "**Pick one thing** you loved before your stroke. **Try the easiest part** for 10 minutes this week."),
    (4, "Ask your doctor when you can go back. **Start with a few hours.** Tell your boss what helps."),
    (2, "Look for **large buttons**, clear words, and a way to track what you did. Try the free version for a week."),
    (3, "**Sit down with the family** for half an hour. Make a list of all the tasks."),
    (2, "Let the phone **guess the next word**. Use a picture when you are stuck."),
)
"""What an editor makes of the draft: how many minutes each article takes, and its blurb."""


def issue(folder: Path) -> Path:
    """The sample newsletter's issue in *folder*, with an editor's words, approved as a rehearsal; its folder."""
    home = folder / "issues" / MONDAY
    steps = (("run", "--issue", MONDAY), ("approve", "--issue", MONDAY, "--sample", "--by", "an editor"))
    call(folder, "init")
    _done(call(folder, *steps[0], now=DRAFTED))
    edited = Document((home / "issue.toml").read_text()).set("", 0, "intro", INTRO)
    for n, (minutes, blurb) in enumerate(STORIES):
        edited = edited.set("story", n, "minutes", minutes).set("story", n, "blurb", blurb)
    (home / "issue.toml").write_text(edited.text)
    _done(call(folder, *steps[0], now=DRAFTED))
    _done(call(folder, *steps[1], now=APPROVED))
    return home


def _done(result: Result) -> None:
    if result.exit_code:
        sys.exit(result.stderr)


def main() -> None:
    """Write the issue and the pictures."""
    import picture
    import tutorial

    with tempfile.TemporaryDirectory() as folder:
        made = issue(Path(folder))
        shutil.rmtree(ROOT / "issues" / MONDAY)
        shutil.copytree(made, ROOT / "issues" / MONDAY)
    picture.main()
    tutorial.main()
    argv = [sys.executable, "-m", "pytest", "-q", "tests/browser", "-k", "test_sheet or test_pictures_for_the_docs"]
    asked = {"REFRESH": "1", "MONDAY_PICTURES": str(ROOT / "docs")}
    subprocess.run(argv, cwd=ROOT, env={**os.environ, **asked}, check=True)


if __name__ == "__main__":
    main()
