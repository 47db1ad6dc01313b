"""The render on show, while files change under it."""

import shutil
import threading
import urllib.error
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from pipeline.errors import MondayError
from pipeline.preview import serve, serving
from pipeline.preview.live import Live
from tests.preview import door
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


def test_what_was_saved_here_is_rendered_once(tmp_path):
    """A change of issue.toml that is on show already calls for no render; any other change does."""
    newsroom, renders = Newsroom(tmp_path), []
    live = Live(newsroom.studio().having(render=lambda: renders.append(1) or newsroom.render()))

    newsroom.file.write_text(newsroom.file.read_text() + "# saved here\n")
    live.refresh(newsroom.file.read_bytes())
    live.refresh(newsroom.file.read_bytes())
    assert len(renders) == 2
    live.refresh()
    newsroom.file.write_text(newsroom.file.read_text() + "# saved by hand\n")
    live.refresh(newsroom.file.read_bytes())
    assert len(renders) == 4


@contextmanager
def waiting(address):
    """Answers each call with the next version that is announced; fails when only signs of life come."""
    with door.get(address, "events?version=") as events:
        last = b""

        def heard():
            nonlocal last
            before, last = last, events.readline()
            events.readline()
            assert before != last, "nothing new was announced"
            return last

        yield heard


def source(address):
    """The email's source, as the studio shows it; "" while there is none."""
    try:
        with door.get(address, "source") as page:
            return page.read().decode()
    except urllib.error.HTTPError as e:
        e.close()
        return ""


def save_in_place(path, text):
    path.write_text(text)


def save_by_replacing(path, text):
    new = path.with_name(f".{path.name}.new")
    new.write_text(text)
    new.replace(path)


@pytest.mark.parametrize("save", [save_in_place, save_by_replacing])
def test_watching(tmp_path, save):
    """Each save of a watched file is announced with its new render, however the editor's program saves."""
    newsroom = Newsroom(tmp_path)
    with serving(newsroom.studio()) as address, waiting(address) as heard:
        heard()
        for words in ("Steady", "Strong"):
            save(newsroom.file, newsroom.file.read_text().replace(newsroom.now.subject, words))
            while f"&lt;h1 style=&#34;color:#003333&#34;&gt;{words}" not in source(address):
                heard()
            save(newsroom.template, newsroom.template.read_text() + f"[{words} template]")
            while f"[{words} template]" not in source(address):
                heard()


def test_watching_a_new_folder(tmp_path):
    """A template in a folder that is made while the studio runs is followed too."""
    newsroom = Newsroom(tmp_path)
    text = newsroom.template.read_text()
    shutil.rmtree(tmp_path / "templates")
    with serving(newsroom.studio()) as address, waiting(address) as heard:
        heard()
        newsroom.template.parent.mkdir(parents=True)
        for words in ("[one]", "[two]"):
            newsroom.template.write_text(text + words)
            while words not in source(address):
                heard()
            assert words in source(address)


def test_loopback_only(tmp_path):
    """The studio is reached on this machine only, and each has a cookie of its own."""
    studio = Newsroom(tmp_path).studio()
    with serving(studio, read_only=True) as address, serving(studio) as other:
        for one in (address, other):
            assert one.startswith("http://127.0.0.1:")
            assert door.get(one).status == 200
            assert [f"monday-studio-{urlsplit(one).port}"] == [cookie["name"] for cookie in door.cookies(one)]


def test_taken_port(tmp_path):
    """A taken port is said in words, with a way out."""
    studio = Newsroom(tmp_path).studio()
    with serving(studio) as address, pytest.raises(MondayError, match="cannot be used") as caught:
        serve(studio, port=int(address.split(":")[2].split("/")[0]), read_only=True, ready=print)

    assert "--port 0" in caught.value.hint


def test_change_during_a_render(tmp_path):
    """What is saved while a render is under way shows as well: the newest words always win."""
    newsroom = Newsroom(tmp_path)
    begun, saved = threading.Event(), threading.Event()
    saved.set()

    def render():
        made = newsroom.render()
        begun.set()
        assert saved.wait(30)
        return made

    with serving(newsroom.studio().having(render=render)) as address, waiting(address) as heard:
        heard()
        saved.clear()
        begun.clear()
        save_in_place(newsroom.file, newsroom.file.read_text().replace(newsroom.now.subject, "First words"))
        assert begun.wait(30)
        save_in_place(newsroom.file, newsroom.file.read_text().replace("First words", "Last words"))
        saved.set()
        while "&gt;Last words" not in source(address):
            heard()


def test_folder_in_place_of_another(tmp_path):
    """A folder that is replaced by one of the same name is followed on: what is saved there later shows too."""
    newsroom = Newsroom(tmp_path)
    text = newsroom.template.read_text()
    other = tmp_path / "other"
    with serving(newsroom.studio()) as address, waiting(address) as heard:
        heard()
        for words in ("[one]", "[two]", "[three]"):
            shutil.copytree(tmp_path / "templates" / "email", other)
            (other / "email.html").write_text(text + words)
            (tmp_path / "templates" / "email").rename(tmp_path / f"gone{words}")
            other.rename(tmp_path / "templates" / "email")
            while words not in source(address):
                heard()
            newsroom.template.write_text(f"{text}{words} and more")
            while f"{words} and more" not in source(address):
                heard()
