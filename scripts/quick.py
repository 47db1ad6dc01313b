"""Runs the tests that a change most likely breaks, nearest first, within a minute: `make quick`.

A change is whatever differs from `origin/main` (or `main`), committed or not. Files on the command line stand for it.
"""

import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 45
ALWAYS = ("tests/test_layout.py", "tests/test_house.py")
BESIDE = {  # what no import shows: files that are not Python, and the tests that read them
    "docs/": ("tests/test_docs.py", "tests/test_prose.py"),
    "README.md": ("tests/test_docs.py", "tests/test_prose.py"),
    "templates/": ("tests/compose", "tests/check/test_rules.py"),
    "pipeline/cli/": ("tests/test_cli.py", "tests/test_docs.py"),
    "pipeline/config/": ("tests/test_docs.py",),
    "pipeline/check/": ("tests/check", "tests/test_docs.py"),
    "pipeline/data/": ("tests/choose", "tests/config"),
    "pipeline/errors.py": ("tests/gallery",),
    "pyproject.toml": ("tests/test_supply.py", "tests/test_release.py"),
    "requirements": ("tests/test_supply.py",),
    "issues/": ("tests/test_sample.py",),
}
TABLES = ("tests/check/test_rules.py", "tests/check/test_near_misses.py", "tests/compose/test_golden.py")
"""What is asked first of those: a line there for every rule, and the email as it was last reviewed."""


def git(*words: str) -> list[str]:
    """The lines that git prints; none where it cannot answer."""
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False).stdout.splitlines()


def changed() -> list[str]:
    """Files that differ from where this work began, with those that git does not know yet."""
    base = next((point for name in ("origin/main", "main") for point in git("merge-base", "HEAD", name)), "HEAD")
    return sorted({*git("diff", "--name-only", base), *git("ls-files", "--others", "--exclude-standard")})


def mentions(test: str, path: str) -> bool:
    """Whether the text of *test* imports the module at *path*."""
    package, _, name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".").rpartition(".")
    module = rf"import {package}\.{name}\b|from {package}\.{name} import|from {package} import [^\n]*\b{name}\b"
    return bool(re.search(module, (ROOT / test).read_text(encoding="utf-8")))


def nearest(path: str, tests: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The tests of one changed file, each with how far it is from the change: 0 is the nearest."""
    folder, stem = Path(path).parent.as_posix(), Path(path).stem
    mirrored = folder.replace("pipeline", "tests", 1)
    for test in tests:
        here = Path(test).parent.as_posix()
        if test == path:
            yield 0, test
        elif here == mirrored and Path(test).stem.startswith(f"test_{stem}"):
            yield 1, test
        elif path.startswith("pipeline/") and here == mirrored and here != "tests":
            yield 3 - mentions(test, path), test
        elif path.endswith(".py") and mentions(test, path):
            yield 4, test
    for prefix, beside in BESIDE.items():
        if path.startswith(prefix):
            found = (test for name in beside for test in tests if test == name or test.startswith(f"{name}/"))
            yield from ((1 if test in TABLES else 3, test) for test in found)


def chosen(paths: Sequence[str]) -> list[str]:
    """The test files for these changed files, nearest first."""
    tests = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("test_*.py"))
    tests = [test for test in tests if "node_modules" not in test]
    distance = dict.fromkeys(ALWAYS, 3)
    for path in paths:
        for far, test in nearest(path, tests):
            distance[test] = min(far, distance.get(test, far))
    return sorted(distance, key=lambda test: (distance[test], test))


def main(names: Sequence[str]) -> int:
    paths = list(names) or changed()
    tests = chosen(paths)
    print(f"{len(paths)} changed files, {len(tests)} test files, nearest first:", flush=True)
    more = [f"  … and {len(tests) - 12} more"] if tests[12:] else []
    print("\n".join([*(f"  {test}" for test in tests[:12]), *more]), flush=True)
    both = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")
    which = ("-m", "not prove and not browser", f"--within={SECONDS}")
    return subprocess.call([sys.executable, "-m", "pytest", "-q", *both, *which, *tests], cwd=ROOT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
