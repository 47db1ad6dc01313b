"""What [ebook] offers: the PDF, its cover and its text version, as values; and what is wrong with them."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from pydantic import TypeAdapter

from pipeline.config import Config
from pipeline.errors import MondayError
from pipeline.limits import file_size
from pipeline.outside import files
from pipeline.outside.pdf import Pdf, look
from pipeline.text import DATA

LARGE = 5_000_000  # Bytes from which a phone with a poor connection takes too long.


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """The ebook's files; empty where the editor gives none."""

    pdf: bytes = b""
    look: Pdf | None = None  # None while the PDF cannot be read.
    problem: str = ""  # Why there is no ebook to download; "" when there is one.
    hint: str = ""
    cover: bytes = b""
    twin: str = ""  # The same words as a web page, for readers who cannot use a PDF.
    markdown: bool = False  # *twin* is Markdown, not HTML.
    sample: bool = False  # It is the bundled one: fiction, for trying.

    @property
    def digest(self) -> str:
        """What the file's address carries, so that a new edition has another."""
        return sha256(self.pdf).hexdigest()[:10]


NOTHING = Offer()
GIVE = 'newsletter.toml, [ebook]: file = "ebook.pdf"; or show = false, to send the emails without it'


def offer(config: Config) -> Offer:
    """What the newsletter offers now; a file that is missing or damaged is a *problem*, never an error."""
    ebook = config.ebook
    if ebook.url:
        return NOTHING
    if not ebook.file:
        return Offer(problem="there is no ebook yet", hint=GIVE)
    path = _path(config, ebook.file)
    data = _read(path)
    if data is None:
        return Offer(problem=f"the ebook file is missing: {ebook.file}", hint=GIVE)
    html = _read(path.with_suffix(".html"))
    twin = _read(path.with_suffix(".md")) if html is None else html
    found = Offer(
        pdf=data,
        cover=(_read(_path(config, ebook.cover)) or b"") if ebook.cover else b"",
        twin=(twin or b"").decode("utf-8-sig", "replace"),
        markdown=html is None,
        sample=ebook.file.startswith("sample:"),
    )
    try:
        return replace(found, look=_look(config.folder, data))
    except MondayError as e:
        return replace(found, problem=f"the ebook {ebook.file} cannot be used: {e}", hint=e.hint)


def _read(path: Path) -> bytes | None:
    """The file's bytes; None where there is none that can be read."""
    try:
        return files.read(path)
    except MondayError:
        return None


def _look(folder: Path, data: bytes) -> Pdf:
    """What the PDF is. It is kept for the next command, since to read it takes longer than all the rest of a run."""
    path, digest = folder / ".monday" / "ebook.json", sha256(data).hexdigest()
    with suppress(MondayError, ValueError):
        kept, found = _KEPT.validate_json(files.read(path) or b"")
        if kept == digest:
            return found
    found = look(data)
    with suppress(MondayError):
        files.write_atomic(path, _KEPT.dump_json((digest, found)))
    return found


_KEPT = TypeAdapter(tuple[str, Pdf])


def _path(config: Config, name: str) -> Path:
    return DATA / "ebook" / name.removeprefix("sample:") if name.startswith("sample:") else config.folder / name


def concerns(config: Config, found: Offer) -> Iterator[tuple[str, str]]:
    """What makes the ebook harder to use than it need be, each with what to do; nothing of it stops an issue."""
    look = found.look
    if config.ebook.cover and not found.cover:
        yield f"its cover is missing: {config.ebook.cover}", "put it there, or remove the setting"
    if look is None:
        return
    if not look.tagged:
        what = "the PDF is not tagged: a screen reader cannot find its headings"
        yield what, f"export it as tagged PDF (PDF/UA), or put {Path(config.ebook.file).stem}.md beside it"
    if not look.language:
        yield "the PDF does not state its language", "set it in the program that makes the PDF"
    if not look.title:
        yield "the PDF has no title", "set it in the program that makes the PDF"
    if look.wordless:
        pages = ", ".join(map(str, look.wordless[:8])) + ("…" if len(look.wordless) > 8 else "")
        yield f"these pages contain only pictures: {pages}", "run text recognition (OCR), or export it with real text"
    if len(found.pdf) > LARGE:
        yield f"the PDF is {file_size(len(found.pdf))}", "make its pictures smaller: 5 MB load well on a phone"
    promised = re.search(r"(\d+)[ -]?pages?\b", config.ebook.detail, re.IGNORECASE)
    if promised and int(promised[1]) != look.pages:
        what = f"detail promises {promised[1]} pages, but the PDF has {look.pages}"
        yield what, "newsletter.toml: remove [ebook] detail, and the pages are counted"
