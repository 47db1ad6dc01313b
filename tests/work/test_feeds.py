"""`monday feeds`: listing, adding and carrying feeds, against a real server on loopback."""

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.newsletter import call

FEED = (
    '<rss version="2.0"><channel><title>Steps</title><item><title>Walking after a stroke</title>'
    "<link>https://steps.example/w</link><description>Use your stick.</description></item></channel></rss>"
)
PAGES = {
    "/": '<html><head><link rel="alternate" type="application/rss+xml" title="Steps" href="/steps.rss"></head></html>',
    "/steps.rss": FEED,
    "/other.rss": FEED,
    "/new.rss": FEED.partition("<item>")[0] + "</channel></rss>",
    "/none": "<html><head><title>nothing</title></head></html>",
}
SETTINGS = """\
# my newsletter, and my comments

[newsletter]
title = "T"   # as readers know it
[collect]
allow_private = true

[[feeds]]
url = "feeds/a.xml"
name = "A"
"""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """A site that names its feed, as real sites do."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = PAGES.get(self.path)
            body = (page or "gone").encode()
            self.send_response(200 if page else 404)
            self.send_header("Content-Type", "text/xml" if self.path.endswith(".rss") else "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def newsletter(tmp_path) -> Path:
    (tmp_path / "newsletter.toml").write_text(SETTINGS)
    (tmp_path / "feeds").mkdir()
    (tmp_path / "feeds" / "a.xml").write_text(FEED)
    return tmp_path


def test_add_finds_the_feed_behind_a_site_and_keeps_every_comment(newsletter, site):
    """A site's address is enough; newsletter.toml keeps its bytes and gains a block."""
    said = call(newsletter, "feeds", "add", f" {site}/\n", "--tier", "A")  # as it was pasted
    again = call(newsletter, "feeds", "add", f"{site}/steps.rss")

    text = (newsletter / "newsletter.toml").read_text()
    assert said.exit_code == 0, said.stderr
    assert f'{SETTINGS}\n[[feeds]]\nurl = "{site}/steps.rss"\n' in text
    assert text.endswith('tier = "A"\n')
    assert "already" in again.stdout


def test_a_site_without_a_feed_changes_nothing(newsletter, site):
    """When there is no feed, the editor learns where to look, and the file stays as it is."""
    said = call(newsletter, "feeds", "add", f"{site}/none")

    assert said.exit_code == 1
    assert "Hint: " in said.stderr
    assert (newsletter / "newsletter.toml").read_text() == SETTINGS


def test_private_addresses_stay_closed_without_the_setting(newsletter, site):
    """The address gate holds for `feeds add`, too."""
    path = newsletter / "newsletter.toml"
    path.write_text(SETTINGS.replace("true", "false"))

    said = call(newsletter, "feeds", "add", site)

    assert said.exit_code == 1
    assert "not public" in said.stderr


def test_export_and_import_meet(newsletter, site, tmp_path):
    """What one newsletter exports, another imports; importing it again changes nothing."""
    call(newsletter, "feeds", "add", site)
    (newsletter / "list.opml").write_text(call(newsletter, "feeds", "export").stdout)

    again = call(newsletter, "feeds", "import", str(newsletter / "list.opml"))

    assert "Added 0 of 1 feed; 1 of them the newsletter had already" in again.stdout


def test_list_and_check(newsletter, site):
    """A feed that fails is named with its reason and exit 1; the list tells when each was read last."""
    assert " never " in call(newsletter, "feeds", "list").stdout
    assert call(newsletter, "feeds", "check").exit_code == 0
    with (newsletter / "newsletter.toml").open("a") as file:
        file.write(f'[[feeds]]\nurl = "{site}/missing"\nname = "Missing"\n')

    said = call(newsletter, "feeds", "check", now="2026-11-20T11:00")

    assert said.exit_code == 1
    assert "Missing" in said.stdout
    assert "  2026-11-20  " in call(newsletter, "feeds", "list").stdout


def test_a_name_from_the_command_line_is_one_line_and_no_other_feeds(newsletter, site):
    """A line break and a mark that turns the line around are left out; a name that is taken gets the site's host."""
    said = call(newsletter, "feeds", "add", f"{site}/", "--name", "Step\u202es\n by step")
    other = call(newsletter, "feeds", "add", f"{site}/other.rss", "--name", "A")
    rated = call(newsletter, "feeds", "rate", "A (127.0.0.1)", "C")

    text = (newsletter / "newsletter.toml").read_text()
    assert 'name = "Steps by step"\ntier = ""\n' in text
    assert said.stdout == f"Added Steps by step: {site}/steps.rss\n"
    assert other.stdout == f"Added A (127.0.0.1): {site}/other.rss\n"
    assert rated.exit_code == 0, rated.stderr


def test_feeds_of_one_name_in_a_list_can_be_told_apart(newsletter):
    """Readers' programs call many feeds "Blog": each gets a name that commands can use, and none counts as missing."""
    outlines = "".join(f'<outline text="Blog" xmlUrl="https://{host}.org.uk/feed"/>' for host in ("b", "c", "c"))
    (newsletter / "list.opml").write_text(f"<opml><body>{outlines}</body></opml>")

    said = call(newsletter, "feeds", "import", "--no-verify", str(newsletter / "list.opml"))

    assert said.stdout.startswith("Added 2 of 2 feeds")
    assert call(newsletter, "feeds", "remove", "Blog", "Blog (c.org.uk)").exit_code == 0


def test_a_feed_without_articles_yet(newsletter, site):
    """It is a feed, and nobody need look for another one."""
    said = call(newsletter, "feeds", "add", f"{site}/new.rss")

    assert said.exit_code == 1
    assert "(the feed has no entries)" in said.stderr
    assert "Hint: add it once it has articles, or write it into newsletter.toml by hand" in said.stderr


def test_the_same_feed_at_another_spelling_of_its_address(newsletter):
    """With or without www, and over http or https, it is one feed."""
    said = []
    for start in ("https://", "http://www."):
        outline = f'<outline text="B" xmlUrl="{start}b.org.uk/feed"/>'
        (newsletter / "list.opml").write_text(f"<opml><body>{outline}</body></opml>")
        said.append(call(newsletter, "feeds", "import", "--no-verify", str(newsletter / "list.opml")).stdout)

    assert [words[:7] for words in said] == ["Added 1", "Added 0"]
    assert (newsletter / "newsletter.toml").read_text().count("b.org.uk") == 1
