"""What is installed beside our own code: wanted for a reason, locked by hash, from no address of its own."""

import ast
import json
import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.newsletter import ROOT

PYPROJECT = (ROOT / "pyproject.toml").read_text()
PROJECT = tomllib.loads(PYPROJECT)
GROUPS = PROJECT["dependency-groups"]
LOCKS = {
    "requirements.lock": [*PROJECT["project"]["dependencies"], *GROUPS["build"]],
    "requirements-test.lock": [*PROJECT["project"]["dependencies"], *GROUPS["build"], *GROUPS["test"]],
}
NOT_IMPORTED = {
    "markdown-it-py": "compose/twin imports it as markdown_it",
    "pillow": "imported as PIL",
    "tzdata": "zoneinfo finds it by itself",
}


def pins(lock: str) -> dict[str, set[str]]:
    """The versions that a lock file pins, by name; where machines differ there are several."""
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)", (ROOT / lock).read_text(), re.M):
        found.setdefault(canonicalize_name(name), set()).add(version)
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_says_what_pyproject_asks(lock):
    """Every dependency is pinned to a version that pyproject allows, and each pin's reason is in pyproject or a pin."""
    locked = pins(lock)
    wanted = [Requirement(line) for line in LOCKS[lock]]

    wrong = [str(r) for r in wanted if not all(v in r.specifier for v in locked.get(canonicalize_name(r.name), {"0"}))]
    assert wrong == [], "run: make lock"
    blocks = re.split(r"\n(?=\S)", (ROOT / lock).read_text().strip())
    reasons = {canonicalize_name(re.split(r"[\[=]", b)[0]): set(re.findall(r"# +(?:via )?(\S+)", b)) for b in blocks}
    known = {"via", *reasons, "monday-five", "(pyproject.toml)", "monday-five:build", "monday-five:test"}
    assert {
        name: names for name, names in reasons.items() if not names or not {n.split("[")[0] for n in names} <= known
    } == {}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_hashes_and_no_address(lock):
    """Whatever is downloaded is checked against a hash; where from is the machine's own business."""
    text = (ROOT / lock).read_text()
    blocks = re.split(r"\n(?=\S)", text.strip())

    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []
    assert re.findall(r"https?://\S+|--index\S*|--find-links\S*", text) == []


def test_the_test_lock_only_adds():
    """What tests run with is what people install: the same versions, and more."""
    ours, tests = pins("requirements.lock"), pins("requirements-test.lock")

    assert ours == {name: tests.get(name) for name in ours}


def test_each_dependency_has_its_reason():
    """Beside each dependency stands, in words, what it is here for."""
    names = [r for lines in LOCKS.values() for r in lines]
    bare = [name for name in names if not re.search(rf'^\s*"{re.escape(name)}",?\s*#\s*\w+', PYPROJECT, re.M)]

    assert {"hatchling>=1.26", "editables>=0.5"} >= set(bare)  # these two share one line with one reason


def test_each_dependency_is_used():
    """A runtime dependency that nothing imports is gone."""
    trees = [ast.parse(path.read_text()) for path in (ROOT / "pipeline").rglob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    imported = {a.name.split(".")[0] for node in nodes if isinstance(node, ast.Import) for a in node.names}
    imported |= {str(node.module).split(".")[0] for node in nodes if isinstance(node, ast.ImportFrom)}

    assert set(NOT_IMPORTED) == {Requirement(r).name for r in PROJECT["project"]["dependencies"]} - imported


def test_the_packages_of_npm_are_locked():
    """Both tools that tests take from npm are exact versions with a hash, and nobody's scripts run."""
    folder = ROOT / "tests" / "real"
    wanted = json.loads((folder / "package.json").read_text())["dependencies"]
    locked = json.loads((folder / "package-lock.json").read_text())["packages"]

    assert wanted == {name: locked[f"node_modules/{name}"]["version"] for name in wanted}
    assert all(each["integrity"].startswith("sha512-") for name, each in locked.items() if name)
    assert "ignore-scripts=true" in (folder / ".npmrc").read_text()
