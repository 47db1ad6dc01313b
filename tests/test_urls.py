"""Canonical addresses, published addresses, and keys."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.urls import (
    canonical,
    clean,
    doi,
    host,
    is_made_up,
    is_public_http,
    key,
    owners,
    paper_in,
    pmid,
    without_user,
)

HOSTILE = st.text() | st.text(alphabet="htps:/\\@?#&=%.[]w19aZ é\u3000\ud800").map(lambda tail: "https://" + tail)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("https://a.org/x?utm_source=n", "https://a.org/x", id="tracking goes"),
        pytest.param("https://a.org/x?id=7", "https://a.org/x?id=7", id="content stays"),
        pytest.param("https://a.org/x?ref=home", "https://a.org/x?ref=home", id="ref can be meaningful"),
        pytest.param("https://a.org/x?UTM_Medium=a&FBCLID=b", "https://a.org/x", id="names ignore case"),
        pytest.param("https://a.org/x?b=&a=1", "https://a.org/x?a=1&b=", id="sorted, blank values stay"),
        pytest.param("http://WWW.A.org:80/x/", "https://a.org/x", id="scheme, case, www, port and slash"),
        pytest.param("https://a.org:8443/x", "https://a.org:8443/x", id="another port is another place"),
        pytest.param("https://a.org/x#part", "https://a.org/x", id="fragment goes"),
        pytest.param("https://a.org/%7ejo/%c3%a9", "https://a.org/~jo/%C3%A9", id="one spelling of percent signs"),
        pytest.param("https://a.org/é", "https://a.org/%C3%A9", id="foreign letters encoded"),
        pytest.param("https://bücher.example/x", "https://xn--bcher-kva.example/x", id="international host"),
        pytest.param("https://doi.org/10.1161/STROKE.1", "https://doi.org/10.1161/stroke.1", id="doi"),
        pytest.param("https://j.org/doi/abs/10.1161/S.1?af=R", "https://doi.org/10.1161/s.1", id="journal page"),
        pytest.param("https://j.org/10.1161/a%2525", "https://doi.org/10.1161/a%2525", id="a percent sign in a doi"),
        pytest.param("https://j.org/doi/10.0000/:", "https://j.org/doi/10.0000/:", id="no doi after all"),
        pytest.param(
            "https://www.www.ncbi.nlm.nih.gov/%37//", "https://pubmed.ncbi.nlm.nih.gov/7", id="odd, yet a paper"
        ),
        pytest.param("https://a.org/%%37ex", "https://a.org/%257ex", id="a lone percent sign stays one"),
        pytest.param(
            "http://b.org/10.1161/https://", "https://doi.org/10.1161/https", id="a doi with an address in it"
        ),
        pytest.param("https://10.1161./s.1", "https://10.1161/s.1", id="a host is no doi"),
        pytest.param(
            "https://pubmed.ncbi.nlm.nih.gov/123/?fc=2&ff=2026&v=2.1",
            "https://pubmed.ncbi.nlm.nih.gov/123",
            id="pubmed",
        ),
        pytest.param("mailto:a@a.org", "mailto:a@a.org", id="not the web"),
        pytest.param("https://[half/x", "https://[half/x", id="broken"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_canonical(before, after):
    """Tracking goes, whatever selects content stays; twice is once."""
    assert after == canonical(before) == canonical(after)


@given(HOSTILE)
def test_canonical_is_stable(url):
    """Any text at all has a canonical form, which is its own canonical form."""
    assert canonical(url) == canonical(canonical(url))


@given(HOSTILE)
def test_clean_is_stable(url):
    """Publishing changes nothing but the trackers: the same page, cleaned once."""
    assert clean(url) == clean(clean(url))
    assert canonical(url) == canonical(clean(url))


def test_clean():
    """The published link keeps order, case and fragment of what it needs."""
    assert clean("https://A.org/x?b=2&utm_source=feed&a=#here") == "https://A.org/x?b=2&a=#here"


@pytest.mark.parametrize(
    ("url", "sound"),
    [
        ("https://a.org/x", True),
        ("http://127.0.0.1:8000/feed", True),
        ("http://[::1]/feed", True),
        ("ftp://a.org/x", False),
        ("javascript:alert(1)", False),
        ("file:///etc/passwd", False),
        ("https://user@a.org/", False),
        ("https://a.org\\@b.org/", False),
        ("https://a.org/a b", False),
        ("https://a.org:0/", False),
        ("https://a.org:99999/", False),
        ("https:///x", False),
        ("//a.org/x", False),
        ("", False),
    ],
)
def test_is_public_http(url, sound):
    """Only http and https, with a host and nothing that browsers and we might read differently."""
    assert sound == is_public_http(url)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("doi:10.1161/STROKEAHA.126.1", "10.1161/strokeaha.126.1"),
        ("https://dx.doi.org/10.1000%2Fabc.", "10.1000/abc"),
        ("https://a.org/doi/full/10.1000/abc?af=R", "10.1000/abc"),
        ("https://www.medrxiv.org/content/10.1101/2026.01.02.123v2.full", "10.1101/2026.01.02.123"),
        ("10.1000/abc", "10.1000/abc"),
        ("see 10.1000/abc", ""),
        ("https://a.org/version/10.2/x", ""),
        ("https://a.org/?u=10.1000/abc", ""),
    ],
)
def test_doi(text, name):
    """A DOI is read from identifier fields and the paths of links, never out of running text."""
    assert name == doi(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("pubmed:39000001", "39000001"),
        ("PMID: 7", "7"),
        ("https://www.ncbi.nlm.nih.gov/pubmed/12?dopt=Abstract", "12"),
        ("https://pubmed.ncbi.nlm.nih.gov/12/", "12"),
        ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC12/", ""),
        ("https://a.org/12", ""),
        ("42", ""),
    ],
)
def test_pmid(text, number):
    """PubMed numbers come from either NCBI host or a labelled guid; a PMC number is none."""
    assert number == pmid(text)


def test_key_prefers_the_strongest_identity():
    """DOI, PMID, link, guid, text: the first that is there."""
    fields = {"url": "https://a.org/1", "guid": "pubmed:5", "feed": "f", "text": "Walking"}

    assert key(**fields, identifiers=["pmid:5", "doi:10.1000/A"]) == "doi:10.1000/a"
    assert key(**fields) == "pmid:5"
    assert key(**fields | {"guid": "x"}) == "https://a.org/1"
    assert key(**fields | {"guid": "x", "url": ""}) == "guid:f x"
    assert key(text="Walking  ").startswith("text:")
    assert key(text="walking") == key(text="Walking  ")


@given(HOSTILE, HOSTILE)
def test_key_never_raises(url, guid):
    """Every article has a key that a database can store, and the same one twice."""
    first = key(url=url, guid=guid, feed="f", text=guid)
    assert first == key(url=url, guid=guid, feed="f", text=guid)
    assert host(url) == host(url)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("10.1161/strokeaha.126.051234", "The study appears in Stroke (doi: 10.1161/STROKEAHA.126.051234)."),
        ("10.1161/s.1", "See https://doi.org/10.1161/S.1, and again doi:10.1161/s.1"),
        ("", "Two papers: 10.1161/s.1 and 10.1177/t.2"),
        ("", "Version 10.4 of the software, price 10.5/month"),
        ("", ""),
    ],
)
def test_the_paper_that_a_text_tells_of(name, text):
    """A press release names its paper; a digest, which names several, tells of none of them alone."""
    assert name == paper_in(text)


@given(
    HOSTILE
    | st.sampled_from(["doi:", "10.1161/", "https://doi.org/10.1161/"]).flatmap(lambda p: st.text().map(p.__add__))
)
def test_identity_never_raises_and_is_stable(text):
    """What a DOI, a PubMed number, a host or a paper is read from reads the same again."""
    assert doi(text) == doi(doi(text))
    assert not pmid(text) or pmid(text) == pmid(f"pubmed:{pmid(text)}")
    assert not host(text) or host(f"https://{host(text)}/") == host(text)
    assert paper_in(text) in ("", doi(f"doi:{paper_in(text)}"))
    assert is_public_http(text) in (True, False)


@pytest.mark.parametrize(
    ("expected", "name"),
    [
        (True, "example.org"),
        (True, "news.example.com"),
        (True, "EXAMPLE.net"),
        (True, "carers.example"),
        (True, "example"),
        (True, "feed.test"),
        (True, "unsubscribe.invalid"),
        (False, "counterexample.org"),
        (False, "example.org.uk"),
        (False, "example-trust.org"),
        (False, "test.org"),
        (False, ""),
    ],
)
def test_is_made_up(expected, name):
    """Only the names that are set aside for examples are nobody's; a real one may look like them."""
    assert expected == is_made_up(name)


@pytest.mark.parametrize(
    ("url", "site", "expected"),
    [
        pytest.param("https://www.a.org/x", "https://feeds.a.org/f", True, id="a feed's own host"),
        pytest.param("https://shop.a.org/x", "www.a.org", True, id="below a site"),
        pytest.param("https://eve.a.org/x", "https://bob.a.org/f", False, id="beside it"),
        pytest.param("https://badA.org/x", "https://a.org/f", False, id="another name with that end"),
        pytest.param("https://bob.blogspot.com/x", "https://bob.blogspot.com/feeds/posts/default", True, id="a blog"),
        pytest.param("https://eve.blogspot.com/x", "https://bob.blogspot.com/f", False, id="a stranger's blog"),
        pytest.param("https://eve.substack.com/p/x", "https://bob.substack.com/feed", False, id="a newsletter"),
        pytest.param("https://eve.blogs.example/x", "https://bob.blogs.example/f", False, id="a platform nobody knows"),
        pytest.param("https://eve.blogspot.com/x", "https://news.blogspot.com/f", False, id="a blog called news"),
        pytest.param("https://eve.github.io/x", "github.io", False, id="a platform is nobody's site"),
        pytest.param("https://medium.com/@bob/x", "https://medium.com/feed/@bob", True, id="an author in the path"),
        pytest.param("https://medium.com/@eve/x", "https://medium.com/feed/@bob", False, id="another in the path"),
        pytest.param("https://sites.google.com/view/eve/x", "https://sites.google.com/view/bob", False, id="sites"),
        pytest.param("https://sites.google.com/view/eve/x", "sites.google.com", False, id="a shared host alone"),
        pytest.param("https://a.edu/~eve/x", "https://a.edu/feed", False, id="a student's page"),
        pytest.param("https://m.social.example/@bob/1", "https://social.example/@bob.rss", True, id="an account"),
        pytest.param(
            "https://youtube.com/watch?v=1", "https://www.youtube.com/feeds/v.xml", False, id="nobody can tell"
        ),
        pytest.param("https://www.nhs.uk/x", "www.nhs.uk", True, id="a name under a country's ending"),
        pytest.param("https://eve.co.uk/x", "https://news.co.uk/f", False, id="a country's ending"),
        pytest.param("", "https://a.org/f", False, id="no page"),
        pytest.param("https://a.org/x", "", False, id="no site"),
    ],
)
def test_whose_page(url, site, expected):
    """A page is its publisher's at the site's host and below; strangers who share a domain or a host stay strangers."""
    assert expected == owners.is_of(url, site)


@pytest.mark.parametrize(("url", "expected"), [
    ("https://me:secret@a.org/x@y", "https://a.org/x@y"),
    ("https://key@a.org", "https://a.org"),
    ("https://a.org/@me", "https://a.org/@me"),
    ("feeds/a@b.xml", "feeds/a@b.xml"),
])  # fmt: skip
def test_without_user(url, expected):
    """Only what stands before the host goes."""
    assert expected == without_user(url)
