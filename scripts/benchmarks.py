"""Runs the benchmarks and keeps their last tables in docs/benchmarks.md: `make bench`.

Usage: python scripts/benchmarks.py [NAME…]      all of bench/ by default; the tables of others are kept
A bench that fails or takes too long is told, on the page too, and the others run all the same; the exit code is then 1.
"""
# ruff: noqa: T201, TID251  it prints and reads the clock, as the benches do

import ast
import os
import platform
import re
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "benchmarks.md"
MINUTES = 20
"""What a bench may take."""
LONGER = {"handoff": 60, "soak": 90}
"""What these may take: hundreds of whole issues, on purpose."""
HEAD = """\
# Benchmarks

<!-- Written by scripts/benchmarks.py (`make bench`). -->

The last table of each bench: `make bench`, or `python scripts/benchmarks.py NAME`. Ratios compare with peers on the
same machine, in the same minute. The machine: {machine}.
"""
TOOLS = {"fit"}
"""What is in bench/ and measures nothing: it needs the labeled articles, too."""
TOLD = 12
"""How many last lines of a failure the page shows."""


def main(names: Sequence[str]) -> int:
    """Run the benches *names* and write the page; 1 when one of them failed."""
    every = sorted(path.stem for path in (ROOT / "bench").glob("*.py") if path.stem not in TOOLS)
    if unknown := sorted(set(names) - set(every)):
        print(f"Error: there is no bench {', '.join(unknown)}\nHint: there are: {', '.join(every)}", file=sys.stderr)
        return 2
    sections = read(PAGE.read_text(encoding="utf-8") if PAGE.exists() else "")
    failed = []
    for name in names or every:
        print(f"\n{name}: {described(name).splitlines()[0]}", flush=True)
        sections[name], fine = measured(name)
        failed += [] if fine else [name]
        PAGE.write_text(written(sections, every), encoding="utf-8")  # after each: a break keeps what was measured
    if failed:
        print(f"Error: these did not end well: {', '.join(failed)}\nHint: see docs/benchmarks.md", file=sys.stderr)
    return 1 if failed else 0


def read(page: str) -> dict[str, str]:
    """The sections of a page by the bench's name."""
    found = re.split(r"^## (\w+)\n\n", page, flags=re.MULTILINE)
    return {name: body.strip() for name, body in zip(found[1::2], found[2::2], strict=True)}


def written(sections: Mapping[str, str], every: Sequence[str]) -> str:
    """The page, with a section for each bench that exists."""
    bodies = {name: f"{described(name)}\n\nNot measured yet." for name in every} | dict(sections)
    return "\n".join((HEAD.format(machine=machine()), *(f"## {name}\n\n{bodies[name]}\n" for name in every)))


def described(name: str) -> str:
    """The first paragraph of a bench's docstring."""
    source = (ROOT / "bench" / f"{name}.py").read_text(encoding="utf-8")
    return " ".join((ast.get_docstring(ast.parse(source)) or name).partition("\n\n")[0].split())


def measured(name: str) -> tuple[str, bool]:
    """A bench's section after running it, and whether it ended well."""
    minutes: float = LONGER.get(name, MINUTES)
    busy = ", on a busy machine" if os.getloadavg()[0] > cores() else ""
    command = [sys.executable, f"bench/{name}.py"]
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        out, err = process.communicate(timeout=60 * minutes)
        trouble = f"ended with exit code {process.returncode}" if process.returncode else ""
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)  # with all that it started
        out, err = process.communicate()
        trouble = f"was stopped after {minutes:g} minutes"
    took = time.perf_counter() - start
    print(out, end="" if out.endswith("\n") else "\n")
    lines = [described(name), f"{datetime.now(UTC):%Y-%m-%d}, {took:.0f} s{busy}."]
    if trouble:
        print(f"{name} {trouble}\n{err}", file=sys.stderr)
        lines.append(f"**It {trouble}.** What it printed until then:")
        out = "\n".join((out.rstrip(), *err.splitlines()[-TOLD:]))
    lines.append(f"```text\n{out.strip().replace(str(ROOT), '.')}\n```")
    return "\n\n".join(lines), not trouble


def machine() -> str:
    """What it runs on."""
    return f"{cores()} cores, {platform.system()}, Python {platform.python_version()}"


def cores() -> int:
    """How many processor cores a bench may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
