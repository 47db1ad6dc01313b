"""The picks are followed to their final address when the issue is drafted, and compared with memory once more."""

import json

import pytest
from click.testing import CliRunner

from pipeline.cli import monday
from pipeline.collect.page import home
from tests.server import answer, serving

STORIES = {
    "Arm exercises after a stroke with a towel": "Sit at a table and slide a towel with your weak arm, ten times. ",
    "How to sleep better after a stroke": "Go to bed at the same hour after your stroke; keep the room dark. ",
}


def feed(server):
    items = "".join(
        f"<item><title>{title}</title><link>{server.url(f'/go/{n}')}</link><description>{text * 2}</description>"
        "<pubDate>Thu, 26 Nov 2026 09:00:00 GMT</pubDate></item>"
        for n, (title, text) in enumerate(STORIES.items())
    )
    return f'<rss version="2.0"><channel><title>T</title>{items}</channel></rss>'.encode()


def choose(tmp_path, *, sent=()):
    """What `choose --json` answers where each link of the feed leads on to /article/N?utm_source=rss."""
    with serving(lambda asked: route(asked)) as server:

        def route(asked):
            if asked.path == "/feed":
                return answer(200, feed(server))
            if asked.path.startswith("/go/"):
                return answer(302, Location=f"/article/{asked.path[4:]}?utm_source=rss")
            text = [*STORIES.values()][int(asked.path.partition("?")[0][-1])]
            page = f"<html><body><article><p>{text * 12}</p></article></body></html>"
            return answer(200, page.encode(), Content_Type="text/html")

        lines = [
            '[newsletter]\ntitle = "T"',
            "[collect]\nallow_private = true",
            "[choose]\nminimum = 1\nper_source = 2",
        ]
        lines += [f'[[feeds]]\nurl = "{server.url("/feed")}"\nname = "F"\ntier = "B"\nown = true\nper_issue = 2']
        (tmp_path / "newsletter.toml").write_text("\n".join(lines), encoding="utf-8")
        (tmp_path / "issues").mkdir()
        (tmp_path / "issues" / "sent-before.txt").write_text("\n".join(server.url(path) for path in sent) + "\n")
        words = ["-C", str(tmp_path), "--now", "2026-11-28T10:00"]
        CliRunner().invoke(monday, [*words, "collect"], catch_exceptions=False)
        said = CliRunner().invoke(monday, [*words, "choose", "--issue", "2026-11-30", "--json"], catch_exceptions=False)
        answered = json.loads(said.stdout)
        return {entry["url"].removeprefix(server.url("")) for entry in answered["picks"]}, answered, server.url("")


def test_readers_get_the_page_where_redirects_end(tmp_path):
    """The address in the draft is the article's own, without what the redirect added."""
    picks, _, root = choose(tmp_path)

    assert {"article/0", "article/1"} == {url.lstrip("/") for url in picks}
    assert f'url = "{root.rstrip("/")}/article/0"' in (tmp_path / "issues/2026-11-30/issue.toml").read_text()


def test_a_link_to_what_readers_had_gives_its_place_to_the_next(tmp_path):
    """Only at its end does the link show that the article is none that is new."""
    picks, answered, _ = choose(tmp_path, sent=["/article/0"])

    assert {"article/1"} == {url.lstrip("/") for url in picks}
    assert [row["reason"]["code"] for row in answered["rejected"]] == ["repeat"]


AMP = '<html amp lang="en"><link rel="canonical" href="https://www.a.org/walk">'


@pytest.mark.parametrize(
    "asked, came_from, markup, published",
    [
        ("https://t.co/x", "https://www.a.org/walk?utm_source=t", "", "https://www.a.org/walk"),
        ("https://www.a.org/walk", "https://www.a.org/", "", "https://www.a.org/walk"),
        ("https://www.a.org/walk", "https://consent.a.org/ask?next=walk", "", "https://www.a.org/walk"),
        ("https://www.a.org/walk", "https://www.a.org/login?next=walk", "", "https://www.a.org/walk"),
        ("http://a.org/walk", "https://www.a.org/walk/", "", "http://a.org/walk"),
        ("https://amp.a.org/walk", "https://amp.a.org/walk", AMP, "https://www.a.org/walk"),
        ("https://amp.b.org/walk", "https://amp.b.org/walk", AMP, "https://amp.b.org/walk"),
    ],
)
def test_where_a_link_ends(asked, came_from, markup, published):
    """A front page, a login or a question for consent is no article; nobody speaks for another's copy."""
    assert published == home(asked, came_from, markup)
