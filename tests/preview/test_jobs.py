"""Asking links and taking pictures: begun by a button, seen by every page, ended in words."""

import pytest

from tests.preview.newsroom import Browser, Newsroom

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def newsroom(tmp_path):
    return Newsroom(tmp_path)


@pytest.fixture
def browser(newsroom):
    return Browser(newsroom)


def page(browser):
    return browser.client.get("/", headers={"Host": "127.0.0.1"}).text


def wait(browser, words):
    """Wait as an open page does, for each announcement, until the page says *words*."""
    while words not in (seen := page(browser)) or shown(seen) != browser.live.version:
        assert shown(seen) != browser.live.wait(shown(seen), 20), seen
    return seen


def shown(page):
    """The version that a page says it shows."""
    return page.partition('data-version="')[2].partition('"')[0]


def test_links(newsroom, browser):
    """Progress and outcome stand on the page; a dead link is a finding at its story."""
    assert browser.post(op="links").status_code == 200
    wait(browser, "1 of 5 pages tested")

    again = browser.post(op="links")
    assert again.status_code == 422
    assert "already running" in again.text

    newsroom.answered.set()
    seen = wait(browser, "4 of 5 pages answered")
    assert 'href="#story-2"' in seen
    assert "This page is gone" in seen[seen.index('id="story-2"') : seen.index('id="story-3"')]


def test_shots(newsroom, browser):
    """Pictures are served from memory under the look that they show, and nothing else is."""
    newsroom.pictures = {"desktop": PNG, "phone": PNG + b"2"}
    browser.post(op="shots")
    wait(browser, "The screenshots are below")
    look = browser.live.shown.look

    def get(path):
        return browser.client.get(path, headers={"Host": "127.0.0.1"})

    found = get(f"/shots/{look}/phone.png")
    assert (found.status_code, found.data, found.mimetype) == (200, PNG + b"2", "image/png")
    assert found.headers["X-Content-Type-Options"] == "nosniff"
    for path in ("other/phone.png", f"{look}/none.png", f"{look}/../phone.png", f"{look}/%2e%2e%2fissue.toml", "/.png"):
        assert get(f"/shots/{path}").status_code == 404, path
    assert browser.client.get(f"/shots/{look}/phone.png", headers={"Host": "evil.example"}).status_code == 403


def test_old_pictures(newsroom, browser):
    """Pictures of an earlier version say so, and go on showing it."""
    newsroom.pictures = {"desktop": PNG}
    browser.post(op="shots")
    wait(browser, "The screenshots are below")
    assert "The email has changed since these were taken" not in page(browser)

    newsroom.file.write_text(newsroom.file.read_text().replace("Sleeping through", "Sleep well"))
    browser.live.refresh()

    assert "The email has changed since these were taken" in page(browser)


def test_no_chromium(newsroom, browser):
    """Without Chromium the page says what to install."""
    browser.post(op="shots")

    wait(browser, "Chromium is not installed. Install it: apt-get install chromium.")


def test_a_bug_ends_the_work(newsroom, caplog):
    """A bug is named on the page and in the log; the page does not wait for ever, and one may try again."""
    good = newsroom.shots
    newsroom.shots = lambda tell: good({}[tell])
    browser = Browser(newsroom)

    for _ in range(2):
        assert browser.post(op="shots").status_code == 200
        wait(browser, "This is a bug: please report it.")
        assert "shots failed" in caplog.text
