"""Which features an email uses, and which clients lack them, from the table in data/clients.json."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from pipeline.check.view import View, at
from pipeline.config.clients import features_of
from pipeline.config.resources import table

_TAGS = {f"h{n}": "html-h1-h6" for n in range(1, 7)} | dict.fromkeys(
    ("article", "aside", "footer", "header", "main", "nav", "section", "figure"), "html-semantics"
)
_ATTRIBUTES = ("role", "lang", "dir", "aria-hidden", "aria-label", "srcset", "loading", "background")
_BREAKS = frozenset(
    "css-display-flex css-display-grid css-float css-position css-background-image css-opacity css-column-count "
    "css-transform css-clip-path css-visibility css-writing-mode css-variables css-left-right-top-bottom "
    "html-svg html-video html-audio html-picture html-image-maps html-object html-form html-base html-dialog "
    "image-svg image-webp image-avif image-base64 image-apng image-mp4".split()
)
"""Features whose absence hides or scrambles words; without the others an email only looks plainer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Feature:
    """One feature in use that some clients lack."""

    slug: str
    title: str
    where: str
    tested: date
    """When caniemail tested it last."""
    tested_in: int
    missing: tuple[str, ...]

    @property
    def breaks(self) -> bool:
        """Whether reading suffers where it is missing."""
        return self.slug in _BREAKS


def used(view: View) -> Mapping[str, str]:
    """The features that the email uses, by caniemail's names, and the first place of each."""
    found: dict[str, str] = {}
    for node in view.nodes:
        place = at(node)
        found.setdefault(_TAGS.get(node.tag, f"html-{node.tag}"), place)
        for name in _ATTRIBUTES:
            if name in node.attrs:
                found.setdefault(f"html-{name}", place)
        for declaration in node.declarations:
            for slug in features_of(declaration.name, declaration.value):
                found.setdefault(slug, place)
        if node.tag == "img":
            source = node.attrs.get("src", "").partition("?")[0]
            kind = "base64" if source.startswith("data:") else source.rpartition(".")[2].lower().replace("jpeg", "jpg")
            found.setdefault(f"image-{kind}", place)
    for rule in view.rules:
        place = f"email.html:{rule.line}"
        for media in rule.media:
            kind = "-prefers-color-scheme" if "prefers-color-scheme" in media else ""
            found.setdefault(f"css-at-media{kind}" if media.startswith("@media") else "css-at-supports", place)
        if ":hover" in rule.selector:
            found.setdefault("css-pseudo-class-hover", place)
        for declaration in rule.declarations:
            for slug in features_of(declaration.name, declaration.value):
                found.setdefault(slug, place)
    return found


def lacking(features: Mapping[str, str]) -> Iterator[Feature]:
    """Those of *features* (slug to place) that at least one client in eight lacks, the most often missing first."""
    data = table("clients")
    names: list[str] = data["clients"]
    found = []
    for slug, where in features.items():
        entry = data["features"].get(slug)
        if entry is None:
            continue
        support: str = entry["support"]
        missing = tuple(name for name, mark in zip(names, support, strict=True) if mark == "n")
        tested = sum(mark in "yan" for mark in support)
        if missing and len(missing) * 8 >= tested:
            found.append(
                Feature(
                    slug=slug,
                    title=entry["title"],
                    where=where,
                    tested=date.fromisoformat(entry["tested"]),
                    tested_in=tested,
                    missing=missing,
                )
            )
    return iter(sorted(found, key=lambda feature: (not feature.breaks, -len(feature.missing) / feature.tested_in)))
