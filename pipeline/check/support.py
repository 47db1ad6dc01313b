"""Which features an email uses, and which clients lack them, from the table in data/clients.json."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from pipeline.check import css
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

    title: str
    where: str
    tested: date
    """When caniemail last tested it."""
    tested_in: int
    missing: tuple[str, ...]
    breaks: bool
    """Whether reading suffers without it."""


def used(view: View) -> Mapping[str, str]:
    """The features that the email uses, by caniemail's names, and the first place of each."""
    found: dict[str, str] = {}
    for node in view.nodes:
        slugs = [_TAGS.get(node.tag, f"html-{node.tag}"), *(f"html-{n}" for n in _ATTRIBUTES if n in node.attrs)]
        if node.tag == "img":
            source = node.attrs.get("src", "").partition("?")[0]
            kind = "base64" if source.startswith("data:") else source.rpartition(".")[2].lower().replace("jpeg", "jpg")
            slugs.append(f"image-{kind}")
        for slug in (*slugs, *_declared(node.declarations)):
            found.setdefault(slug, at(node))
    for rule in view.rules:
        slugs = ["css-pseudo-class-hover"] if ":hover" in rule.selector else []
        for media in rule.media:
            kind = "-prefers-color-scheme" if "prefers-color-scheme" in media else ""
            slugs.append(f"css-at-media{kind}" if media.startswith("@media") else "css-at-supports")
        for slug in (*slugs, *_declared(rule.declarations)):
            found.setdefault(slug, f"email.html:{rule.line}")
    return found


def _declared(declarations: tuple[css.Declaration, ...]) -> Iterator[str]:
    return (slug for declaration in declarations for slug in features_of(declaration.name, declaration.value))


def lacking(features: Mapping[str, str]) -> list[Feature]:
    """Those of *features* (slug to place) that at least one client in eight lacks, the most often missing first."""
    data = table("clients")
    found = []
    for slug, where in features.items():
        if entry := data["features"].get(slug):
            missing = tuple(name for name, mark in zip(data["clients"], entry["support"], strict=True) if mark == "n")
            feature = Feature(
                title=entry["title"],
                where=where,
                tested=date.fromisoformat(entry["tested"]),
                tested_in=sum(mark in "yan" for mark in entry["support"]),
                missing=missing,
                breaks=slug in _BREAKS,
            )
            if missing and len(missing) * 8 >= feature.tested_in:
                found.append(feature)
    return sorted(found, key=lambda feature: (not feature.breaks, -len(feature.missing) / feature.tested_in))
