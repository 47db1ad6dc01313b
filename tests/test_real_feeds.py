"""The main job on some 250 real feeds, served over loopback: every one ends as articles or as a named warning."""

import http.server
import json
import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.newsletter import ROOT, call

FEEDS = ROOT.parent / "shared" / "data" / "feeds"
NOW = "2026-02-20"
DAY = "2026-02-23"
SETTINGS = """\
[newsletter]
title = "Real"
[collect]
allow_private = true
fetch_picks = false
[choose]
profile = "{profile}"
window_days = 60
"""

pytestmark = [
    pytest.mark.real,
    pytest.mark.prove,
    pytest.mark.skipif(not FEEDS.is_dir(), reason="the real feeds are not at ../shared/data/feeds"),
]


def feed_files() -> list[Path]:
    """Whole feeds and fixtures; not the other parser's opinions, nor the notes."""
    return [p for p in sorted(FEEDS.rglob("*")) if p.is_file() and not p.name.endswith((".serde.json", ".md"))]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A real HTTP server on loopback that carries the feeds, byte for byte."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            body = (FEEDS / unquote(self.path.lstrip("/"))).read_bytes()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Type", "application/feed+json" if body.lstrip()[:1] == b"{" else "text/xml")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Server(http.server.ThreadingHTTPServer):
        request_queue_size = 128
        daemon_threads = True

    listening = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=listening.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{listening.server_port}"
    listening.shutdown()
    thread.join()
    listening.server_close()


def newsletter(folder: Path, server: str, profile: str) -> None:
    settings = SETTINGS.format(profile=profile)
    for number, path in enumerate(feed_files()):
        url = f"{server}/{path.relative_to(FEEDS).as_posix()}"
        settings += f'[[feeds]]\nurl = "{url}"\nname = "Feed {number}"\n'
    (folder / "newsletter.toml").write_text(settings)


@pytest.fixture(scope="module")
def any_subject(server, tmp_path_factory):
    """The folder and the run with a profile that accepts any subject."""
    folder = tmp_path_factory.mktemp("any")
    newsletter(folder, server, "profile.toml")
    (folder / "profile.toml").write_bytes((ROOT / "tests" / "choose" / "any-subject.toml").read_bytes())
    return folder, call(folder, "run", "--issue", "next", now=NOW)


def test_every_feed_ends_as_articles_or_as_a_named_warning(any_subject):
    """No feed is lost in silence, and none brings the run down."""
    folder, said = any_subject

    assert said.exit_code in (0, 4), said.stderr[-2000:]  # 4: what check says of strangers' words
    listed = json.loads(call(folder, "collect", "--json", now="2026-02-20T01:00").stdout)["feeds"]
    failed = [row for row in listed if row["status"] == "failed"]
    assert len(feed_files()) == len(listed)
    assert all(row["reason"] and row["message"] for row in failed)
    assert all(row["name"] in said.stderr for row in failed)
    assert len(failed) < 30


def test_five_picks_without_a_trace_of_foreign_markup(any_subject):
    """The email of five picks from arbitrary feeds holds the template's own tags, and only those."""
    folder, said = any_subject
    html = (folder / "issues" / DAY / "email.html").read_text()
    answer = json.loads((folder / "issues" / DAY / "candidates.json").read_text())

    assert said.exit_code in (0, 4), said.stderr[-2000:]  # 4: what check says of strangers' words
    assert len(answer["picks"]) == 5
    assert not re.search(r"<(script|iframe|object|embed|form|input|svg|video|link|base)\b", html, re.IGNORECASE)
    assert not re.search(r"\son\w+\s*=", html, re.IGNORECASE)
    assert all("/tiles/" in tag for tag in re.findall(r"<img\b[^>]*>", html))  # our own, never a feed's


def test_the_stroke_profile_refuses_what_is_not_its_subject(any_subject, server, tmp_path):
    """Real feeds on other subjects give a skipped week (3), or five recovery articles; never an exception."""
    shutil.copytree(any_subject[0] / ".monday", tmp_path / ".monday")  # what was collected a moment ago
    newsletter(tmp_path, server, "stroke-recovery")

    said = call(tmp_path, "choose", "--json", now=NOW)

    assert len(json.loads(said.stdout)["rejected"]) > 1000

    assert said.exit_code in (0, 3), said.stderr[-2000:]
