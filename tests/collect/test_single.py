"""One page that an editor names, as an article; and every way in which it cannot be one."""

import pytest

from pipeline.collect.page import address, article, fetch
from pipeline.errors import FetchError
from tests.collect.newsletters import newsletter
from tests.server import answer, serving

PAGE = """<!doctype html><html lang="en-GB"><head><title>Move your arm | Harbour Trust</title>
<meta property="og:site_name" content="Harbour Trust"><meta name="description" content="A little every day &amp; rest.">
<meta property="article:published_time" content="2026-11-18T08:00:00Z">{head}</head>
<body><nav>Shop</nav><article><h1>Arms</h1><p>Move your arm a little every day.</p></article></body></html>"""


def page(tmp_path, markup=None, *, url="https://www.harbour.example/arms?utm_source=x", head=""):
    return article(
        markup or PAGE.format(head=head), asked="https://s.example/1", url=url, config=newsletter(tmp_path, "sample:a")
    )


def test_an_article(tmp_path):
    """Title, summary, source, date and language are what the page says of itself; trackers go."""
    found = page(tmp_path).article

    assert (
        found.title,
        found.summary,
        found.source,
    ) == ("Move your arm", "A little every day & rest.", "Harbour Trust")
    assert (found.url, found.key) == ("https://www.harbour.example/arms", "https://harbour.example/arms")
    assert (found.published.isoformat(), found.dated, found.lang) == ("2026-11-18T08:00:00+00:00", "exact", "en")


def test_words(tmp_path):
    """The page's text comes without its furniture."""
    assert "Shop" not in page(tmp_path).words
    assert "Move your arm a little every day." in page(tmp_path).words


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        pytest.param('<meta property="og:title" content="One"><title>Two</title>', "One", id="what it tells others"),
        pytest.param("<title>Two - Three</title><h1>Four</h1>", "Two - Three", id="its title, whole"),
        pytest.param("<h1>Walk <em>slowly</em></h1><h1>Other</h1>", "Walk slowly", id="its first heading"),
        pytest.param("<svg><title></title></svg><title>Real</title>", "Real", id="an empty title first"),
        pytest.param("<title>&lt;script&gt;alert(1)&lt;/script&gt; Walk</title>", "Walk", id="markup in it"),
        pytest.param("<title>" + "long " * 100, "long " * 39 + "long…", id="endless"),
    ],
)
def test_title(tmp_path, markup, title):
    """A title is found wherever a page has one, as plain text."""
    assert title == page(tmp_path, markup).article.title


def test_source_by_feed(tmp_path):
    """A page on the host of one of our feeds has that feed's name, and so its standing."""
    config = newsletter(tmp_path, "https://harbour.example/feed")
    found = article(PAGE.format(head=""), asked="", url="https://www.harbour.example/arms", config=config).article

    assert (config.feeds[0].name, config.feeds[0].url) == (found.source, found.feed)


@pytest.mark.parametrize(
    ("canonical", "also"),
    [
        pytest.param("https://www.harbour.example/arms-and-hands", 3, id="its own host"),
        pytest.param("https://other.example/arms", 2, id="another's"),
        pytest.param("javascript:alert(1)", 2, id="no page"),
    ],
)
def test_own_name(tmp_path, canonical, also):
    """The address that a page calls its own counts on its own host only."""
    assert also == len(page(tmp_path, head=f'<link rel="canonical" href="{canonical}">').also)


@pytest.mark.parametrize(
    ("pasted", "expected"),
    [
        (" example.org/walk ", "https://example.org/walk"),
        ("example.org:8080/walk", "https://example.org:8080/walk"),
        ("http://example.org/", "http://example.org/"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("", ""),
    ],
)
def test_address(pasted, expected):
    """https:// may be left out; any other scheme stays what it is, and is refused by the gate."""
    assert expected == address(pasted)


def html(body=b"<title>Walk</title>", status=200, kind="text/html", **headers):
    return answer(status, body, Content_Type=kind, **headers)


@pytest.mark.parametrize(
    ("path", "reason", "hint"),
    [
        ("/404", "404", "the page was removed"),
        ("/403", "403", "fill it in by hand"),
        ("/500", "500", "open it in a browser"),
        ("/pdf", "not-html", "the page that links to it"),
        ("/empty", "no-title", "own page"),
        ("/huge", "too-big", "the page that links to it"),
        ("/inward", "bad-redirect", "open it in a browser"),
    ],
)
def test_refusals(tmp_path, path, reason, hint):
    """Each thing that can be wrong with a page is told apart, with what to do."""
    found = {
        "/403": html(status=403),
        "/500": html(status=500),
        "/pdf": html(b"%PDF", kind="application/pdf"),
        "/empty": html(b"<p></p>"),
        "/huge": html(b"<title>x</title>" + b"x" * 4_000_000),
        "/inward": answer(302, Location="file:///etc/passwd"),
    }
    with serving(found) as server, pytest.raises(FetchError) as caught:
        fetch(server.url(path), newsletter(tmp_path, "sample:a"))

    assert reason == caught.value.reason
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "bad-url"),
        ("javascript:alert(1)", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("ftp://example.org/a", "scheme"),
        ("https://user@", "bad-url"),
        ("https://a b", "bad-url"),
        ("http://127.1/", "not-public"),
        ("http://[::1]/", "not-public"),
        ("http://169.254.169.254/latest/meta-data/", "not-public"),
    ],
)
def test_gate(tmp_path, url, reason):
    """Only public pages are ever asked for."""
    with pytest.raises(FetchError) as caught:
        fetch(url, newsletter(tmp_path, "sample:a", private=False))

    assert (reason, True) == (caught.value.reason, bool(caught.value.hint))


def test_own_network(tmp_path):
    """A page on the editor's own network is refused before it is asked for."""
    with serving({"/": html()}) as server, pytest.raises(FetchError, match="not public"):
        fetch(server.url("/"), newsletter(tmp_path, "sample:a", private=False))
    assert server.asked == []


def test_redirect(tmp_path):
    """The article's address is where the pasted one leads to."""
    found = {"/s": answer(302, Location="/walk"), "/walk": html()}
    with serving(found) as server:
        page = fetch(server.url("/s"), newsletter(tmp_path, "sample:a"))

    assert (server.url("/walk"), "Walk") == (page.article.url, page.article.title)
    assert {server.url("/s"), server.url("/walk")} == set(page.also)
