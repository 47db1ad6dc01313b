"""A release is one number, in one place, and the changelog says what whoever upgrades must do."""

import re
import tomllib

from pipeline import __version__
from tests.newsletter import ROOT

CHANGELOG = (ROOT / "CHANGELOG.md").read_text()
KINDS = ["What you must do", "Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"]


def test_one_place_has_the_version():
    """The build reads the number from the package; nothing else states it, but for the changelog."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "Containerfile", ROOT / "Makefile"]

    assert project["dynamic"] == ["version"]
    assert [path.name for path in pages if f"{__version__}" in path.read_text()] == ["CHANGELOG.md"]


def test_the_newest_release_is_this_one():
    """Releases stand in the order of their numbers and dates, newest first, below what is not released yet."""
    heads = re.findall(r"^## (.*)", CHANGELOG, re.M)
    releases = [re.fullmatch(r"\[(\d+\.\d+\.\d+)\] - (\d{4}-\d\d-\d\d)", head).groups() for head in heads[1:]]

    assert heads[0] == "[Unreleased]"
    assert releases[0][0] == __version__
    assert releases == sorted(releases, reverse=True)


def test_each_kind_of_change_has_its_place():
    """The parts of a release are those of Keep a Changelog, in its order; what to do comes first."""
    for release in re.split(r"^## ", CHANGELOG, flags=re.M)[1:]:
        kinds = re.findall(r"^### (.*)", release, re.M)
        assert kinds == [kind for kind in KINDS if kind in kinds]
