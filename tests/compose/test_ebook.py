"""The ebook in the email and on the site: one press away for those who signed up, and nowhere else if it is gated."""

import re
from dataclasses import replace

import pytest

from pipeline import compose
from pipeline.compose import Extras
from pipeline.compose.ebook import twin
from pipeline.config import resources
from pipeline.config.ebook import Offer, offer
from pipeline.outside.pdf import Pdf
from tests.compose import sites

TEMPLATES = resources.templates(sites.ROOT / "nowhere")
FILE = '[ebook]\nfile = "ebook.pdf"\ncover = "cover.png"\n{}\n[signup]\nprovider = "custom"\naction = "https://x.example/join"\n'
LOOK = Pdf(pages=14, tagged=True, language="en", title="T", wordless=())
BOOK = Offer(pdf=b"%PDF first" * 230_000, look=LOOK, cover=b"png", twin="<h1>E</h1><p>Open your hand.</p>")
AFTER_THE_FORM = {f"signup/{name}/index.html" for name in ("check", "thanks", "already", "goodbye")}


def build(more="", book=BOOK, count=1):
    """The site with this ebook, and *more* lines under [ebook]."""
    conf = sites.settings(FILE.format(more))
    return compose.site([sites.public(n) for n in range(count)], conf, TEMPLATES, Extras(offer=book))


def leading(made, target):
    """The pages with a link to a file of the site."""
    pages = {path: data.decode() for path, data in made.items() if path.endswith(".html")}
    return {path for path, page in pages.items() if re.search(rf'href="[^"]*{re.escape(target)}"', page)}


def pdf_of(made):
    """The one PDF of the site."""
    (path,) = [path for path in made if path.endswith(".pdf")]
    return path


def test_the_page_of_the_ebook():
    """ebook/ shows the cover, says what is downloaded, how to print it, and leads to the same words as a web page."""
    made = build()
    page = made["ebook/index.html"].decode()
    pdf = pdf_of(made)

    assert BOOK.pdf == made[pdf]
    assert re.fullmatch(r"ebook/free-rehab-exercise-ebook-[0-9a-f]{10}\.pdf", pdf)
    assert "Download (PDF, 14 pages, 2.3 MB)" in page
    assert made[pdf.replace(".pdf", ".png")] == b"png"
    assert "How to print it" in page
    assert page.index("Download (") < page.index("Read it as a web page")
    assert "<p>Open your hand.</p>" in made["ebook/read/index.html"].decode()


def test_an_untagged_pdf_comes_second():
    """Where a screen reader cannot use the PDF, the web page is the first button."""
    page = build(book=replace(BOOK, look=replace(LOOK, tagged=False)))["ebook/index.html"].decode()

    assert page.index("Read it as a web page") < page.index("Download (")


def test_with_a_gate_only_those_who_signed_up_are_led_to_it():
    """Nothing links to the download but the pages after the form; search engines are asked not to list it."""
    made = build(count=3)

    assert AFTER_THE_FORM | {"ebook/index.html"} == leading(made, pdf_of(made).removeprefix("ebook/"))
    assert not leading(made, "ebook/index.html")
    assert b"noindex" in made["ebook/index.html"]
    assert b"noindex" in made["ebook/read/index.html"]
    assert b"ebook/" not in made["sitemap.xml"] + made["feed.xml"] + made["feed.json"]


def test_without_a_gate_every_page_may_lead_to_it():
    """With gate = "none" the first page leads straight there, and search engines may list it."""
    made = build('gate = "none"')

    assert "index.html" in leading(made, "ebook/index.html")
    assert b"noindex" not in made["ebook/index.html"]
    assert b"/ebook/" in made["sitemap.xml"]


def test_a_new_edition():
    """A new PDF has a new address, and changes the pages that lead to it; what emails lead to stays where it was."""
    before, after = build(), build(book=replace(BOOK, pdf=b"%PDF second"))

    changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    names = {*(path for path in changed if not path.endswith(".html"))}
    assert AFTER_THE_FORM | {"ebook/index.html"} | names == changed
    assert len(names) == 4
    conf = sites.settings(FILE.format(""))
    first, second = (
        compose.compose(sites.issue(), conf, TEMPLATES, Extras(offer=book)) for book in (BOOK, replace(BOOK, pdf=b"2"))
    )
    assert first == second
    assert b'href="https://news.example/monday/ebook/"' in first["email.html"]


def test_a_publisher_who_has_it_elsewhere():
    """The email's button, and the pages after the form, lead to the publisher's own address."""
    conf = sites.settings('[ebook]\nurl = "https://shop.example/ebook"\n')
    made = compose.site([sites.public()], conf, TEMPLATES)
    email = compose.compose(sites.issue(), conf, TEMPLATES)

    assert leading(made, "https://shop.example/ebook") >= AFTER_THE_FORM
    assert b'href="https://shop.example/ebook"' in email["email.html"]
    assert b"https://shop.example/ebook" in email["email.txt"]


def test_an_address_behind_the_form():
    """With a form and a gate, public pages lead to the form, not to the publisher's address."""
    conf = sites.settings(
        FILE.format("").replace('file = "ebook.pdf"\ncover = "cover.png"', 'url = "https://b.example/"')
    )
    made = compose.site([sites.public()], conf, TEMPLATES)

    assert AFTER_THE_FORM | {"ebook/index.html"} == leading(made, "https://b.example/")


def test_the_line_of_the_week():
    """An issue's own line takes the place of the settings' words, in both parts of the email."""
    conf = sites.settings(FILE.format(""))
    made = compose.compose(
        sites.issue(ebook="This week: page 6, opening your hand."), conf, TEMPLATES, Extras(offer=BOOK)
    )
    usual = compose.compose(sites.issue(), conf, TEMPLATES, Extras(offer=BOOK))

    for part in ("email.html", "email.txt", "web.html"):
        assert b"This week: page 6, opening your hand." in made[part]
        assert b"Simple exercises with pictures." not in made[part]
        assert b"Simple exercises with pictures." in usual[part]
        assert b"14-page PDF" in usual[part]


def test_an_email_without_the_block():
    """With show = false the emails say nothing of an ebook, and still hold the promise of privacy."""
    made = compose.compose(sites.issue(), sites.settings("[ebook]\nshow = false\n"), TEMPLATES)

    for part in ("email.html", "email.txt"):
        assert b"ebook" not in made[part].lower()
        assert b"We never sell your email address" in made[part]


@pytest.mark.parametrize("provider", ["none", "custom"])
def test_a_newsletter_without_an_ebook(provider):
    """Without a file, an address or a promise in the emails, no page of the site speaks of an ebook; each still leads
    to the emails."""
    conf = sites.settings(
        f'[ebook]\nshow = false\n[signup]\nprovider = "{provider}"\naction = "https://x.example/join"\n'
    )
    made = compose.site([sites.public()], conf, TEMPLATES)
    web = compose.compose(sites.issue(), conf, TEMPLATES)["web.html"]

    says = {path for path, data in made.items() if b"ebook" in data.lower()}
    assert says == set()
    assert b"ebook" not in web.lower()
    assert not [path for path in made if path.startswith("ebook/")]
    for page in (web, made["2016-12-05/index.html"]):
        assert b"Get our emails" in page
    assert "signup/index.html" in {path for path in made if b"Get our emails" in made[path]}


@pytest.mark.parametrize("more", ['file = "ebook.pdf"', 'url = "https://b.example/"'])
def test_emails_without_the_block_and_pages_with_it(more):
    """An ebook that the emails leave out is still offered by the pages."""
    made = compose.site([sites.public()], sites.settings(f"[ebook]\nshow = false\n{more}\n"), TEMPLATES)

    assert b"Get the free ebook" in made["index.html"]
    assert "ebook/index.html" in made


def test_who_has_the_email_from_a_friend():
    """The foot of the email leads to the form, and says what the friend's Unsubscribe would do."""
    made = compose.compose(sites.issue(), sites.settings(FILE.format("")), TEMPLATES, Extras(offer=BOOK))

    for part in ("email.html", "email.txt"):
        words = made[part].decode()
        assert 0 < words.index("Forwarded to you?") < words.index("https://news.example/monday/signup/")
        assert "That unsubscribes your friend." in " ".join(words.split())


@pytest.mark.parametrize(
    ("source", "markdown", "shown"),
    [
        pytest.param("# E\n\nOpen **wide**.\n\n1. One\n", True,
                     "<p>Open <strong>wide</strong>.</p>\n<ol>\n<li>One</li>\n</ol>", id="Markdown"),
        pytest.param("<title>E</title><h1 class=x>E</h1><h1>Two</h1><p onclick=a()>Hi", False,
                     "<h2>Two</h2><p>Hi</p>", id="the page has the title already"),
        pytest.param("<p>A</p><script src=//t.example></script><img src=//t.example/1.gif><style>p{}</style>", False,
                     "<p>A</p>", id="nothing runs, nothing is fetched"),
        pytest.param('<a href="javascript:x()">A</a>', False, '<a rel="noopener noreferrer">A</a>',
                     id="a link that runs"),
        pytest.param("A <script>alert(1)</script>\n", True, "<p>A </p>", id="markup in Markdown"),
    ],
)  # fmt: skip
def test_the_text_version(source, markdown, shown):
    """The editor's file becomes words, headings, lists and links; what could run or tell on readers is dropped."""
    assert shown == twin(source, markdown=markdown).strip()


def test_the_sample_ebook_on_the_site():
    """The bundled ebook goes through: its pages are counted, and its exercises can be read as a web page."""
    conf = sites.settings('[ebook]\nfile = "sample:ebook.pdf"\ncover = "sample:ebook.png"\n')
    made = compose.site([], conf, TEMPLATES, Extras(offer=offer(conf)))

    assert "Download (PDF, 14 pages, 121 KB)" in made["ebook/index.html"].decode()
    assert "<h2>Opening your hand</h2>" in made["ebook/read/index.html"].decode()
    assert made["ebook/read/index.html"].count(b"<h1>") == 1
