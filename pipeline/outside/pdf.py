"""A PDF, looked at: its pages, and what a screen reader finds in it. The only module that speaks pypdf."""

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.errors import MondayError

if TYPE_CHECKING:
    from pypdf import PageObject


@dataclass(frozen=True, kw_only=True, slots=True)
class Pdf:
    """What a PDF says of itself."""

    pages: int
    tagged: bool  # it has the structure that screen readers need: headings, lists, words for pictures (PDF 1.7, 14.8)
    language: str
    title: str
    wordless: tuple[int, ...]
    """The pages, from 1, without any text: most often scans, which cannot be read aloud or made larger."""


def look(data: bytes) -> Pdf:
    """What the PDF in *data* is. Raises MondayError when it cannot be read, or only with a password."""
    from pypdf import PdfReader  # inside: it takes half a second

    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted:
            raise MondayError("it is locked with a password", hint="save it without one: readers could not open it")
        root = reader.root_object
        marks = root.get("/MarkInfo")
        return Pdf(
            pages=len(reader.pages),
            tagged="/StructTreeRoot" in root and bool(marks and marks.get_object().get("/Marked")),
            language=str(root.get("/Lang") or ""),
            title=str((reader.metadata and reader.metadata.title) or ""),
            wordless=tuple(n for n, page in enumerate(reader.pages, 1) if not _has_font(page)),
        )
    except MondayError:
        raise
    except Exception as e:  # a damaged file can raise anything from deep inside
        raise MondayError("it is not a readable PDF", hint="open it yourself, and save it as PDF again") from e


def _has_font(page: "PageObject") -> bool:
    """Whether text can stand on *page*: it, or a form that is drawn on it, names a font."""
    resources: Any = page["/Resources"].get_object() if "/Resources" in page else {}
    drawn: Any = resources["/XObject"].values() if "/XObject" in resources else ()
    forms = [form.get_object() for form in drawn]
    return "/Font" in resources or any("/Font" in form["/Resources"] for form in forms if "/Resources" in form)
