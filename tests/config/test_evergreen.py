"""evergreen.toml: the editor's standing articles."""

from datetime import date

import pytest

from pipeline import config
from pipeline.config.evergreen import load_evergreen, read_evergreen
from pipeline.errors import ConfigError

NEWSLETTER = '[newsletter]\ntitle = "T"\n[[feeds]]\nurl = "sample:a"\nname = "A"\n'
ITEM = '[[standing]]\ntitle = "Rest"\nurl = "https://a.example/rest"\nsource = "A"\nreview = 2027-05-01\n'


def test_none(tmp_path):
    """No file is an empty shelf."""
    assert load_evergreen(config.read(NEWSLETTER, tmp_path)) == ()


def test_one(tmp_path):
    """An item has a title, an address, a source and a review date; the rest may follow."""
    (tmp_path / "evergreen.toml").write_text(ITEM)

    (item,) = load_evergreen(config.read(NEWSLETTER, tmp_path))

    assert ("Rest", date(2027, 5, 1), "how-to") == (item.title, item.review, item.format)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(ITEM + 'topc = "x"', "evergreen.toml:6: unknown key 'topc'", id="typo"),
        pytest.param(ITEM.replace("https://a.example/rest", "a.example"), "evergreen.toml:3: url:", id="no address"),
        pytest.param(ITEM.replace("https://a.example/rest", ""), "evergreen.toml:3: url:", id="empty address"),
        pytest.param(ITEM.replace("2027-05-01", "5"), "evergreen.toml:5: review:", id="no date"),
    ],
)
def test_broken(text, message):
    """What is wrong is said with its line."""
    with pytest.raises(ConfigError) as caught:
        read_evergreen(text)

    assert str(caught.value).startswith(message)
