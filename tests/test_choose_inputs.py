"""Pools that are not as one would wish: clear words, the right exit code, nothing lost."""

import json
from collections.abc import Iterable
from html import escape
from pathlib import Path

import pytest

from tests.newsletter import DAY, call

GOOD = [
    ("hand", "Wake up your hand after a stroke", "Scrunch a towel with your fingers. Do it five times and rest."),
    ("tired", "Tired after a stroke: plan your day", "Rest before you feel worn out. Tell your family how you feel."),
    ("speech", "Finding words with aphasia after a stroke", "Describe the word. Give yourself time to say it."),
    ("carers", "Caring for your partner after a stroke", "You need rest too. Ask one person for help each week."),
    ("walking", "Walking again after a stroke", "Start with the garden path. Use your stick and go slowly."),
    ("sleep", "Sleep better after a stroke", "Go to bed at the same time. Keep your naps short."),
]
FRESH = "Wed, 18 Nov 2026 08:00:00 +0000"


def newsletter(folder: Path, feeds: dict[str, Iterable[tuple[str, str, str]]], more: str = "") -> Path:
    """A newsletter with one local feed a source; items are (title, text, date)."""
    settings = f'[newsletter]\ntitle = "T"\n[collect]\nfetch_picks = false\n{more}'
    (folder / "feeds").mkdir()
    for name, items in feeds.items():
        entries = "".join(
            f"<item><title>{escape(title)}</title><link>https://{name}.org.uk/{number}</link>"
            f"<pubDate>{date}</pubDate><description>{escape(text)}</description></item>"
            for number, (title, text, date) in enumerate(items)
        )
        (folder / "feeds" / f"{name}.xml").write_text(f'<rss version="2.0"><channel>{entries}</channel></rss>')
        settings += f'[[feeds]]\nurl = "feeds/{name}.xml"\nname = "{name.title()} Trust"\ntier = "A"\n'
    (folder / "newsletter.toml").write_text(settings)
    return folder


def good(date: str = FRESH) -> dict[str, list[tuple[str, str, str]]]:
    return {name: [(title, text, date)] for name, title, text in GOOD}


def chosen(folder: Path) -> tuple[int, str, dict]:
    call(folder, "collect")
    said = call(folder, "choose", "--json")
    return said.exit_code, said.stderr, json.loads(said.stdout)


@pytest.mark.parametrize(
    ("items", "code"),
    [
        pytest.param([("Marcher après un AVC", "Il faut du temps pour marcher et pour parler avec les autres. " * 4,
                       FRESH)], "language", id="another language"),
        pytest.param([("", "", FRESH)], "", id="nothing at all"),
        pytest.param([("Stroke recovery", "word " * 40_000, FRESH)], "", id="200 KB of text"),
        pytest.param([(f"Notice {n}: stroke ward meeting", "The meeting is on Friday.", FRESH) for n in range(900)],
                     "", id="900 items of one feed"),
    ],
)  # fmt: skip
def test_odd_items_beside_good_ones(tmp_path, items, code):
    """Whatever else the week brings, the good five are found, and odd items get a verdict with a reason."""
    exit_code, _, answer = chosen(newsletter(tmp_path, {**good(), "odd": items}))

    assert exit_code == 0
    assert len(answer["picks"]) == 5
    assert not any("odd.org.uk" in pick["url"] for pick in answer["picks"])
    odd = [e for name in ("bench", "held", "rejected") for e in answer[name] if "odd.org.uk" in e["url"]]
    assert len(odd) >= (0 if items[0][0] == "" else 1)
    assert all(e["reason"]["code"] for e in odd)
    assert not code or {code} == {e["reason"]["code"] for e in odd}


def test_everything_is_held(tmp_path):
    """When every candidate makes an unsafe claim, none is picked, all wait for an editor, and the week is exit 3."""
    unsafe = {
        name: [(f"{title}: a miracle cure in 7 days", f"Guaranteed. Stop taking your tablets. {text}", FRESH)]
        for name, title, text in GOOD
    }

    exit_code, said, answer = chosen(newsletter(tmp_path, unsafe))

    explained = call(tmp_path, "choose", "--explain")
    run = call(tmp_path, "run", "--issue", DAY)
    assert 3 == exit_code == explained.exit_code == run.exit_code
    assert answer["picks"] == []
    assert "No article was picked" in explained.stdout
    assert explained.stdout.count("may tell readers") + explained.stdout.count("may promise") >= 6
    for said_too in (said, run.stderr):
        assert f"to see every article, and why: monday choose --explain --issue {DAY}\n" in said_too
    assert "--explain" not in explained.stderr
    assert len(answer["held"]) == 6
    assert all(e["reason"]["matched"] for e in answer["held"])
    assert "Hint: " in said
    assert not (tmp_path / "issues" / DAY / "issue.toml").exists()


def test_nothing_is_fresh(tmp_path):
    """News from long ago does not fill an issue: exit 3 says what was missing."""
    stale = {
        name: [(f"{title}, says a new report", text, "Wed, 18 Nov 2020 08:00:00 +0000")] for name, title, text in GOOD
    }

    exit_code, said, answer = chosen(newsletter(tmp_path, stale))

    assert exit_code == 3
    assert "6 articles considered (6 old)" in said
    assert [e["reason"]["code"] for e in answer["rejected"]] == ["old"] * 6


def test_old_advice_asks_for_a_look(tmp_path):
    """How-to advice has no age limit, but after three years an editor is asked to look again."""
    old = {name: [(f"How to do it: {title}", text, "Wed, 18 Nov 2020 08:00:00 +0000")] for name, title, text in GOOD}

    exit_code, said, answer = chosen(newsletter(tmp_path, old))

    assert exit_code == 0
    assert 5 == len(answer["picks"]) == said.count("is from 2020: check that it still holds")


@pytest.mark.parametrize(
    ("profile", "words"),
    [
        ("[topics\n", "profile.toml:1:"),
        ("nonsense = 1\n", "profile.toml:"),
        (None, "profile"),
    ],
)
def test_a_broken_profile_is_named(tmp_path, profile, words):
    """A profile that cannot be read is exit 78, with its file and what to do."""
    newsletter(tmp_path, good(), more='[choose]\nprofile = "profile.toml"\n')
    if profile is not None:
        (tmp_path / "profile.toml").write_text(profile)
    call(tmp_path, "collect")

    said = call(tmp_path, "choose")

    assert said.exit_code == 78
    assert words in said.stderr
    assert "Hint: " in said.stderr
