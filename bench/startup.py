"""How much work a start is: `monday --help` beside a bare `import click`, and a second, unchanged run on the sample."""

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = {**{k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}, "PYTHONPATH": str(ROOT)}
MONDAY = [sys.executable, "-c", "from pipeline.__main__ import main; main()"]  # as the installed script does


def cpu(command: Sequence[str]) -> float:
    """The CPU time of one process and its children, in seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=ENVIRONMENT, cwd=ROOT, capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    commands = {
        "import click": [sys.executable, "-c", "import click"],
        "monday --help": [*MONDAY, "--help"],
        "monday run --help": [*MONDAY, "run", "--help"],
    }
    rounds = [[cpu(command) for command in commands.values()] for _ in range(15)]  # in turn
    took = dict(zip(commands, map(min, *rounds), strict=True))
    bare, asked = took["import click"], {"monday --help": "   (asked: at most 1.3)"}
    for name, seconds in took.items():
        print(f"{name:32} {seconds * 1000:7.0f} ms of CPU   {seconds / bare:.2f}{asked.get(name, '')}")
    with tempfile.TemporaryDirectory() as folder:
        run = [*MONDAY, "-C", folder, "run", "--issue", "next"]
        cpu([*MONDAY, "init", folder])
        first, second = cpu(run), min(cpu(run) for _ in range(5))
    print(f"{'first run on the sample':32} {first * 1000:7.0f} ms of CPU")
    ratio = f"{second / bare:.1f} × import click"
    print(f"{'second, unchanged run':32} {second * 1000:7.0f} ms of CPU   {ratio} (asked: at most 10)")


if __name__ == "__main__":
    main()
