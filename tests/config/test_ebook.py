"""[ebook]: its settings, and what is known of the files that they name."""

import io

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, StreamObject

from pipeline import config
from pipeline.config import ebook
from pipeline.config.ebook import NOTHING, concerns, offer
from pipeline.errors import ConfigError
from pipeline.outside.pdf import look
from tests.newsletter import ROOT

SAMPLE = ROOT / "pipeline" / "data" / "ebook"
LEAST = '[newsletter]\ntitle = "T"\n[ebook]\n{}\n[[feeds]]\nurl = "feeds/a.xml"\nname = "A"\n'


def settings(folder, *lines):
    """A newsletter in *folder* with these lines under [ebook]."""
    return config.read(LEAST.format("\n".join(lines)), folder)


def plain_pdf(pages=3, *, scan=False, title=""):
    """A PDF of *pages* empty pages, or of pictures of pages."""
    writer = PdfWriter()
    for _ in range(pages):
        page = writer.add_blank_page(612, 792)
        if scan:
            image = StreamObject()
            image.update({NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Image")})
            drawn = DictionaryObject({NameObject("/Im0"): writer._add_object(image)})
            page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): drawn})
    if title:
        writer.metadata = {"/Title": title}
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def test_the_sample_ebook_is_tagged_and_every_page_says_that_it_is_a_sample(tmp_path):
    """The bundled ebook has 14 tagged pages of real text, in English, each stamped SAMPLE, and a text version."""
    found = offer(settings(tmp_path, 'file = "sample:ebook.pdf"', 'cover = "sample:ebook.png"'))
    pages = PdfReader(SAMPLE / "ebook.pdf").pages

    assert (found.look.pages, found.look.tagged, found.look.language, found.look.wordless) == (14, True, "en", ())
    assert ["SAMPLE" in page.extract_text() for page in pages] == [True] * 14
    assert found.sample
    assert "## Opening your hand" in found.twin
    assert found.cover.startswith(b"\x89PNG")
    assert list(concerns(settings(tmp_path, 'file = "sample:ebook.pdf"'), found)) == []


def test_a_pdf_is_read_once_for_each_edition(tmp_path, monkeypatch):
    """What it is is kept in .monday/; another file, or damage there, has it read again."""
    seen = []
    monkeypatch.setattr(ebook, "look", lambda data: seen.append(len(data)) or look(data))
    conf, book, kept = settings(tmp_path, 'file = "book.pdf"'), tmp_path / "book.pdf", tmp_path / ".monday/ebook.json"
    found = []
    for pages, damage in ((3, None), (3, None), (4, None), (4, "[]"), (4, None)):
        book.write_bytes(plain_pdf(pages))
        if damage:
            kept.write_text(damage)
        found.append(offer(conf).look)

    assert [look(plain_pdf(pages)) for pages in (3, 3, 4, 4, 4)] == found
    assert [len(plain_pdf(pages)) for pages in (3, 4, 4)] == seen


def test_concerns(tmp_path):
    """A scan without tags, language or title, under a detail with another number of pages: each is said, with a fix."""
    (tmp_path / "book.pdf").write_bytes(plain_pdf(3, scan=True) + b"\n" * 5_000_000)
    conf = settings(tmp_path, 'file = "book.pdf"', 'detail = "14 page PDF"', 'cover = "book.png"')
    found = offer(conf)

    assert found.problem == ""
    assert [what for what, _ in concerns(conf, found)] == [
        "its cover is missing: book.png",
        "the PDF is not tagged: a screen reader cannot find its headings",
        "the PDF does not state its language",
        "the PDF has no title",
        "these pages contain only pictures: 1, 2, 3",
        "the PDF is 5.0 MB",
        "detail promises 14 pages, but the PDF has 3",
    ]
    assert all(fix for _, fix in concerns(conf, found))


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        pytest.param(None, "the ebook file is missing: book.pdf", id="missing"),
        pytest.param(b"", "the ebook book.pdf cannot be used: it is not a readable PDF", id="empty"),
        pytest.param(b"<html>Not found</html>", "the ebook book.pdf cannot be used: it is not a readable PDF",
                     id="a web page"),
        pytest.param(b"%PDF-1.7\n1 0 obj <</Kids [1 0 R]>> endobj trailer <</Root 1 0 R>>",
                     "the ebook book.pdf cannot be used: it is not a readable PDF", id="a loop"),
        pytest.param("cut", "the ebook book.pdf cannot be used: it is not a readable PDF", id="cut off"),
        pytest.param("locked", "the ebook book.pdf cannot be used: it is locked with a password", id="locked"),
    ],
)  # fmt: skip
def test_an_ebook_that_nobody_can_open(tmp_path, data, problem):
    """A missing, damaged or locked file is a problem in words, and never an error that stops a run."""
    if data == "cut":
        data = plain_pdf()[:100]
    if data == "locked":
        writer = PdfWriter(clone_from=PdfReader(io.BytesIO(plain_pdf())))
        writer.encrypt("secret", algorithm="RC4-128")
        made = io.BytesIO()
        writer.write(made)
        data = made.getvalue()
    if data is not None:
        (tmp_path / "book.pdf").write_bytes(data)

    found = offer(settings(tmp_path, 'file = "book.pdf"'))

    assert problem == found.problem
    assert found.hint
    assert found.look is None


def test_no_ebook(tmp_path):
    """Without a file or an address there is no ebook; with an address of the publisher's own nothing is read."""
    assert offer(settings(tmp_path)).problem == "there is no ebook yet"
    assert offer(settings(tmp_path, 'url = "https://a.example/ebook"')) == NOTHING


@pytest.mark.parametrize(
    ("lines", "leads"),
    [
        pytest.param((), "https://example.org/monday/signup/", id="no ebook"),
        pytest.param(('file = "e.pdf"',), "https://example.org/monday/ebook/", id="a file"),
        pytest.param(('url = "https://a.example/e"',), "https://a.example/e", id="elsewhere"),
    ],
)
def test_where_the_button_leads(tmp_path, lines, leads):
    """The email's button leads to the download, or to the signup page while there is none."""
    assert leads == settings(tmp_path, *lines).ebook_url


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        pytest.param(('file = "../e.pdf"',), "newsletter.toml:4: file: a file in the newsletter's folder is needed,"
                     " such as ebook.pdf (it is '../e.pdf')", id="outside the folder"),
        pytest.param(('file = "e.docx"',), "newsletter.toml:4: file: a file in the newsletter's folder is needed,"
                     " such as ebook.pdf (it is 'e.docx')", id="not a PDF"),
        pytest.param(('file = "e.pdf"', 'url = "https://a.example/"'), "newsletter.toml:3: ebook: file and url are both"
                     " set: the email's button can lead to one of them only", id="both"),
    ],
)  # fmt: skip
def test_refused(tmp_path, lines, message):
    """What cannot be meant is refused, with its line."""
    with pytest.raises(ConfigError) as caught:
        settings(tmp_path, *lines)

    assert message == str(caught.value)
