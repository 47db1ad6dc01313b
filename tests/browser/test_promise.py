"""The promise in a real Chromium: from an email, and from the form, to the PDF's bytes; on a phone and a desktop."""

import re
from contextlib import contextmanager
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from pipeline import compose, issue
from pipeline.config import load, resources
from pipeline.config.ebook import offer
from tests.browser.studio import ARGUMENTS
from tests.newsletter import DAY, call
from tests.signup.listmonk import Listmonk, MailingList
from tests.tools import need

pytestmark = pytest.mark.browser

HOME = "https://example.org/monday/"
LIST = MailingList("Monday Five", uuid="95d8e524-410d-431c-8fcf-2bd40a4c3584")
SIZES = [pytest.param(320, id="phone"), pytest.param(1280, id="desktop")]
FORM = f'provider = "listmonk"\naction = "https://lists.example"\nlist = "{LIST.uuid}"'


@pytest.fixture(scope="module")
def chromium(playwright):
    """The whole Chromium: its headless shell does not follow a redirect that a test answers."""
    with playwright.chromium.launch(executable_path=need("chromium", "chromium"), args=ARGUMENTS) as browser:
        yield browser


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The sample newsletter with a form, and an issue whose approval was rehearsed."""
    home = tmp_path_factory.mktemp("promise")
    call(home, "init")
    settings = home / "newsletter.toml"
    settings.write_text(re.sub(r'provider = "none".*', FORM, settings.read_text()))
    for words in (("run", "--issue", "next"), ("approve", "--issue", DAY, "--sample", "--by", "A. E.")):
        said = call(home, *words)
        assert said.exit_code == 0, said.stderr
    return home


@pytest.fixture(scope="module")
def site(folder):
    """The site as it would be, with the rehearsed issue on it."""
    config = load(folder)
    found = issue.parse((folder / "issues" / DAY / "issue.toml").read_text())
    shown = compose.Published(issue=found, send_at=datetime(2026, 11, 23, 16, tzinfo=UTC), listed=True)
    return compose.site([shown], config, resources.templates(folder), compose.Extras(offer=offer(config)))


class Web:
    """example.org with the site, and lists.example with listmonk's stand-in."""

    def __init__(self, site, there):
        self.site, self.there = site, there

    def answer(self, route):
        """Answer one request of the browser."""
        request, parts = route.request, urlsplit(route.request.url)
        if parts.hostname == "lists.example":
            form = parse_qs(request.post_data or "", keep_blank_values=True)
            page = self.there.answer(request.method, parts.path, parse_qs(parts.query), form)
            if page.location:
                route.fulfill(status=303, headers={"Location": page.location})
            else:
                words = f"<!doctype html><html lang=en><title>{page.title}</title><h1>{page.title}</h1>{page.words}"
                route.fulfill(status=page.status, content_type="text/html", body=words)
            return
        path = parts.path.removeprefix("/monday/")
        path += "index.html" if not path or path.endswith("/") else ""
        if path not in self.site:
            route.fulfill(status=404, body="")
            return
        kind = {"pdf": "application/pdf", "png": "image/png", "html": "text/html; charset=utf-8"}
        route.fulfill(content_type=kind.get(path.rpartition(".")[2], "text/plain"), body=self.site[path])


@contextmanager
def reading(chromium, site, width, *, scripts=False):
    """A page of a reader's browser, and the web behind it."""
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, java_script_enabled=scripts, accept_downloads=True
    )
    web = Web(site, Listmonk(LIST, trusted=[f"{HOME}signup/check/"]))
    context.route("**/*", web.answer)
    try:
        yield context.new_page(), web
    finally:
        context.close()


def opened(page, folder):
    """The email, as a mail client shows it."""
    page.set_content((folder / "issues" / DAY / "email.html").read_text())


def got(page, web, button):
    """The bytes at the address that the *button* asks for."""
    with page.expect_request(lambda request: request.url.endswith(".pdf")) as asked:
        button.click()
    return web.site[urlsplit(asked.value.url).path.removeprefix("/monday/")]


@pytest.mark.parametrize("width", SIZES)
def test_from_the_email_to_the_pdf(chromium, folder, site, width):
    """Two presses, no script: the email's button leads to the page of the ebook, and its button to the bytes."""
    with reading(chromium, site, width) as (page, web):
        opened(page, folder)
        page.get_by_role("link", name="Get the free ebook").click()
        page.wait_for_url(f"{HOME}ebook/")

        assert got(page, web, page.get_by_role("link", name=re.compile("^Download"))).startswith(b"%PDF-")


@pytest.mark.parametrize("width", SIZES)
def test_from_a_forwarded_email_to_the_form_and_the_pdf(chromium, folder, site, width):
    """Below the email is the way to the form; after it the PDF is one press away, while the mail is on its way."""
    with reading(chromium, site, width) as (page, web):
        opened(page, folder)
        page.get_by_role("link", name="Get your own copy").click()
        page.wait_for_url(f"{HOME}signup/")
        page.fill("#email", "friend@readers.example")
        page.check("#consent")
        page.get_by_role("button", name="Get the free ebook").click()
        page.wait_for_url(f"{HOME}signup/check/")

        assert [to for to, _ in web.there.mails] == ["friend@readers.example"]
        assert got(page, web, page.get_by_role("link", name=re.compile("^Download"))).startswith(b"%PDF-")


@pytest.mark.parametrize("width", SIZES)
@pytest.mark.parametrize("after", ["thanks", "already", "goodbye"])
def test_from_the_pages_after_the_form_to_the_pdf(chromium, site, width, after):
    """Whichever page a service leads to: one press, no script."""
    with reading(chromium, site, width) as (page, web):
        page.goto(f"{HOME}signup/{after}/")

        assert got(page, web, page.get_by_role("link", name=re.compile("^Download"))).startswith(b"%PDF-")


@pytest.mark.real
@pytest.mark.parametrize("width", SIZES)
def test_nothing_in_the_way(chromium, folder, site, objections, width):
    """axe-core finds no violation on the way, in the email or on a page, and nothing is wider than the screen."""
    with reading(chromium, site, width, scripts=True) as (page, _):
        for path in (
            "ebook/",
            "ebook/read/",
            "signup/",
            *(f"signup/{n}/" for n in ("check", "thanks", "goodbye")),
            "privacy/",
        ):
            page.goto(HOME + path)
            assert width >= page.evaluate("document.documentElement.scrollWidth"), path
            assert objections(page) == [], path
        opened(page, folder)
        assert [found for found in objections(page) if found[0] not in ("landmark-one-main", "region")] == []
