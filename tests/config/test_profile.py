"""Profiles: shipped ones, an editor's own, and what is said of a broken one."""

import pytest

from pipeline import config
from pipeline.config.profile import load_profile, read_profile, shipped
from pipeline.errors import ConfigError

NEWSLETTER = '[newsletter]\ntitle = "T"\n[choose]\nprofile = "{}"\n[[feeds]]\nurl = "sample:a"\nname = "A"\n'


def test_shipped():
    """Both profiles come with the tool and are sound; superseded claims come with each."""
    assert list(shipped()) == ["brain-injury", "stroke-recovery"]
    for name in shipped():
        assert load_profile(config.read(NEWSLETTER.format(name), config.Path("."))).superseded


def test_own(tmp_path):
    """A file in the newsletter's folder is a profile too, and lists are spelled out."""
    (tmp_path / "my.toml").write_text(
        'title = "cats"\n[subject]\ncore = ["@cat", "paw"]\n[lists]\ncat = ["cat", "cats"]\n'
    )

    profile = load_profile(config.read(NEWSLETTER.format("my.toml"), tmp_path))

    assert (profile.subject.core, profile.lists["cat"]) == (("cat", "cats", "paw"), ("cat", "cats"))


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nope", "there is no profile nope"),
        ("../my.toml", "the profile ../my.toml is outside the newsletter's folder"),
    ],
)
def test_not_there(tmp_path, name, message):
    """A profile that is not there, or outside, is named with a hint."""
    with pytest.raises(ConfigError) as caught:
        load_profile(config.read(NEWSLETTER.format(name), tmp_path))

    assert (message, True) == (str(caught.value), bool(caught.value.hint))


def test_no_text(tmp_path):
    """A file in another encoding is named, as any hand-edited file is."""
    (tmp_path / "my.toml").write_bytes('title = "Gehen üben"'.encode("latin-1"))

    with pytest.raises(ConfigError, match=r"^my\.toml is not UTF-8 text$"):
        load_profile(config.read(NEWSLETTER.format("my.toml"), tmp_path))


def test_signs():
    """Signs of an emergency are words; the profile of stroke has some, another need not."""
    stroke = ("new or suddenly worse", "even if it goes away", "balance", "eyes", "face", "arm", "speech")
    found = {name: load_profile(config.read(NEWSLETTER.format(name), config.Path("."))).signs for name in shipped()}

    assert {"brain-injury": (), "stroke-recovery": stroke} == found
    with pytest.raises(ConfigError, match=r"p\.toml:2: signs"):
        read_profile('title = "x"\nsigns = [""]\n', "p.toml")


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        pytest.param('title = "x', "p.toml:1: ", "look at that line", id="syntax"),
        pytest.param('title = "x"\ntitel = 2.0\n', "p.toml:2: unknown key 'titel'", "did you mean 'title'?", id="typo"),
        pytest.param(
            'title = "x"\n[topics.hand]\nlabel = "h"\nline = "h"\ncar = true\n',
            "p.toml:5: unknown key 'car'",
            "did you mean 'care'?",
            id="in a topic",
        ),
        pytest.param(
            'title = "x"\n[[gates]]\ncode = "kind"\nwords = "w"\ntxt = []\n',
            "p.toml:5: unknown key 'txt'",
            "did you mean 'text'?",
            id="in a gate",
        ),
        pytest.param(
            'title = "x"\n[lists]\ncat = []\n[subject]\ncore = ["@cats"]\n',
            "p.toml:5: core: there is no list @cats; did you mean 'cat'?",
            "correct that line",
            id="list",
        ),
        pytest.param(
            'title = "x"\n[lists]\ncat = 5\n[subject]\ncore = ["@cat"]\n',
            "p.toml:3: cat: ",
            "",
            id="a list that is none",
        ),
        pytest.param('title = "x"\nsuperseded = 5\n', "p.toml:2: superseded: ", "", id="no rows"),
        pytest.param('title = "x"\nlists = 5\nsubject.core = ["@cat"]\n', "p.toml:2: lists: ", "", id="no lists"),
    ],
)
def test_broken(text, message, hint):
    """What is wrong in a profile is said with line, key and the likely word."""
    with pytest.raises(ConfigError) as caught:
        read_profile(text, "p.toml", superseded=[])

    assert message in str(caught.value)
    assert hint in caught.value.hint
