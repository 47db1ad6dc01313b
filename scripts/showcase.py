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

from tests.newsletter import call  # noqa: E402

MONDAY, DRAFTED, APPROVED = "2026-11-16", "2026-11-13T09:00", "2026-11-13T10:00"
INTRO = "Do one small thing today. **Rest** when you are tired."


def issue(folder: Path) -> Path:
    """The sample newsletter's issue in *folder*, with an editor's intro, approved as a rehearsal; its folder."""
    home = folder / "issues" / MONDAY
    steps = (("run", "--issue", MONDAY), ("approve", "--issue", MONDAY, "--sample", "--by", "an editor"))
    call(folder, "init")
    _done(call(folder, *steps[0], now=DRAFTED))
    text = (home / "issue.toml").read_text()
    (home / "issue.toml").write_text(text.replace('intro = """"""', f'intro = """{INTRO}"""', 1))
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
    argv = [sys.executable, "-m", "pytest", "-q", "tests/browser/test_matrix.py", "-k", "sheet"]
    subprocess.run(argv, cwd=ROOT, env={**os.environ, "REFRESH": "1"}, check=True)


if __name__ == "__main__":
    main()
