"""docs/restyle.md names what there is."""

import re
from dataclasses import fields

import pytest

from pipeline.compose import view
from tests.compose import sample

PAGE = (sample.REPO_ROOT / "docs" / "restyle.md").read_text()


def row(start: str) -> set[str]:
    """The names in the second cell of the table row that begins with *start*."""
    cell = next(line for line in PAGE.splitlines() if line.startswith(f"| {start}")).split("|")[2]
    return set(re.findall(r"`(\w+)`", cell))


@pytest.mark.parametrize("name", ["email/email.html", "web/layout.html"])
def test_blocks(name):
    """Every block that can be replaced is named, and no other."""
    assert row(f"`{name}`") == set(re.findall(r"{% block (\w+)", sample.TEMPLATES[f"shipped/{name}"]))


def test_values():
    """Every field of a page and of a card is named, and no other."""
    assert row("`page` |") == {field.name for field in fields(view.Page)}
    assert row("`page.cards`") == {field.name for field in fields(view.Card)}
