"""Every error that the command can end with, provoked and printed: tests/golden/errors.txt is there to be read.

Refresh: `REFRESH=1 pytest tests/gallery`, then review the diff.
"""

import os
import re
import shutil
from contextlib import ExitStack

import pytest

from tests.gallery import by_hand, machine, network, sending  # noqa: F401  each puts its cases into CASES
from tests.gallery.frame import CASES, World
from tests.newsletter import ROOT, call

GOLDEN = ROOT / "tests" / "golden" / "errors.txt"
SHOWN: dict[str, str] = {}


@pytest.fixture(scope="module")
def drafted(tmp_path_factory):
    """A newsletter with this week's draft."""
    folder = tmp_path_factory.mktemp("gallery") / "newsletter"
    folder.mkdir()
    call(folder, "init")
    assert call(folder, "run", "--issue", "next").exit_code == 0
    return folder


def shown(title, drafted, tmp_path, monkeypatch) -> str:
    """What one case makes the command say, without what differs from machine to machine."""
    folder = tmp_path / "newsletter"
    shutil.copytree(drafted, folder)
    monkeypatch.setenv("COLUMNS", "100")
    with ExitStack() as stack:
        world = World(folder=folder, patch=monkeypatch, stack=stack)
        CASES[title](world)
    text = "\n".join(world.said).replace(str(folder), "FOLDER").replace(str(tmp_path), "OUTSIDE")
    text = re.sub(r"^(?:collect|choose|compose|check|archive|Looking for).*\n", "", text, flags=re.M)
    text = re.sub(r"(127\.0\.0\.1[: ,(']+|port )\d{4,5}", r"\1PORT", text)
    return f"== {title}\n{text}\n"


def complaints(text: str) -> list[str]:
    """The parts of *text* that tell what went wrong."""
    return re.findall(r"^(?:Error: |Warning: |\d{4}-\d\d-\d\d.* broken ).*(?:\n  .*)*", text, re.M)


@pytest.mark.golden
@pytest.mark.parametrize("title", CASES)
def test_case(title, drafted, tmp_path, monkeypatch):
    """The words are those of the golden file; each ends with what to do, and no bug shows through."""
    found = shown(title, drafted, tmp_path, monkeypatch)

    SHOWN[title] = found
    assert complaints(found), found
    assert "Traceback" not in found
    if not os.environ.get("REFRESH"):
        assert golden()[title] == found


def golden() -> dict[str, str]:
    """The golden file's cases."""
    return {part.split("\n")[0]: f"== {part}" for part in re.split(r"^== ", GOLDEN.read_text(), flags=re.M)[1:]}


@pytest.mark.golden
def test_nothing_else_is_in_the_golden_file():
    """The golden file holds these cases, in this order."""
    if os.environ.get("REFRESH"):
        GOLDEN.write_text("".join(SHOWN[title] for title in CASES))
    assert list(CASES) == list(golden())
