"""The table of what clients support, and the script that makes it."""

import re
from datetime import date

import pytest

from pipeline.text import table
from scripts.clients import newest
from scripts.clients import table as reduce


@pytest.mark.parametrize(
    ("versions", "expected"),
    [
        pytest.param({"16.9": "n", "16.80": "y"}, "y", id="by number, not by letter"),
        pytest.param({"2019-10": "n", "16.80": "y"}, "y", id="years came before versions"),
        pytest.param({"2007": "y", "2019": "a #1"}, "a", id="notes go"),
        pytest.param({"5.0.10.2": "y", "6.0": "n"}, "n", id="parts"),
        pytest.param({}, "u", id="not tested"),
    ],
)
def test_newest(versions, expected):
    """Only the newest tested version counts."""
    assert expected == newest(versions)


def test_reduce():
    """A feature keeps its title, the day of its test and one letter per client."""
    source = {
        "nicenames": {"family": {"gmail": "Gmail"}, "platform": {"ios": "iOS"}},
        "last_update_date": "2026-05-13 10:00",
        "data": [
            {
                "slug": "css-x",
                "category": "css",
                "title": "x",
                "last_test_date": "2020-01-01",
                "stats": {"gmail": {"ios": {"2020": "y"}}},
            }
        ],
    }
    made = reduce(source, "MIT", "caniemail 1")

    assert made["clients"] == ["Gmail (iOS)"]
    assert made["features"] == {"css-x": {"title": "x", "tested": "2020-01-01", "support": "y"}}


def test_shipped_table():
    """Every feature has a letter for each client and a date; the licence's notice is kept."""
    shipped = table("clients")

    assert "MIT License" in shipped["licence"]
    assert "Copyright" in shipped["licence"]
    for feature in shipped["features"].values():
        assert re.fullmatch(f"[yanu]{{{len(shipped['clients'])}}}", feature["support"])
        assert date.fromisoformat(feature["tested"]) <= date.fromisoformat(shipped["updated"])
