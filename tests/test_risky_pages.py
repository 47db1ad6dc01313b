"""The pages of the picks are read before the draft: what they say can hold an article, or ask for a reading."""

import json

import pytest

from pipeline import issue
from tests.newsletter import DAY, TOPICS, call, plain
from tests.server import answer, serving

LONG = "Sit down with your family after your stroke. Move your hand a little, then rest it. " * 12


def page(title, words):
    said = f"<html lang=en><body><article><h1>{title}</h1><p>{words} {LONG}</p></article></body></html>"
    return answer(200, said.encode(), Content_Type="text/html")


@pytest.mark.parametrize(
    ("harm", "held", "caution"),
    [
        ("Stop taking your tablets.", ["Walking again after a stroke"], False),
        ("Wear the splint day and night.", [], True),
        ("Never stop taking your tablets.", [], False),
    ],
    ids=["a claim", "a weak one", "none"],
)
def test_a_page_is_asked_before_the_draft(tmp_path, harm, held, caution):
    """A claim on a pick's page holds it, and the next best comes; a weak one is to be read; the pages come once."""
    title = TOPICS["walking"][0]
    pages = {f"/{name}": page(row[0], harm if row[0] == title else "") for name, row in TOPICS.items()}
    with serving(pages) as server:
        plain(tmp_path, "allow_private = true")
        file = tmp_path / "newsletter.toml"
        file.write_text(file.read_text().replace("fetch_picks = false", "fetch_picks = true"))
        for feed in (tmp_path / "feeds").glob("*.xml"):
            feed.write_text(feed.read_text().replace(f"https://{feed.stem}.org.uk/a", server.url(f"/{feed.stem}")))
        done = call(tmp_path, "run", "--issue", "next")
        assert done.exit_code in (0, 4), done.stderr

    drafted = issue.parse((tmp_path / "issues" / DAY / "issue.toml").read_text())
    answered = json.loads((tmp_path / "issues" / DAY / "candidates.json").read_text())
    waits = [row["title"] for row in answered["picks"] + answered["bench"] if row["caution"]]
    assert held == [story.title for story in drafted.held]
    assert ([title] if caution else []) == waits
    assert len(drafted.stories) == 5
