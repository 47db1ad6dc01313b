"""The bundled table of what mail clients show (data/clients.json): features by caniemail's names."""

from collections.abc import Iterator, Mapping
from functools import cache

from pipeline.config.resources import table

_FAMILIES = ("border", "background", "padding", "margin", "font", "list-style")


def features_of(name: str, value: str) -> Iterator[str]:
    """The features that one CSS declaration uses."""
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
