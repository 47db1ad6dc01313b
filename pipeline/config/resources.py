"""What ships with the tool or lies in the editor's templates/: templates, pictures of topics, the table of clients."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from pipeline.errors import TemplateError
from pipeline.text import DATA, table

_PACKAGE = DATA.parent
_FAMILIES = ("border", "background", "padding", "margin", "font", "list-style")
_KINDS = {".html", ".txt", ".css", ".xml", ".js", ".svg"}


def shipped_templates() -> Path:
    """The shipped templates: inside the package in a wheel, beside it in a checkout."""
    inside = _PACKAGE / "templates"
    return inside if inside.is_dir() else _PACKAGE.parent / "templates"


def shipped() -> Mapping[str, str]:
    """The shipped templates' sources by name, such as ``email/email.html``."""
    return _read(shipped_templates())


def templates(folder: Path) -> Mapping[str, str]:
    """Template sources by name (``email/email.html``): shipped, overlaid by *folder*'s own ones. A shipped one stays
    reachable as ``shipped/NAME``, so that an override can extend it block by block."""
    known = shipped()
    own_folder = folder / "templates"
    own = _read(own_folder) if own_folder.resolve() != shipped_templates().resolve() else {}
    return {**{f"shipped/{name}": source for name, source in known.items()}, **known, **own}


def _read(folder: Path) -> dict[str, str]:
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix in _KINDS and path.is_file():
            name = path.relative_to(folder).as_posix()
            try:
                found[name] = path.read_text(encoding="utf-8-sig")
            except UnicodeDecodeError as e:
                raise TemplateError(f"templates/{name}:1: this is not UTF-8 text", hint="save it as UTF-8") from e
    return found


@cache
def tiles() -> Mapping[str, bytes]:
    """The shipped pictures of topics by name, PNG at twice the size that they are shown: ``hand``, ``hand-wide``."""
    return {path.stem: path.read_bytes() for path in sorted((DATA / "tiles").glob("*.png"))}


def features_of(name: str, value: str) -> Iterator[str]:
    """What one CSS declaration uses of data/clients.json, the table of what mail clients show, by caniemail's names."""
    family = next((f for f in _FAMILIES if name.startswith(f"{f}-")), "")
    known = table("clients")["features"]
    yield f"css-{name}" if f"css-{name}" in known or not family else f"css-{family}"
    if name == "display" and value.removeprefix("inline-") in ("flex", "grid", "none"):
        yield f"css-display-{value.removeprefix('inline-')}"
    if "url(" in value and name.startswith("background"):
        yield "css-background-image"


@cache
def support(client: str) -> Mapping[str, str]:
    """One letter a feature: y(es), a (partly), n(o), u (not known). *client* as the table names it."""
    data = table("clients")
    at = data["clients"].index(client)
    return {slug: entry["support"][at] for slug, entry in data["features"].items()}
