"""The picks' pages as plain text."""

from pipeline.collect.page import article_text, read
from tests.collect.newsletters import newsletter
from tests.server import answer, serving

WORDS = "Move your arm a little every day. " * 20
PAGE = f"""<!doctype html><html><head><title>T</title></head><body><nav>Home Shop</nav><header>Logo</header>
<article><h1>Arms</h1><p>{WORDS}</p><form>Email</form><aside>Buy</aside></article>
<article>Teaser</article><footer>Legal</footer></body></html>"""


def test_the_article_without_the_furniture():
    """Navigation, forms, asides and teasers are left out."""
    got = article_text(PAGE)
    assert "Move your arm" in got
    assert not [word for word in ("Home", "Logo", "Email", "Buy", "Teaser", "Legal") if word in got]


def test_a_page_without_structure():
    """Without article or main the body counts, and without a body all of it."""
    assert article_text("<html><body><p>Just words</p></body></html>").strip() == "Just words"
    assert article_text("Just words").strip() == "Just words"


def test_a_page_made_to_hang_us():
    """Half a million unclosed elements are read once, not once each."""
    assert len(article_text("<article><nav " * 100_000)) < 100


def test_pages_that_can_be_read_are_there_and_others_missing(tmp_path):
    """Errors, other kinds of files and private addresses cost their entry only."""
    latin = "<p>café</p>".encode("latin-1")
    found = {
        "/a": answer(200, PAGE.encode(), Content_Type="text/html; charset=utf-8"),
        "/latin": answer(200, latin, Content_Type="text/html; charset=ISO-8859-1"),
        "/pdf": answer(200, b"%PDF", Content_Type="application/pdf"),
        "/odd": answer(200, b"<p>odd</p>", Content_Type="text/html; charset=klingon"),
    }
    with serving(found) as server:
        config = newsletter(tmp_path, "sample:a")
        asked = [server.url(path) for path in ("/a", "/latin", "/pdf", "/odd", "/404")]
        got = read([*asked, "", "mailto:x@example.org"], config)
    assert [server.url("/a"), server.url("/latin"), server.url("/odd")] == sorted(got)
    assert got[server.url("/latin")].words.strip() == "café"


def test_pages_on_private_addresses_are_not_read(tmp_path):
    """A link in a feed must not make us read the editor's own network."""
    with serving(lambda asked: answer(200, b"secret")) as server:
        assert read([server.url()], newsletter(tmp_path, "sample:a", private=False)) == {}
    assert server.asked == []
