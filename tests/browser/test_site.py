"""The site in a real Chromium: phone and desktop, every state of the form, search, and without scripts."""

import mimetypes
from contextlib import contextmanager
from urllib.parse import parse_qs

import pytest

from tests import server, tools
from tests.compose import sites

pytestmark = pytest.mark.browser

PAGES = (
    "index.html",
    "2016-12-12/index.html",
    "signup/index.html",
    "signup/check/index.html",
    "signup/thanks/index.html",
    "signup/already/index.html",
    "privacy/index.html",
    "404.html",
)
PHONE, DESKTOP = {"width": 375, "height": 812}, {"width": 1280, "height": 900}


@contextmanager
def opened(chromium, **settings):
    """A page, closed at the end."""
    context = chromium.new_context(**settings)
    try:
        context.set_default_timeout(10_000)
        yield context.new_page()
    finally:
        context.close()


def written(folder, made):
    """The site on disk, in a folder that is not the host's first."""
    for path, data in made.items():
        target = folder / "a" / "monday" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return (folder / "a" / "monday").as_uri() + "/"


def custom(action="https://x.example/join", provider="custom", more=""):
    """Three issues and a form."""
    conf = sites.settings(f'[signup]\nprovider = "{provider}"\naction = "{action}"\n{more}')
    return sites.build([sites.public(n) for n in range(3)], conf)


SMALL = """() => [...document.querySelectorAll('a, button, input, summary')].filter(e => {
  const box = e.getBoundingClientRect();
  const inText = e.tagName === 'A' && getComputedStyle(e).display === 'inline';
  return box.width && !inText && !e.closest('.trap, .skip') && !e.matches('.skip, .year li a') && box.height < 43.5 &&
    e.type !== 'checkbox';
}).map(e => e.outerHTML.slice(0, 80))"""
TYPE = """() => [...document.querySelectorAll('main *, footer *')].filter(e =>
  [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) && e.getBoundingClientRect().height &&
  !['SCRIPT', 'STYLE'].includes(e.tagName) && parseFloat(getComputedStyle(e).fontSize) < 16
).map(e => e.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("size", [{"width": 320, "height": 640}, PHONE, DESKTOP], ids=["320", "phone", "desktop"])
def test_pages_fit(chromium, tmp_path, size):
    """No page scrolls sideways, no text is small, every target can be hit."""
    home = written(tmp_path, custom())
    with opened(chromium, viewport=size) as page:
        errors = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        for path in PAGES:
            page.goto(home + path)
            assert size["width"] >= page.evaluate("document.documentElement.scrollWidth"), path
            assert page.evaluate(SMALL) == [], path
            assert page.evaluate(TYPE) == [], path
        assert errors == []


def test_search_from_a_disk(chromium, tmp_path):
    """Search looks through titles and sources of every issue, without a server, and gives the list back."""
    home = written(tmp_path, sites.build([sites.public(n) for n in range(60)]))
    with opened(chromium, viewport=PHONE) as page:
        page.goto(home + "index.html")
        assert page.locator("details.year").count() == 3
        page.fill("#words", "kitch PART, 33")
        page.wait_for_function("window.mondaySearch")
        assert page.eval_on_selector_all(
            "details[open] li:not([hidden]) a", "all => all.map(a => a.getAttribute('href'))"
        ) == ["2017-07-24/index.html", "2017-07-17/index.html"]
        assert page.inner_text("#found") == "2 of 60 issues"
        page.fill("#words", "nothing like this")
        assert page.inner_text("#found") == "No issue has these words. Try fewer letters."
        page.fill("#words", "")
        assert page.locator(".year li:not([hidden])").count() == 60
        page.click(".year:last-of-type summary")
        page.click("a[href='2016-12-05/index.html']")
        assert page.inner_text("h1") == "Hand exercises, sleep and a good walk in week 1"


def test_reading_needs_no_script(chromium, tmp_path):
    """Without scripts there is no dead search box, and the form still asks for an address."""
    home = written(tmp_path, custom())
    with opened(chromium, java_script_enabled=False) as page:
        page.goto(home + "index.html")
        assert not page.is_visible("#search")
        page.click("text=in week 3")
        assert page.is_visible("text=Read article 5")
        page.goto(home + "signup/index.html")
        page.click("button")
        assert page.url.endswith("signup/index.html")


def test_states_of_the_form(chromium, tmp_path):
    """Empty, wrong address, no consent: our own words beside the field, which gets the focus; nothing is sent."""
    home = written(tmp_path, custom())
    with opened(chromium, viewport=PHONE) as page:
        page.goto(home + "signup/index.html")
        assert not page.is_checked("#consent")
        page.click("button")
        assert page.inner_text("#email-error") == "Please type your email address."
        assert page.inner_text("#consent-error") == "Please check this box to agree."
        assert page.evaluate("document.activeElement.id") == "email"
        assert page.get_attribute("#email", "aria-invalid") == "true"
        page.fill("#email", "reader@")
        page.click("button")
        assert page.inner_text("#email-error").startswith("This address is not complete.")
        page.fill("#email", "reader@example.org")
        page.click("button")
        assert page.inner_text("#email-error") == ""
        assert page.evaluate("document.activeElement.id") == "consent"
        lefts = page.eval_on_selector_all(
            "label[for=email], #email", "all => all.map(e => e.getBoundingClientRect().left)"
        )
        assert len(set(lefts)) == 1
        assert page.url.startswith("file:")


@pytest.mark.parametrize(
    ("provider", "action", "more", "path", "fields"),
    [
        pytest.param(
            "custom", "/join", "", "/join",
            {"email": "a@b.example", "consent": "yes", "website": ""}, id="custom",
        ),
        pytest.param(
            "listmonk", "/", 'list = "d1f0c1f3-7a2b-4c5d-8e9f-0a1b2c3d4e5f"\n', "/subscription/form",
            {"email": "a@b.example", "l": "d1f0c1f3-7a2b-4c5d-8e9f-0a1b2c3d4e5f", "nonce": "",
             "next": "https://news.example/monday/signup/check/"}, id="listmonk",
        ),
        pytest.param(
            "buttondown", "/api/emails/embed-subscribe/me", "", "/api/emails/embed-subscribe/me",
            {"email": "a@b.example", "embed": "1"}, id="buttondown",
        ),
        pytest.param(
            "mailchimp", "/subscribe/post?u=77&id=9a", "", "/subscribe/post?u=77&id=9a",
            {"EMAIL": "a@b.example", "b_77_9a": ""}, id="mailchimp",
        ),
    ],
)  # fmt: skip
def test_form_posts(chromium, provider, action, more, path, fields):
    """A reader's form reaches each service with exactly the fields that it wants, and leads to the thank-you page."""
    posted = []
    made = {}

    def handler(request):
        if request.method == "POST":
            posted.append(request)
            return server.answer(303, Location="/monday/signup/thanks/index.html")
        name = request.path.removeprefix("/monday/")
        kind = mimetypes.guess_type(name)[0] or "text/plain"
        return server.answer(200, made[name], Content_Type=kind) if name in made else server.answer(404)

    with server.serving(handler) as stub, opened(chromium, viewport=PHONE) as page:
        origin = f"http://127.0.0.1:{stub.port}"
        made.update(custom(origin + action, provider, more))
        page.goto(f"{origin}/monday/signup/index.html")
        page.fill("#email", "a@b.example")
        page.check("#consent")
        page.click("button")
        page.wait_for_url("**/thanks/index.html")
        assert page.inner_text("h1") == "Thank you"

    (request,) = posted
    assert path == request.path
    assert fields == {key: value for key, (value,) in parse_qs(request.body.decode(), keep_blank_values=True).items()}
    assert "referer" not in request.headers


def test_print(chromium, tmp_path):
    """On paper there is no search box and no menu."""
    home = written(tmp_path, custom())
    with opened(chromium) as page:
        page.emulate_media(media="print")
        page.goto(home + "index.html")
        assert not page.is_visible("#search")
        assert not page.is_visible("footer nav")
        assert page.is_visible("text=The newest issue")


@pytest.mark.real
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe(chromium, tmp_path, scheme):
    """axe-core finds no violation on any page, in light and in dark, nor in the form's errors."""
    axe = tools.module("axe-core/axe.min.js")
    home = written(tmp_path, custom())
    with opened(chromium, viewport=PHONE, color_scheme=scheme) as page:
        for path in PAGES:
            page.goto(home + path)
            if path == "signup/index.html":
                page.click("button")
            page.add_script_tag(path=str(axe))
            found = page.evaluate(
                "axe.run({resultTypes: ['violations']}).then(r => r.violations.map(v => [v.id, v.nodes[0].html]))"
            )
            assert found == [], path
