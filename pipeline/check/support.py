"""Which features an email uses, and which clients lack them, from the table in data/clients.json."""

from collections.abc import Iterator, Mapping
from datetime import date
from operator import itemgetter

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


def lacking(view: View) -> Iterator[tuple[str, str, tuple[str, ...], bool]]:
    """What the email uses and at least one client in eight lacks, the most often missing first.

    Its place, what to say of it, the clients, and whether reading suffers there.
    """
    data, found = table("clients"), []
    for slug, where in used(view).items():
        if entry := data["features"].get(slug):
            missing = tuple(name for name, mark in zip(data["clients"], entry["support"], strict=True) if mark == "n")
            tested = sum(mark in "yan" for mark in entry["support"])
            years = (view.issue.date - date.fromisoformat(entry["tested"])).days / 365.25
            age = f"tested {years:.0f} years before" if years >= 1.5 else "tested recently"
            said = f"{entry['title']}: not in {len(missing)} of {tested} clients ({age})"
            if missing and len(missing) * 8 >= tested:
                found.append((slug not in _BREAKS, -len(missing) / tested, where, said, missing))
    for cosmetic, _, where, said, missing in sorted(found, key=itemgetter(0, 1)):
        yield where, said, missing, not cosmetic
