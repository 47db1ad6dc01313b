"""How long a person waits: `monday --help` against a bare `import click`, and a second, unchanged run on the sample."""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = {**{k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}, "PYTHONPATH": str(ROOT)}
MONDAY = [sys.executable, "-c", "from pipeline.__main__ import main; main()"]  # as the installed script does


def wall(command: Sequence[str], times: int = 15) -> float:
    """The median wall time of a process, in seconds; the first, which may compile, does not count."""
    taken = []
    for _ in range(times + 1):
        start = time.perf_counter()
        subprocess.run(command, env=ENVIRONMENT, cwd=ROOT, capture_output=True, check=True)
        taken.append(time.perf_counter() - start)
    return statistics.median(taken[1:])


def cpu(command: Sequence[str]) -> float:
    """The CPU time of one process and its children, in seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=ENVIRONMENT, cwd=ROOT, capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    bare = wall([sys.executable, "-c", "import click"])
    shown = wall([*MONDAY, "--help"])
    print(f"{'import click':32} {bare * 1000:7.0f} ms   1.00")
    print(f"{'monday --help':32} {shown * 1000:7.0f} ms   {shown / bare:.2f}   (asked: at most 1.3)")
    with tempfile.TemporaryDirectory() as folder:
        run = [*MONDAY, "-C", folder, "run", "--issue", "next"]
        cpu([*MONDAY, "init", folder])
        first, second = cpu(run), min(cpu(run) for _ in range(5))
        least = min(cpu([sys.executable, "-c", "import click"]) for _ in range(5))
    print(f"{'first run on the sample':32} {first * 1000:7.0f} ms of CPU")
    ratio = f"{second / least:.1f} × import click"
    print(f"{'second, unchanged run':32} {second * 1000:7.0f} ms of CPU   {ratio} (asked: at most 10)")


if __name__ == "__main__":
    main()
