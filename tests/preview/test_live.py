"""The render on show, while files change under it."""

import threading
import urllib.request

import pytest

from pipeline.errors import MondayError
from pipeline.preview import serve, serving
from pipeline.preview.live import Live
from tests.preview.newsroom import Newsroom


def test_same_render_same_version(tmp_path):
    """A render that changed nothing is no news: pages stay as they are."""
    live = Live(Newsroom(tmp_path).studio())
    before = live.shown.version

    assert before == live.refresh().version


def test_error_and_back(tmp_path):
    """An error is news, and so is its end; the version is then what it was."""
    newsroom = Newsroom(tmp_path)
    live = Live(newsroom.studio())
    good, text = live.shown.version, newsroom.template.read_text()

    newsroom.template.write_text("{{%")
    broken = live.refresh()
    newsroom.template.write_text(text)

    assert good != broken.version
    assert broken.rendered is live.shown.rendered
    assert good == live.refresh().version


def test_bug(tmp_path, caplog):
    """A bug leaves its traceback in the log and the page with its editor."""
    newsroom = Newsroom(tmp_path)
    live = Live(newsroom.studio())
    newsroom.template.write_text("{nobody}")

    assert "KeyError" in live.refresh().error
    assert "Traceback" in caplog.text


def test_watching(tmp_path):
    """A saved template is announced to whoever waits, with the new render."""
    newsroom = Newsroom(tmp_path)
    with serving(newsroom.studio()) as address:
        base = address.split("?")[0]
        with urllib.request.urlopen(f"{base}events?version=", timeout=30) as events:
            first = events.readline()
            events.readline()
            newsroom.template.write_text(newsroom.template.read_text() + "<!-- new -->")
            assert first != events.readline()
        with urllib.request.urlopen(f"{base}source", timeout=30) as page:
            assert b"new" in page.read()


def test_loopback_only(tmp_path):
    """The studio is reached on this machine only; read-only, its address holds no token."""
    with serving(Newsroom(tmp_path).studio(), read_only=True) as address:
        assert address.startswith("http://127.0.0.1:")
        assert "token" not in address


def test_taken_port(tmp_path):
    """A taken port is said in words, with a way out."""
    studio = Newsroom(tmp_path).studio()
    with serving(studio) as address, pytest.raises(MondayError, match="cannot be used") as caught:
        serve(studio, port=int(address.split(":")[2].split("/")[0]), read_only=True, ready=print)

    assert "--port 0" in caught.value.hint
    assert threading.current_thread() is threading.main_thread()
