"""What end-to-end tests share: a newsletter folder, and the command run as a process or in this one."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from click.testing import CliRunner, Result

from pipeline.cli import monday

ROOT = Path(__file__).resolve().parent.parent
NOW = "2026-11-20T09:00"
DAY = "2026-11-23"


def call(folder: Path, *words: str, now: str = NOW) -> Result:
    """Run the command in this process; a bug keeps its traceback."""
    return CliRunner().invoke(
        monday, ["-C", str(folder), "--now", now, *words], catch_exceptions=False, prog_name="monday"
    )


def argv(folder: Path, *words: str, now: str = NOW) -> Sequence[str]:
    """The command line of a process of its own."""
    return [sys.executable, "-m", "pipeline", "-C", str(folder), "--now", now, *words]


def process(folder: Path, *words: str, now: str = NOW) -> subprocess.CompletedProcess[str]:
    """Run the command as a process of its own, as cron does."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
    return subprocess.run(
        argv(folder, *words, now=now), capture_output=True, text=True, env=environment, check=False, timeout=120
    )


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below *folder*, but for the machine's own .monday/."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".monday" not in path.parts
    }
