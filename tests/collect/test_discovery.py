"""From a site's address to its feeds."""

import pytest

from pipeline.collect.discovery import Found, find, links
from pipeline.errors import FetchError
from pipeline.outside.web import Response

RSS = b'<rss version="2.0"><channel><title>A</title><item><title>Walking</title></item></channel></rss>'


def site(pages, moved=()):
    """A fetch that knows these pages; *moved* maps an address to where it redirects."""

    def fetch(url):
        at = dict(moved).get(url, url)
        if at not in pages:
            raise FetchError("not found", reason="http-404")
        return Response(url=at, status=200, body=pages[at])

    return fetch


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        (
            '<link rel="alternate" type="application/rss+xml" href="/f" title="All &amp; new">',
            [("https://a.org/f", "All & new")],
        ),
        (
            '<link REL="home Alternate" TYPE=" application/atom+xml; charset=utf-8 " href="f">',
            [("https://a.org/b/f", "")],
        ),
        (
            '<base href="https://c.org/x/"><link rel=alternate type=application/feed+json href=f>',
            [("https://c.org/x/f", "")],
        ),
        ('<link rel="alternate" type="application/json" href="/feed.json">', [("https://a.org/feed.json", "")]),
        ('<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/1">', []),
        ('<link rel="alternate" type="application/rss+xml" href="/comments/feed/">', []),
        ('<link rel="alternate" type="application/rss+xml" href="/x" title="A » Comments Feed">', []),
        ('<link rel="alternate stylesheet" type="application/rss+xml" href="/x">', []),
        ('<link rel="alternate" hreflang="de" href="/de">', []),
        ('<link rel="alternate" type="application/rss+xml" href="file:///etc/passwd">', []),
        ('<link rel="alternate" type="application/rss+xml" href="http://[x">', []),
        ("<![x", []),
    ],
)
def test_links(markup, found):
    """A page's feeds are those it names as such, completed by its base; never comments, styles or files."""
    assert found == list(links(Response(url="https://a.org/b/", status=200, body=markup.encode())))


def test_link_header():
    """The Link header is read like the tags, quoted commas and all."""
    header = '<https://a.org/s.css>; rel=stylesheet, </f>; rel="alternate"; type="application/rss+xml"; title="A, B"'

    page = Response(url="https://a.org/", status=200, headers={"link": header})

    assert list(links(page)) == [("https://a.org/f", "A, B")]


def test_a_feed_is_itself():
    """An address that already is a feed is the answer."""
    assert (Found(url="https://a.org/f", title="A", entries=1),) == find(
        "https://a.org/f", fetch=site({"https://a.org/f": RSS})
    )


def test_a_candidate_counts_once_it_parses():
    """What a page promises is tried; what is no feed is left out. A feed's own title counts before the page's."""
    link = b'<link rel=alternate type="application/rss+xml" href=/%s title=News>'
    page = b"".join(link % name for name in (b"dead", b"page", b"f"))
    fetch = site({"https://a.org/": page, "https://a.org/page": b"<html>", "https://a.org/f": RSS})

    assert (Found(url="https://a.org/f", title="A", entries=1),) == find("https://a.org/", fetch=fetch)


def test_well_known_paths_come_last_and_do_not_move():
    """Without any link the usual paths are tried; one that redirects elsewhere is no answer."""
    pages = {"https://a.org/": b"<html>", "https://a.org/atom.xml": RSS, "https://b.org/other": RSS}
    fetch = site(pages, moved={"https://a.org/feed/": "https://b.org/other"})

    assert [found.url for found in find("https://a.org/", fetch=fetch)] == ["https://a.org/atom.xml"]


def test_no_feed_at_all():
    """A site without a feed says so, with what to do next."""
    with pytest.raises(FetchError) as caught:
        find("https://a.org/", fetch=site({"https://a.org/": b"<html>"}))

    assert caught.value.reason == "not-a-feed"
    assert caught.value.hint


@pytest.mark.parametrize(
    "kind", ["application/rss", "text/rss+xml", "application/x-rss+xml", "text/atom", "application/rdf"]
)
def test_types_that_sites_nearly_write(kind):
    """A type that is nearly a feed's is meant as one."""
    markup = f'<link rel="alternate" type="{kind}" href="/f">'.encode()

    assert list(links(Response(url="https://a.org/", status=200, body=markup))) == [("https://a.org/f", "")]


def test_an_ordinary_link_to_a_feed():
    """Where a page names no feed, its links that look like one are tried; comments and other pages are not."""
    page = b'<a href="/news">News</a><a href="/comments/feed/">C</a><a href="feed://a.org/blog/rss.xml">RSS</a>'
    pages = {"https://a.org/": page, "https://a.org/blog/rss.xml": RSS}

    assert [found.url for found in find("https://a.org/", fetch=site(pages))] == ["https://a.org/blog/rss.xml"]
